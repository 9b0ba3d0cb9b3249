"""The copy of the mart that a run begins while its stages work: when it is made, and that nothing of it is left."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from golden_record import pipeline
from golden_record.errors import EngineError, InterruptedRunError
from golden_record.pipeline import Observer
from golden_record.stages.publish.refreshing import refresh
from golden_record.warehouse import Warehouse
from tests.shop import CRM_LATER, Shop

_PATIENCE = 5.0


def _drafts(shop: Shop) -> list[Path]:
    return sorted(shop.mart.parent.glob("*building*"))


def _at(stage: str, work: Callable[[], object]) -> Observer:
    def observe(name: str, progress: str, result: object) -> None:
        if (name, progress) == (stage, "started"):
            work()

    return observe


def _waited_for(found: Callable[[], list[Path]]) -> list[Path]:
    """What is found before patience ends: the copy is made by another thread."""
    end = time.monotonic() + _PATIENCE
    while not found() and time.monotonic() < end:
        time.sleep(0.01)
    return found()


@pytest.fixture
def changed(published: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A shop whose mart can be brought up to date, and a new day, on which Пётр has moved again."""
    # So small that any change would be a large one.
    monkeypatch.setattr(refresh, "MOST_TOUCHED", 1.0)
    published.write("crm.csv", CRM_LATER)
    published.run()
    published.write("crm.csv", CRM_LATER.replace("Самара", "Пермь"))
    return published


def _is_told_of(shop: Shop) -> bool:
    return shop.rows("select town from golden_profile where full_name like 'Смирнов%'") == [("Пермь",)]


def test_the_mart_is_copied_while_stages_work_and_the_copy_becomes_the_next_one(changed: Shop) -> None:
    seen: list[Path] = []
    result = changed.run(observer=_at("link", lambda: seen.extend(_waited_for(lambda: _drafts(changed)))))
    assert len(seen) == 1
    assert result.stages[-1].report.changed == 1
    # What is asked for the copy is no SQL of the stage that has just ended.
    [compiled] = (result.target / "compiled").glob("*sources*")
    assert "publication" not in compiled.read_text(encoding="utf-8")
    assert _is_told_of(changed)
    assert not _drafts(changed)


@pytest.mark.parametrize("options", [{"full": True}, {"publish": False}], ids=["full", "without publishing"])
def test_where_no_copy_will_be_of_use_none_is_made(changed: Shop, options: dict[str, bool]) -> None:
    seen: list[Path] = []
    look = _at("survive", lambda: seen.extend(_drafts(changed)))
    pipeline.run(changed.job, changed.clock, observer=look, **options)
    assert not seen


def test_where_so_many_records_are_others_that_all_is_written_anew_no_copy_is_made(
    changed: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One record in fourteen is.
    monkeypatch.setattr("golden_record.stages.publish.beforehand.MOST_TOUCHED", 0.07)
    seen: list[Path] = []
    changed.run(observer=_at("survive", lambda: seen.extend(_drafts(changed))))
    assert not seen


def test_where_no_record_is_other_the_mart_is_copied_no_sooner_than_it_is_needed(published: Shop) -> None:
    seen: list[Path] = []
    look = _at("publish", lambda: seen.extend(_drafts(published)))
    replace(published, chain=("most_recent",)).run(observer=look)
    assert not seen
    assert not _drafts(published)


@pytest.mark.parametrize(
    ("end", "error"), [(KeyboardInterrupt, InterruptedRunError), (EngineError("stopped"), EngineError)]
)
def test_a_run_that_ends_before_it_publishes_leaves_the_mart_and_no_copy(
    changed: Shop, end: BaseException | type[BaseException], error: type[Exception]
) -> None:
    def stop() -> None:
        assert _waited_for(lambda: _drafts(changed))
        raise end

    before = changed.mart.read_bytes()
    with pytest.raises(error):
        changed.run(observer=_at("cluster", stop))
    assert changed.mart.read_bytes() == before
    assert not _drafts(changed)
    changed.run()
    assert _is_told_of(changed)


def _write_to(mart: Path) -> None:
    with Warehouse(mart) as written:
        written.execute("create table note as select 1 as one")


@pytest.mark.parametrize("disturb", [_write_to, Path.unlink], ids=["written to", "removed"])
def test_a_mart_that_is_touched_while_stages_work_is_written_anew(
    changed: Shop, disturb: Callable[[Path], None]
) -> None:
    result = changed.run(observer=_at("history", lambda: disturb(changed.mart)))
    assert result.stages[-1].report.changed is None
    assert _is_told_of(changed)
    assert changed.rows("select count(*) from duckdb_tables() where table_name = 'note'") == [(0,)]
    assert not _drafts(changed)


def test_a_copy_that_fails_costs_no_more_than_a_mart_that_is_written_anew(
    changed: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr("golden_record.stages.publish.kept.copying.copy", full)
    assert changed.run().stages[-1].report.changed is None
    assert _is_told_of(changed)
    assert not _drafts(changed)
