"""Count what links inside profiles rest on: anew, or moved by what the part was and is."""

from __future__ import annotations

import json
from collections.abc import Collection

from golden_record.model.changes import PAIR_CHANGE
from golden_record.model.tables import Table
from golden_record.model.tallies import LINK_TALLY, RULE_TALLY
from golden_record.stages.cluster.queries import model_in_use
from golden_record.stages.cluster.tallies import queries
from golden_record.warehouse import Warehouse, dropped, temporary

_COUNTS = (LINK_TALLY, RULE_TALLY)


def count_all(warehouse: Warehouse) -> None:
    """Count the links inside all profiles, once memberships are written."""
    comparisons = _comparisons(warehouse)
    warehouse.create_empty(LINK_TALLY)
    warehouse.create_empty(RULE_TALLY)
    warehouse.execute(queries.all_met(comparisons))
    if comparisons:
        warehouse.execute(queries.link_tallies(comparisons))
    warehouse.execute(queries.rule_tallies())
    warehouse.execute(dropped(queries.MET))


def count_once(warehouse: Warehouse) -> None:
    """Count them where nobody has done so yet."""
    if not warehouse.has(*_COUNTS):
        count_all(warehouse)


def move(warehouse: Warehouse, changed: Collection[str]) -> int | None:
    """Bring the counts up to date while the part is set apart, beside its memberships as they were and as they will be.

    `changed` are stages that have listed their changes. Returns how many rows are other than before; None where it
    cannot be done, and all is to be counted once memberships are written.
    """
    moved = "link" in changed
    if not warehouse.has(*_COUNTS, *([PAIR_CHANGE] if moved else [])):
        return None
    comparisons = _comparisons(warehouse)
    warehouse.execute(queries.moved_met(comparisons, moved=moved))
    others = _replace(warehouse, RULE_TALLY, queries.rule_tallies_moved())
    if comparisons:
        others += _replace(warehouse, LINK_TALLY, queries.link_tallies_moved(comparisons))
    for name in (queries.MET, queries.MOVED_TALLY):
        warehouse.execute(dropped(name))
    return others


def _replace(warehouse: Warehouse, table: Table, query: str) -> int:
    """Put the rows of a query in the place of those of a table; how many are other than before."""
    warehouse.execute(temporary(queries.MOVED_TALLY, query))
    others = int(str(warehouse.scalar(queries.other_rows(table.name))))
    warehouse.create(table, queries.moved_rows())
    return others


def _comparisons(warehouse: Warehouse) -> list[str]:
    """Names of the comparisons of the model in use, in its order; none without a model."""
    for diagnostics, *_ in warehouse.rows(model_in_use()):
        names = json.loads(str(diagnostics)).get("comparisons") if diagnostics else None
        return [str(name) for name in names or ()]
    return []
