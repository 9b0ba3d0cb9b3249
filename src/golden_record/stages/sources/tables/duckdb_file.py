"""Tables and queries of other DuckDB files, which are opened read only, on a connection of their own."""

from __future__ import annotations

import polars as pl

from golden_record.errors import EngineError, nearest
from golden_record.stages.sources.files import SourceFile
from golden_record.stages.sources.queries import described, text_rows
from golden_record.stages.sources.tables import queries
from golden_record.warehouse import Warehouse, ident


def columns(file: SourceFile) -> tuple[str, ...]:
    """Column names of the table or query."""
    with _opened(file) as database:
        return tuple(_types(file, database))


def table(file: SourceFile) -> tuple[pl.DataFrame, dict[str, str]]:
    """The rows of the table or query, all columns text, numbered in `LINE`; and the types that they had.

    Raises:
        SourceError: the file is no database, another process writes to it, or the query fails.
    """
    with _opened(file) as database:
        types = _types(file, database)
        try:
            return database.frame(text_rows(_relation(file), types, "row_number() over ()")), types
        except EngineError as error:
            msg = f"the query fails: {error}"
            raise file.error(msg, hint=error.hint) from error


def statement(file: SourceFile) -> str:
    """The SQL that reads the table or query."""
    with _opened(file) as database:
        return text_rows(_relation(file), _types(file, database), "row_number() over ()")


def _opened(file: SourceFile) -> Warehouse:
    try:
        return Warehouse(file.path, read_only=True)
    except EngineError as error:
        hint = "is it a DuckDB file of a version that this engine reads, and does nobody write to it now?"
        msg = "cannot be opened as a database"
        raise file.error(msg, hint=hint) from error


def _types(file: SourceFile, database: Warehouse) -> dict[str, str]:
    name = file.config.table
    if name is not None and "." not in name and not database.rows(queries.relations_named(), [name]):
        msg = f"has no table or view {name!r}"
        raise file.error(msg, hint=nearest(name, [str(row[0]) for row in database.rows(queries.relation_names())]))
    try:
        return {str(row[0]): str(row[1]) for row in database.rows(described(_relation(file)))}
    except EngineError as error:
        msg = f"the query fails: {error}"
        raise file.error(msg, hint="try the query in the database itself") from error


def _relation(file: SourceFile) -> str:
    if file.config.table is not None:
        return ident(file.config.table)
    return f"({(file.config.query or '').rstrip().rstrip(';')}\n)"
