"""Households that are found again in part are those that would be found anew, whatever has changed."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.config.job import Job
from golden_record.model.changes import MEMBERSHIP_CHANGE, STANDARD_CHANGE
from golden_record.model.report import StageReport
from golden_record.stages.household.part import touching
from golden_record.warehouse.connection import Row
from tests.builders import put
from tests.stages.household.conftest import HOME, OTHER_HOME, Seen, Street, job_with, seen

TOLD = ("household", "household_member")
KEPT = ("household_place", "household_trait", "household_crowd", "household_tie")

BLOCK = "Москва, ул. Ленина, д. 5"
PHONE = "+79161234567"


@pytest.fixture(autouse=True)
def _all_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A street is small: most of it may change at once."""
    monkeypatch.setattr(touching, "LARGEST_SHARE", 100.0)


@dataclass(frozen=True)
class Day:
    """The records of a day, none where it is gone, and whether the telephone is known for an office's."""

    records: tuple[Seen | None, ...]
    office: bool = False

    def put(self, street: Street, job: Job) -> None:
        street.put(self.records, job)
        if self.office:
            values = ["phone", PHONE, PHONE, "organisation"]
            street.warehouse.execute(
                "insert into shared_value (attribute, value, key, class) values (?, ?, ?, ?)", values
            )

    def padded(self, length: int) -> tuple[Seen | None, ...]:
        return (*self.records, *[None] * (length - len(self.records)))


def _list(street: Street, before: Day, now: Day) -> None:
    """What the stages before would list: profiles that other records are in, and records whose telephone moved."""
    length = max(len(before.records), len(now.records))
    pairs = zip(before.padded(length), now.padded(length), strict=True)
    profiles = {each.profile for pair in pairs if pair[0] != pair[1] for each in pair if each}
    put(street.warehouse, MEMBERSHIP_CHANGE, [(profile,) for profile in sorted(profiles)])
    holders = [number for number, each in enumerate(now.records, start=1) if each and "phone" in each.values]
    put(street.warehouse, STANDARD_CHANGE, [(number,) for number in holders] if before.office != now.office else [])


def _rows(street: Street) -> dict[str, list[Row]]:
    return {table: street.rows(f"from {table} order by all") for table in (*TOLD, *KEPT)}


def _follow(street: Street, job: Job, before: Day, now: Day) -> StageReport:
    """Bring the households of one day to the next in part, and hold them against those that are found anew."""
    former = _rows(street)
    now.put(street, job)
    _list(street, before, now)
    report = street.run(job, frozenset({"standardize", "cluster"}))
    found, moved = _rows(street), street.rows("from household_change order by all")
    anew = street.run(job)
    assert found == _rows(street)
    assert report.notes == anew.notes
    assert report.rows == anew.rows
    assert report.changed is not None
    assert (report.changed == 0) == all(former[table] == found[table] for table in TOLD)
    homes = [{row[0]: row[1] for row in rows["household_member"]} for rows in (former, found)]
    others = {name for name in homes[0].keys() | homes[1].keys() if homes[0].get(name) != homes[1].get(name)}
    assert [str(profile) for (profile,) in moved] == sorted(map(str, others))
    assert not street.rows("select table_name from duckdb_tables() where temporary")
    return report


def _lived(street: Street, job: Job, *days: Day) -> list[StageReport]:
    days[0].put(street, job)
    street.run(job)
    return [_follow(street, job, before, now) for before, now in pairwise(days)]


# --- by name

IVANOVS = (seen("a", "Иванов Пётр", HOME), seen("b", "Иванова Анна", HOME))
NEXT_DOOR = seen("c", "Зуев Олег", f"{BLOCK}, кв. 13")
BARE = seen("d", "Иванов Олег", BLOCK)


def _listed(street: Street, *profiles: str) -> StageReport:
    """Find the households again after some profiles were listed, whether they changed or not."""
    put(street.warehouse, MEMBERSHIP_CHANGE, [(profile,) for profile in profiles])
    put(street.warehouse, STANDARD_CHANGE, [])
    return street.run(job_with(), frozenset({"standardize", "cluster"}))


@pytest.mark.parametrize("profiles", [(), ("a",)], ids=["nobody", "one as it was"])
def test_where_nothing_is_other_nothing_is_listed(street: Street, profiles: tuple[str, ...]) -> None:
    assert street.of(*IVANOVS) == ["ab"]
    assert _listed(street, *profiles).changed == 0
    assert street.rows("from household_change") == []


def test_who_comes_to_a_household_or_leaves_it_is_listed(street: Street) -> None:
    third = seen("e", "Иванов Иван", HOME)
    _lived(street, job_with(), Day((*IVANOVS, None)), Day((*IVANOVS, third)))
    _listed(street)
    street.put((*IVANOVS, third), job_with())
    before, now = Day((*IVANOVS, third)), Day((None, IVANOVS[1], third))
    now.put(street, job_with())
    _list(street, before, now)
    street.run(job_with(), frozenset({"cluster"}))
    assert street.rows("from household_change order by 1") == [("a",), ("b",), ("e",)]


def test_a_second_flat_in_the_house_moves_out_who_gave_none(street: Street) -> None:
    _lived(street, job_with(), Day((*IVANOVS, BARE)), Day((*IVANOVS, BARE, NEXT_DOOR)), Day((*IVANOVS, BARE)))
    assert street.households() == ["abd"]


