"""Records that a source no longer delivers: which of them stay, for how long, and what may be kept of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TypeAlias

import polars as pl

from golden_record.config.job import Job
from golden_record.config.sources import ExpireConfig
from golden_record.model.changes import SOURCE_CHANGE
from golden_record.model.keys import Json
from golden_record.model.loads import SOURCE_ENTRY
from golden_record.model.tables import SOURCE_RECORD
from golden_record.stages.sources.cards import Sealing
from golden_record.stages.sources.mapping import entries
from golden_record.stages.sources.renewal import queries as former_queries
from golden_record.stages.sources.renewal.records import queries
from golden_record.warehouse import Warehouse, added, dropped, temporary

Entries: TypeAlias = frozenset[tuple[str, str, int, str]]
"""Columns that feed attributes: source, attribute, position, and how payment cards in them are replaced."""


def terms(job: Job) -> Mapping[str, timedelta | None]:
    """How long each source keeps such records; None where it does not."""
    return {name: source.keeps_missing_for for name, source in sorted(job.config.sources.items())}


def spans(job: Job) -> Mapping[str, timedelta]:
    """The sources that keep such records for a time."""
    found = {name: source for name, source in job.config.sources.items() if isinstance(source.missing, ExpireConfig)}
    return {name: term for name in sorted(found) if (term := terms(job)[name]) is not None}


def expired(warehouse: Warehouse, job: Job, moment: datetime) -> Json:
    """How many kept records have ever been or are by now due to go: a number that a run does not change.

    Otherwise the run after the one that let them go would have to look again.
    """
    limits = spans(job)
    if not limits or not warehouse.has(SOURCE_RECORD) or "missing_since" not in warehouse.columns(SOURCE_RECORD):
        return 0
    due = warehouse.scalar(queries.due_records(limits), [moment])
    return int(str(due)) + int(str(warehouse.scalar(queries.expired_ever())))


def kept_notes(warehouse: Warehouse) -> Iterator[str]:
    """What a person should know of those that stay."""
    for source, count, since in warehouse.rows(queries.missing_counts()):
        told = f"{int(str(count)):,} records are no longer delivered, and kept as last seen"
        yield f"sources.{source}: {told}; the first of them since {since}"


def let_go_notes(warehouse: Warehouse, job: Job) -> Iterator[str]:
    """The same of those that go for their time."""
    if spans(job):
        for source, count in warehouse.rows(queries.let_go(list(spans(job)))):
            missing = job.config.sources[str(source)].missing
            span = missing.expire if isinstance(missing, ExpireConfig) else ""
            yield f"sources.{source}: {int(str(count)):,} records are gone that were not delivered for {span}"


def current_entries(job: Job, sealing: Sealing) -> Entries:
    """What feeds the attributes of the job."""
    return frozenset(
        (name, entry.attribute, entry.position, sealing.seal if entry.attribute in sealing.attributes else "")
        for name, source in job.config.sources.items()
        for entry in entries(source)
    )


def former_entries(warehouse: Warehouse) -> Entries:
    """What fed them in the last load."""
    rows = warehouse.rows(former_queries.former_entries())
    return frozenset((str(source), str(name), int(str(position)), str(seal)) for source, name, position, seal in rows)


def cut(warehouse: Warehouse, former: Entries, now: Entries) -> None:
    """Take from kept records what the job no longer feeds, and cards that were not read under the present key.

    Nobody reads such a value any more, and a number that is a payment card from now on must not stay in the clear.
    """
    if former == now or not warehouse.rows(queries.missing_counts()):
        return
    with warehouse.registered(_frame(former & now), queries.KEPT_VALUE):
        warehouse.execute(temporary(queries.CUT, queries.cut_values()))
    warehouse.execute(queries.without_cut_values())
    warehouse.execute(queries.cut_noted())
    warehouse.execute(added(SOURCE_CHANGE.name, queries.cut_changes()))
    warehouse.execute(dropped(queries.CUT))


def entry_rows(found: Entries) -> pl.DataFrame:
    """The rows of `source_entry`."""
    return _frame(found)


def _frame(found: Iterable[tuple[str, str, int, str]]) -> pl.DataFrame:
    types = (pl.String, pl.String, pl.Int32, pl.String)
    schema = dict(zip(SOURCE_ENTRY.column_names, types, strict=True))
    return pl.DataFrame(sorted(found), schema=schema, orient="row")
