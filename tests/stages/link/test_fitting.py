"""Which model scores a run, and what is kept of it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest

from golden_record.config.job import Job
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import SOURCE_RECORD
from golden_record.stages import link
from golden_record.stages.link.versions.ageing import moved
from golden_record.stages.link.versions.store import current_version, versions
from golden_record.warehouse import Warehouse
from tests.builders import put
from tests.stages.link.conftest import PEOPLE, Fields, job_of, links_in, named, population, put_standard

FIRST, SECOND, THIRD = (datetime(2025, 6, day) for day in (1, 2, 12))
CROWD = [fields for _, fields in population(120)]


def _link(
    warehouse: Warehouse, job: Job, rows: list[Fields], day: datetime = FIRST, *, retrain: bool = False
) -> StageReport:
    put_standard(warehouse, job, [(number, "crm", fields) for number, fields in enumerate(rows, start=1)])
    with warehouse.transaction():
        return link.run(warehouse, job, RunContext(f"{day:%Y%m%d}", day, retrain=retrain))


def _state(warehouse: Warehouse) -> tuple[object, ...]:
    return links_in(warehouse), warehouse.rows("from model"), warehouse.rows("from model_frequency order by all")


def test_a_second_run_scores_with_the_model_of_the_first_to_the_last_bit(warehouse: Warehouse) -> None:
    _link(warehouse, job_of(PEOPLE), CROWD)
    before = _state(warehouse)
    report = _link(warehouse, job_of(PEOPLE), CROWD, SECOND)
    assert _state(warehouse) == before
    assert report.notes[0] == f"scored with model 1, trained 1 day ago (2025-06-01) on {len(CROWD)} records"
    assert warehouse.rows("select run_id, version from model_use order by run_id") == [("20250601", 1), ("20250602", 1)]


def test_pairs_that_were_there_before_keep_their_weight_when_others_come(warehouse: Warehouse) -> None:
    _link(warehouse, job_of(PEOPLE), CROWD[:150])
    before = {(link["left_id"], link["right_id"]): link["weights"] for link in links_in(warehouse)}
    _link(warehouse, job_of(PEOPLE), CROWD, SECOND)
    after = {(link["left_id"], link["right_id"]): link["weights"] for link in links_in(warehouse)}
    assert before.items() <= after.items()


def test_retraining_makes_a_new_version_and_puts_it_into_use(warehouse: Warehouse) -> None:
    _link(warehouse, job_of(PEOPLE), CROWD[:100])
    report = _link(warehouse, job_of(PEOPLE), CROWD, SECOND, retrain=True)
    assert [(one.version, one.current, one.run_id) for one in versions(warehouse)] == [
        (1, False, "20250601"),
        (2, True, "20250602"),
    ]
    assert "model 2 was trained: as asked" in report.notes


def test_retraining_on_the_same_data_is_no_new_version(warehouse: Warehouse) -> None:
    _link(warehouse, job_of(PEOPLE), CROWD)
    report = _link(warehouse, job_of(PEOPLE), CROWD, SECOND, retrain=True)
    assert [one.version for one in versions(warehouse)] == [1]
    assert "training again gave model 1 again" in report.notes


def test_other_attributes_need_another_model(warehouse: Warehouse) -> None:
    _link(warehouse, job_of(PEOPLE), CROWD)
    report = _link(warehouse, job_of(PEOPLE | {"city": "city"}), CROWD, SECOND)
    assert "model 2 was trained: model 1 was made for other attributes, comparisons or judged pairs" in report.notes


def test_a_model_that_saw_hardly_any_match_is_not_kept_when_records_come(warehouse: Warehouse) -> None:
    _link(warehouse, job_of(PEOPLE), CROWD[:8])
    report = _link(warehouse, job_of(PEOPLE), CROWD, SECOND)
    assert "model 2 was trained: model 1 had seen too few matches to be kept" in report.notes


def test_another_threshold_keeps_the_model(warehouse: Warehouse) -> None:
    _link(warehouse, job_of(PEOPLE), CROWD)
    _link(warehouse, job_of(PEOPLE, match={"threshold": {"weight": 7.5}}), CROWD, SECOND)
    current = current_version(warehouse)
    assert current is not None
    assert (current.version, current.threshold) == (1, 7.5)
    assert warehouse.rows("select threshold from model_use order by run_id")[1] == (7.5,)


def test_a_model_that_the_records_have_outgrown_says_so(warehouse: Warehouse) -> None:
    _link(warehouse, job_of(PEOPLE), CROWD[:60])
    report = _link(warehouse, job_of(PEOPLE), CROWD, SECOND)
    assert any("model 1 has been outgrown: at first it compared 60 records" in note for note in report.notes)
    assert any("--retrain" in note for note in report.notes)


def _of_drift(report: StageReport) -> list[str]:
    return [note for note in report.notes if "of the links stand at another level than when model 1" in note]


def test_links_that_look_unlike_those_of_the_first_use_are_told_by_comparison(warehouse: Warehouse) -> None:
    crowd = [fields for _, fields in population(300)]
    _link(warehouse, job_of(PEOPLE), crowd)
    without: list[Fields] = [fields | {"phone": None} for fields in crowd]
    report = _link(warehouse, job_of(PEOPLE), without, THIRD)
    (drift,) = _of_drift(report)
    assert drift.startswith("phone: ")


def test_few_links_say_nothing_of_drift(warehouse: Warehouse) -> None:
    few = CROWD[:40]
    _link(warehouse, job_of(PEOPLE), few)
    report = _link(warehouse, job_of(PEOPLE), [fields | {"phone": None} for fields in few], THIRD)
    assert not _of_drift(report)


@pytest.mark.parametrize(
    ("before", "now", "share"),
    [
        pytest.param([0.1, 0.9], [0.1, 0.9], 0.0, id="as before"),
        pytest.param([0.0, 1.0], [1.0, 0.0], 1.0, id="all moved"),
        pytest.param([0.2, 0.5, 0.3], [0.3, 0.4, 0.3], 0.1, id="one in ten moved"),
    ],
)
def test_drift_is_the_share_of_links_that_moved(before: list[float], now: list[float], share: float) -> None:
    assert moved(before, now) == pytest.approx(share)


def test_frequencies_are_kept_of_values_that_several_records_have(warehouse: Warehouse) -> None:
    _link(warehouse, job_of(PEOPLE), CROWD)
    kept = warehouse.rows(
        "select frequency from model_frequency where column_name = 'birth_date' and value is not null"
    )
    rare = warehouse.scalar("select frequency from model_frequency where column_name = 'birth_date' and value is null")
    held = sum(fields["birth_date"] is not None for fields in CROWD)
    assert float(str(rare)) <= 1 / held * 1.5
    assert all(float(str(frequency)) > float(str(rare)) for (frequency,) in kept)


def test_the_version_in_use_is_what_others_depend_on(warehouse: Warehouse) -> None:
    _link(warehouse, job_of(PEOPLE), CROWD)
    current = current_version(warehouse)
    assert current is not None
    assert json.loads(current.settings)["link_type"] == "dedupe_only"
    assert link.current_model_id(warehouse) == f"1:{current.model_id}"


def _labelled(warehouse: Warehouse, folder: Path, lines: list[str], day: datetime = FIRST) -> StageReport:
    """Link the crowd with judged pairs."""
    path = folder / "labels.csv"
    path.write_text("\n".join(["left,right,match", *lines]) + "\n", encoding="utf-8")
    put(warehouse, SOURCE_RECORD, [(number, "crm", str(number)) for number in range(1, len(CROWD) + 1)])
    return _link(warehouse, job_of(PEOPLE, match={"train": {"labels": str(path)}}), CROWD, day)


def _pairs(count: int, *, match: bool) -> list[str]:
    """Judgements of pairs of one person, or of neighbours that are two."""
    people = [person for person, _ in population(120)]
    pairs = [(place, place + 1) for place in range(len(people) - 1)]
    right = [pair for pair in pairs if (people[pair[0]] == people[pair[1]]) == match]
    return [f"crm:{one + 1},crm:{two + 1},{int(match)}" for one, two in right[:count]]


def test_judged_pairs_calibrate_the_weights_and_are_told(warehouse: Warehouse, tmp_path: Path) -> None:
    report = _labelled(warehouse, tmp_path, [*_pairs(30, match=True), *_pairs(30, match=False), "crm:1,crm:999,1"])
    assert any(note.startswith("60 judged pairs, 30 of them one person: match weights count") for note in report.notes)
    assert "1 of 61 judged pairs name a record that no source has now" in report.notes
    current = current_version(warehouse)
    assert current is not None
    calibration = current.diagnostics["calibration"]
    assert calibration is not None
    assert calibration["pairs"] == 60
    settings = json.loads(current.settings)
    adjusted = [level for item in settings["comparisons"] for level in item["comparison_levels"]]
    assert {level["tf_adjustment_weight"] for level in adjusted if "tf_adjustment_weight" in level} == {
        calibration["factor"]
    }


def test_other_judgements_need_another_model_and_the_same_do_not(warehouse: Warehouse, tmp_path: Path) -> None:
    lines = _pairs(20, match=True)
    _labelled(warehouse, tmp_path, lines)
    assert "scored with model 1" in _labelled(warehouse, tmp_path, lines, SECOND).notes[0]
    assert any("model 2 was trained" in note for note in _labelled(warehouse, tmp_path, lines[:10], THIRD).notes)


def test_many_judged_pairs_inform_what_matches_look_like(warehouse: Warehouse, tmp_path: Path) -> None:
    _labelled(warehouse, tmp_path, _pairs(60, match=True) + _pairs(60, match=False))
    assert any(float(str(link["weight"])) > 0 for link in links_in(warehouse))


FAMILIES: list[Fields] = [
    named(given, f"{'abdegikmno'[home % 10]}rl{'abdegikmno'[home // 10]}ov")
    | {
        "birth_date": None,
        "phone": [f"7916{home:07}"],
        "phone__personal": [f"7916{home:07}"],
        "email": [f"home{home}@example.org"],
        "email__personal": [f"home{home}@example.org"],
    }
    for home in range(80)
    for given in (f"{'acehjqstu'[home % 9]}nna", f"{'bdfgklmnp'[home % 9]}oris")
]
"""Eighty homes, in each two people with one telephone and one e-mail address between them, and nobody twice."""


def test_a_model_that_took_families_for_people_is_doubted_in_every_run_that_uses_it(warehouse: Warehouse) -> None:
    first = _link(warehouse, job_of(PEOPLE), FAMILIES)
    second = _link(warehouse, job_of(PEOPLE), FAMILIES, SECOND)
    assert second.notes[0].startswith("scored with model 1")
    for report in (first, second):
        assert any(
            note.startswith("full_name__given: matches seem to differ in") and "DO NOT TRUST" in note
            for note in report.notes
        ), report.notes
