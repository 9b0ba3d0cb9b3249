"""Runs the stage: files into mapped tables, these into the tables of the state, the findings beside them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from golden_record.config.job import Job
from golden_record.config.positions import key_path
from golden_record.errors import ConfigError
from golden_record.model.changes import SOURCE_CHANGE
from golden_record.model.keys import Json
from golden_record.model.loads import CARD_KEY, SOURCE_COLUMN, SOURCE_ENTRY, SOURCE_LOAD, SOURCE_NAME, SOURCE_SEQUENCE
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import REJECTED_ROW, SOURCE_RECORD, SOURCE_VALUE, Table
from golden_record.stages.sources import queries
from golden_record.stages.sources.cards import Sealing
from golden_record.stages.sources.check import MissingColumnsError, missing_columns
from golden_record.stages.sources.events.reading import event_inputs, explained, load_events
from golden_record.stages.sources.files import RecordFile, all_files
from golden_record.stages.sources.guards.contract import kept_contract
from golden_record.stages.sources.guards.duplicates import unique_keys
from golden_record.stages.sources.guards.former import Columns, former_columns
from golden_record.stages.sources.guards.thresholds import former_sizes, guarded_age, guarded_size
from golden_record.stages.sources.guards.untouched import untouched
from golden_record.stages.sources.layout import content_fingerprint
from golden_record.stages.sources.lines.hashing import knows_lines
from golden_record.stages.sources.loading import load_files, release, sources_beyond
from golden_record.stages.sources.mapped import queries as mapped_queries
from golden_record.stages.sources.opening import relation_preview
from golden_record.stages.sources.reading import Loaded
from golden_record.stages.sources.rejection import Rejection
from golden_record.stages.sources.renewal.missing import (
    Entries,
    current_entries,
    cut,
    entry_rows,
    former_entries,
    kept_notes,
    let_go_notes,
    terms,
)
from golden_record.stages.sources.renewal.records import queries as record_queries
from golden_record.stages.sources.renewal.renaming import take_new_names
from golden_record.stages.sources.renewal.scope import Scope, plain, reading_mark
from golden_record.stages.sources.renewal.writing import compare, finish, write_changes, write_whole
from golden_record.warehouse import Warehouse, temporary

_READ_BACK = (
    SOURCE_RECORD,
    SOURCE_VALUE,
    REJECTED_ROW,
    SOURCE_LOAD,
    SOURCE_COLUMN,
    SOURCE_SEQUENCE,
    SOURCE_ENTRY,
    SOURCE_NAME,
    SOURCE_CHANGE,
    CARD_KEY,
)
"""Tables of the last load that the next one looks at."""


@dataclass(frozen=True)
class _Settled:
    """One source after everything that its rows are held against."""

    source: str
    loads: tuple[Loaded, ...]
    columns: Columns
    notes: tuple[str, ...]


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Read every source of the job that is other; rows that cannot be read go to `rejected_row`, never to nowhere.

    Raises:
        ConfigError: the job names a column that a source lacks, and that its last load lacked too.
        SourceError: a source is missing, damaged, has lost a column, holds a key twice, breaks its contract, or is
            written to meanwhile.
        GuardError: a source shrank, came empty or is too old.
    """
    is_committed = warehouse.ensure(*_READ_BACK)
    sealing, former_key = Sealing.of(job), warehouse.scalar(queries.former_key())
    renamed = take_new_names(warehouse, job, context.started_at)
    anew = context.changed is None or bool(renamed)
    scope = Scope.whole(job) if anew else Scope.of_changes(warehouse, job, sealing)
    columns, sizes = former_columns(warehouse), former_sizes(warehouse)
    with _scratch_folder(job) as folder, untouched(scope.files):
        with _told_apart(job, columns):
            # Another connection sees the last load as it was committed.
            beyond = sources_beyond(scope, sealing, sizes) if is_committed else frozenset[str]()
            loaded = load_files(warehouse, scope, folder, sealing, columns, beyond)
        events = load_events(warehouse, job, folder, len(all_files(job)), anew=context.full)
        settled = [_settle(warehouse, loads, columns, sizes) for loads in loaded]
    loads = [load for each in settled for load in each.loads]
    expired = compare(warehouse, job, loads, scope.read, context.started_at)
    gone = list(let_go_notes(warehouse, job))
    write = write_whole if anew else write_changes
    write(warehouse, loads)
    before, now = former_entries(warehouse), current_entries(job, sealing)
    cut(warehouse, before, now)
    finish(warehouse, expired)
    moved = _write_beside(warehouse, scope, settled, sealing, now)
    release(warehouse, loads)
    # Who reads which columns there are has no list of them to go by.
    changed = None if anew or before != now else warehouse.count(SOURCE_CHANGE) + moved
    notes = [*renamed, *_key_notes(sealing, former_key), *_source_notes(scope, settled), *gone, *kept_notes(warehouse)]
    notes += [*events.notes, *guarded_age(warehouse, job, context.started_at)]
    return _report(warehouse, changed, notes, events.rows)


