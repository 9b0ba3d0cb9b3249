"""The rows of a part, put in the place of the former ones; all others stay as they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from golden_record.model.changes import MEMBERSHIP_CHANGE
from golden_record.model.tables import CROWD, MEMBERSHIP, PROFILE, REFUSED_LINK, Table
from golden_record.stages.cluster.clustering import Clustered
from golden_record.stages.cluster.extent import PART
from golden_record.stages.cluster.part import queries
from golden_record.stages.cluster.tallies.counting import count_all, move
from golden_record.stages.cluster.writing import write
from golden_record.warehouse import Warehouse, beside, dropped, temporary

_RECORDS = {MEMBERSHIP: "record_id", PROFILE: "founder_id", REFUSED_LINK: "left_id", CROWD: "record_id"}
"""The column that names records of the part. A profile is in it with all its records or not at all."""

_KEYS = {
    MEMBERSHIP: ("record_id",),
    PROFILE: ("founder_id",),
    REFUSED_LINK: ("left_id", "right_id"),
    CROWD: ("record_id", "kind"),
}
"""Columns of which a value has one row."""


@contextmanager
def read_beside(warehouse: Warehouse) -> Iterator[None]:
    """Set apart where the records of the part were, and what was written of them, while the block decides on them."""
    wanted = {queries.STAY: queries.part_stay()}
    wanted |= {queries.former(table.name): queries.rows_before(table.name, key) for table, key in _RECORDS.items()}

    def read(other: Warehouse) -> None:
        # Nothing of it was written in this transaction, so that another connection sees the same.
        for name, query in wanted.items():
            other.execute(temporary(name, query))

    with beside(warehouse, read, "part", taken=lambda: wanted):
        yield


def replace_part(warehouse: Warehouse, found: Clustered, changed: Collection[str]) -> int:
    """Write what was decided of a part, and list the profiles that it changed; how many rows are other than before.

    `changed` are stages that have listed their changes. What comes out as it was is left where it stands.
    """

    def put(table: Table, query: str) -> None:
        warehouse.execute(queries.put_aside(table.name, query))

    write(warehouse, found, PART, put)
    for table in _KEYS:
        warehouse.execute(queries.other_rows(table.name))
    warehouse.create_empty(MEMBERSHIP_CHANGE)
    warehouse.execute(queries.changed_profiles())
    counted = move(warehouse, changed)
    others = {table: _exchange(warehouse, table) for table in _KEYS}
    warehouse.execute(dropped(queries.STAY))
    if counted is None:
        count_all(warehouse)
    # Links may weigh otherwise though everybody stays where they are.
    return warehouse.count(MEMBERSHIP_CHANGE) + others[REFUSED_LINK] + others[CROWD] or counted or 0


def _exchange(warehouse: Warehouse, table: Table) -> int:
    """Put the rows of a table that are new in the place of those that are no longer there; how many these are."""
    others = warehouse.count(f"other_{table.name}")
    if others:
        warehouse.execute(queries.without_other(table.name, _KEYS[table]))
        warehouse.execute(queries.with_other(table.name, _KEYS[table]))
    for name in ("new", "former", "other"):
        warehouse.execute(dropped(f"{name}_{table.name}"))
    return others
