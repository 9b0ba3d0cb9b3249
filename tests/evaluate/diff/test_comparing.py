"""What two runs differ in: the net effect on profiles, their records and their values."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.evaluate.diff import queries
from golden_record.evaluate.diff.comparing import KINDS, AttributeChange, RunDiff, RunPoint, ValueChange, compare
from golden_record.model.keys import profile_id
from tests.golden_text import assert_golden
from tests.stages.history.conftest import FIRST, Days, job_in

NOTHING = dict.fromkeys(KINDS, 0)


@pytest.fixture
def days(tmp_path: Path) -> Days:
    return Days(job_in(tmp_path))


def _point(day: int) -> RunPoint:
    return RunPoint(f"run-{day:03}", FIRST + timedelta(days=day), "done")


def _between(days: Days, earlier: int, later: int) -> RunDiff:
    return compare(days.warehouse, _point(earlier), _point(later), 3)


def _founded(record: int) -> str:
    return profile_id("crm", f"c{record}")


def _told(found: RunDiff) -> list[tuple[str, str, str | None, int]]:
    return [(one.kind, one.profile_id, one.other_profile_id, one.records) for one in found.examples]


def test_equal_runs_differ_in_nothing(days: Days) -> None:
    days.run([[1, 2], [3]])
    days.run([[1, 2], [3]])
    found = _between(days, 0, 1)
    assert (found.empty, found.examples, found.attributes) == (True, (), ())
    assert (found.profiles_before, found.profiles_after) == (2, 2)


def test_profiles_that_merge_are_told_with_where_they_went(days: Days) -> None:
    days.run([[1], [2, 3]])
    days.run([[1, 2, 3]])
    found = _between(days, 0, 1)
    assert found.profiles == NOTHING | {"merged": 1, "regrouped": 1}
    assert _told(found) == [("merged", _founded(1), _founded(2), 1), ("regrouped", _founded(2), None, 1)]
    assert found.records == {"came": 0, "gone": 0, "moved": 1}


def test_a_part_that_is_on_its_own_now_is_split_from_the_rest(days: Days) -> None:
    days.run([[1, 2, 3]])
    days.run([[1, 2], [3]])
    found = _between(days, 0, 1)
    assert found.profiles == NOTHING | {"split": 1, "regrouped": 1}
    assert ("split", _founded(3), _founded(1), 1) in _told(found)


def test_people_who_come_are_created_and_people_who_leave_are_retired(days: Days) -> None:
    days.run([[1], [2]])
    days.run([[2], [3, 4]])
    found = _between(days, 0, 1)
    assert _told(found) == [("created", _founded(3), None, 2), ("retired", _founded(1), None, 1)]
    assert found.records == {"came": 2, "gone": 1, "moved": 0}


def test_what_came_and_went_in_between_is_not_told(days: Days) -> None:
    days.run([[1], [2]], {1: "Omsk"})
    days.run([[1, 2], [3]], {1: "Perm"})
    days.run([[1], [2]], {1: "Omsk"})
    assert _between(days, 0, 1).profiles == NOTHING | {"created": 1, "merged": 1, "updated": 1, "regrouped": 1}
    found = _between(days, 0, 2)
    # Record 2 has another id since: one that was given away is never used again.
    assert found.profiles == NOTHING | {"created": 1, "merged": 1}


def test_a_record_that_was_away_is_the_same_record(days: Days) -> None:
    days.run([[1, 2], [3]])
    days.run([[1], [3]])
    days.warehouse.execute("update member_history set record_id = record_id + 100 where valid_to is not null")
    days.run([[1, 2], [3]])
    assert _between(days, 0, 2).empty


def test_values_are_counted_by_attribute_and_shown_old_and_new(days: Days) -> None:
    days.run([[1], [2]], {1: "Omsk", 2: "Tver"})
    days.run([[1], [2]], {1: "Perm", 2: "Tver"})
    found = _between(days, 0, 1)
    assert found.profiles == NOTHING | {"updated": 1}
    assert found.attributes == (AttributeChange("town", 1, 0, 0),)
    assert found.examples[0].changes == (ValueChange("town", "Omsk", "Perm"),)


def test_an_attribute_that_the_job_did_not_have_is_filled(days: Days) -> None:
    days.run([[1]], {1: "Omsk"})
    days.run([[1]], {1: "Perm"})
    without = """update profile_history set content = '{"phone":["+7"]}' where valid_to is not null"""
    days.warehouse.execute(without)
    found = _between(days, 0, 1)
    assert found.attributes == (AttributeChange("town", 0, 1, 0),)


def test_two_runs_can_be_compared_backwards(days: Days) -> None:
    days.run([[1], [2, 3]])
    days.run([[1, 2, 3]])
    assert _between(days, 1, 0).profiles == NOTHING | {"split": 1, "regrouped": 1}


@contextmanager
def _days() -> Iterator[Days]:
    """For hypothesis, which wants nothing carried over from example to example."""
    with TemporaryDirectory() as folder:
        started = Days(job_in(Path(folder)))
        yield started
        started.warehouse.close()


GROUPS = st.dictionaries(st.integers(1, 6), st.integers(0, 3), min_size=1)


@settings(max_examples=15, deadline=None)
@given(worlds=st.lists(GROUPS, min_size=3, max_size=4))
def test_the_kinds_add_up_to_the_profiles_and_records_that_there_are(worlds: list[dict[int, int]]) -> None:
    with _days() as days:
        seen = [days.run([[r for r in world if world[r] == g] for g in set(world.values())]) for world in worlds]
        first, last = seen[0], seen[-1]
        found = _between(days, 0, len(worlds) - 1)
        kinds = found.profiles
        gone, new = set(first.values()) - set(last.values()), set(last.values()) - set(first.values())
        assert kinds["merged"] + kinds["retired"] == len(gone)
        assert kinds["created"] + kinds["split"] == len(new)
        assert found.profiles_after - found.profiles_before == len(new) - len(gone)
        assert found.records == {
            "came": len(last.keys() - first.keys()),
            "gone": len(first.keys() - last.keys()),
            "moved": sum(first[record] != last[record] for record in first.keys() & last.keys()),
        }


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    texts = [
        queries.runs(),
        queries.profiles_at(),
        queries.record_moves(),
        queries.profile_changes(),
        queries.profile_kinds(),
        queries.value_changes(["town"]),
        queries.told_attributes(),
        queries.kind_counts(),
        queries.record_counts(),
        queries.attribute_counts(),
        queries.examples(),
    ]
    assert_golden("diff", ";\n\n".join(texts))
