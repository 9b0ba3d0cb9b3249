"""Sources that shrink, come empty, or grow old."""

from __future__ import annotations

from datetime import datetime

import pytest

from golden_record.errors import GuardError
from golden_record.model.run import RunContext
from golden_record.stages import sources
from tests.stages.sources.conftest import FIRST_RUN, Project


def _rows(count: int) -> str:
    return "id,email,at\n" + "".join(f"{number},secret{number},2023-12-30\n" for number in range(count))


def _load(project: Project, before: int, now: str, max_drop: object = None) -> tuple[str, ...]:
    project.source(max_drop=max_drop)
    project.write("crm.csv", _rows(before))
    project.run()
    project.write("crm.csv", now)
    return project.run().notes


def test_a_source_that_shrinks_is_noted(project: Project) -> None:
    assert _load(project, 10, _rows(7)) == ("sources.crm: 7 rows, 10 in the last load (30% fewer)",)
    assert project.run().notes == ()


@pytest.mark.parametrize(("limit", "now"), [("30%", 7), (0.3, 7), ("100%", 0), ("20%", 10), ("0%", 11)])
def test_a_drop_up_to_the_limit_passes(project: Project, limit: object, now: int) -> None:
    _load(project, 10, _rows(now), max_drop=limit)
    assert len(project.records()) == now


def test_a_drop_beyond_the_limit_stops_the_run_and_leaves_the_last_load(project: Project) -> None:
    with pytest.raises(GuardError) as caught:
        _load(project, 10, _rows(7), max_drop="20%")
    assert str(caught.value) == "sources.crm: 7 rows, 10 in the last load (30% fewer), and `max_drop` is 20%"
    assert "say `max_drop: 100%` for one run" in caught.value.hint
    assert caught.value.exit_code == 5
    assert len(project.records()) == 10
    project.source(max_drop="100%")
    project.run()
    project.source(max_drop="20%")
    project.run()
    assert len(project.records()) == 7


def test_rows_refused_count_as_rows_lost(project: Project) -> None:
    broken = _rows(5) + "only one field\n" * 5
    with pytest.raises(GuardError, match=r"5 rows, 10 in the last load \(50% fewer\)"):
        _load(project, 10, broken, max_drop="20%")


@pytest.mark.parametrize("empty", ["id,email,at\n", "id,email,at\n\n\n"])
def test_a_source_that_had_rows_and_has_none_stops_the_run_by_default(project: Project, empty: str) -> None:
    with pytest.raises(GuardError) as caught:
        _load(project, 3, empty)
    assert str(caught.value) == "sources.crm: no row is left: 0 rows, 3 in the last load (100% fewer)"
    assert len(project.records()) == 3
    project.source(max_drop="100%")
    project.run()
    assert project.records() == []
    project.source()
    assert project.run().notes == ("sources.crm: crm.csv: no rows",)


def test_a_source_that_was_never_seen_may_be_empty(project: Project) -> None:
    project.source()
    project.write("crm.csv", "id,email\n")
    assert project.run().notes == ("sources.crm: crm.csv: no rows",)


def test_a_file_of_which_no_row_can_be_read_stops_the_first_run_too_and_says_why(project: Project) -> None:
    project.write("crm.csv", "id,email\n,secret@example.org\n,b\nx\n")
    with pytest.raises(GuardError) as caught:
        project.run()
    said = "sources.crm: all 3 rows were rejected: has no key (2), has 1 fields where the header has 2 (1)"
    assert str(caught.value) == said
    assert "`key`, `delimiter` and `quote`" in caught.value.hint
    project.source(max_drop="100%")
    project.run()
    assert len(project.rejected()) == 3


def test_one_source_that_shrinks_is_not_made_up_for_by_another_that_grows(project: Project) -> None:
    project.source("app", max_drop="10%")
    project.source("crm", max_drop="10%")
    project.write("app.csv", _rows(10))
    project.write("crm.csv", _rows(10))
    project.run()
    project.write("app.csv", _rows(30))
    project.write("crm.csv", _rows(8))
    with pytest.raises(GuardError, match=r"sources\.crm"):
        project.run()


def test_the_files_of_a_glob_are_counted_together(project: Project) -> None:
    project.source(path="in/*.csv", max_drop="10%")
    project.write("in/a.csv", "id,email\n1,a\n2,b\n")
    project.write("in/b.csv", "id,email\n3,c\n")
    project.run()
    project.write("in/a.csv", "id,email\n")
    project.write("in/b.csv", "id,email\n1,a\n2,b\n3,c\n")
    assert project.run().notes == ("sources.crm: in/a.csv: no rows",)


def test_messages_of_guards_hold_no_values(project: Project) -> None:
    with pytest.raises(GuardError) as caught:
        _load(project, 10, _rows(1), max_drop="20%")
    assert "secret" not in str(caught.value) + caught.value.hint


# --- age: the newest record is of 30 December, the run of 1 January


@pytest.mark.parametrize(
    ("freshness", "notes"),
    [
        pytest.param("2d", (), id="just fresh"),
        pytest.param("47h", ("sources.crm: the newest record is 2 d 0 h old, more than 47h",), id="late"),
        pytest.param({"warn": "1d", "error": "3d"}, ("sources.crm: the newest record is 2 d 0 h old, more than 1d",)),
        pytest.param({"error": "2d"}, (), id="below an error"),
    ],
)
def test_a_source_whose_newest_record_is_old_is_noted(
    project: Project, freshness: object, notes: tuple[str, ...]
) -> None:
    project.source(updated_at="at", freshness=freshness)
    project.write("crm.csv", _rows(3) + "9,x,2020-01-01\n")
    assert project.run().notes == notes


def test_a_source_that_is_too_old_stops_the_run(project: Project) -> None:
    project.source(updated_at="at", freshness={"warn": "1d", "error": "36h"})
    project.write("crm.csv", _rows(3))
    with pytest.raises(GuardError) as caught:
        project.run()
    assert str(caught.value) == "sources.crm.freshness: the newest record is 2 d 0 h old, more than 36h"
    assert caught.value.exit_code == 5


def test_records_without_a_time_are_not_taken_for_fresh(project: Project) -> None:
    project.source(updated_at="at", freshness="1d")
    project.write("crm.csv", "id,email,at\n1,a,\n")
    assert project.run().notes == ("sources.crm: no record has a time to tell its age by",)
    project.source(updated_at="at", freshness={"error": "1d"})
    with pytest.raises(GuardError, match="no record has a time"):
        project.run()


def test_a_source_grows_old_without_a_change(project: Project) -> None:
    project.source(updated_at="at", freshness={"warn": "3d", "error": "9d"})
    project.write("crm.csv", _rows(3))
    assert sources.recheck(project.warehouse, project.job, RunContext("run", FIRST_RUN)) == ()
    project.run()

    def later(day: int) -> tuple[str, ...]:
        return sources.recheck(project.warehouse, project.job, RunContext("run", datetime(2024, 1, day)))

    assert later(2) == ()
    assert later(3) == ("sources.crm: the newest record is 4 d 0 h old, more than 3d",)
    with pytest.raises(GuardError, match="10 d 0 h old"):
        later(9)
