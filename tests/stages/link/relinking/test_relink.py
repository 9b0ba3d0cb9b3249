"""A run around what changed leaves exactly what a run over everything leaves."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import pytest

from golden_record.config.job import Job
from golden_record.model.changes import LINK_CHANGE, PAIR_CHANGE, STANDARD_CHANGE
from golden_record.model.keys import EQUAL
from golden_record.model.matching import (
    BLOCK_KEY,
    BLOCKING_RULE,
    CROWDED_BLOCK,
    LEVEL_TALLY,
    LINK_GROUP,
    LINK_NODE,
    LINK_PLAN,
    LINK_SHARED,
)
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import LINK, SHARED_VALUE, Table
from golden_record.stages import link
from golden_record.stages.link.relinking import queries, relink
from golden_record.stages.link.relinking.groups import queries as group_queries
from golden_record.warehouse import Warehouse
from tests.builders import put
from tests.golden_text import assert_golden
from tests.stages.link.conftest import PEOPLE, STARTED_AT, Fields, job_of, named, population, put_standard

RULES = [{"name": "same e-mail and birth date", "on": ["email", "birth_date"]}, {"name": "same phone", "on": ["phone"]}]
STANDARDIZE = frozenset({"sources", "standardize"})
TABLES = (LINK, LINK_GROUP, LINK_NODE, BLOCK_KEY, CROWDED_BLOCK, LEVEL_TALLY, BLOCKING_RULE, LINK_PLAN, LINK_SHARED)

Rows = dict[int, tuple[str, Fields]]


@dataclass
class State:
    """A linked state, the records in it, and the runs that it has seen."""

    warehouse: Warehouse
    job: Job
    rows: Rows = field(default_factory=dict)
    shared: list[tuple[str, str]] = field(default_factory=list)
    runs: int = 0

    def put(self) -> None:
        put_standard(self.warehouse, self.job, [(number, *row) for number, row in sorted(self.rows.items())])
        put(self.warehouse, SHARED_VALUE, [(name, key, key, "family") for name, key in self.shared])

    def link(self, changed: Iterable[int] | None) -> StageReport:
        """Run the stage: around these records, or over everything."""
        self.runs += 1
        listed = () if changed is None else {*changed, *self.otherwise_shared()}
        put(self.warehouse, STANDARD_CHANGE, [(number,) for number in sorted(listed)])
        known = None if changed is None else STANDARDIZE
        moment = STARTED_AT + timedelta(days=self.runs)
        context = RunContext(f"run{self.runs:03}", moment, full=changed is None, changed=known)
        with self.warehouse.transaction():
            return link.run(self.warehouse, self.job, context)

    def otherwise_shared(self) -> set[int]:
        """The records that hold a telephone number which has become shared since the last run, or no longer is."""
        before = {str(key) for (key,) in self.warehouse.rows(f"select key from {LINK_SHARED.name}")}
        moved = before ^ {key for _, key in self.shared}
        phones = {number: fields.get("phone") for number, (_, fields) in self.rows.items()}
        return {number for number, held in phones.items() if isinstance(held, list) and moved & set(held)}

    def limit_blocks(self, most: int) -> None:
        """Let no rule compare larger blocks, and link again by that."""
        ((rules,),) = self.warehouse.rows("select rules from link_plan")
        limited = [rule | {"largest_block": most} for rule in json.loads(str(rules))]
        self.warehouse.execute("update link_plan set rules = ?", [json.dumps(limited)])
        self.warehouse.execute("update blocking_rule set largest_block = ?", [most])
        self.link(None)

    def snapshot(self) -> dict[str, list[tuple[object, ...]]]:
        """All that a run leaves, by table."""
        found = {table.name: self.warehouse.rows(f"from {table.name} order by all") for table in TABLES}
        found["use"] = self.warehouse.rows(
            "select * exclude (run_id) from model_use qualify row_number() over (order by run_id desc) = 1"
        )
        found["threshold"] = self.warehouse.rows("select version, threshold from model order by version")
        return found

    def links(self) -> dict[tuple[int, int], tuple[object, ...]]:
        return {_pair(left, right): tuple(rest) for left, right, *rest in self.warehouse.rows("from link")}


def _pair(left: object, right: object) -> tuple[int, int]:
    return int(str(left)), int(str(right))


@contextmanager
def linked(rows: Sequence[Fields], *, most: int | None = None, sources: Sequence[str] = ("crm",)) -> Iterator[State]:
    """A state that these records, in turn of these sources, were linked in."""
    with Warehouse() as warehouse:
        names = [name.removesuffix("!") for name in sources]
        state = State(warehouse, job_of(PEOPLE, sources, match={"rules": RULES}))
        state.rows = {number: (names[number % len(names)], fields) for number, fields in enumerate(rows, start=1)}
        state.put()
        state.link(None)
        if most:
            state.limit_blocks(most)
        yield state


def assert_as_from_scratch(state: State, changed: Iterable[int]) -> StageReport:
    """Link around the changed records, then everything: the same, and the list of changes told all of it."""
    state.put()
    before, changed = state.links(), set(changed)
    report = state.link(changed)
    assert report.changed is not None
    listed = {int(str(number)) for (number,) in state.warehouse.rows(f"from {LINK_CHANGE.name}")}
    pairs = {_pair(left, right) for left, right, *_ in state.warehouse.rows(f"from {PAIR_CHANGE.name}")}
    after, found = state.links(), state.snapshot()
    assert_former_links(state, before)
    state.link(None)
    assert state.warehouse.count(PAIR_CHANGE) == 0
    again = state.snapshot()
    for name, rows in again.items():
        assert found[name] == rows, name
    assert report.changed == len(listed)
    assert changed <= listed
    assert all((left in listed) == (right in listed) for left, right in {*before, *after})
    other = {pair for pair in {*before, *after} if before.get(pair) != after.get(pair)}
    assert other <= {(left, right) for left, right in {*before, *after} if left in listed}
    assert pairs == other
    return report


def assert_former_links(state: State, before: dict[tuple[int, int], tuple[object, ...]]) -> None:
    """What was kept of former links tells, beside the present ones, what all were found by and weighed."""
    names = ["blocking_rule", "weights"]
    rule, weights = (list(LINK.column_names[2:]).index(name) for name in names)
    former = {_pair(left, right): rest for left, right, *rest in state.warehouse.rows(f"from {PAIR_CHANGE.name}")}
    told = {pair: (link[rule], link[weights]) for pair, link in state.links().items() if pair not in former}
    told |= {pair: (name, sizes) for pair, (linked, name, sizes) in former.items() if linked}
    assert told == {pair: (link[rule], link[weights]) for pair, link in before.items()}


def disturb(state: State, random: Random, count: int) -> set[int]:
    """Change, remove and add some records, some of them as copies of others; returns their ids."""
    changed = set()
    fresh = [fields for _, fields in population(40, seed=random.randrange(10**6))]
    for _ in range(count):
        number, other = (random.choice(sorted(state.rows)) for _ in range(2))
        source, fields = state.rows[number]
        name = random.choice(["email", "phone", "birth_date"])
        kind = random.choice(["gone", "copy", "new", "other value", "no value", "as it was"])
        if kind == "gone":
            del state.rows[number]
        elif kind == "copy":
            state.rows[number] = (source, state.rows[other][1])
        elif kind == "new":
            number = max(state.rows) + 1
            state.rows[number] = (source, random.choice([fields, random.choice(fresh)]))
        elif kind != "as it was":
            value = state.rows[other][1].get(name) if kind == "other value" else None
            state.rows[number] = (source, fields | {name: value})
        changed.add(number)
    return changed


def share(state: State, random: Random) -> None:
    """Let other telephone numbers be shared by several people."""
    held = [fields["phone"] for _, fields in state.rows.values()]
    numbers = sorted({str(number) for phones in held if isinstance(phones, list) for number in phones})
    state.shared = [("phone", number) for number in random.sample(numbers, 2)]


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small populations may change as a whole."""
    monkeypatch.setattr(relink, "MOST_TOUCHED", 1.0)


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(
    ("seed", "most", "sources"),
    [
        pytest.param(0, 3, ("crm", "app"), id="small blocks"),
        pytest.param(1, 6, ("crm", "app!"), id="a source without doubles"),
        pytest.param(2, None, ("crm",), id="blocks of any size"),
    ],
)
def test_whatever_changes_the_links_are_those_of_a_run_over_everything(
    seed: int, most: int | None, sources: tuple[str, ...]
) -> None:
    random = Random(seed)
    rows = [fields for _, fields in population(40, seed=seed)]
    with linked([*rows, *random.choices(rows, k=25)], most=most, sources=sources) as state:
        for count in (2, 8):
            changed = disturb(state, random, count)
            share(state, random)
            assert_as_from_scratch(state, changed)


