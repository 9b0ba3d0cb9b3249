"""One file, whatever its format, as a relation: rows with their lines, every column text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl
import pyarrow as pa

from golden_record.model.keys import fingerprint
from golden_record.stages.sources import delimited, queries, spreadsheet
from golden_record.stages.sources.delimited import Dialect, Prepared
from golden_record.stages.sources.files import SourceFile
from golden_record.stages.sources.layout import parquet_types
from golden_record.stages.sources.lines.hashing import keys_seen
from golden_record.stages.sources.lines.places import SomeLines
from golden_record.stages.sources.mapping import resolve
from golden_record.stages.sources.preparing import Ahead, copy_of, prepare, prepare_some
from golden_record.stages.sources.queries import DOCUMENT, LINE
from golden_record.stages.sources.rejection import Rejection
from golden_record.stages.sources.tables import delta, duckdb_file, frames, postgres
from golden_record.stages.sources.tables.queries import content_marks
from golden_record.warehouse import Warehouse, added, dropped, temporary
from golden_record.warehouse.files import csv_scan, parquet_scan
from golden_record.warehouse.sql import column, ident


@dataclass(frozen=True)
class Opened:
    """A file as a relation: its columns with their types, how many rows it must yield, the text of a row for people.

    `is_told` says whether the columns are those of the file: a file of documents without a document has none. `mark`
    tells how its lines are read, where that can be told, and `spread` are the lines of rows that take several.
    """

    relation: str
    types: Mapping[str, str]
    rows: int
    content: str
    rejected: list[Rejection] = field(default_factory=list)
    fingerprint: str = ""
    is_told: bool = True
    mark: str = ""
    spread: Sequence[int] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(self.types)


@dataclass(frozen=True)
class Unseen:
    """The lines of a file that are to be read, where the last load had the others.

    `columns` are those that the source had then, and `odd` is the table that tells of these lines.
    """

    lines: SomeLines
    columns: frozenset[str]
    odd: str


@dataclass(frozen=True)
class Place:
    """Where a file is worked on: a folder for copies, and a number that makes names unique in the run.

    `ahead` are the copies that are made beside the engine's work, if this file is among them; `unseen` are the lines to
    read, if not all of them are. No more than `most` rows are mapped, if that is given.
    """

    warehouse: Warehouse
    folder: Path
    number: int
    ahead: Ahead | None = None
    unseen: Unseen | None = None
    most: int | None = None

    @property
    def copy(self) -> Path:
        """Path of the prepared copy of a text file."""
        return copy_of(self.folder, self.number)

    def prepare(self, file: SourceFile) -> Prepared:
        """Have the prepared copy of a text file ready.

        Raises:
            SourceError: the file cannot be read as what the job says it is.
        """
        if self.unseen is not None:
            return prepare_some(file, self.copy, self.unseen.lines)
        return self.ahead.take(self.number) if self.ahead else prepare(file, self.copy)

    @property
    def raw(self) -> str:
        """Temporary table with the rows as found."""
        return f"source_rows_{self.number}"

    @property
    def batches(self) -> str:
        """Temporary table with the rows that have come so far."""
        return f"source_batches_{self.number}"

    @property
    def mapped(self) -> str:
        """Temporary table with the rows mapped to attributes."""
        return f"source_mapped_{self.number}"

    @property
    def odd(self) -> str:
        """Temporary table with the rows that the last load did not have, and its records that no row is."""
        return f"source_odd_{self.number}"

    @property
    def lines(self) -> str:
        """Temporary table with the hashes of all lines."""
        return f"source_lines_{self.number}"


def open_file(place: Place, file: SourceFile) -> Opened:
    """The rows of a file as a relation, which may lie in a temporary table or a prepared copy of the place.

    Raises:
        SourceError: the file cannot be read.
    """
    return _OPENERS[file.format](place, file)


def relation_preview(file: SourceFile) -> str:
    """The relation that `read` would map, without reading rows; a prepared copy is shown by the name of its file."""
    columns = _named_columns(file)
    if file.format in {"csv", "tsv"}:
        head = delimited.header(file)
        return _copied_rows(Prepared(head.columns, head.dialect), file.shown)
    if file.format == "jsonl":
        return f"({queries.document_rows('documents', columns)})"
    if file.format == "parquet":
        with Warehouse() as warehouse:
            return _parquet_relation(file, parquet_types(warehouse, file))
    if file.format in {"duckdb", "postgres"}:
        return f"({duckdb_file.statement(file) if file.format == 'duckdb' else postgres.statement(file)})"
    return ident(file.format)


def expected_mark(file: SourceFile, columns: Sequence[str]) -> tuple[str, int]:
    """The `mark` of a text file that has these columns or, where it has a header, those of the header; its last line.

    Raises:
        SourceError: the header cannot be read.
    """
    if file.format == "jsonl":
        return _mark_of_documents(_wanted(file, columns)), 0
    head = delimited.header(file)
    return _mark_of_rows(head.columns, head.dialect), head.last_line


def _mark_of_rows(columns: Sequence[str], dialect: Dialect) -> str:
    return fingerprint(columns, dialect.delimiter, dialect.quote)


def _mark_of_documents(wanted: Sequence[str]) -> str:
    return fingerprint(wanted)


def _wanted(file: SourceFile, columns: Sequence[str]) -> tuple[str, ...]:
    """The columns of a file that the job means."""
    named = [resolve(item, tuple(columns)) for item in file.references]
    return tuple(dict.fromkeys(name for name in named if name is not None))


def _named_columns(file: SourceFile) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.column for item in file.references))


def rejection_of(row: tuple[object, ...]) -> Rejection:
    """A row of line, reason and content, as queries yield it."""
    line, reason, content = row
    return Rejection(int(str(line)), str(reason), str(content))


def _open_delimited(place: Place, file: SourceFile) -> Opened:
    prepared = place.prepare(file)
    relation = _copied_rows(prepared, str(place.copy))
    content = queries.row_content(prepared.columns)
    return Opened(
        relation,
        _texts(prepared.columns),
        prepared.rows,
        content,
        prepared.rejected,
        mark=_mark_of_rows(prepared.columns, prepared.dialect),
        spread=prepared.spread,
    )


def _copied_rows(prepared: Prepared, path: str) -> str:
    """The rows of the prepared copy of a text file."""
    return csv_scan(
        path,
        queries.numbered(prepared.columns),
        delimiter=prepared.dialect.delimiter,
        quote=prepared.dialect.quote,
        longest=prepared.longest,
        parallel=not prepared.spread,
    )


def _open_json_lines(place: Place, file: SourceFile) -> Opened:
    prepared = place.prepare(file)
    warehouse = place.warehouse
    warehouse.execute(temporary(place.raw, queries.documents(_copied_rows(prepared, str(place.copy)))))
    broken = [rejection_of(row) for row in warehouse.rows(queries.broken_documents(place.raw))]
    keys = _document_keys(place, file)
    rows = prepared.rows - len(broken)
    # Without a single object there is nothing to compare the job's columns with.
    is_told = rows > 0 or bool(keys)
    columns = keys if is_told else _named_columns(file)
    wanted = _wanted(file, columns)
    relation = f"({queries.document_rows(place.raw, wanted)})"
    return Opened(
        relation,
        _texts(columns),
        rows,
        f"found.{column(DOCUMENT)}",
        prepared.rejected + broken,
        is_told=is_told,
        mark=_mark_of_documents(wanted),
    )


def _document_keys(place: Place, file: SourceFile) -> tuple[str, ...]:
    """The keys of all documents of a file, sorted."""
    found = {str(key) for (key,) in place.warehouse.rows(queries.document_keys(place.raw))}
    unseen = place.unseen
    # A line that the last load had can bring no key that the source had not.
    if unseen is not None and not unseen.columns <= found:
        found |= keys_seen(place.warehouse, file, unseen.odd, unseen.columns - found)
    return tuple(sorted(found))


def _open_parquet(place: Place, file: SourceFile) -> Opened:
    types = parquet_types(place.warehouse, file)
    relation = _parquet_relation(file, types)
    rows = int(str(place.warehouse.scalar(queries.relation_size(relation))))
    return Opened(relation, types, rows, queries.row_content(types))


def _parquet_relation(file: SourceFile, types: dict[str, str]) -> str:
    return f"({queries.text_rows(parquet_scan(str(file.path)), types, 'file_row_number + 1')})"


def _open_spreadsheet(place: Place, file: SourceFile) -> Opened:
    frame = spreadsheet.sheet(file)
    return _open_texts(place, frame, _texts([name for name in frame.columns if name != LINE]))


def _open_database(place: Place, file: SourceFile) -> Opened:
    frame, types = duckdb_file.table(file)
    return _open_texts(place, frame, types)


def _open_texts(place: Place, frame: pl.DataFrame, types: Mapping[str, str]) -> Opened:
    with place.warehouse.registered(frame) as name:
        place.warehouse.execute(temporary(place.raw, queries.all_rows(name)))
    return _staged(place, types)


def _open_delta(place: Place, file: SourceFile) -> Opened:
    return _open_arrow(place, delta.table(file))


def _open_frame(place: Place, file: SourceFile) -> Opened:
    return _open_arrow(place, frames.table(file))


def _open_arrow(place: Place, table: pa.Table) -> Opened:
    with place.warehouse.registered(table) as name:
        rows = place.warehouse.rows(queries.described(name))
        types = {str(row[0]): str(row[1]) for row in rows}
        place.warehouse.execute(temporary(place.raw, queries.text_rows(name, types, "row_number() over ()")))
    return _staged(place, types)


def _open_postgres(place: Place, file: SourceFile) -> Opened:
    warehouse = place.warehouse
    with postgres.snapshot(file) as found:
        types = found.types
        for number, batch in enumerate(found.batches()):
            with warehouse.registered(batch) as name:
                rows = queries.all_rows(name)
                warehouse.execute(added(place.batches, rows) if number else temporary(place.batches, rows))
    warehouse.execute(temporary(place.raw, queries.marked_rows(place.batches)))
    warehouse.execute(dropped(place.batches))
    (marks,) = warehouse.rows(content_marks(place.raw))
    return replace(_staged(place, types), fingerprint=postgres.marks_fingerprint(types, marks))


def _staged(place: Place, types: Mapping[str, str]) -> Opened:
    """The rows that a temporary table holds, all columns text."""
    return Opened(ident(place.raw), types, place.warehouse.count(place.raw), queries.row_content(types))


def _texts(columns: Iterable[str]) -> dict[str, str]:
    """Columns of a format without types."""
    return dict.fromkeys(columns, "VARCHAR")


_OPENERS: dict[str, Callable[[Place, SourceFile], Opened]] = {
    "csv": _open_delimited,
    "tsv": _open_delimited,
    "jsonl": _open_json_lines,
    "parquet": _open_parquet,
    "xlsx": _open_spreadsheet,
    "delta": _open_delta,
    "duckdb": _open_database,
    "postgres": _open_postgres,
    "frame": _open_frame,
}
