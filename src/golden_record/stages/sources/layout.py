"""The columns of a file, found without reading its rows where the format allows."""

from __future__ import annotations

from golden_record.errors import EngineError
from golden_record.stages.sources import database, delimited, json_lines, queries, spreadsheet
from golden_record.stages.sources.files import SourceFile
from golden_record.stages.sources.queries import LINE
from golden_record.warehouse import Warehouse
from golden_record.warehouse.files import parquet_scan


def columns_of(file: SourceFile) -> tuple[str, ...] | None:
    """Column names of a file; None when only reading all of it would tell.

    Raises:
        SourceError: the file cannot be read as what the job says it is.
    """
    if file.format in {"csv", "tsv"}:
        return delimited.header(file).columns
    if file.format == "jsonl":
        return json_lines.sampled_columns(file) or None
    if file.format == "xlsx":
        return tuple(name for name in spreadsheet.sheet(file).columns if name != LINE)
    if file.format == "duckdb":
        return database.columns(file)
    with Warehouse() as warehouse:
        return tuple(parquet_types(warehouse, file))


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
