"""What is begun ahead of its time is as it would be later, and where it is of no use nothing is left of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from golden_record.line import STAGES
from golden_record.model.run import RunContext
from golden_record.model.state import STATE_TABLES
from golden_record.stages.publish import Ahead, finish
from golden_record.stages.publish.contents import WRITERS, renewed
from golden_record.stages.publish.draft import CATALOG
from golden_record.stages.publish.refreshing import queries
from golden_record.warehouse import Warehouse
from tests.stages.publish.conftest import LISTS, TYPES
from tests.stages.publish.test_refreshing import CALM, Line, World, _line, _tables
from tests.stages.survive.conftest import job_of

CHANGED = replace(CALM, values=CALM.values | {1: "Perm"})
MERGED = World({record: record % 7 for record in range(8)}, CALM.values, {(0, 7): 9.0, (1, 2): 2.0}, {0: 0, 1: 0})


@pytest.fixture
def line() -> Iterator[Line]:
    with _line() as opened:
        opened.folder.state.leave_parts_alone()
        opened.publish(opened.find(CALM))
        yield opened


def _begun(line: Line, context: RunContext) -> Ahead:
    ahead = Ahead(line.folder.state, line.folder.job, context)
    for stage in STAGES:
        ahead.after(stage, lambda: context.changed)
    return ahead


def _left(line: Line) -> list[str]:
    """What is there beside the mart, and attached beside the state."""
    attached = line.folder.state.rows("select database_name from duckdb_databases() where database_name = ?", [CATALOG])
    files = [
        path.name
        for path in line.folder.mart.parent.iterdir()
        if not path.name.endswith((line.folder.mart.name, ".kept"))
    ]
    return [*files, *(str(name) for (name,) in attached)]


@pytest.mark.parametrize("world", [CHANGED, MERGED], ids=["values", "links, profiles, households"])
def test_a_mart_begun_ahead_is_the_mart_written_anew(line: Line, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("golden_record.stages.publish.refreshing.refresh.MOST_TOUCHED", 1000.0)
    context = line.find(world)
    with _begun(line, context) as ahead:
        report = finish(line.folder.state, line.folder.job, context, ahead)
    assert report.changed is not None
    assert _left(line) == []
    refreshed = _tables(line.folder)
    line.publish(replace(context, changed=None))
    assert refreshed == _tables(line.folder)


def test_what_is_done_ahead_is_not_done_again(line: Line) -> None:
    context = line.find(CHANGED)
    with _begun(line, context) as ahead:
        finish(line.folder.state, line.folder.job, context, ahead)
    into = f'insert into "{CATALOG}"."main"."attribute_lineage"'
    assert len([sql for sql in line.folder.state.statements if sql.startswith(into)]) == 1


def test_of_what_nobody_has_published_nothing_is_left(line: Line) -> None:
    mart = line.folder.mart.read_bytes()
    with pytest.raises(KeyboardInterrupt), _begun(line, line.find(CHANGED)):
        raise KeyboardInterrupt
    assert _left(line) == []
    assert line.folder.mart.read_bytes() == mart


def test_a_draft_of_a_mart_that_somebody_has_written_to_is_of_no_use(line: Line) -> None:
    context = line.find(CHANGED)
    with _begun(line, context) as ahead:
        with Warehouse(line.folder.mart) as mart:
            mart.execute("update golden_profile set city = 'Tver'")
        assert finish(line.folder.state, line.folder.job, context, ahead).changed is None
    assert _left(line) == []
    assert line.folder.rows("select city from golden_profile where city <> 'Omsk'") == [("Perm",)]


def test_a_draft_that_fails_is_told_of_and_written_anew(line: Line, caplog: pytest.LogCaptureFixture) -> None:
    context = line.find(CHANGED)
    line.folder.state.execute("alter table pair_change rename left_id to elsewhere")
    with _begun(line, context) as ahead:
        assert finish(line.folder.state, line.folder.job, context, ahead).changed is None
    assert "written anew" in caplog.text
    assert _left(line) == []
    assert line.folder.rows("select city from golden_profile where city <> 'Omsk'") == [("Perm",)]


@pytest.mark.parametrize("changed", [None, frozenset[str](), frozenset({"sources", "standardize"})])
def test_nothing_is_begun_before_it_is_likely_to_be_of_use(line: Line, changed: frozenset[str] | None) -> None:
    line.find(CHANGED)
    with Ahead(line.folder.state, line.folder.job, RunContext("later", line.find(CHANGED).started_at)) as ahead:
        for stage in STAGES:
            ahead.after(stage, lambda: changed)
        assert _left(line) == []


@pytest.mark.parametrize("setting", ["threads = 1", "max_vacuum_tasks = 7"])
def test_an_engine_with_one_thread_or_one_that_joins_parts_begins_nothing(line: Line, setting: str) -> None:
    line.folder.state.execute(f"set {setting}")
    context = line.find(CHANGED)
    with _begun(line, context) as ahead:
        assert _left(line) == []
        assert finish(line.folder.state, line.folder.job, context, ahead).changed == 1


def _read(sql: str) -> set[str]:
    """The tables that a statement reads, beside those that it names itself."""
    tree: Any = sqlglot.parse_one(sql, dialect="duckdb")
    return {table.name for table in tree.find_all(exp.Table)} - {cte.alias for cte in tree.find_all(exp.CTE)}


@pytest.mark.parametrize("table", WRITERS, ids=lambda table: str(table.name))
def test_what_may_be_done_ahead_reads_nothing_that_a_later_stage_writes(table: object) -> None:
    job = job_of(TYPES, attributes=LISTS)
    fillings = {filling.table: filling for filling in renewed(job.config, "run", list(TYPES), 7, list(STAGES))}
    filling = next(one for known, one in fillings.items() if known == table)
    asked = [filling.query, *filling.given.values(), queries.stale_removed("mart", filling.stale)]
    read = set().union(*(_read(sql) for sql in asked)) - {"mart", *filling.given}
    order = list(STAGES)
    known = {one.name: order.index(one.writer) for one in STATE_TABLES if one.writer in order}
    # Of records that are gone, earlier runs have noted the names.
    read -= {"member_history"}
    assert read
    assert max(known[name] for name in read) == order.index(WRITERS[filling.table])