ANNA = named("anna", "ivanova") | {"birth_date": "1980-01-02", "email": ["anna@example.org"], "phone": ["+79160000001"]}
OTHERS = [fields for _, fields in population(60)]


@pytest.mark.usefixtures("patient")
def test_copies_follow_the_record_that_takes_the_place_of_their_first() -> None:
    with linked([ANNA] * 4 + OTHERS) as state:
        del state.rows[1]
        assert_as_from_scratch(state, [1])
        between = {pair: rest[2] for pair, rest in state.links().items() if pair[1] <= 4}
        assert between.keys() == {(2, 3), (2, 4)}
        assert (between[(2, 3)] == EQUAL, between[(2, 4)]) == (False, EQUAL)
        state.rows |= {1: ("crm", ANNA), 500: ("crm", ANNA)}
        assert_as_from_scratch(state, [1, 500])
        assert {pair for pair in state.links() if pair[1] in {2, 3, 4, 500}} == {(1, 2), (1, 3), (1, 4), (1, 500)}


@pytest.mark.usefixtures("patient")
def test_a_record_that_held_others_together_leaves_them_apart() -> None:
    middle = ANNA | {"phone": ["+79160000055"]}
    one = named("anna", "ivanova") | {"birth_date": "1980-01-02"}
    other: Fields = {"phone": ["+79160000055"]}
    with linked([one, middle, other, *OTHERS]) as state:
        assert {(1, 3), (2, 3)} <= state.links().keys()
        del state.rows[2]
        assert_as_from_scratch(state, [2])
        assert not {pair for pair in state.links() if 3 in pair}
        state.rows[2] = ("crm", middle)
        assert_as_from_scratch(state, [2])
        assert {(1, 3), (2, 3)} <= state.links().keys()


