"""A mart that was brought up to date is the mart that would have been written anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.errors import EngineError
from golden_record.model import changes
from golden_record.model.mart import MART_TABLES
from golden_record.model.matching import MODEL
from golden_record.model.run import RunContext
from golden_record.model.tables import (
    CLAIM,
    HOUSEHOLD,
    HOUSEHOLD_MEMBER,
    LINK,
    MEMBERSHIP,
    PROFILE,
    REFUSED_LINK,
    RUN,
    SOURCE_RECORD,
    Table,
)
from golden_record.stages import history, publish
from golden_record.stages.cluster.extent import ALL
from golden_record.stages.cluster.naming.ids import named
from golden_record.stages.cluster.tallies.counting import count_all as count_links
from golden_record.stages.publish.contents import renewed
from golden_record.stages.publish.promises.queries import broken_among
from golden_record.stages.publish.refreshing import queries
from golden_record.stages.standardize.tallies.counting import count_all as count_claims
from golden_record.warehouse import Warehouse, ident
from golden_record.warehouse.connection import Row
from tests.builders import model_row, put, put_empty_state
from tests.golden_text import assert_golden
from tests.stages.publish.conftest import LISTS, TYPES, Folder
from tests.stages.survive.conftest import job_of, survive_in

RECORDS = range(8)
SOURCES = ("crm", "app", "web")
FIRST = datetime(2031, 1, 1)

Groups = Mapping[int, int]
"""By record: the number of its profile. Records that are not in it are not in the sources."""


@dataclass(frozen=True)
class World:
    """All that the stages before this one could have found."""

    groups: dict[int, int]
    values: dict[int, str]
    links: dict[tuple[int, int], float]
    homes: dict[int, int]


VALUES = st.sampled_from(["Omsk", "Perm", "Tver", "Kazan"])
PAIRS = st.tuples(st.sampled_from(RECORDS), st.sampled_from(RECORDS)).filter(lambda pair: pair[0] < pair[1])
WORLDS = st.builds(
    World,
    groups=st.dictionaries(st.sampled_from(RECORDS), st.integers(0, 4), min_size=1),
    values=st.fixed_dictionaries({record: VALUES for record in RECORDS}),
    links=st.dictionaries(PAIRS, st.sampled_from([2.0, 5.0, 9.0]), max_size=6),
    homes=st.dictionaries(st.integers(0, 4), st.integers(0, 1), max_size=5),
)


@dataclass
class Line:
    """A state that sees one world after another, and lists what changed as the stages would."""

    folder: Folder
    day: int = 0
    seen: dict[str, dict[object, object]] = field(default_factory=dict)

    def find(self, world: World) -> RunContext:
        """The stages up to the history find a world; the context in which the mart would be published."""
        state, job = self.folder.state, self.folder.job
        self.day += 1
        context = RunContext(f"run-{self.day}", FIRST + timedelta(days=self.day))
        _put(state, world)
        days = range(1, self.day + 1)
        runs = [(f"run-{day}", FIRST + timedelta(days=day), None, "done", "h", "e", "v") for day in days]
        put(state, RUN, runs)
        survive_in(state, job)
        count_claims(state, TYPES)
        count_links(state)
        with state.transaction():
            history.run(state, job, context)
        return replace(context, changed=self.__listed_in())

    def publish(self, context: RunContext) -> int | None:
        """Publish; how many profiles were touched, or None if all was written anew."""
        return publish.run(self.folder.state, self.folder.job, context).changed

    def __listed_in(self) -> frozenset[str] | None:
        before, self.seen = self.seen, _snapshot(self.folder.state)
        if not before:
            return None
        moved = {name: _other(before[name], self.seen[name]) for name in self.seen}
        moved["link"] = _groups_of(moved["link"] | moved["standardize"], before["pairs"], self.seen["pairs"])
        del moved["pairs"]
        put(self.folder.state, changes.PAIR_CHANGE, sorted(_pair(edge) for edge in moved.pop("edges")))
        said = self.__profiles_of(moved["sources"] | moved["standardize"])
        elected = {*moved["cluster"], *moved.pop("lineage"), *said}
        # Beside them, those that have only moved into another household.
        moved["survive"] |= elected
        put(self.folder.state, changes.ELECTION_CHANGE, sorted((str(profile),) for profile in elected))
        for stage, table in LISTS_OF.items():
            rows = sorted(moved[stage], key=str)
            put(self.folder.state, table, [(row, "changed") if stage == "sources" else (row,) for row in rows])
        return frozenset(stage for stage, rows in moved.items() if rows) | {"history"}

    def __profiles_of(self, records: set[object]) -> set[object]:
        rows = self.folder.state.rows("select record_id, profile_id from membership")
        return {profile for record, profile in rows if record in records}


LISTS_OF: Mapping[str, Table] = {
    "sources": changes.SOURCE_CHANGE,
    "standardize": changes.STANDARD_CHANGE,
    "link": changes.LINK_CHANGE,
    "cluster": changes.MEMBERSHIP_CHANGE,
    "household": changes.HOUSEHOLD_CHANGE,
    "survive": changes.GOLDEN_CHANGE,
}
TOLD_BY = {
    "sources": "select record_id, row(source, source_id, observed_at) from source_record",
    "standardize": "select record_id, list(row(attribute, value, quality) order by all) from claim group by record_id",
    "link": "select unnest([left_id, right_id]), row(left_id, right_id, weight) from link",
    "cluster": "select profile_id, row(record_id, matched_by, match_probability) from membership",
    "household": "select profile_id, household_id from golden_profile",
    "lineage": "select profile_id, l from attribute_lineage as l",
    "survive": "select profile_id, g from (select * exclude (updated_at) from golden_profile) as g",
    "pairs": "select left_id, right_id from link",
    "edges": "select left_id || ' ' || right_id, weight from link",
}


def _pair(edge: object) -> tuple[int, int]:
    left, right = str(edge).split()
    return int(left), int(right)


def _snapshot(state: Warehouse) -> dict[str, dict[object, object]]:
    found: dict[str, dict[object, object]] = {}
    for name, query in TOLD_BY.items():
        rows: dict[object, list[str]] = {}
        for key, *told in state.rows(query):
            rows.setdefault(key, []).append(str(told))
        found[name] = {key: sorted(told) for key, told in rows.items()}
    return found


def _other(before: Mapping[object, object], after: Mapping[object, object]) -> set[object]:
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}


def _listed_in(told: object) -> list[str]:
    assert isinstance(told, list)
    return [str(one).strip("[]") for one in told]


def _groups_of(records: set[object], *pairs: Mapping[object, object]) -> set[object]:
    """All records that a link, old or new, ties to these, directly or not."""
    ties = [
        {int(str(left)), int(str(right))}
        for found in pairs
        for left, rights in found.items()
        for right in _listed_in(rights)
    ]
    reached = {int(str(record)) for record in records}
    while any(tie & reached and not tie <= reached for tie in ties):
        reached |= {record for tie in ties if tie & reached for record in tie}
    return set(reached)


def _put(state: Warehouse, world: World) -> None:
    alive = sorted(world.groups)
    put(state, SOURCE_RECORD, [(n, SOURCES[n % 3], f"r{n}", None, 0, FIRST) for n in alive])
    put(state, CLAIM, [claim for record in alive for claim in _claims(record, world.values[record])])
    profiles = _named(state, world.groups)
    put(state, MEMBERSHIP, [(n, profiles[world.groups[n]], "founder", None) for n in alive])
    size = list(world.groups.values()).count
    put(state, PROFILE, [(name, _founder(world.groups, group), size(group), 1.0) for group, name in profiles.items()])
    pairs = {pair: weight for pair, weight in world.links.items() if set(pair) <= set(alive)}
    by = ("email", "probabilistic", [1, 1, 1])
    put(state, LINK, [(*pair, w, 0.99, *by, [w, 0.1, 0.2]) for pair, w in pairs.items()])
    put(state, REFUSED_LINK, [(*pair, w, 0.99, "evidence", "why") for pair, w in pairs.items() if w < 5])
    homes: dict[int, list[str]] = {}
    for group in profiles.keys() & world.homes.keys():
        homes.setdefault(world.homes[group], []).append(profiles[group])
    lodgers = {f"h-{home}": sorted(them) for home, them in sorted(homes.items()) if len(them) > 1}
    put(state, HOUSEHOLD, [(home, len(them), None, them, "address") for home, them in lodgers.items()])
    put(state, HOUSEHOLD_MEMBER, [(who, home) for home, them in lodgers.items() for who in them])


def _named(state: Warehouse, groups: Groups) -> dict[int, str]:
    """The ids of profiles by the rules of ids: one that has been given away is never used again."""
    rows = [(record, _founder(groups, group)) for record, group in sorted(groups.items())]
    members = pl.DataFrame(rows, schema={"record_id": pl.Int64, "founder_id": pl.Int64}, orient="row")
    with state.registered(members, "members"):
        names = dict(named(state, "members", ALL).select("founder_id", "profile_id").iter_rows())
    return {group: names[_founder(groups, group)] for group in set(groups.values())}


def _founder(groups: Groups, group: int) -> int:
    return min(record for record, one in groups.items() if one == group)


def _claims(record: int, value: str) -> Iterator[Sequence[object]]:
    for attribute, told in (("city", value), ("email", f"{value}@x.org".lower()), ("phone", f"+7{record % 2}")):
        yield (record, attribute, 0, told, told, told.lower(), "good", None, None, FIRST)


@contextmanager
def _line() -> Iterator[Line]:
    """For hypothesis, which wants nothing carried over from example to example."""
    with TemporaryDirectory() as place:
        job = replace(job_of(TYPES, attributes=LISTS), path=Path(place) / "job.yml")
        with Warehouse(Path(place) / "state.duckdb") as state:
            put_empty_state(state)
            put(state, MODEL, [model_row(json.dumps({"comparisons": list(TYPES)}), 4.0)])
            yield Line(Folder(job, state))


def _tables(folder: Folder) -> dict[str, list[Row]]:
    return {table.name: folder.rows(f"select * from {ident(table.name)} order by all") for table in MART_TABLES}


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds=st.lists(WORLDS, min_size=2, max_size=3))
def test_a_mart_brought_up_to_date_is_the_mart_written_anew(worlds: list[World]) -> None:
    with _line() as line, pytest.MonkeyPatch.context() as patch:
        # However much of so small a shop changes.
        for limit in ("MOST_TOUCHED", "MOST_GROWTH"):
            patch.setattr(f"golden_record.stages.publish.refreshing.refresh.{limit}", 1000.0)
        line.publish(line.find(worlds[0]))
        for world in worlds[1:]:
            context = line.find(world)
            assert line.publish(context) is not None
        refreshed = _tables(line.folder)
        line.publish(replace(context, changed=None))
        assert refreshed == _tables(line.folder)


@pytest.fixture
def line() -> Iterator[Line]:
    with _line() as opened:
        yield opened


CALM = World({record: record for record in RECORDS}, dict.fromkeys(RECORDS, "Omsk"), {}, {})
"""Everybody for himself."""


def test_only_what_has_changed_is_written_anew(line: Line) -> None:
    line.publish(line.find(CALM))
    before = line.folder.mart.read_bytes()
    assert line.publish(line.find(replace(CALM, values=CALM.values | {1: "Perm"}))) == 1
    assert line.folder.rows("select city from golden_profile where city <> 'Omsk'") == [("Perm",)]
    assert line.folder.mart.read_bytes() != before


def test_a_change_that_is_in_no_list_shows_in_the_counts_and_all_is_written_anew(line: Line) -> None:
    line.publish(line.find(CALM))
    context = line.find(replace(CALM, values=CALM.values | {1: "Perm"}))
    for table in ("golden_change", "election_change", "standard_change", "profile_event"):
        line.folder.state.execute(f"delete from {table}")
    assert line.publish(context) is None
    assert line.folder.rows("select city from golden_profile where city <> 'Omsk'") == [("Perm",)]


def _nothing(line: Line) -> None:
    """Leave all as it is."""


def _mart_gone(line: Line) -> None:
    line.folder.mart.unlink()


def _mart_written_to(line: Line) -> None:
    with Warehouse(line.folder.mart) as mart:
        mart.execute("update golden_profile set city = 'Tver'")


def _mart_cut_short(line: Line) -> None:
    with line.folder.mart.open("r+b") as file:
        file.truncate(100_000)


def _mart_rotten(line: Line) -> None:
    with line.folder.mart.open("r+b") as file:
        file.seek(20_000)
        file.write(b"\xff" * 500_000)


def _nobody_knows_it(line: Line) -> None:
    line.folder.state.execute("delete from publication")


def _has_grown(line: Line) -> None:
    line.folder.state.execute("update publication set whole_size = 1000")


@pytest.mark.parametrize(
    ("happens", "refreshed"),
    [
        pytest.param(_nothing, True, id="nothing"),
        pytest.param(_mart_gone, False, id="the mart is gone"),
        pytest.param(_mart_written_to, False, id="somebody wrote to the mart"),
        pytest.param(_mart_cut_short, False, id="the mart was cut short"),
        pytest.param(_mart_rotten, False, id="the mart has rotted"),
        pytest.param(_nobody_knows_it, False, id="the state does not know the mart"),
        pytest.param(_has_grown, False, id="the mart has grown too large"),
    ],
)
def test_a_mart_that_cannot_be_relied_on_is_written_anew(
    line: Line, happens: Callable[[Line], None], refreshed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("golden_record.stages.publish.refreshing.refresh.ROOM", 0)
    line.publish(line.find(CALM))
    context = line.find(replace(CALM, values=CALM.values | {1: "Perm"}))
    happens(line)
    assert (line.publish(context) is not None) == refreshed
    found = _tables(line.folder)
    line.publish(replace(context, changed=None))
    assert found == _tables(line.folder)


def test_a_mart_of_which_most_has_changed_is_written_anew(line: Line) -> None:
    line.publish(line.find(CALM))
    assert line.publish(line.find(replace(CALM, values=dict.fromkeys(RECORDS, "Perm")))) is None


def test_a_small_mart_is_brought_up_to_date_day_after_day(line: Line) -> None:
    line.publish(line.find(CALM))
    for city in ("Perm", "Tver", "Kazan", "Perm"):
        assert line.publish(line.find(replace(CALM, values=CALM.values | {1: city}))) == 1
    assert line.folder.rows("select city from golden_profile where city <> 'Omsk'") == [("Perm",)]


@pytest.mark.parametrize(
    ("breaking", "problem"),
    [
        pytest.param(
            "insert into golden_profile from golden_profile where city = 'Perm'",
            "a profile twice",
            id="a profile twice",
        ),
        pytest.param(
            "insert into attribute_lineage from attribute_lineage where value = 'Perm'",
            "an attribute of a profile twice in the lineage",
            id="a lineage twice",
        ),
        pytest.param(
            "update membership set profile_id = (select profile_id from golden_profile where city = 'Perm')"
            " where record_id = 2",
            "a golden profile without records",
            id="a profile without records",
        ),
    ],
)
def test_a_promise_that_a_change_breaks_stops_a_mart_that_is_brought_up_to_date(
    line: Line, breaking: str, problem: str, caplog: pytest.LogCaptureFixture
) -> None:
    line.publish(line.find(CALM))
    old = line.folder.mart.read_bytes()
    context = line.find(replace(CALM, values=CALM.values | {1: "Perm", 2: "Tver"}))
    line.folder.state.execute(breaking)
    with pytest.raises(EngineError, match=problem):
        line.publish(context)
    # The first attempt was found out too, and not only the one that writes all anew.
    assert "written anew" in caplog.text
    assert line.folder.mart.read_bytes() == old
    assert [path.name for path in line.folder.mart.parent.iterdir()] == [line.folder.mart.name]


def test_a_state_without_a_list_of_pairs_is_told_of_whole(line: Line) -> None:
    line.publish(line.find(CALM))
    context = line.find(replace(CALM, values=CALM.values | {1: "Perm"}))
    line.folder.state.execute("drop table pair_change")
    assert line.publish(context) is None
    assert line.folder.rows("select city from golden_profile where city <> 'Omsk'") == [("Perm",)]


@pytest.mark.parametrize("breaking", ["select 1", "drop table claim"], ids=["it succeeds", "it fails"])
def test_what_is_set_for_a_mart_that_is_brought_up_to_date_holds_for_no_longer(line: Line, breaking: str) -> None:
    state = line.folder.state
    state.execute("set max_vacuum_tasks = 7")
    line.publish(line.find(CALM))
    context = line.find(replace(CALM, values=CALM.values | {1: "Perm"}))
    state.execute(breaking)
    with suppress(EngineError):
        line.publish(context)
    assert state.scalar("select current_setting('max_vacuum_tasks')") == 7
    of_publish = "table_name like 'touched%' or table_name in ('later_run', 'row_difference')"
    left = state.rows(f"select table_name from duckdb_tables() where temporary and ({of_publish})")
    assert left == []


def test_a_mart_brought_up_to_date_keeps_comments_functions_and_storage_version(line: Line) -> None:
    told = (
        "select table_name, comment from duckdb_tables() order by all",
        "select table_name, column_name, comment from duckdb_columns() where not internal order by all",
        "select function_name, macro_definition from duckdb_functions() where function_type like '%macro' and"
        " not internal order by all",
        "select tags from duckdb_databases() where database_name = 'mart'",
    )
    line.publish(line.find(CALM))
    before = [line.folder.rows(query) for query in told]
    assert line.publish(line.find(replace(CALM, values=CALM.values | {1: "Perm"}))) is not None
    assert [line.folder.rows(query) for query in told] == before


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    job = job_of(TYPES, attributes=LISTS)
    changed = sorted(LISTS_OF)
    texts = [
        queries.touched_profiles(changed),
        queries.touched_members(),
        *queries.touched_links().values(),
        queries.last_event(),
        queries.reopened("mart.duckdb", "mart"),
        queries.later_runs(),
        queries.differences_of("mart.household", "select 1 as household_id"),
        queries.unwanted_removed("mart.household"),
        queries.missing_added("mart.household"),
        *(
            statement
            for filling in renewed(job.config, "run", list(TYPES), 7, changed)
            for statement in (
                filling.ended or queries.stale_removed(filling.within("mart").name, filling.stale),
                queries.added_by_name(filling.within("mart").name, filling.query),
            )
        ),
        queries.state_counts(),
        broken_among(queries.TOUCHED_PROFILE),
    ]
    assert_golden("publish_refreshing", ";\n\n".join(texts))
