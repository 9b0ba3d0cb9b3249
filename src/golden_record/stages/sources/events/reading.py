"""Files of events into the table of events: those that are as they were are not read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from golden_record.config.job import Job
from golden_record.config.postgres_url import PostgresUrl, is_postgres
from golden_record.errors import EngineError, SourceError
from golden_record.model.activity import EVENT, EVENT_LOAD, REJECTED_EVENT
from golden_record.model.cards import VERSION, key_mark, read_card
from golden_record.model.keys import Json, fingerprint
from golden_record.model.tables import Table
from golden_record.stages.sources.check import MissingColumnsError, missing_columns
from golden_record.stages.sources.events import queries
from golden_record.stages.sources.files import EventFile, all_event_files
from golden_record.stages.sources.layout import content_fingerprint
from golden_record.stages.sources.opening import Opened, Place, open_file, relation_preview
from golden_record.warehouse import Warehouse, added, dropped, temporary
from golden_record.warehouse.files import parquet_scan

_TABLES = (EVENT, EVENT_LOAD, REJECTED_EVENT)

READING_VERSION = 1
"""Raise it when the reading of some event changes: all files of events are then read again."""


@dataclass(frozen=True)
class EventLoad:
    """One file of events as it was read, a row of `event_load`."""

    events: str
    path: str
    reading: str
    fingerprint: str
    event_count: int
    rejected_count: int
    unread_times: int
    first_unread_time: int | None
    unread_amounts: int
    first_unread_amount: int | None

    @property
    def notes(self) -> Iterator[str]:
        """What a person should know of the file."""
        where = f"activity.{self.events}: {self.path}"
        if not self.event_count:
            yield f"{where}: no events"
        if self.rejected_count:
            yield f"{where}: {self.rejected_count:,} rows rejected, see rejected_event"
        if self.unread_times:
            yield (
                f"{where}: {self.unread_times:,} times missing or not understood, first on line"
                f" {self.first_unread_time}: these events count, but for recency"
            )
        if self.unread_amounts:
            yield (
                f"{where}: {self.unread_amounts:,} amounts not understood, first on line {self.first_unread_amount}:"
                " these events count, but for money"
            )


@dataclass(frozen=True)
class Events:
    """What a load of events comes to: rows per table, and notes."""

    rows: Mapping[str, int]
    notes: tuple[str, ...]


def load_events(warehouse: Warehouse, job: Job, folder: Path, first: int, *, anew: bool) -> Events:
    """Bring the table of events up to date.

    `first` numbers the first file, so that names stay unique in the run; `anew` reads every file.

    Raises:
        SourceError: a file is missing, damaged, or lacks a column that the job names.
    """
    kept = {} if anew else _former(warehouse)
    if anew:
        for table in _TABLES:
            warehouse.create_empty(table)
    files = {(file.source, file.shown): file for file in all_event_files(job)}
    marks = {place: (_reading(job, file), content_fingerprint(file)) for place, file in files.items()}
    for place, load in kept.items():
        if marks.get(place) != (load.reading, load.fingerprint):
            for table in _TABLES:
                warehouse.execute(queries.forgotten(table.name), list(place))
    unchanged = {place for place, load in kept.items() if marks.get(place) == (load.reading, load.fingerprint)}
    loads = [kept[place] for place in sorted(unchanged)]
    for number, place in enumerate(sorted(files.keys() - unchanged), start=first):
        loads.append(_load(Place(warehouse, folder, number), job, files[place], marks[place]))
    notes = tuple(note for load in sorted(loads, key=lambda load: (load.events, load.path)) for note in load.notes)
    return Events({EVENT.name: warehouse.count(EVENT)} if files else {}, notes)


def event_inputs(job: Job) -> Json:
    """What the events depend on: how the job reads them, and the content of every file."""
    return [[file.source, file.shown, _reading(job, file), content_fingerprint(file)] for file in all_event_files(job)]


def explained(job: Job) -> Iterator[str]:
    """The SQL that reads each file."""
    for file in all_event_files(job):
        rows = queries.events_of(queries.Rows(relation_preview(file)), file.config, sealed=_is_sealed(job, file))
        yield temporary(queries.STAGED, rows)
        yield added(EVENT.name, queries.staged_events())


def _former(warehouse: Warehouse) -> dict[tuple[str, str], EventLoad]:
    for table in _TABLES:
        warehouse.ensure(table)
    loads = [EventLoad(*row) for row in warehouse.rows(queries.loaded_files())]  # type: ignore[arg-type]  # as declared
    return {(load.events, load.path): load for load in loads}


def _reading(job: Job, file: EventFile) -> str:
    path = file.config.path
    config = file.config.model_dump(mode="json") | {
        "path": PostgresUrl.parse(path).without_password if is_postgres(path) else path
    }
    cards: Json = [VERSION, key_mark(job.secret_key)] if _is_sealed(job, file) else None
    return fingerprint(READING_VERSION, config, cards)


def _is_sealed(job: Job, file: EventFile) -> bool:
    return file.config.attribute in job.card_attributes


def _load(place: Place, job: Job, file: EventFile, marks: tuple[str, str]) -> EventLoad:
    try:
        opened = open_file(place, file)
        if missing_columns(file, opened.columns):
            raise MissingColumnsError(file, opened.columns)
        load = _stage(place, job, file, opened, marks)
    except SourceError:
        raise
    except EngineError as error:
        msg = f"cannot be read: {error}"
        raise file.error(msg, hint=error.hint) from error
    _keep(place.warehouse, load, opened)
    for table in (place.raw, queries.STAGED):
        place.warehouse.execute(dropped(table))
    place.copy.unlink(missing_ok=True)
    return load


def _stage(place: Place, job: Job, file: EventFile, opened: Opened, marks: tuple[str, str]) -> EventLoad:
    warehouse, sealed = place.warehouse, _is_sealed(job, file)
    rows = _rows(file, opened)
    with _hashed(warehouse, job, file, rows) if sealed else nullcontext():
        warehouse.execute(temporary(queries.STAGED, queries.events_of(rows, file.config, sealed=sealed)))
    ((count, *unread),) = warehouse.rows(queries.staged_counts())
    if count != opened.rows:
        msg = f"{opened.rows:,} rows were found well formed, but the engine read {count:,}"
        raise file.error(msg, hint="this is a defect of golden_record; please report it")
    times, first_time, amounts, first_amount = (None if found is None else int(str(found)) for found in unread)
    return EventLoad(
        *(file.source, file.shown, *marks, opened.rows, len(opened.rejected)),
        *(times or 0, first_time, amounts or 0, first_amount),
    )


def _rows(file: EventFile, opened: Opened) -> queries.Rows:
    """The rows of a file; those of a Parquet file as they lie there."""
    if file.format != "parquet":
        return queries.Rows(opened.relation)
    return queries.Rows(parquet_scan(str(file.path)), "file_row_number + 1", opened.types)


@contextmanager
def _hashed(warehouse: Warehouse, job: Job, file: EventFile, rows: queries.Rows) -> Iterator[None]:
    """For the length of a block, a table from every number of a card to its keyed hash: no number may be kept."""
    found = warehouse.frame(queries.keys_of(rows, file.config))[queries.FOUND].cast(pl.String)
    hashes = [(text, _hash(text, job.secret_key)) for text in found]
    frame = pl.DataFrame(hashes, schema={queries.FOUND: pl.String, queries.HASH: pl.String}, orient="row")
    with warehouse.registered(frame, queries.EVENT_CARD):
        yield


def _hash(text: str, key: bytes) -> str | None:
    card = read_card(text, key)
    return card.digest if card else None


def _keep(warehouse: Warehouse, load: EventLoad, opened: Opened) -> None:
    warehouse.execute(added(EVENT.name, queries.staged_events()), [load.events, load.path])
    _append(warehouse, EVENT_LOAD, [tuple(vars(load).values())])
    _append(warehouse, REJECTED_EVENT, [(load.events, load.path, row.line, row.reason) for row in opened.rejected])


def _append(warehouse: Warehouse, table: Table, rows: Sequence[tuple[object, ...]]) -> None:
    if not rows:
        return
    with warehouse.registered(pl.DataFrame(rows, schema=list(table.column_names), orient="row")) as frame:
        warehouse.execute(added(table.name, queries.framed(frame, table)))
