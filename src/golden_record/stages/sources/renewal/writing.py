"""What a load leaves: the tables of records and values, whole or only where they are other, and the list of changes."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from datetime import datetime

from golden_record.config.job import Job
from golden_record.config.sources import SourceConfig
from golden_record.model.changes import SOURCE_CHANGE
from golden_record.model.loads import SOURCE_SEQUENCE
from golden_record.model.tables import SOURCE_RECORD, SOURCE_VALUE
from golden_record.stages.sources.queries import sequence
from golden_record.stages.sources.reading import Loaded
from golden_record.stages.sources.renewal.missing import spans, terms
from golden_record.stages.sources.renewal.records import queries
from golden_record.warehouse import Warehouse, added, dropped, temporary

log = logging.getLogger(__name__)


def compare(warehouse: Warehouse, job: Job, loads: Sequence[Loaded], read: Sequence[str], started_at: datetime) -> int:
    """Find out which records arrived, and which are no longer delivered; how many go because their time is over."""
    # The last file of a source tells which records none of its files had.
    left = {load.file.source: load.odd for load in loads if load.odd}
    warehouse.create(SOURCE_SEQUENCE, sequence(0))
    mapped = [queries.Mapped(load.table, load.file.source, load.lines) for load in loads]
    warehouse.execute(temporary(queries.ARRIVAL, queries.arrivals(mapped)), [started_at])
    warehouse.execute(temporary(queries.ABSENT, queries.absences(read, terms(job), left)), [started_at])
    warehouse.execute(temporary(queries.RETURNED, queries.returned([load.odd for load in loads if load.odd])))
    let_go = warehouse.rows(queries.let_go(list(spans(job)))) if spans(job) else []
    return sum(int(str(count)) for _, count in let_go)


def write_whole(warehouse: Warehouse, loads: Sequence[Loaded]) -> None:
    """Write both tables anew."""
    # Values first: what is kept of them is told by the records as they were.
    warehouse.create(SOURCE_VALUE, queries.all_values(_mappings(loads)))
    warehouse.create(SOURCE_RECORD, queries.all_records())


def write_changes(warehouse: Warehouse, loads: Sequence[Loaded]) -> None:
    """Change both tables where something is other, and list the records."""
    started = time.perf_counter()
    warehouse.create_empty(SOURCE_CHANGE)
    warehouse.execute(added(SOURCE_CHANGE.name, queries.changes()))
    warehouse.execute(queries.without_former_values())
    if loads:
        warehouse.execute(added(SOURCE_VALUE.name, queries.other_values(_mappings(loads))))
    warehouse.execute(queries.without_former_records())
    warehouse.execute(added(SOURCE_RECORD.name, queries.arrived_records()))
    warehouse.execute(queries.missing_noted())
    warehouse.execute(queries.return_noted())
    seconds = time.perf_counter() - started
    log.info("%s: %d changes in %.2f s", SOURCE_RECORD.name, warehouse.count(SOURCE_CHANGE), seconds)


def finish(warehouse: Warehouse, expired: int) -> None:
    """Remember the highest id, and drop what was needed for the comparison."""
    warehouse.create(SOURCE_SEQUENCE, sequence(expired))
    for table in (queries.ARRIVAL, queries.ABSENT, queries.RETURNED):
        warehouse.execute(dropped(table))


def _mappings(loads: Sequence[Loaded]) -> Mapping[str, tuple[str, SourceConfig]]:
    return {load.table: (load.file.source, load.file.config) for load in loads}
