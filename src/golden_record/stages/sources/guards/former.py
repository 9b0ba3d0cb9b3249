"""What the state keeps of the last load for the next one to be held against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import polars as pl

from golden_record.model.tables import SOURCE_COLUMN, SOURCE_LOAD, Table
from golden_record.stages.sources.guards import queries
from golden_record.stages.sources.queries import all_rows
from golden_record.warehouse import Warehouse

Columns: TypeAlias = Mapping[str, str]
"""Names of columns, in order, with their types."""


def former_columns(warehouse: Warehouse) -> dict[str, dict[str, str]]:
    """Source to columns, as the last load left them."""
    found: dict[str, dict[str, str]] = {}
    for source, name, kind in warehouse.rows(queries.former_columns()):
        found.setdefault(str(source), {})[str(name)] = str(kind)
    return found


def last_load(warehouse: Warehouse) -> dict[Table, pl.DataFrame]:
    """The tables that guards and contracts look at, as far as a state has them, for a load somewhere else."""
    return {
        table: warehouse.frame(all_rows(table.name)) for table in (SOURCE_LOAD, SOURCE_COLUMN) if warehouse.has(table)
    }
