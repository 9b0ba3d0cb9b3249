"""The columns of a source's file and a fingerprint of it, found without reading its rows where the format allows."""

from __future__ import annotations

from collections.abc import Callable

from golden_record.errors import EngineError
from golden_record.stages.sources import delimited, json_lines, queries, spreadsheet
from golden_record.stages.sources.files import SourceFile, file_fingerprint
from golden_record.stages.sources.queries import LINE
from golden_record.stages.sources.tables import delta, duckdb_file, frames, postgres
from golden_record.warehouse import Warehouse
from golden_record.warehouse.files import parquet_scan


def columns_of(file: SourceFile) -> tuple[str, ...] | None:
    """Column names of a file; None when only reading all of it would tell.

    Raises:
        SourceError: the file cannot be read as what the job says it is.
    """
    return _COLUMNS[file.format](file)


def content_fingerprint(file: SourceFile) -> str:
    """A hash that changes when the content of a file, a table or a frame does.

    Raises:
        SourceError: it cannot be read.
    """
    if file.format == "postgres":
        with postgres.snapshot(file) as found:
            return found.fingerprint()
    if file.format == "frame":
        return frames.content_fingerprint(file)
    return delta.content_fingerprint(file) if file.format == "delta" else file_fingerprint(file.path)


def _header(file: SourceFile) -> tuple[str, ...]:
    return delimited.header(file).columns


def _sheet(file: SourceFile) -> tuple[str, ...]:
    return tuple(name for name in spreadsheet.sheet(file).columns if name != LINE)


def _parquet(file: SourceFile) -> tuple[str, ...]:
    with Warehouse() as warehouse:
        return tuple(parquet_types(warehouse, file))


_COLUMNS: dict[str, Callable[[SourceFile], tuple[str, ...] | None]] = {
    "csv": _header,
    "tsv": _header,
    "jsonl": json_lines.sampled_columns,
    "xlsx": _sheet,
    "parquet": _parquet,
    "delta": delta.columns,
    "duckdb": duckdb_file.columns,
    "postgres": postgres.columns,
    "frame": frames.columns,
}


def parquet_types(warehouse: Warehouse, file: SourceFile) -> dict[str, str]:
    """Columns of a Parquet file with their types.

    Raises:
        SourceError: the file is no Parquet file, or is truncated.
    """
    try:
        rows = warehouse.rows(queries.described(parquet_scan(str(file.path))))
    except EngineError as error:
        msg = "is no Parquet file, or is truncated"
        raise file.error(msg, hint="fetch the file again") from error
    return {str(row[0]): str(row[1]) for row in rows if row[0] != "file_row_number"}
