"""Runs the stage: every file into a mapped table, these into the tables of the state, the findings beside them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import polars as pl

from golden_record.config.job import Job
from golden_record.config.positions import key_path
from golden_record.config.postgres_url import PostgresUrl, is_postgres
from golden_record.config.sources import SourceConfig
from golden_record.errors import ConfigError
from golden_record.model.keys import Json
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import (
    CARD_KEY,
    REJECTED_ROW,
    SOURCE_COLUMN,
    SOURCE_LOAD,
    SOURCE_RECORD,
    SOURCE_SEQUENCE,
    SOURCE_VALUE,
    Table,
)
from golden_record.stages.sources import queries
from golden_record.stages.sources.cards import Sealing
from golden_record.stages.sources.check import MissingColumnsError, missing_columns
from golden_record.stages.sources.files import SourceFile, all_files
from golden_record.stages.sources.guards.contract import kept_contract
from golden_record.stages.sources.guards.duplicates import unique_keys
from golden_record.stages.sources.guards.former import Columns, former_columns
from golden_record.stages.sources.guards.thresholds import former_sizes, guarded_age, guarded_size
from golden_record.stages.sources.layout import content_fingerprint
from golden_record.stages.sources.mapped import queries as mapped_queries
from golden_record.stages.sources.opening import relation_preview
from golden_record.stages.sources.reading import Loaded, read, release
from golden_record.stages.sources.rejection import Rejection
from golden_record.warehouse import Warehouse, dropped, temporary

_FORMER = "source_record_former"
_READ_BACK = (SOURCE_RECORD, SOURCE_LOAD, SOURCE_COLUMN, SOURCE_SEQUENCE, CARD_KEY)
"""Tables of the last load that the next one looks at."""


@dataclass(frozen=True)
class _Settled:
    """One source after everything that its rows are held against."""

    source: str
    loads: tuple[Loaded, ...]
    columns: Columns
    notes: tuple[str, ...]


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Read every source of the job; rows that cannot be read go to `rejected_row`, never to nowhere.

    Raises:
        ConfigError: the job names a column that a source lacks, and that its last load lacked too.
        SourceError: a source is missing, damaged, has lost a column, holds a key twice, or breaks its contract.
        GuardError: a source shrank, came empty or is too old.
    """
    for table in _READ_BACK:
        warehouse.ensure(table)
    sealing, former_key = Sealing.of(job), warehouse.scalar(queries.former_key())
    columns, sizes = former_columns(warehouse), former_sizes(warehouse)
    with _scratch_folder(job) as folder:
        with _told_apart(job, columns):
            loads = [read(warehouse, file, folder, number, sealing) for number, file in enumerate(all_files(job))]
        by_source = groupby(loads, key=lambda load: load.file.source)
        settled = [
            _settle(warehouse, list(mine), columns.get(source), sizes.get(source, 0)) for source, mine in by_source
        ]
    rows = _write(warehouse, settled, sealing, context)
    for number in range(len(loads)):
        release(warehouse, number)
    notes = [*_key_notes(sealing, former_key), *(note for each in settled for note in each.notes)]
    return StageReport("sources", rows=rows, notes=(*notes, *guarded_age(warehouse, job, context.started_at)))


def recheck(warehouse: Warehouse, job: Job, context: RunContext) -> tuple[str, ...]:
    """What must be asked of a load even when nothing changed since: whether it is still fresh.

    Raises:
        GuardError: a source is too old.
    """
    return guarded_age(warehouse, job, context.started_at)


def explain(job: Job) -> str:
    """The SQL that `run` would execute, over the columns that the files have now."""
    files, sealing = all_files(job), Sealing.of(job)
    tables = {f"source_mapped_{number}": file for number, file in enumerate(files)}
    statements = [
        statement for table, file in tables.items() for statement in _mapping_statements(table, file, sealing)
    ]
    statements += [
        temporary(_FORMER, queries.former_records()),
        queries.last_id(_FORMER),
        queries.source_records(_FORMER, {table: file.source for table, file in tables.items()}),
        queries.source_values({table: (file.source, file.config) for table, file in tables.items()}),
    ]
    return ";\n\n".join(statements)


