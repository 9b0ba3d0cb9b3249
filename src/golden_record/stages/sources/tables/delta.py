"""Delta tables: folders of Parquet files under a log of what belongs to the table."""

from __future__ import annotations

import importlib
from typing import Any

import pyarrow as pa

from golden_record.model.keys import fingerprint
from golden_record.stages.sources.files import SourceFile

_READER = "deltalake"


def table(file: SourceFile) -> pa.Table:
    """The rows of the newest version of the table.

    Raises:
        SourceError: the reader is not installed, or the folder holds no table that it can read.
    """
    opened = _opened(file)
    try:
        return opened.to_pyarrow_table()
    except (_errors(), pa.ArrowException, OSError, ValueError) as error:
        msg = f"cannot be read: {type(error).__name__}"
        hint = "its log names files that are not there, or uses features of a newer format"
        raise file.error(msg, hint=hint) from error


def columns(file: SourceFile) -> tuple[str, ...]:
    """Column names of the newest version of the table."""
    return tuple(field.name for field in _opened(file).schema().fields)


def content_fingerprint(file: SourceFile) -> str:
    """Identity and version of the table: files of a Delta table never change, so these two say what it holds."""
    opened = _opened(file)
    return fingerprint(str(opened.metadata().id), int(opened.version()))


def _opened(file: SourceFile) -> Any:  # noqa: ANN401 - the reader is optional and has no types to name here
    """The table, opened by the reader of the optional extra `delta`, imported only by who reads one."""
    try:
        reader = importlib.import_module(_READER)
    except ModuleNotFoundError as error:
        msg = f"reading Delta tables needs the package {_READER}"
        raise file.error(msg, hint="pip install 'golden-record[delta]'") from error
    try:
        return reader.DeltaTable(str(file.path))
    except (_errors(), OSError, ValueError) as error:
        msg = "is no Delta table, or its log is damaged"
        raise file.error(msg, hint="a Delta table is a folder with `_delta_log` in it") from error


def _errors() -> type[Exception]:
    """What the reader raises."""
    found: type[Exception] = importlib.import_module(f"{_READER}.exceptions").DeltaError
    return found
