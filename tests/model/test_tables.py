from __future__ import annotations

import pytest

from golden_record.model.attribute_types import TYPES, comparable_columns, part_column
from golden_record.model.mart import MART_TABLES
from golden_record.model.state import STATE_TABLES
from golden_record.model.tables import Table
from golden_record.warehouse import Warehouse

ALL = [
    pytest.param(table, id=f"{place} {table.name}")
    for place, tables in (("state", STATE_TABLES), ("mart", MART_TABLES))
    for table in tables
]


@pytest.mark.parametrize("tables", [STATE_TABLES, MART_TABLES], ids=["state", "mart"])
def test_a_name_stands_for_one_table(tables: tuple[Table, ...]) -> None:
    names = [table.name for table in tables]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("table", ALL)
def test_every_column_tells_its_reader_what_it_means(table: Table) -> None:
    assert table.grain
    assert len(set(table.column_names)) == len(table.columns)
    assert all(column.comment for column in table.columns)


@pytest.mark.parametrize("table", ALL)
def test_every_contract_is_written_in_the_types_of_the_engine(memory: Warehouse, table: Table) -> None:
    memory.execute("create schema ops")
    memory.create_empty(table)
    assert memory.columns(table) == {column.name: column.type for column in table.columns}


@pytest.mark.parametrize("name", TYPES)
def test_every_type_yields_columns_of_its_own(memory: Warehouse, name: str) -> None:
    columns = comparable_columns([("one", name), ("two", name)])
    assert len(columns) == 2 * len(TYPES[name].columns("one"))
    assert columns["one"] == ("VARCHAR[]" if TYPES[name].multiple else "VARCHAR")
    memory.create_empty(Table("found", "record", "test", ()), columns)
    assert memory.columns("found") == columns


def test_the_parts_of_an_attribute_are_named_after_it() -> None:
    assert part_column("full_name", "family") == "full_name__family"