def recheck(warehouse: Warehouse, job: Job, context: RunContext) -> tuple[str, ...]:
    """What must be asked of a load even when nothing changed since: whether it is still fresh.

    Raises:
        GuardError: a source is too old.
    """
    return guarded_age(warehouse, job, context.started_at)


def explain(job: Job) -> str:
    """The SQL that `run` would execute for a first load, over the columns that the files have now."""
    files, sealing = all_files(job), Sealing.of(job)
    tables = {f"source_mapped_{number}": file for number, file in enumerate(files)}
    statements = [
        statement for table, file in tables.items() for statement in _mapping_statements(table, file, sealing)
    ]
    arrived = [
        record_queries.Mapped(table, file.source, f"source_lines_{number}" if knows_lines(file, sealing) else "")
        for number, (table, file) in enumerate(tables.items())
    ]
    names = tuple(job.config.sources)
    statements += [
        queries.sequence(0),
        temporary(record_queries.ARRIVAL, record_queries.arrivals(arrived)),
        temporary(record_queries.ABSENT, record_queries.absences(names, terms(job), {})),
        record_queries.all_values({table: (file.source, file.config) for table, file in tables.items()}),
        record_queries.all_records(),
        *explained(job),
    ]
    return ";\n\n".join(statements)


def _mapping_statements(table: str, file: RecordFile, sealing: Sealing) -> Iterator[str]:
    relation, cards = relation_preview(file), sealing.places(file.config)
    if cards:
        yield mapped_queries.card_texts(relation, file.config, cards)
    by_line = knows_lines(file, sealing)
    yield temporary(table, mapped_queries.mapped_rows(relation, file.config, cards, by_line=by_line))


def inputs(job: Job) -> Json:
    """What the result depends on: the `sources` block without passwords, and the content of every file.

    A job whose key is another one reads everything anew: hashes under two keys do not compare.
    """
    sources: dict[str, Json] = {name: plain(config) for name, config in job.config.sources.items()}
    files: list[Json] = [[file.source, file.shown, content_fingerprint(file)] for file in all_files(job)]
    return {"sources": sources, "cards": Sealing.of(job).inputs, "files": files, "events": event_inputs(job)}


def settings(job: Job) -> Json:
    """Of the inputs, what makes every record anew: nothing, since each source is held against its own last reading."""
    return None


@contextmanager
def _scratch_folder(job: Job) -> Iterator[Path]:
    """A folder for prepared copies, readable by its owner alone, and gone afterwards; a killed run's is cleared."""
    temp = job.config.resources.temp
    parent = job.locate(temp) if temp is not None else job.state_path.parent
    folder = parent / f"{job.config.name}.sources.tmp"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _told_apart(job: Job, former: Mapping[str, Columns]) -> Iterator[None]:
    """Tell a column that the job names wrongly from one that a source has lost since its last load."""
    try:
        yield
    except MissingColumnsError as error:
        missing = missing_columns(error.file, error.columns, former.get(error.file.source, {}))
        mistakes = [problem for problem in missing if not problem.is_of_source]
        if not mistakes:
            raise
        raise ConfigError(
            [job.problem(key_path(each.key_path), each.message, hint=each.hint) for each in mistakes]
        ) from error


def _settle(
    warehouse: Warehouse, loads: Sequence[Loaded], former: Mapping[str, Columns], before: Mapping[str, int]
) -> _Settled:
    """Hold the files of one source against its contract, its keys and its last load."""
    source = loads[0].file.source
    agreement = kept_contract(warehouse, loads, former.get(source))
    # Of a source that was recognised, keys that stand twice were looked for by all of its rows.
    unique = agreement.loads if loads[0].odd else unique_keys(warehouse, agreement.loads)
    notes = (agreement.note, guarded_size(unique, before.get(source, 0)))
    return _Settled(source, tuple(unique), agreement.columns, tuple(note for note in notes if note))