@pytest.mark.usefixtures("patient")
def test_a_value_that_becomes_shared_weighs_all_its_holders_again() -> None:
    with linked([ANNA, ANNA | {"birth_date": None, "email": None}, *OTHERS]) as state:
        before = state.links()[(1, 2)]
        state.shared = [("phone", "+79160000001")]
        report = assert_as_from_scratch(state, [])
        assert report.changed == 2
        assert state.links()[(1, 2)] != before


def test_what_compares_as_before_moves_no_link() -> None:
    with linked(OTHERS) as state:
        before = state.links()
        number = min(left for left, _ in before)
        report = assert_as_from_scratch(state, [number])
        assert state.links() == before
        assert report.facts["pairs_compared"] == 0


def test_the_stages_before_may_have_changed_nothing_that_links_depend_on() -> None:
    with linked(OTHERS) as state, state.warehouse.transaction():
        report = link.run(state.warehouse, state.job, RunContext("b", STARTED_AT, changed=frozenset({"sources"})))
        assert report.changed == 0
        assert state.warehouse.count(LINK_CHANGE) == 0


@pytest.mark.parametrize(
    ("changed", "retrain"), [pytest.param(60, False, id="too much changed"), pytest.param(1, True, id="as asked")]
)
def test_everything_is_made_anew_where_that_is_less_work_or_asked_for(changed: int, retrain: bool) -> None:
    with linked(OTHERS) as state:
        put(state.warehouse, STANDARD_CHANGE, [(number,) for number in range(1, changed + 1)])
        context = RunContext("b", STARTED_AT, retrain=retrain, changed=STANDARDIZE)
        with state.warehouse.transaction():
            report = link.run(state.warehouse, state.job, context)
        assert report.changed is None
        assert state.warehouse.count(LINK_CHANGE) == 0


@pytest.mark.parametrize("table", [CROWDED_BLOCK, LEVEL_TALLY], ids=["blocks too large", "levels of links"])
def test_a_state_that_is_older_than_what_is_kept_is_linked_anew(table: Table) -> None:
    with linked(OTHERS) as state:
        state.warehouse.execute(f"drop table {table.name}")
        assert state.link([1]).changed is None
        assert_as_from_scratch(state, [1])


def test_a_change_leaves_nothing_behind_but_the_tables_of_the_stage() -> None:
    with linked(OTHERS) as state:
        tables = "select table_name from duckdb_tables() order by all"
        state.rows[1] = ("crm", ANNA)
        state.put()
        state.link([1])
        before = state.warehouse.rows(tables)
        state.link(None)
        assert state.warehouse.rows(tables) == before
        assert state.warehouse.rows("select view_name from duckdb_views() where not internal") == []


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    statements = [
        queries.moved_shared(["phone"]),
        queries.changed_records("select record_id, mark from mark_of_touched", ["phone"]),
        queries.former_nodes(),
        queries.marks_now(),
        queries.leaving_nodes(),
        queries.entering_nodes(),
        queries.entering_records(),
        queries.gone_keys(),
        queries.remove_keys(),
        queries.added_keys(),
        queries.moved_blocks([12, 400]),
        queries.staying_keys(),
        queries.touched_blocks(),
        queries.remove_crowds(),
        queries.new_crowds(),
        queries.recount_rules(),
        queries.touched_pairs(),
        queries.pairs_to_score("select left_id, right_id, place from found_pair"),
        queries.pair_ends(),
        queries.held_keys("local_record"),
        queries.placed_pairs("asked_pair"),
        group_queries.asked_pairs(-6.0),
        group_queries.local_records(-6.0),
        group_queries.linked_pairs(-6.0),
        group_queries.local_pairs(-6.0, [0]),
        group_queries.tying_pairs(),
        group_queries.missing_as_pairs(),
        group_queries.kept_pairs(),
        group_queries.new_links(["phone", "city"], [0]),
        group_queries.going_links(),
        group_queries.same_links(),
        group_queries.without_same(group_queries.NEW_LINK),
        group_queries.changed_pairs(),
        group_queries.local_links(),
        group_queries.remove_links(),
        group_queries.remove_groups(),
        group_queries.new_groups(),
        group_queries.listed_records(),
    ]
    assert_golden("relink", ";\n\n".join(statements))
