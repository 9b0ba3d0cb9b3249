"""What the state keeps of the last load for the next one to be held against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import polars as pl

from golden_record.model.loads import SOURCE_COLUMN, SOURCE_LOAD
from golden_record.model.tables import Table
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
    return {table: _kept(warehouse, table) for table in (SOURCE_LOAD, SOURCE_COLUMN) if warehouse.has(table)}


def _kept(warehouse: Warehouse, table: Table) -> pl.DataFrame:
    """The rows of a table; a state from before some column knows nothing for it."""
    rows = warehouse.frame(all_rows(table.name))
    lacking = [name for name in table.column_names if name not in rows.columns]
    return rows.with_columns(pl.lit(None).alias(name) for name in lacking)