def test_one_profile_too_many_makes_a_crowd_and_undoes_the_ties_of_all(street: Street) -> None:
    family = [seen(name, f"Иванов {name}", HOME) for name in "abcd"]
    job = job_with({"on": ["address", "family_name"], "max_profiles": 3})
    _lived(street, job, Day(tuple(family[:3])), Day(tuple(family)))
    assert street.households() == []
    _lived(street, job, Day(tuple(family)), Day((*family[:2], None, family[3])))
    assert street.households() == ["abd"]


def test_a_crowd_that_only_a_whole_rule_shows_is_followed_too(street: Street) -> None:
    family = [seen(name, f"Иванов {name}", town="Тула") for name in "abcd"]
    job = job_with({"on": [["town", "family_name"], ["card"]], "max_profiles": 3})
    (report,) = _lived(street, job, Day(tuple(family[:3])), Day(tuple(family)))
    assert report.notes == ("town and family_name: 1 value that more than 3 profiles share found no household",)
    (report,) = _lived(street, job, Day(tuple(family)), Day((None, *family[1:])))
    assert (street.households(), report.notes) == (["bcd"], ())


def test_who_holds_what_no_longer_is_a_crowds_keeps_all_other_ties(street: Street) -> None:
    holders = [seen(name, card="A-100200", email="ab@mail.ru") for name in "ab"]
    others = [seen(name, card="A-100200") for name in "cd"]
    job = job_with({"on": [["card"], ["email"]], "max_profiles": 3})
    _lived(street, job, Day((*holders, *others)), Day((*holders, others[0], None)))
    assert street.households() == ["abc"]
    assert street.rows("select rule from household_tie where left_id = 'a' and right_id = 'b'") == [(0,), (1,)]


def test_who_comes_to_one_member_comes_to_all(street: Street) -> None:
    pair = (seen("a", card="A-100200"), seen("b", card="A-100200", email="bc@mail.ru"))
    _lived(street, job_with(), Day(pair), Day((*pair, seen("c", email="bc@mail.ru"))))
    assert street.households() == ["abc"]


def test_the_telephone_of_an_office_ties_nobody_any_more(street: Street) -> None:
    pair = (seen("a", "Иванов Пётр", phone=PHONE), seen("b", "Иванова Анна", phone=PHONE))
    job = job_with({"on": ["phone"]})
    _lived(street, job, Day(pair), Day(pair, office=True))
    assert street.households() == []
    _lived(street, job, Day(pair, office=True), Day(pair))
    assert street.households() == ["ab"]


def test_who_is_far_from_the_change_stays_untouched(street: Street) -> None:
    others = (seen("x", "Зуев Олег", OTHER_HOME), seen("y", "Зуева Анна", OTHER_HOME))
    (report,) = _lived(street, job_with(), Day((*IVANOVS, *others)), Day((*IVANOVS[:1], None, *others)))
    assert report.changed == 3
    assert street.households() == ["xy"]


def test_a_state_that_keeps_too_little_is_found_anew(street: Street) -> None:
    job, day = job_with(), Day(IVANOVS)
    day.put(street, job)
    street.run(job)
    street.warehouse.execute("drop table household_tie")
    _list(street, day, day)
    assert street.run(job, frozenset({"cluster"})).changed is None
    assert street.households() == ["ab"]


def test_where_much_has_changed_all_is_found_anew(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(touching, "LARGEST_SHARE", 0.1)
    job, before, now = job_with(), Day(IVANOVS), Day((*IVANOVS, NEXT_DOOR))
    before.put(street, job)
    street.run(job)
    now.put(street, job)
    _list(street, before, now)
    assert street.run(job, frozenset({"cluster"})).changed is None
    assert street.households() == ["ab"]


# --- for any street

NAMES = st.sampled_from(["Иванов Пётр", "Иванова Анна", "Сидоров Олег", None])
ADDRESSES = st.sampled_from([HOME, OTHER_HOME, BLOCK, f"{BLOCK}, кв. 13", "Москва, ул. Мира, д. 7", None])
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "card": st.sampled_from(["A-100200", "B-300400"]),
        "phone": st.sampled_from([PHONE, "+79031112233"]),
        "town": st.sampled_from(["Тула", "Казань"]),
    },
)
RECORDS = st.none() | st.builds(
    Seen, st.sampled_from("abcdefgh"), NAMES, ADDRESSES, st.sampled_from([None, 2020, 2024]), VALUES
)
ON = st.sampled_from(
    [
        "auto",
        ["address"],
        [["card"], ["phone"], ["address", "family_name"]],
        [["town", "family_name"], ["card", "phone"]],
        [["phone", "town"]],
    ]
)


@st.composite
def _days(draw: st.DrawFn) -> list[Day]:
    """A day, and some more on each of which a few records are other."""
    records = draw(st.lists(RECORDS, min_size=2, max_size=14))
    stays = seen("z", "Котов Иван")
    days = [Day((stays, *records), draw(st.booleans()))]
    for _ in range(draw(st.integers(1, 3))):
        for place in draw(st.lists(st.integers(0, len(records)), min_size=0, max_size=3)):
            records[place : place + 1] = [draw(RECORDS)]
        days.append(Day((stays, *records), draw(st.booleans())))
    return days


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(days=_days(), on=ON, most=st.integers(2, 5))
def test_what_is_found_in_part_is_what_is_found_anew(street: Street, days: list[Day], on: object, most: int) -> None:
    _lived(street, job_with({"on": on, "max_profiles": most}), *days)
