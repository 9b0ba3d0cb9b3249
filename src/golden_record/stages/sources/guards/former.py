"""The columns of the last load, as the state keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from golden_record.stages.sources.guards import queries
from golden_record.warehouse import Warehouse

Columns: TypeAlias = Mapping[str, str]
"""Names of columns, in order, with their types."""


def former_columns(warehouse: Warehouse) -> dict[str, dict[str, str]]:
    """Source to columns, as the last load left them."""
    found: dict[str, dict[str, str]] = {}
    for source, name, kind in warehouse.rows(queries.former_columns()):
        found.setdefault(str(source), {})[str(name)] = str(kind)
    return found