def _write_beside(
    warehouse: Warehouse, scope: Scope, settled: Sequence[_Settled], sealing: Sealing, fed: Entries
) -> int:
    """Write the tables that tell how the load went; those of sources that were not read tell what they told.

    Returns how many rows were rejected that were not before, or are no longer: the mart shows them.
    """
    loads = [load for each in settled for load in each.loads]
    moved = _renew(warehouse, REJECTED_ROW, _rejected_rows(loads, sealing), scope)
    _renew(warehouse, SOURCE_LOAD, _source_loads(loads, sealing), scope)
    _renew(warehouse, SOURCE_COLUMN, _source_columns(settled), scope)
    warehouse.load(SOURCE_ENTRY, entry_rows(fed))
    warehouse.load(CARD_KEY, _frame(CARD_KEY, (pl.String,), [(sealing.mark,)] if sealing.mark else []))
    return moved


def _renew(warehouse: Warehouse, table: Table, frame: pl.DataFrame, scope: Scope) -> int:
    """Replace the rows of sources that were read; how many rows came or went."""
    with warehouse.registered(frame) as name:
        rows = record_queries.renewed(table, name, scope.unread)
        moved = warehouse.scalar(record_queries.moved_rows(table, rows))
        warehouse.create(table, rows)
    return int(str(moved))


def _report(warehouse: Warehouse, changed: int | None, notes: Sequence[str], events: Mapping[str, int]) -> StageReport:
    if changed is None:
        warehouse.create_empty(SOURCE_CHANGE)
    rows = {table.name: warehouse.count(table) for table in (SOURCE_RECORD, SOURCE_VALUE, REJECTED_ROW, SOURCE_LOAD)}
    return StageReport("sources", rows={**rows, **events}, notes=tuple(notes), changed=changed)


def _rejected_rows(loads: Sequence[Loaded], sealing: Sealing) -> pl.DataFrame:
    rows = [
        (load.file.source, load.file.shown, rejection.line, rejection.reason, _content(load, rejection, sealing))
        for load in loads
        for rejection in load.rejected
    ]
    return _frame(REJECTED_ROW, (pl.String, pl.String, pl.Int64, pl.String, pl.String), rows)


def _content(load: Loaded, rejection: Rejection, sealing: Sealing) -> str:
    """What is kept of a rejected row; long numbers are cut first, since half of one says nothing of its end."""
    return rejection._replace(content=sealing.kept(load.file.config, rejection.content)).kept()


def _source_loads(loads: Sequence[Loaded], sealing: Sealing) -> pl.DataFrame:
    rows = [
        (
            load.file.source,
            load.file.shown,
            load.fingerprint,
            load.rows,
            len(load.rejected),
            load.unread_times,
            reading_mark(load.file.config, sealing),
        )
        for load in loads
    ]
    return _frame(SOURCE_LOAD, (pl.String, pl.String, pl.String, pl.Int64, pl.Int64, pl.Int64, pl.String), rows)


def _source_columns(settled: Sequence[_Settled]) -> pl.DataFrame:
    rows = [
        (each.source, position, name, kind)
        for each in settled
        for position, (name, kind) in enumerate(each.columns.items())
    ]
    return _frame(SOURCE_COLUMN, (pl.String, pl.Int32, pl.String, pl.String), rows)


def _frame(table: Table, types: Sequence[type[pl.DataType]], rows: Sequence[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict(zip(table.column_names, types, strict=True)), orient="row")


def _key_notes(sealing: Sealing, former: object) -> Iterator[str]:
    if sealing.mark and former is not None and former != sealing.mark:
        names = ", ".join(sorted(sealing.attributes))
        yield (
            f"privacy.key: another key than in the last load: every value of {names} was read and hashed anew; "
            "hashes made under the former key no longer compare"
        )


def _source_notes(scope: Scope, settled: Sequence[_Settled]) -> Iterator[str]:
    """What a person should know of each source, in order, whether it was read or is as it was."""
    read = {each.source: each for each in settled}
    for source in scope.sources:
        for before in scope.unread.get(source, ()):
            yield from _notes(f"sources.{source}: {before.path}", before.rows, before.rejected, before.unread_times)
        if source in read:
            yield from read[source].notes
            for load in read[source].loads:
                yield from _notes(load.file.where, load.rows, len(load.rejected), load.unread_times)


def _notes(where: str, rows: int, rejected: int, unread_times: int) -> Iterator[str]:
    if rows == 0:
        yield f"{where}: no rows"
    if rejected:
        yield f"{where}: {rejected:,} rows rejected, see rejected_row"
    if unread_times:
        yield f"{where}: {unread_times:,} times not understood, taken as unknown"
