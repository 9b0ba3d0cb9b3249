"""Runs the stage: every file into a mapped table, these into the tables of the state, the findings beside them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from golden_record.config.job import Job
from golden_record.errors import SourceError
from golden_record.model.keys import Json
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import REJECTED_ROW, SOURCE_LOAD, SOURCE_RECORD, SOURCE_VALUE
from golden_record.stages.sources import queries
from golden_record.stages.sources.files import SourceFile, all_files, fingerprint
from golden_record.stages.sources.reading import Loaded, read, relation_preview
from golden_record.warehouse import Warehouse

_FORMER = "source_record_former"


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Read every source of the job; rows that cannot be read go to `rejected_row`, never to nowhere.

    Raises:
        SourceError: a source is missing, damaged, lacks a column, or holds a key twice.
    """
    files = all_files(job)
    with _scratch_folder(job) as folder:
        loads = [read(warehouse, file, folder, number) for number, file in enumerate(files)]
    _require_unique_keys(warehouse, loads)
    warehouse.ensure(SOURCE_RECORD)
    warehouse.execute(queries.kept(_FORMER, queries.former_records()))
    records = queries.source_records(_FORMER, {load.table: load.file.source for load in loads})
    values = queries.source_values({load.table: (load.file.source, load.file.config) for load in loads})
    rows = {
        SOURCE_RECORD.name: warehouse.create(SOURCE_RECORD, records, [context.started_at]),
        SOURCE_VALUE.name: warehouse.create(SOURCE_VALUE, values),
        REJECTED_ROW.name: warehouse.load(REJECTED_ROW, _rejected_rows(loads)),
        SOURCE_LOAD.name: warehouse.load(SOURCE_LOAD, _source_loads(loads)),
    }
    for table in (_FORMER, *(load.table for load in loads)):
        warehouse.execute(queries.dropped(table))
    return StageReport("sources", rows=rows, notes=tuple(note for load in loads for note in _notes(load)))


def explain(job: Job) -> str:
    """The SQL that `run` would execute, over the columns that the files have now."""
    files = all_files(job)
    tables = {f"source_mapped_{number}": file for number, file in enumerate(files)}
    statements = [
        queries.kept(table, queries.mapped_rows(relation_preview(file), file.config)) for table, file in tables.items()
    ]
    statements += [
        queries.kept(_FORMER, queries.former_records()),
        queries.source_records(_FORMER, {table: file.source for table, file in tables.items()}),
        queries.source_values({table: (file.source, file.config) for table, file in tables.items()}),
    ]
    return ";\n\n".join(statements)


def inputs(job: Job) -> Json:
    """What the result depends on: the `sources` block, and the content of every file."""
    sources: dict[str, Json] = {name: config.model_dump(mode="json") for name, config in job.config.sources.items()}
    files: list[Json] = [[file.source, file.shown, fingerprint(file.path)] for file in all_files(job)]
    return {"sources": sources, "files": files}


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


def _require_unique_keys(warehouse: Warehouse, loads: Sequence[Loaded]) -> None:
    for source in sorted({load.file.source for load in loads}):
        mine = [load for load in loads if load.file.source == source]
        rows = warehouse.rows(queries.duplicate_keys([load.table for load in mine]))
        if rows:
            raise _duplicate_error(mine[0].file, rows)


def _duplicate_error(file: SourceFile, rows: Sequence[tuple[object, ...]]) -> SourceError:
    shown = ", ".join(f"{key!r} on {count} rows" for key, count, _ in rows)
    total = int(str(rows[0][2]))
    more = f", and {total - len(rows):,} more" if total > len(rows) else ""
    msg = f"column {file.config.key!r} is not unique: {shown}{more}"
    hint = "choose a column that is unique in the source, or remove the duplicates before the run"
    return SourceError(msg, where=f"sources.{file.source}.key", hint=hint)


def _rejected_rows(loads: Sequence[Loaded]) -> pl.DataFrame:
    rows = [
        (load.file.source, load.file.shown, rejection.line, rejection.reason, rejection.kept())
        for load in loads
        for rejection in load.rejected
    ]
    types = (pl.String, pl.String, pl.Int64, pl.String, pl.String)
    return pl.DataFrame(rows, schema=dict(zip(REJECTED_ROW.column_names, types, strict=True)), orient="row")


def _source_loads(loads: Sequence[Loaded]) -> pl.DataFrame:
    rows = [
        (load.file.source, load.file.shown, fingerprint(load.file.path), load.rows, len(load.rejected))
        for load in loads
    ]
    types = (pl.String, pl.String, pl.String, pl.Int64, pl.Int64)
    return pl.DataFrame(rows, schema=dict(zip(SOURCE_LOAD.column_names, types, strict=True)), orient="row")


def _notes(load: Loaded) -> Iterator[str]:
    if load.rows == 0:
        yield f"{load.file.where}: no rows"
    if load.rejected:
        yield f"{load.file.where}: {len(load.rejected):,} rows rejected, see rejected_row"
    if load.unread_times:
        yield f"{load.file.where}: {load.unread_times:,} times not understood, taken as unknown"