def _mapping_statements(table: str, file: SourceFile, sealing: Sealing) -> Iterator[str]:
    relation, cards = relation_preview(file), sealing.places(file.config)
    if cards:
        yield mapped_queries.card_texts(relation, file.config, cards)
    yield temporary(table, mapped_queries.mapped_rows(relation, file.config, cards))


def inputs(job: Job) -> Json:
    """What the result depends on: the `sources` block without passwords, and the content of every file.

    A job whose key is another one reads everything anew: hashes under two keys do not compare.
    """
    files: list[Json] = [[file.source, file.shown, content_fingerprint(file)] for file in all_files(job)]
    return {"settings": settings(job), "files": files}


def settings(job: Job) -> Json:
    """Of the inputs, what makes every record anew: all but the content of the files."""
    sources: dict[str, Json] = {name: _plain(config) for name, config in job.config.sources.items()}
    return {"sources": sources, "cards": Sealing.of(job).inputs}


def _plain(config: SourceConfig) -> Json:
    """A source as plain data; a password that changes changes no row, and belongs in no hash that is kept."""
    path = PostgresUrl.parse(config.path).without_password if is_postgres(config.path) else config.path
    return config.model_dump(mode="json") | {"path": path}


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


def _settle(warehouse: Warehouse, loads: Sequence[Loaded], former: Columns | None, before: int) -> _Settled:
    """Hold the files of one source against its contract, its keys and its last load."""
    agreement = kept_contract(warehouse, loads, former)
    unique = unique_keys(warehouse, agreement.loads)
    notes = [agreement.note, guarded_size(unique, before), *(note for load in unique for note in _notes(load))]
    return _Settled(loads[0].file.source, tuple(unique), agreement.columns, tuple(note for note in notes if note))


def _write(warehouse: Warehouse, settled: Sequence[_Settled], sealing: Sealing, context: RunContext) -> dict[str, int]:
    """Write the tables of the stage; rows per table."""
    loads = [load for each in settled for load in each.loads]
    warehouse.execute(temporary(_FORMER, queries.former_records()))
    warehouse.create(SOURCE_SEQUENCE, queries.last_id(_FORMER))
    records = queries.source_records(_FORMER, {load.table: load.file.source for load in loads})
    values = queries.source_values({load.table: (load.file.source, load.file.config) for load in loads})
    rows = {
        SOURCE_RECORD.name: warehouse.create(SOURCE_RECORD, records, [context.started_at]),
        SOURCE_VALUE.name: warehouse.create(SOURCE_VALUE, values),
        REJECTED_ROW.name: warehouse.load(REJECTED_ROW, _rejected_rows(loads, sealing)),
        SOURCE_LOAD.name: warehouse.load(SOURCE_LOAD, _source_loads(loads)),
    }
    warehouse.load(SOURCE_COLUMN, _source_columns(settled))
    warehouse.load(CARD_KEY, _frame(CARD_KEY, (pl.String,), [(sealing.mark,)] if sealing.mark else []))
    warehouse.create(SOURCE_SEQUENCE, queries.last_id(SOURCE_RECORD.name))
    warehouse.execute(dropped(_FORMER))
    return rows


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


def _source_loads(loads: Sequence[Loaded]) -> pl.DataFrame:
    rows = [(load.file.source, load.file.shown, load.fingerprint, load.rows, len(load.rejected)) for load in loads]
    return _frame(SOURCE_LOAD, (pl.String, pl.String, pl.String, pl.Int64, pl.Int64), rows)


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


def _notes(load: Loaded) -> Iterator[str]:
    if load.rows == 0:
        yield f"{load.file.where}: no rows"
    if load.rejected:
        yield f"{load.file.where}: {len(load.rejected):,} rows rejected, see rejected_row"
    if load.unread_times:
        yield f"{load.file.where}: {load.unread_times:,} times not understood, taken as unknown"
