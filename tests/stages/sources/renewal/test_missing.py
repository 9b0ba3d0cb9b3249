"""Records that a source no longer delivers: gone at once, kept, or kept for a time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from golden_record.config.job import Job
from golden_record.errors import GuardError
from golden_record.model.run import RunContext
from golden_record.stages import sources
from tests.stages.sources.conftest import FIRST_RUN, Project

DAY = timedelta(days=1)
FIRST_KEY, OTHER_KEY = "0f3c9a7be41d5826c0b7e1f9a2d46538", "7d1e0b94f6a2c385d9e7406b1c8f2a53"


def _load(project: Project, day: int, *ids: str, **block: object) -> tuple[str, ...]:
    """Deliver these records on a day; the notes of the load."""
    usual: dict[str, object] = {"updated_at": "at", "max_drop": "100%"}
    project.write("crm.csv", "id,email,at\n" + "".join(f"{name},{name}@example.org,2024-01-01\n" for name in ids))
    project.source("crm", **(usual | block))
    return project.run(FIRST_RUN + day * DAY, changes=day > 0).notes


def _since(project: Project) -> list[tuple[str, datetime | None]]:
    return project.records("source_id, missing_since")


def test_a_record_that_is_not_delivered_is_gone_unless_the_job_keeps_it(project: Project) -> None:
    _load(project, 0, "a", "b")
    _load(project, 1, "a")
    assert _since(project) == [("a", None)]
    assert project.values() == ["a@example.org"]


def test_a_kept_record_stays_as_it_was_and_tells_since_when_it_is_missing(project: Project) -> None:
    _load(project, 0, "a", "b", missing="keep")
    before = project.records("record_id, source_id, content_hash, loaded_at")
    notes = _load(project, 1, "a", missing="keep")
    _load(project, 2, "a", missing="keep")
    assert project.records("record_id, source_id, content_hash, loaded_at") == before
    assert _since(project) == [("a", None), ("b", FIRST_RUN + DAY)]
    assert project.values() == ["a@example.org", "b@example.org"]
    told = "1 records are no longer delivered, and kept as last seen; the first of them since 2024-01-02 00:00"
    assert notes[-1] == f"sources.crm: {told}"


def test_a_kept_record_that_comes_back_is_there_again_under_its_id(project: Project) -> None:
    _load(project, 0, "a", "b", missing="keep")
    _load(project, 1, "a", missing="keep")
    _load(project, 2, "a", "b", missing="keep")
    assert project.records("record_id, source_id, missing_since, loaded_at") == [
        (1, "a", None, FIRST_RUN),
        (2, "b", None, FIRST_RUN),
    ]
    assert project.warehouse.rows("select * from source_change") == [(2, "changed")]


def test_a_record_is_kept_from_the_run_on_that_first_missed_it(project: Project) -> None:
    term = {"expire": "2d"}
    _load(project, 0, "a", "b", "c", missing=term)
    _load(project, 1, "a", "b", missing=term)
    _load(project, 2, "a", missing=term)
    assert [name for name, _ in _since(project)] == ["a", "b", "c"]
    notes = _load(project, 3, "a", missing=term)
    assert [name for name, _ in _since(project)] == ["a", "b"]
    assert notes[0] == "sources.crm: 1 records are gone that were not delivered for 2d"
    assert project.warehouse.rows("select * from source_change") == [(3, "gone")]


def test_only_the_end_of_a_term_changes_what_the_stage_depends_on_with_time(project: Project) -> None:
    _load(project, 0, "a", "b", missing={"expire": "2d"})
    _load(project, 1, "a", missing={"expire": "2d"})

    def moment(day: int) -> object:
        return sources.expired(project.warehouse, project.job, FIRST_RUN + day * DAY)

    assert [moment(1), moment(2), moment(3), moment(9)] == [0, 0, 1, 1]
    _load(project, 3, "a", missing={"expire": "2d"})
    assert [moment(3), moment(9)] == [1, 1]


def test_nothing_depends_on_time_before_a_first_run_and_where_nothing_expires(project: Project) -> None:
    project.source(missing={"expire": "2d"})
    assert sources.expired(project.warehouse, project.job, FIRST_RUN) == 0
    project.source(missing="keep")
    assert sources.expired(project.warehouse, project.job, FIRST_RUN) == 0


def test_kept_records_go_when_the_job_keeps_them_no_longer(project: Project) -> None:
    _load(project, 0, "a", "b", missing="keep")
    _load(project, 1, "a", missing="keep")
    _load(project, 2, "a", missing="delete")
    assert _since(project) == [("a", None)]


def test_the_guards_look_at_what_was_delivered(project: Project) -> None:
    kept = {"missing": "keep", "max_drop": "30%", "freshness": {"error": "5d"}}
    _load(project, 0, "a", "b", "c", "d", **kept)
    with pytest.raises(GuardError, match=r"2 rows, 4 in the last load"):
        _load(project, 1, "a", "b", **kept)
    _load(project, 1, "a", "b", "c", **kept)
    with pytest.raises(GuardError, match=r"1 rows, 3 in the last load"):
        _load(project, 2, "a", **kept)


def test_freshness_does_not_ask_records_that_are_only_kept(project: Project) -> None:
    project.source(updated_at="at", missing="keep", max_drop="100%", freshness={"error": "2d"})
    project.write("crm.csv", "id,email,at\na,a,2024-01-01\nb,b,2023-01-01\n")
    project.run()
    project.write("crm.csv", "id,email,at\nb,b,2023-01-01\n")
    with pytest.raises(GuardError, match="365 d"):
        project.run(changes=True)


def test_a_row_that_is_rejected_delivers_no_record(project: Project) -> None:
    _load(project, 0, "a", "b", missing="keep", duplicates="quarantine")
    _load(project, 1, "a", "b", "b", missing="keep", duplicates="quarantine")
    assert _since(project) == [("a", None), ("b", FIRST_RUN + DAY)]


@pytest.mark.parametrize("changes", [False, True])
def test_a_kept_record_loses_what_the_job_feeds_no_more(project: Project, changes: bool) -> None:
    project.write("crm.csv", "id,email,town\na,x,Omsk\nb,y,Perm\n")
    project.source(attributes={"email": "email", "town": ["town", "email"]}, missing="keep")
    project.run()
    project.write("crm.csv", "id,email,town\na,x,Omsk\n")
    project.source(attributes={"town": "town"}, missing="keep")
    project.run(FIRST_RUN + DAY, changes=changes)
    assert project.values("record_id, attribute, raw") == [(1, "town", "Omsk"), (2, "town", "Perm")]
    assert project.records("content_hash = 0, row_hash is null") == [(False, False), (True, True)]
    project.write("crm.csv", "id,email,town\na,x,Omsk\nb,y,Perm\n")
    project.run(FIRST_RUN + 2 * DAY, changes=changes)
    assert project.records("missing_since, loaded_at") == [(None, FIRST_RUN + DAY), (None, FIRST_RUN + 2 * DAY)]


def _card_job(project: Project, key: str, kind: str) -> Job:
    job = project.job
    block = job.config.model_dump(mode="json") | {"attributes": {"email": {"type": "text"}, "card": {"type": kind}}}
    config = type(job.config).model_validate(block | {"privacy": {"key": key}})
    return Job(config, job.path)


@pytest.mark.parametrize("changes", [False, True])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(("text", FIRST_KEY), ("card", FIRST_KEY), id="a number that is a card from now on"),
        pytest.param(("card", FIRST_KEY), ("card", OTHER_KEY), id="another key"),
    ],
)
def test_a_kept_record_keeps_no_card_that_was_read_in_another_way(
    project: Project, before: tuple[str, str], after: tuple[str, str], changes: bool
) -> None:
    project.source(attributes={"email": "email", "card": "card"}, missing="keep")
    project.write("crm.csv", "id,email,card\na,x,4111111111111111\nb,y,5500005555555559\n")
    context = RunContext("run", FIRST_RUN)
    sources.run(project.warehouse, _card_job(project, before[1], before[0]), context)
    project.write("crm.csv", "id,email,card\na,x,4111111111111111\n")
    context = RunContext("run", FIRST_RUN + DAY, changed=frozenset() if changes else None)
    sources.run(project.warehouse, _card_job(project, after[1], after[0]), context)
    assert project.values("record_id, attribute") == [(1, "card"), (1, "email"), (2, "email")]


def test_no_hash_is_kept_by_which_the_number_of_a_card_could_be_found(project: Project) -> None:
    project.source(attributes={"email": "email", "card": "card"})
    project.write("crm.csv", "id,email,card\na,x,4111111111111111\n")
    sources.run(project.warehouse, _card_job(project, FIRST_KEY, "card"), RunContext("run", FIRST_RUN))
    assert project.records("row_hash") == [None]
