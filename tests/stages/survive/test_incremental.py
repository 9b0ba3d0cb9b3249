"""A run that asks only those who have changed leaves what a run leaves that asks everyone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.config.decision_file import Word
from golden_record.config.job import Job
from golden_record.errors import UsageError
from golden_record.pinning import pin_value, withdraw_pins
from golden_record.stages.survive.accuracy import keeping
from golden_record.stages.survive.electorate import asking
from golden_record.stages.survive.fields import agreeing
from golden_record.stages.survive.pins.pin import Wish
from golden_record.warehouse import Warehouse
from tests.builders import put_empty_state
from tests.stages.survive.conftest import job_of
from tests.stages.survive.world import Record, World, changed_world, put_changes, random_world, results_in, survive_at

FIRST, SECOND, THIRD = (datetime(2025, 6, 1, 3) + timedelta(days=day) for day in range(3))
TYPES = {"full_name": "person_name", "city": "city", "phone": "phone", "amount": "number"}

ALIKE = {
    "full_name": "person_name",
    "city": "city",
    "street": "address",
    "gender": "gender",
    "card": "identifier",
    "badge": "identifier",
}
"""Attributes of which the same is asked, in two groups, and a name."""

RULES = st.fixed_dictionaries(
    {
        "default": st.sampled_from([["most_trusted", "most_recent"], "most_frequent", "from_best_record"]),
        "trust": st.sampled_from(["declared", "learned"]),
        "attributes": st.sampled_from(
            [
                {"amount": "sum", "city": {"group": ["city", "phone"]}},
                {"amount": "sum", "city": {"follow": "full_name"}, "phone": {"collect": "all"}},
                {"amount": {"sql": "max(value)"}, "city": {"min_agreement": 0.6}, "phone": {"collect": 2}},
                {"city": {"max_age": "1y"}, "full_name": {"decay": {"half_life": "1y"}}},
            ]
        ),
    }
)


@contextmanager
def _two_states() -> Iterator[tuple[Warehouse, Warehouse]]:
    with Warehouse() as one, Warehouse() as other:
        for warehouse in (one, other):
            put_empty_state(warehouse)
        yield one, other


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(min_value=0, max_value=10**9),
    rules=RULES,
    candidates=st.sampled_from(["contested", "all", "none"]),
    moves=st.sampled_from([keeping.MOST_MOVED, 1.0]),
)
def test_asking_those_who_changed_is_asking_everyone(
    seed: int, rules: dict[str, object], candidates: str, moves: float
) -> None:
    _live(Random(seed), TYPES, job_of(TYPES, publish={"candidates": candidates}, **rules), moves)


@settings(max_examples=8, deadline=None)
@given(
    seed=st.integers(min_value=0, max_value=10**9),
    default=st.sampled_from([["most_trusted", "most_recent"], "most_frequent", ["verified", "unanimous_or_null"]]),
    trust=st.sampled_from(["declared", "learned"]),
    threads=st.sampled_from([1, 2]),
)
def test_attributes_elected_together_or_side_by_side_elect_as_they_do_alone(
    seed: int, default: object, trust: str, threads: int
) -> None:
    job = job_of(ALIKE, publish={"candidates": "all"}, default=default, trust=trust)
    _live(Random(seed), ALIKE, job, 1.0, threads)


def _live(dice: Random, types: dict[str, str], job: Job, moves: float, threads: int = 2) -> None:
    """Three days in two states: in one of them everyone is asked each day."""
    world = random_world(dice, types)
    with pytest.MonkeyPatch.context() as patch, _two_states() as states:
        # However many of so few have changed, they are asked alone.
        patch.setattr(asking, "LARGEST_SHARE", 2.0)
        patch.setattr(keeping, "MOST_MOVED", moves)
        # So few that others are to be asked whenever somebody comes or goes.
        patch.setattr(agreeing, "ASKED_PROFILES", 2)
        for warehouse in states:
            warehouse.execute(f"set threads = {threads}")
            world.put(warehouse, job)
            survive_at(warehouse, job, FIRST)
        for moment in (SECOND, THIRD):
            after = changed_world(dice, world, types)
            whole, partly = states
            wish = _random_wish(dice, world, moment)
            for warehouse in states:
                _pin_or_withdraw(warehouse, job, wish)
                after.put(warehouse, job)
                changed = put_changes(warehouse, world, after)
            before = results_in(partly)
            survive_at(whole, job, moment)
            told = survive_at(partly, job, moment, changed)
            assert results_in(partly) == results_in(whole)
            assert told is None or not _untold(before, partly)
            world = after


def _random_wish(dice: Random, world: World, moment: datetime) -> Wish | None:
    if not world.records:
        return None
    record = dice.choice(world.records)
    until = dice.choice([None, moment - timedelta(minutes=1), moment + timedelta(hours=3)])
    word = Word("ann", moment - timedelta(hours=1), "so she said", until)
    value = dice.choice(["Omsk", "Vladimir", "Kazan"])
    return Wish((record.source, record.source_id), dice.choice(["full_name", "city"]), value, word)


def _pin_or_withdraw(warehouse: Warehouse, job: Job, wish: Wish | None) -> None:
    """Pin a value, or take back what is pinned there already."""
    if wish is None:
        return
    with warehouse.transaction():
        try:
            withdraw_pins(warehouse, job, wish.record, wish.attribute, wish.word)
        except UsageError:
            pin_value(warehouse, job, wish)


def _untold(before: dict[str, list[tuple[object, ...]]], warehouse: Warehouse) -> set[object]:
    """Profiles of which anything changed, and that the table of its changes does not name."""
    after = results_in(warehouse)
    untold: set[object] = set()
    for name, told in _TOLD_IN.items():
        one, other = ({(row[0], repr(row)) for row in found[name]} for found in (before, after))
        listed = {who for (who,) in warehouse.rows(f"select profile_id from {told}")}
        untold |= {who for who, _ in one ^ other} - listed
    return untold


_TOLD_IN = {
    "golden_profile": "golden_change",
    "attribute_lineage": "election_change",
    "attribute_candidate": "election_change",
}


PEOPLE = tuple(
    Record(number, source, f"p{number // 2}", (("city", "Omsk", "good", None),))
    for number, source in enumerate(("crm", "app") * 20)
)


def _moved_on(said: str) -> World:
    """The world in which the first person's records say another city."""
    claims = (("city", said, "good", None),)
    return World((*(Record(one.number, one.source, one.person, claims) for one in PEOPLE[:2]), *PEOPLE[2:]), {})


