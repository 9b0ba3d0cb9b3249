"""Small builders of state tables, for tests that state their data inline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from golden_record.model.state import STATE_TABLES
from golden_record.model.tables import Table
from golden_record.warehouse import Warehouse, ident


def put(warehouse: Warehouse, table: Table, rows: Iterable[Sequence[object]]) -> None:
    """Replace a table by these rows; columns that a row does not reach are null."""
    warehouse.create_empty(table)
    width = len(table.columns)
    filled = [(*row, *[None] * (width - len(row))) for row in rows]
    if filled:
        places = ", ".join(f"({', '.join('?' * width)})" for _ in filled)
        warehouse.execute(
            f"insert into {ident(table.name)} values {places}", [value for row in filled for value in row]
        )


def model_row(diagnostics: str | None, threshold: float, settings: str = "{}") -> tuple[object, ...]:
    """The only version of a model, as a row of `model`."""
    return (1, "m1", True, datetime(2025, 1, 1), "run", "trained", "s", settings, diagnostics, threshold, 10, 20)


def put_empty_state(warehouse: Warehouse) -> None:
    """Every table of the state, without rows."""
    for table in STATE_TABLES:
        warehouse.create_empty(table)
