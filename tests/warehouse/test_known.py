"""What a connection knows of its tables is what there is, whatever was done to them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.errors import EngineError
from golden_record.model.tables import Table, columns_of
from golden_record.warehouse import Warehouse
from golden_record.warehouse.connection import sql_log

NAMES = ("one", "two")
ONE, TWO = (Table(name, "row", "nobody", columns_of(("a", "INTEGER", "a"), ("b", "INTEGER", "b"))) for name in NAMES)
STATEMENTS = (
    "create or replace table {} as select 1 as a, 2 as b",
    'create or replace table "{}" (a integer, b integer)',
    "create or replace table {} as select 1 as a",
    "create table if not exists {} (a integer, b integer)",
    "drop table if exists {}",
    "drop table if exists temp.{}",
    "create or replace temporary table other_{} as select 1 as c",
    "alter table if exists {} add column if not exists c integer",
    "alter table if exists {} drop column if exists b",
)
STEPS = st.tuples(st.sampled_from(STATEMENTS), st.sampled_from(NAMES), st.booleans())


def _there(warehouse: Warehouse) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    query = "select table_name, column_name from duckdb_columns() where database_name = current_database()"
    for table, column in warehouse.rows(query):
        found.setdefault(str(table), set()).add(str(column))
    return found


@given(steps=st.lists(STEPS, max_size=12))
@settings(deadline=None)
def test_what_is_known_is_what_there_is(steps: list[tuple[str, str, bool]]) -> None:
    with Warehouse() as warehouse:
        for statement, name, takes_effect in steps:
            _do(warehouse, statement.format(name), takes_effect=takes_effect)
            for table in (ONE, TWO):
                found = _there(warehouse)
                assert warehouse.has(table) == (table.name in found)
                if table.name in found:
                    assert warehouse.ensure(table) == found[table.name].issuperset(table.column_names)
                    assert set(table.column_names) <= _there(warehouse)[table.name]
            assert warehouse.has(ONE, TWO) == (set(NAMES) <= _there(warehouse).keys())


def _do(warehouse: Warehouse, statement: str, *, takes_effect: bool) -> None:
    if takes_effect:
        warehouse.execute(statement)
        return
    with suppress(ZeroDivisionError), warehouse.transaction():
        warehouse.execute(statement)
        assert warehouse.has(ONE, TWO) == (set(NAMES) <= _there(warehouse).keys())
        raise ZeroDivisionError


def test_what_another_connection_drops_in_a_file_is_not_known_to_a_new_one(tmp_path: Path) -> None:
    with Warehouse(tmp_path / "state.duckdb") as first:
        first.create_empty(ONE)
        assert first.has(ONE)
        with first.another() as other:
            other.execute("drop table one")
            assert not other.has(ONE)


def test_what_a_commit_that_fails_has_made_is_not_known(tmp_path: Path) -> None:
    with Warehouse(tmp_path / "state.duckdb") as first, first.another() as other:
        first.execute("create table lock (key integer primary key)")
        with pytest.raises(EngineError):
            _collide(first, other)
        assert not first.has(ONE)


def _collide(first: Warehouse, other: Warehouse) -> None:
    with first.transaction():
        first.create_empty(ONE)
        assert first.has(ONE)
        first.execute("insert into lock values (1)")
        other.execute("insert into lock values (1)")


def test_nobody_asks_twice_for_what_is_there(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", sql_log.name)
    with Warehouse() as warehouse:
        warehouse.create_empty(ONE)
        assert warehouse.ensure(ONE)
        caplog.clear()
        assert warehouse.has(ONE)
        assert warehouse.ensure(ONE)
        assert not caplog.records
        assert not warehouse.has(TWO)
        assert caplog.records
