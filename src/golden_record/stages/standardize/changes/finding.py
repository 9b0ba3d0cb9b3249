"""Find the records that a run looks at one by one: those that have changed, and those that hold what crowds hold."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from golden_record.model.changes import STANDARD_CHANGE
from golden_record.model.holders import CROWD_RECORD, DRAFT_TALLY, JUNK_HOLDER, VALUE_EVIDENCE
from golden_record.model.run import RunContext
from golden_record.model.tables import SHARED_VALUE
from golden_record.stages.standardize.changes import queries
from golden_record.stages.standardize.readings.columns import Readings
from golden_record.stages.standardize.scope import TOUCHED, TOUCHED_IDS
from golden_record.warehouse import Warehouse, dropped

_MOST_CHANGED = 0.2
"""Share of the records from which everything is made anew: to change a fifth takes seven tenths of the whole work."""


def few_changed(warehouse: Warehouse, context: RunContext) -> bool:
    """Whether the run knows which records have changed since the last, and doing these again is the lesser work."""
    kept = all(warehouse.has(table) for table in (CROWD_RECORD, DRAFT_TALLY, VALUE_EVIDENCE, JUNK_HOLDER))
    if context.changed is None or context.retrain or not kept:
        return False
    ((changed, records),) = warehouse.rows(queries.changed_share())
    return int(str(changed)) <= _MOST_CHANGED * int(str(records))


def touch_changed(warehouse: Warehouse) -> None:
    """Touch the records that have changed."""
    _note_former(warehouse)
    _touch(warehouse, [queries.changed_records()])


def touch_former_crowds(warehouse: Warehouse, readings: Sequence[Readings]) -> None:
    """Touch the records that hold what was a crowd's in the run before: most crowds last.

    Nothing depends on it but speed: to take rows back from a table that has just been written means to write it again.
    """
    _note_former(warehouse)
    _touch(warehouse, [queries.no_records(), *_crowd_holders(warehouse, readings, queries.FORMER)])


def touch_new_crowds(warehouse: Warehouse, readings: Sequence[Readings]) -> bool:
    """Touch the holders of values that have become a crowd's, or no longer are; tells whether there are any."""
    warehouse.execute(queries.moved_values())
    crowds = _crowd_holders(warehouse, readings, queries.MOVED)
    if crowds:
        _touch(warehouse, [queries.records_touched(), *crowds])
    return bool(crowds)


def list_changes(warehouse: Warehouse, identifying: Collection[str]) -> None:
    """Write `standard_change`: the touched records, and those that hold a value which is of another class now.

    While the view of drafts is there. Only of `identifying` attributes values have other classes than a crowd's. Nearly
    all values that mean something else now are those of touched records, whose holders are known.
    """
    unknown = [str(name) for (name,) in warehouse.rows(queries.unknown_attributes(queries.MOVED))]
    holders = [queries.drafted_holders(name, queries.MOVED) for name in unknown if name in identifying]
    warehouse.create(STANDARD_CHANGE, queries.standard_changes([queries.known_holders(queries.MOVED), *holders]))


def untouch(warehouse: Warehouse) -> None:
    """Drop the temporary tables."""
    for name in (TOUCHED_IDS, TOUCHED.records, TOUCHED.values, queries.FORMER, queries.MOVED):
        warehouse.execute(dropped(name))


def _note_former(warehouse: Warehouse) -> None:
    warehouse.ensure(SHARED_VALUE)
    warehouse.execute(queries.former_standing())


def _crowd_holders(warehouse: Warehouse, readings: Sequence[Readings], table: str) -> list[str]:
    """A query per attribute of which the table lists values of a crowd."""
    listed = {str(name) for name, crowd in warehouse.rows(queries.attributes_of(table)) if crowd}
    return [queries.crowd_holders(read, table) for read in readings if read.attribute in listed]


def _touch(warehouse: Warehouse, found: Sequence[str]) -> None:
    warehouse.execute(queries.touched_ids(found))
    warehouse.execute(queries.touched_records())
    warehouse.execute(queries.touched_values())
