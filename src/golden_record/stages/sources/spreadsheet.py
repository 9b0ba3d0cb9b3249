"""Sheets of xlsx files, every cell as text."""

from __future__ import annotations

import importlib
import re
import zipfile
from types import ModuleType

import polars as pl

from golden_record.errors import nearest
from golden_record.stages.sources.delimited import column_names
from golden_record.stages.sources.files import SourceFile
from golden_record.stages.sources.queries import LINE

_READER = "fastexcel"

# Sheets know no dates without a time: the reader shows a date as midnight.
_MIDNIGHT = re.compile(r"^(\d{4}-\d{2}-\d{2}) 00:00:00$")


def sheet(file: SourceFile) -> pl.DataFrame:
    """The rows of a sheet below its header, all columns text, the row number in `LINE`; blank rows are no rows.

    Raises:
        SourceError: the reader is not installed, the file is damaged, or it has no such sheet or no header.
    """
    cells = _cells(file)
    if cells.height == 0:
        msg = "is empty: not even a header"
        raise file.error(msg, hint="is it the right sheet?")
    names = [str(name) if name is not None else "" for name in cells.row(0)]
    columns = column_names(file, names, line=1)
    rows = cells.rename(dict(zip(cells.columns, columns, strict=True))).with_row_index(LINE, offset=1).slice(1)
    filled = pl.any_horizontal(pl.col(name).str.strip_chars() != "" for name in columns)
    dates = [pl.col(name).str.replace(_MIDNIGHT.pattern, "$1") for name in columns]
    return rows.filter(filled.fill_null(value=False)).select(pl.col(LINE).cast(pl.Int64), *dates)


def _cells(file: SourceFile) -> pl.DataFrame:
    reader = _reader(file)
    try:
        book = reader.read_excel(str(file.path))
        wanted = file.config.sheet
        if wanted is not None and wanted not in book.sheet_names:
            msg = f"has no sheet {wanted!r}"
            raise file.error(msg, hint=nearest(wanted, book.sheet_names))
        found = book.load_sheet(wanted if wanted is not None else 0, header_row=None, dtypes="string")
        return pl.DataFrame(found.to_polars())
    except (reader.FastExcelError, zipfile.BadZipFile, OSError) as error:
        msg = "is no xlsx file, or is truncated"
        raise file.error(msg, hint="fetch the file again") from error


def _reader(file: SourceFile) -> ModuleType:
    """The reader, from the optional extra `excel`, imported only by who reads a sheet."""
    try:
        return importlib.import_module(_READER)
    except ModuleNotFoundError as error:
        msg = f"reading xlsx needs the package {_READER}"
        raise file.error(msg, hint="pip install 'golden-record[excel]'") from error
