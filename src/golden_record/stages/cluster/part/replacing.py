"""The rows of a part, put in the place of the former ones; all others stay as they are."""

from __future__ import annotations

from collections.abc import Collection

from golden_record.model.changes import MEMBERSHIP_CHANGE
from golden_record.model.tables import CROWD, MEMBERSHIP, PROFILE, REFUSED_LINK, Table
from golden_record.stages.cluster.clustering import Clustered
from golden_record.stages.cluster.extent import PART
from golden_record.stages.cluster.part import queries
from golden_record.stages.cluster.tallies.counting import count_all, move
from golden_record.stages.cluster.writing import write
from golden_record.warehouse import Warehouse

_KEYS = {MEMBERSHIP: "record_id", REFUSED_LINK: "left_id", CROWD: "record_id"}
"""The column that names the records of the part."""


def replace_part(warehouse: Warehouse, found: Clustered, changed: Collection[str]) -> int:
    """Write what was decided of a part, and list the profiles that it changed; how many rows are other than before.

    `changed` are stages that have listed their changes.
    """

    def put(table: Table, query: str) -> None:
        warehouse.execute(queries.put_aside(table.name, query))

    write(warehouse, found, PART, put)
    warehouse.create_empty(MEMBERSHIP_CHANGE)
    for statement in (queries.member_before(), queries.profile_before(), queries.changed_profiles()):
        warehouse.execute(statement)
    others = [warehouse.scalar(queries.differing_rows(table.name, _KEYS[table])) for table in (REFUSED_LINK, CROWD)]
    counted = move(warehouse, changed)
    warehouse.execute(queries.without_profiles_of_part())
    for table, key in _KEYS.items():
        warehouse.execute(queries.without_part(table.name, key))
    for table in (*_KEYS, PROFILE):
        warehouse.execute(queries.new_rows(table.name))
        warehouse.execute(queries.no_step(f"table new_{table.name}"))
    for name in ("member_before", "profile_before"):
        warehouse.execute(queries.no_step(f"table {name}"))
    if counted is None:
        count_all(warehouse)
    # Links may weigh otherwise though everybody stays where they are.
    return warehouse.count(MEMBERSHIP_CHANGE) + sum(int(str(count)) for count in others) or counted or 0
