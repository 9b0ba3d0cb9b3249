from __future__ import annotations

from collections.abc import Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.model.changes import MEMBERSHIP_CHANGE, STANDARD_CHANGE
from tests.builders import put
from tests.stages.household.conftest import HOME, OTHER_HOME, Seen, Street, job_with, seen

SHARED_DATABASE = settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
FAMILY = (seen("a", "Иванов Пётр", HOME), seen("b", "Иванова Анна", HOME), seen("c", "Зуев Олег", OTHER_HOME))
TABLES = ("household", "household_member")


def _again(street: Street, records: Sequence[Seen], touched: Sequence[str] = ("a",)) -> int | None:
    """How much is other, after `touched` profiles have changed into these records."""
    job = job_with()
    street.put(records, job)
    put(street.warehouse, MEMBERSHIP_CHANGE, [(profile,) for profile in touched])
    put(street.warehouse, STANDARD_CHANGE, [])
    return street.run(job, frozenset({"standardize", "cluster"})).changed


def _moved(street: Street) -> list[str]:
    return [str(profile) for (profile,) in street.rows("select profile_id from household_change order by 1")]


def test_where_no_profile_changed_nothing_is_done(street: Street) -> None:
    assert street.of(*FAMILY) == ["ab"]
    assert _again(street, FAMILY, touched=()) == 0
    assert _moved(street) == []


def test_who_stays_is_not_listed(street: Street) -> None:
    street.of(*FAMILY)
    assert _again(street, FAMILY) == 0
    assert _moved(street) == []


def test_who_comes_to_a_household_or_leaves_it_is_listed(street: Street) -> None:
    street.of(*FAMILY)
    assert _again(street, (*FAMILY, seen("d", "Иванов Иван", HOME)), ("d",))
    assert _moved(street) == ["d"]
    assert _again(street, (FAMILY[1], FAMILY[2]), ("a", "d"))
    assert _moved(street) == ["a", "b", "d"]


def test_a_run_that_does_all_anew_lists_nothing(street: Street) -> None:
    street.of(*FAMILY)
    assert street.run(job_with()).changed is None
    assert _moved(street) == []


@SHARED_DATABASE
@given(
    homes=st.lists(st.lists(st.sampled_from([HOME, OTHER_HOME, None]), min_size=4, max_size=4), min_size=2, max_size=3)
)
def test_the_list_tells_exactly_whose_household_is_another(street: Street, homes: list[list[str | None]]) -> None:
    before: dict[object, object] = {}
    for number, found in enumerate(homes):
        records = [
            seen(name, f"{family} Олег", home)
            for name, family, home in zip("abcd", ("Иванов", "Иванов", "Зуев", "Иванов"), found, strict=True)
        ]
        if number:
            _again(street, records)
        else:
            street.of(*records)
        now = {row[0]: row[1] for row in street.rows("select profile_id, household_id from household_member")}
        if number:
            others = {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}
            assert set(_moved(street)) == others
        before = now
