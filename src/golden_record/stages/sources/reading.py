"""One file into one mapped table, whatever its format: opened as a relation, checked, mapped, counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from golden_record.errors import EngineError, SourceError
from golden_record.stages.sources import database, delimited, json_lines, queries, spreadsheet
from golden_record.stages.sources.check import dotted, missing_columns
from golden_record.stages.sources.files import SourceFile
from golden_record.stages.sources.layout import parquet_types
from golden_record.stages.sources.mapping import references, resolve
from golden_record.stages.sources.queries import DOCUMENT, LINE, UNIT_SEPARATOR
from golden_record.stages.sources.rejection import Rejection
from golden_record.warehouse import Warehouse
from golden_record.warehouse.files import csv_scan, parquet_scan
from golden_record.warehouse.sql import column, ident


@dataclass(frozen=True)
class Loaded:
    """What became of one file: its mapped table, rows with a key, rows refused, times not understood."""

    file: SourceFile
    table: str
    rows: int
    rejected: tuple[Rejection, ...]
    unread_times: int = 0


@dataclass(frozen=True)
class _Opened:
    """A file as a relation: its columns, how many rows it must yield, and the text of a row for people."""

    relation: str
    columns: tuple[str, ...]
    rows: int
    content: str
    rejected: list[Rejection] = field(default_factory=list)


@dataclass(frozen=True)
class _Place:
    """Where a file is worked on: a folder for copies, and a number that makes names unique in the run."""

    warehouse: Warehouse
    folder: Path
    number: int

    @property
    def copy(self) -> Path:
        """Path of the prepared copy of a text file."""
        return self.folder / f"{self.number}.txt"

    @property
    def raw(self) -> str:
        """Temporary table with the rows as found."""
        return f"source_rows_{self.number}"

    @property
    def mapped(self) -> str:
        """Temporary table with the rows mapped to attributes."""
        return f"source_mapped_{self.number}"


def read(warehouse: Warehouse, file: SourceFile, folder: Path, number: int) -> Loaded:
    """Read one file into the temporary table `source_mapped_<number>`.

    Raises:
        SourceError: the file cannot be read, or lacks a column that the job names.
    """
    place = _Place(warehouse, folder, number)
    try:
        opened = _OPENERS[file.format](place, file)
        _require_columns(file, opened)
        loaded = _mapped(place, file, opened)
    except SourceError:
        raise
    except EngineError as error:
        msg = f"cannot be read: {error}"
        raise file.error(msg, hint=error.hint) from error
    finally:
        place.copy.unlink(missing_ok=True)
    warehouse.execute(queries.dropped(place.raw))
    return loaded


def relation_preview(file: SourceFile) -> str:
    """The relation that `read` would map, without reading rows; a prepared copy is shown by the name of its file."""
    columns = _named_columns(file)
    if file.format in {"csv", "tsv"}:
        return _delimited_relation(delimited.header(file), delimited.Prepared(), file.shown)
    if file.format == "jsonl":
        return f"({queries.document_rows('documents', columns)})"
    if file.format == "parquet":
        with Warehouse() as warehouse:
            return _parquet_relation(file, parquet_types(warehouse, file))
    return f"({database.statement(file)})" if file.format == "duckdb" else ident("sheet")


def _named_columns(file: SourceFile) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.column for item in references(file.source, file.config)))


def _require_columns(file: SourceFile, opened: _Opened) -> None:
    problems = missing_columns(file, opened.columns)
    if problems:
        first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        msg = f"{first.message}{more}"
        raise SourceError(msg, where=dotted(first.key_path), hint=first.hint)


def _mapped(place: _Place, file: SourceFile, opened: _Opened) -> Loaded:
    warehouse = place.warehouse
    warehouse.execute(queries.kept(place.mapped, queries.mapped_rows(opened.relation, file.config)))
    found = warehouse.count(place.mapped)
    if found != opened.rows:
        msg = f"{opened.rows:,} rows were found well formed, but the engine read {found:,}"
        raise file.error(msg, hint="this is a defect of golden_record; please report it")
    ((keyed, unread),) = warehouse.rows(queries.row_counts(place.mapped))
    rejected = list(opened.rejected)
    if keyed != found:
        keyless = warehouse.rows(queries.keyless_rows(place.mapped, opened.relation, opened.content))
        rejected.extend(_rejection(row) for row in keyless)
    rejected.sort()
    return Loaded(file, place.mapped, int(str(keyed)), tuple(rejected), int(str(unread)))


def _rejection(row: tuple[object, ...]) -> Rejection:
    line, reason, content = row
    return Rejection(int(str(line)), str(reason), str(content))


def _open_delimited(place: _Place, file: SourceFile) -> _Opened:
    head = delimited.header(file)
    prepared = delimited.prepare(file, head, place.copy)
    relation = _delimited_relation(head, prepared, str(place.copy))
    return _Opened(relation, head.columns, prepared.rows, queries.row_content(head.columns), prepared.rejected)


def _delimited_relation(head: delimited.Header, prepared: delimited.Prepared, path: str) -> str:
    return csv_scan(
        path,
        queries.numbered(head.columns),
        delimiter=head.dialect.delimiter,
        quote=head.dialect.quote,
        longest=prepared.longest,
        parallel=not prepared.multiline,
    )


def _open_json_lines(place: _Place, file: SourceFile) -> _Opened:
    prepared = json_lines.prepare(file, place.copy)
    lines = csv_scan(
        str(place.copy),
        queries.numbered([DOCUMENT]),
        delimiter=UNIT_SEPARATOR,
        quote="",
        longest=prepared.longest,
        parallel=True,
    )
    warehouse = place.warehouse
    warehouse.execute(queries.kept(place.raw, queries.documents(lines)))
    broken = [_rejection(row) for row in warehouse.rows(queries.broken_documents(place.raw))]
    keys = tuple(str(row[0]) for row in warehouse.rows(queries.document_keys(place.raw)))
    rows = prepared.rows - len(broken)
    # Without a single object there is nothing to compare the job's columns with.
    columns = keys if rows else _named_columns(file)
    named = [resolve(item, columns) for item in references(file.source, file.config)]
    wanted = tuple(dict.fromkeys(name for name in named if name is not None))
    relation = f"({queries.document_rows(place.raw, wanted)})"
    return _Opened(relation, columns, rows, f"found.{column(DOCUMENT)}", prepared.rejected + broken)


def _open_parquet(place: _Place, file: SourceFile) -> _Opened:
    types = parquet_types(place.warehouse, file)
    relation = _parquet_relation(file, types)
    rows = int(str(place.warehouse.scalar(queries.relation_size(relation))))
    return _Opened(relation, tuple(types), rows, queries.row_content(types))


def _parquet_relation(file: SourceFile, types: dict[str, str]) -> str:
    return f"({queries.text_rows(parquet_scan(str(file.path)), types, 'file_row_number + 1')})"


def _open_spreadsheet(place: _Place, file: SourceFile) -> _Opened:
    return _open_frame(place, spreadsheet.sheet(file))


def _open_database(place: _Place, file: SourceFile) -> _Opened:
    return _open_frame(place, database.table(file))


def _open_frame(place: _Place, frame: pl.DataFrame) -> _Opened:
    with place.warehouse.registered(frame) as name:
        place.warehouse.execute(queries.kept(place.raw, queries.all_rows(name)))
    columns = tuple(name for name in frame.columns if name != LINE)
    return _Opened(ident(place.raw), columns, frame.height, queries.row_content(columns))


_OPENERS: dict[str, Callable[[_Place, SourceFile], _Opened]] = {
    "csv": _open_delimited,
    "tsv": _open_delimited,
    "jsonl": _open_json_lines,
    "parquet": _open_parquet,
    "xlsx": _open_spreadsheet,
    "duckdb": _open_database,
}
