"""Rows that a Python program hands over in memory, in a frame of any library that speaks Arrow."""

from __future__ import annotations

import polars as pl
import pyarrow as pa

from golden_record.errors import EngineError
from golden_record.model.keys import fingerprint
from golden_record.stages.sources.files import SourceFile
from golden_record.stages.sources.queries import described, text_rows
from golden_record.stages.sources.tables.queries import row_marks
from golden_record.warehouse import Warehouse


def table(file: SourceFile) -> pa.Table:
    """The rows that were handed over.

    Raises:
        SourceError: none were, or they are no table.
    """
    if file.frame is None:
        msg = "is given at run time, and was not"
        hint = f"run the job from Python: `golden_record.run(job, sources={{{file.source!r}: frame}})`"
        raise file.error(msg, hint=hint)
    if isinstance(file.frame, pl.DataFrame) and (objects := file.frame.select(pl.col(pl.Object)).columns):
        # Arrow would be given their addresses in memory.
        msg = f"cannot be taken as a table: columns of Python objects: {', '.join(map(repr, objects))}"
        raise file.error(msg, hint="cast them to text or numbers first")
    try:
        return pa.table(file.frame)
    except (pa.ArrowException, pl.exceptions.PolarsError, TypeError, ValueError) as error:
        msg = f"cannot be taken as a table: {type(error).__name__}"
        raise file.error(msg, hint="pass a frame of polars or pandas, or a table of pyarrow") from error


def columns(file: SourceFile) -> tuple[str, ...] | None:
    """Column names; None when no frame was handed over yet."""
    return None if file.frame is None else tuple(table(file).column_names)


def content_fingerprint(file: SourceFile) -> str:
    """A hash of the content: names, types and values of all rows, however the library keeps them in memory."""
    rows = table(file)
    try:
        with Warehouse() as warehouse, warehouse.registered(rows) as name:
            types = {str(row[0]): str(row[1]) for row in warehouse.rows(described(name))}
            relation = f"({text_rows(name, types, 'row_number() over ()')})"
            (marks,) = warehouse.rows(row_marks(relation, tuple(types)))
    except EngineError as error:
        msg = f"cannot be read: {error}"
        raise file.error(msg, hint=error.hint) from error
    return fingerprint(list(types.items()), [str(mark) for mark in marks])
