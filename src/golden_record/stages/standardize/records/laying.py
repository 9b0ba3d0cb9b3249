"""Lay out every record to be compared; keep what crowds hold out of it, and the record as it was aside."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from golden_record.model.attribute_types import comparable_columns
from golden_record.model.holders import CROWD_RECORD
from golden_record.model.tables import STANDARD_RECORD
from golden_record.stages.standardize.readings.columns import Readings
from golden_record.stages.standardize.records import queries
from golden_record.stages.standardize.scope import TOUCHED, Scope
from golden_record.warehouse import Warehouse, added


def lay_out_all(
    warehouse: Warehouse, types: Mapping[str, str], readings: Sequence[Readings], several: Collection[str]
) -> None:
    """Write `standard_record` anew, as drafted, without the touched records: these are kept aside."""
    columns = comparable_columns(types.items())
    # Most texts differ from record to record: to compress them takes longer than to find them.
    texts = {name for name, type_ in columns.items() if type_ in {"VARCHAR", "VARCHAR[]"}}
    warehouse.create_empty(STANDARD_RECORD, columns, plain=texts)
    warehouse.create_empty(CROWD_RECORD, columns)
    for part in _parts(warehouse):
        warehouse.execute(added(STANDARD_RECORD.name, queries.drafted_records(types, readings, several, part)))


def lay_out_aside(warehouse: Warehouse, types: Mapping[str, str], readings: Sequence[Readings]) -> None:
    """Draft the touched records in `crowd_record`, and take them out of `standard_record`; those that are gone, too."""
    for table in (STANDARD_RECORD, CROWD_RECORD):
        warehouse.execute(queries.withdrawn(table.name))
    warehouse.execute(added(CROWD_RECORD.name, queries.drafted_records(types, readings, scope=TOUCHED)))


def put_back(warehouse: Warehouse, types: Mapping[str, str], crowded: Sequence[Readings]) -> None:
    """Write the touched records to `standard_record` without what crowds hold; only such records stay aside."""
    warehouse.execute(added(STANDARD_RECORD.name, queries.outside_crowds(crowded, types)))
    warehouse.execute(queries.uncrowded_dropped({read.attribute: types[read.attribute] for read in crowded}))


def _parts(warehouse: Warehouse) -> Iterator[Scope]:
    """All records in two parts: they take no longer than at once, and the joins of each half the memory."""
    for row in warehouse.rows(queries.extent()):
        first, middle, last = (int(str(value)) for value in row)
        yield Scope(first=first, last=middle)
        yield Scope(first=middle + 1, last=last)
