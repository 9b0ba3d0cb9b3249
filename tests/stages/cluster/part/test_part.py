"""Doing only what changed leaves what doing everything leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.stages.cluster.part import scope
from golden_record.warehouse import Warehouse
from tests.stages.cluster.conftest import OTHER, SAME, SIMILAR, STRONG, UNKNOWN, Said, Scene, complete
from tests.stages.cluster.part.conftest import RESULTS, Step, World, but
from tests.stages.link.conftest import Fields

SHARED_DATABASE = settings(deadline=None, max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
NAMES = [None, "anna", "anne", "boris", "bob"]


@pytest.fixture
def _never_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """A handful of records is more than a quarter of them; here nothing is too much."""
    monkeypatch.setattr(scope, "MOST_OF_ALL", 2.0)


@pytest.fixture
def second() -> Iterator[Warehouse]:
    with Warehouse() as opened:
        yield opened


def _level(one: str | None, other: str | None) -> int:
    if one is None or other is None:
        return UNKNOWN
    return SAME if one == other else SIMILAR if one[0] == other[0] else OTHER


@st.composite
def _said(draw: st.DrawFn, size: int) -> tuple[Said, ...]:
    two = st.lists(st.integers(1, size), min_size=2, max_size=2, unique=True)
    found = draw(st.lists(st.tuples(two, st.sampled_from(["same", "same", "different"])), max_size=5))
    return tuple((left, right, decision) for (left, right), decision in found)


@dataclass
class _Town:
    """Records in small groups, of which some change, leave or arrive at every step."""

    draw: st.DrawFn
    size: int
    sources: dict[int, str] = field(default_factory=dict)
    names: dict[int, str | None] = field(default_factory=dict)
    cards: dict[int, str] = field(default_factory=dict)
    home: dict[int, int] = field(default_factory=dict)
    phones: dict[tuple[int, int], int] = field(default_factory=dict)
    copies: dict[int, int] = field(default_factory=dict)

    def change(self, touched: set[int]) -> None:
        for record in sorted(touched):
            self.sources.setdefault(record, self.draw(st.sampled_from(["crm", "app", "pos"])))
            self.names[record], self.cards[record] = (
                self.draw(st.sampled_from(NAMES)),
                self.draw(st.sampled_from("abc")),
            )
            self.home[record] = self.draw(st.integers(0, self.size // 3))
        for pair in combinations(range(1, self.size + 1), 2):
            if touched & {*pair}:
                self._compare(pair)
        self.copies = {copy: one for copy, one in self.copies.items() if not touched & {copy, one}}
        for record in sorted(touched):
            self._copy(record)

    def _compare(self, pair: tuple[int, int]) -> None:
        self.phones.pop(pair, None)
        if self.home[pair[0]] == self.home[pair[1]] and self.draw(st.integers(0, 3)):
            self.phones[pair] = self.draw(st.sampled_from([UNKNOWN, 0, 0, 0, 1]))

    def _copy(self, record: int) -> None:
        if record == 1 or record in self.copies.values() or self.draw(st.integers(0, 5)):
            return
        one = self.draw(st.integers(1, record - 1))
        if one not in self.copies:
            self.copies[record], self.names[record] = one, self.names[one]

    def scene(self) -> Scene:
        pairs = {
            (one, other): (_level(self.names[one], self.names[other]), phone)
            for (one, other), phone in self.phones.items()
            if not {one, other} & self.copies.keys()
        }
        fields: dict[int, Fields] = {
            record: {"full_name__given": name, "card": [self.cards[record]]} for record, name in self.names.items()
        }
        return Scene(pairs, records=self.size, sources=self.sources, fields=fields, copies=dict(self.copies))


@st.composite
def _steps(draw: st.DrawFn) -> list[Step]:
    """A dozen records; then some of them change, leave or arrive, and stewards think again."""
    size = draw(st.integers(3, 14))
    town, touched, gone = _Town(draw, size), set(range(1, size + 1)), frozenset[int]()
    said = draw(_said(size))
    steps: list[Step] = []
    for _ in range(draw(st.integers(2, 4))):
        town.change(touched)
        steps.append(Step(town.scene(), said, gone))
        touched = draw(st.sets(st.integers(1, size), max_size=3)) | gone
        gone = draw(st.frozensets(st.sampled_from(sorted(touched)), max_size=2)) if touched else frozenset()
        if draw(st.booleans()):
            said = (*said[draw(st.integers(0, 2)) :], *draw(_said(size))[:2])
    return steps


_GUARDS = st.fixed_dictionaries(
    {
        "max_records": st.integers(2, 6),
        "limits": st.fixed_dictionaries({"card": st.integers(1, 2)}),
        "conflicts": st.sampled_from([[], ["full_name"]]),
        "method": st.sampled_from(["constrained", "constrained", "connected_components"]),
    }
)


@dataclass(frozen=True)
class _Case:
    """What happens, under which guards; after one of the steps the run ends before the history hears of it."""

    steps: list[Step]
    guards: dict[str, object]
    most_weighed: int
    forgotten: int


_CASES = st.builds(_Case, _steps(), _GUARDS, st.sampled_from([2, 3, 120]), st.integers(1, 9))


@SHARED_DATABASE
@given(case=_CASES)
@pytest.mark.usefixtures("_never_too_much")
def test_what_changed_alone_leaves_what_everything_leaves(
    warehouse: Warehouse, second: Warehouse, tmp_path: Path, case: _Case
) -> None:
    for opened in (warehouse, second):
        for name in (*RESULTS, "member_history", "profile_redirect"):
            opened.execute(f"drop table if exists {name}")
    part, whole = (World(opened, tmp_path, case.guards, case.most_weighed) for opened in (warehouse, second))
    for number, step in enumerate(case.steps):
        before = part.results() if number else None
        told = part.take(step, in_part=True, remember=number != case.forgotten)
        everything = whole.take(step, in_part=False, remember=number != case.forgotten)
        assert part.results() == whole.results()
        assert (told.rows, told.notes, told.facts) == (everything.rows, everything.notes, everything.facts)
        if before is not None and told.changed is not None:
            _check_changes(part, before, told.changed)


def _check_changes(world: World, before: dict[str, list[tuple[object, ...]]], changed: int) -> None:
    now = world.results()
    others = {row[1] for row in set(before["membership"]) ^ set(now["membership"])}
    others |= {row[0] for row in set(before["profile"]) ^ set(now["profile"])}
    listed = [name for (name,) in world.warehouse.rows("select profile_id from membership_change")]
    assert sorted(map(str, others)) == sorted(map(str, listed))
    assert (changed == 0) == (before == now)


BASE = Scene(complete(1, 2) | complete(3, 4) | complete(5, 6), records=40)


def _world(warehouse: Warehouse, folder: Path, step: Step) -> World:
    world = World(warehouse, folder)
    world.take(step, in_part=True)
    return world


def _touched(warehouse: Warehouse) -> list[tuple[object, ...]]:
    return warehouse.rows("select profile_id from membership_change order by 1")


def test_nothing_new_changes_nothing(warehouse: Warehouse, tmp_path: Path) -> None:
    world = _world(warehouse, tmp_path, Step(BASE))
    assert world.take(Step(BASE), in_part=True).changed == 0
    assert _touched(warehouse) == []


def test_a_change_touches_the_profiles_that_it_concerns_alone(warehouse: Warehouse, tmp_path: Path) -> None:
    step = Step(BASE)
    world = _world(warehouse, tmp_path, step)
    concerned = warehouse.scalar("select profile_id from membership where record_id = 3")
    assert world.take(but(step, gone=frozenset({4})), in_part=True).changed == 1
    assert _touched(warehouse) == [(concerned,)]


def test_counts_of_links_move_by_what_changed_without_a_look_at_the_others(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    step = Step(BASE)
    world = _world(warehouse, tmp_path, step)
    told = "select sum(link_count) from rule_tally"
    assert warehouse.scalar(told) == 6
    warehouse.execute("update rule_tally set link_count = link_count + 1000")
    world.take(but(step, gone=frozenset({4})), in_part=True)
    assert warehouse.scalar(told) == 1004


def test_links_that_weigh_otherwise_are_a_change_though_all_stay_where_they_are(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    trio = Scene(complete(1, 2, 3), records=40)
    world = _world(warehouse, tmp_path, Step(trio))
    weaker = replace(trio, pairs={**trio.pairs, (2, 3): (SIMILAR, SAME)})
    assert world.take(Step(weaker), in_part=True).changed
    assert _touched(warehouse) == []


def test_a_must_link_joins_groups_that_nothing_else_ties(warehouse: Warehouse, tmp_path: Path) -> None:
    step = Step(BASE)
    world = _world(warehouse, tmp_path, step)
    # Two profiles and a row of `judgement`.
    assert world.take(but(step, said=((2, 3, "same"),)), in_part=True).changed == 3
    assert warehouse.rows("select count(distinct profile_id) from membership where record_id <= 4") == [(1,)]
    assert world.take(step, in_part=True).changed == 3
    assert warehouse.rows("select count(distinct profile_id) from membership where record_id <= 4") == [(2,)]


def test_whoever_a_must_link_ties_to_what_changed_is_decided_again(warehouse: Warehouse, tmp_path: Path) -> None:
    said = ((2, 3, "same"), (4, 5, "same"))
    world = _world(warehouse, tmp_path, Step(BASE, said))
    links = dict(BASE.pairs) | {(1, 7): STRONG, (2, 7): STRONG}
    now = Step(replace(BASE, pairs=links), said)
    assert world.take(now, in_part=True).changed
    assert warehouse.rows("select count(*), max(record_count) from profile") == [(40 - 6, 7)]


def test_too_much_change_is_done_as_a_whole(warehouse: Warehouse, tmp_path: Path) -> None:
    world = _world(warehouse, tmp_path, Step(BASE))
    everyone: dict[int, Fields] = {record: {"card": ["z"]} for record in range(1, 30)}
    told = world.take(Step(replace(BASE, fields=everyone)), in_part=True)
    assert told.changed is None
    assert _touched(warehouse) == []


def test_profiles_that_the_history_never_heard_of_are_named_as_a_whole(warehouse: Warehouse, tmp_path: Path) -> None:
    world = _world(warehouse, tmp_path, Step(BASE))
    world.take(Step(BASE, gone=frozenset({4})), in_part=True, remember=False)
    assert world.take(Step(BASE, gone=frozenset({4, 6})), in_part=True).changed is None


def test_nothing_is_left_behind_beside_the_tables(warehouse: Warehouse, tmp_path: Path) -> None:
    world = _world(warehouse, tmp_path, Step(BASE))
    world.take(Step(BASE, gone=frozenset({4})), in_part=True)
    assert warehouse.rows("select table_name from duckdb_tables() where temporary") == []
    assert warehouse.rows("select view_name from duckdb_views() where temporary and not internal") == []
