"""Pins and ages from run to run: what is elected again, how much of it, and when nothing is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from golden_record import pipeline
from golden_record.config.load import load_job
from golden_record.errors import ConfigError
from golden_record.pipeline import RunResult
from golden_record.stages.survive.accuracy import keeping
from golden_record.warehouse import Warehouse
from tests.shop import CRM, FIRST_DAY, Clock, Shop, statuses

HEADER = "record,attribute,value,who,when,why\n"
TULA = "crm:crm-0007,town,Тула,ann,2030-12-31,she said so\n"
PSKOV = "crm:crm-0001,town,Псков,ann,2030-12-30,she said so\n"
AGAIN = {"survive", "history", "activity", "publish"}


def _run(shop: Shop, survivorship: str, days: int = 0) -> RunResult:
    """Run the shop's job with other survivorship, so many days after the first."""
    text = shop.write_job().read_text(encoding="utf-8")
    before, _, after = text.partition("survivorship: ")
    shop.write("job.yml", f"{before}survivorship: {survivorship}\n{after.partition(chr(10))[2]}")
    clock = Clock(FIRST_DAY + timedelta(days=days, minutes=days))
    return pipeline.run(load_job(shop.folder / "job.yml", {}), clock)


def _did(result: RunResult) -> set[str]:
    return {name for name, status in statuses(result).items() if status == "done"}


def _towns(shop: Shop) -> list[object]:
    return [town for (town,) in shop.rows("select town from golden_profile order by town")]


def test_a_pin_of_the_file_elects_one_profile_again_and_then_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What one more pin teaches of the sources of so few people would have everyone elected anew.
    monkeypatch.setattr(keeping, "MOST_MOVED", 1.0)
    shop.write("pins.csv", HEADER + PSKOV)
    _run(shop, "{pins: pins.csv}")
    shop.write("pins.csv", HEADER + PSKOV + TULA)
    result = _run(shop, "{pins: pins.csv}", 1)
    assert _did(result) == AGAIN
    assert next(stage.report.changed for stage in result.stages if stage.stage == "survive") == 1
    assert ("Тула" in _towns(shop), "Саратов" in _towns(shop)) == (True, False)
    assert _run(shop, "{pins: pins.csv}", 2).unchanged
    event = shop.rows("select profile_id, details ->> '$.changed[0].new' from profile_event where event = 'updated'")
    assert [value for _, value in event if value != "Псков"] == ["Тула"]


def test_a_pin_that_has_retired_lets_the_next_run_be(shop: Shop) -> None:
    shop.write("pins.csv", HEADER + TULA)
    _run(shop, "{pins: pins.csv}")
    shop.write("crm.csv", CRM.replace("Саратов,2024-01-01", "Тула,2024-06-01"))
    notes = [note for stage in _run(shop, "{pins: pins.csv}", 1).stages for note in stage.report.notes]
    assert "pin 1: retired, since the sources elect the pinned value themselves" in notes
    assert _run(shop, "{pins: pins.csv}", 2).unchanged


def test_a_pin_that_expires_is_seen_though_no_file_has_changed(shop: Shop) -> None:
    shop.write("pins.csv", HEADER.replace("why", "why,until") + TULA.replace("\n", ",2031-01-02\n"))
    _run(shop, "{pins: pins.csv}")
    assert _run(shop, "{pins: pins.csv}", 1).unchanged
    assert _did(_run(shop, "{pins: pins.csv}", 2)) == AGAIN
    assert "Саратов" in _towns(shop)


def test_a_file_that_is_wrong_stops_the_run_before_anything_is_read(shop: Shop) -> None:
    shop.write("pins.csv", HEADER + TULA.replace("Тула", "n/a"))
    with pytest.raises(ConfigError, match=r"pins\.csv:2"):
        _run(shop, "{pins: pins.csv}")
    with Warehouse(shop.state, read_only=True) as state:
        assert state.rows("select count(*) from stage_run join run using (run_id) where run.status = 'failed'") == [
            (0,)
        ]


@pytest.mark.parametrize(
    ("survivorship", "again"),
    [
        ("{attributes: {town: {max_age: 9y}}}", AGAIN),
        ("{attributes: {town: {decay: {half_life: 2y}}}}", AGAIN),
        ("{attributes: {town: most_recent}}", set()),
    ],
)
def test_a_job_that_looks_at_ages_elects_anew_once_a_day(shop: Shop, survivorship: str, again: set[str]) -> None:
    _run(shop, survivorship)
    assert _run(shop, survivorship).unchanged
    result = _run(shop, survivorship, 1)
    assert _did(result) >= {"survive"} & again
    assert _did(result) <= again
    if again:
        assert next(stage.report.changed for stage in result.stages if stage.stage == "survive") is None


def test_a_value_grows_too_old_though_no_file_has_changed(shop: Shop) -> None:
    survivorship = "{attributes: {town: {max_age: 7y}}}"
    _run(shop, survivorship, -3)
    assert "Саратов" in _towns(shop)
    _run(shop, survivorship, 400)
    assert "Саратов" not in _towns(shop)


@pytest.fixture
def shop(published: Shop) -> Shop:
    """A shop of its own, whose clock is told by each run."""
    return replace(published)