def _after_a_change(warehouse: Warehouse, after: World, **survivorship: object) -> int | None:
    before, job = World(PEOPLE, {}), job_of({"city": "city"}, **survivorship)
    before.put(warehouse, job)
    survive_at(warehouse, job, FIRST)
    after.put(warehouse, job)
    return survive_at(warehouse, job, SECOND, put_changes(warehouse, before, after))


def test_only_who_changed_is_asked_and_named(warehouse: Warehouse) -> None:
    assert _after_a_change(warehouse, _moved_on("Perm")) == 1
    for changes in ("golden_change", "election_change"):
        assert warehouse.rows(f"select profile_id from {changes}") == [("p0",)]
    told = warehouse.rows("select profile_id, updated_at from golden_profile where updated_at > ?", [FIRST])
    assert told == [("p0", SECOND)]


def test_where_nothing_changed_nobody_is_asked(warehouse: Warehouse) -> None:
    assert _after_a_change(warehouse, World(PEOPLE, {})) == 0


def test_who_moves_home_has_the_new_household_and_no_election(warehouse: Warehouse) -> None:
    assert _after_a_change(warehouse, World(PEOPLE, {"p3": "h-1"})) == 1
    told = warehouse.rows(
        "select profile_id, household_id, updated_at from golden_profile where updated_at > ?", [FIRST]
    )
    assert told == [("p3", "h-1", SECOND)]
    assert warehouse.rows("select profile_id from golden_change") == [("p3",)]
    assert warehouse.rows("select profile_id from election_change") == []


def test_who_is_gone_leaves_nothing(warehouse: Warehouse) -> None:
    assert _after_a_change(warehouse, World(PEOPLE[2:], {})) == 1
    for table in ("golden_profile", "attribute_lineage", "source_agreement", "field_agreement"):
        assert warehouse.scalar(f"select count(*) from {table} where profile_id = 'p0'") == 0


def test_where_many_changed_everyone_is_asked(warehouse: Warehouse) -> None:
    after = World(tuple(Record(one.number, one.source, "p0") for one in PEOPLE), {})
    assert _after_a_change(warehouse, after) is None


@pytest.mark.parametrize("trust", ["declared", "learned"])
def test_where_a_source_is_believed_otherwise_everyone_is_asked(warehouse: Warehouse, trust: str) -> None:
    quarrel = tuple(
        Record(one.number, one.source, one.person, (("city", one.source, "good", None),)) for one in PEOPLE[:6]
    )
    assert _after_a_change(warehouse, World((*quarrel, *PEOPLE[6:]), {}), trust=trust) is None


def test_small_moves_of_accuracy_leave_what_is_believed(warehouse: Warehouse) -> None:
    before = World(PEOPLE, {})
    job = job_of({"city": "city"})
    before.put(warehouse, job)
    survive_at(warehouse, job, FIRST)
    believed = warehouse.rows("select source, accuracy from source_accuracy order by source")
    World(PEOPLE[2:], {}).put(warehouse, job)
    survive_at(warehouse, job, SECOND)
    assert warehouse.rows("select source, accuracy from source_accuracy order by source") == believed
    assert warehouse.rows("select distinct compared_count from source_accuracy where compared_count > 0") == [(19,)]
