"""Tables and queries of PostgreSQL servers, read in one read-only snapshot, every value as text."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Protocol

import pyarrow as pa

from golden_record.config.postgres_url import PostgresUrl
from golden_record.errors import SourceError, nearest
from golden_record.model.keys import fingerprint
from golden_record.stages.sources.files import SourceFile
from golden_record.stages.sources.tables import queries
from golden_record.stages.sources.tables.queries import Kind

_DRIVER = "adbc_driver_postgresql.dbapi"

# Classes of errors whose messages quote names of tables, columns and functions, and no values.
_ABOUT_NAMES = frozenset({"42501", "42702", "42703", "42704", "42883", "42P01", "3F000"})
_SERVER_MESSAGE = re.compile(r"(?:ERROR|FATAL):\s+([^\n]*)")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")


class _Cursor(Protocol):
    """What is used of a cursor of the driver."""

    def execute(self, operation: str) -> object: ...

    def fetchall(self) -> list[tuple[object, ...]]: ...

    def fetch_arrow_table(self) -> pa.Table: ...

    def fetch_record_batch(self) -> pa.RecordBatchReader: ...


@dataclass(frozen=True)
class Snapshot:
    """The table or query of a source as it stands at one moment."""

    file: SourceFile
    cursor: _Cursor
    kinds: dict[str, Kind]

    @property
    def types(self) -> dict[str, str]:
        """The columns with their types, as the server names them."""
        return {name: kind.name for name, kind in self.kinds.items()}

    def batches(self) -> Iterator[pa.Table]:
        """The rows as text behind their marks: an empty table first, for its columns, then piece by piece.

        The pieces are drawn here, not by who reads them: an engine would have its own words for a broken connection.
        """
        self.cursor.execute(queries.server_rows(self.file.config, self.kinds))
        with self.cursor.fetch_record_batch() as reader:
            yield reader.schema.empty_table()
            try:
                for batch in reader:
                    yield pa.Table.from_batches([batch])
            except OSError as error:
                raise _failure(self.file, error) from None

    def fingerprint(self) -> str:
        """A hash of the content, computed by the server."""
        self.cursor.execute(queries.server_marks(self.file.config, self.kinds))
        return marks_fingerprint(self.types, self.cursor.fetchall()[0])


def marks_fingerprint(types: dict[str, str], marks: tuple[object, ...]) -> str:
    """One fingerprint of columns and content, from the marks of the rows."""
    return fingerprint(list(types.items()), [str(mark) for mark in marks])


@contextmanager
def snapshot(file: SourceFile) -> Iterator[Snapshot]:
    """A snapshot of the source, for the length of a block.

    Raises:
        SourceError: the driver is not installed, the server refuses, or the table or query does not work. Raised from
            the body of the block too, since that is where reading happens.
    """
    driver = _driver(file)
    with _cursor(file, driver) as cursor:
        try:
            for statement in queries.SESSION:
                cursor.execute(statement)
            _require_table(file, cursor)
            yield Snapshot(file, cursor, _kinds(file, cursor))
        except driver.Error as error:
            # Not chained: the driver quotes the whole statement, and that may hold a secret.
            raise _failure(file, error) from None


def statement(file: SourceFile) -> str:
    """The SQL that reads the table or query."""
    with snapshot(file) as found:
        return queries.server_rows(file.config, found.kinds)


def columns(file: SourceFile) -> tuple[str, ...]:
    """Column names of the table or query."""
    with snapshot(file) as found:
        return tuple(found.kinds)


def _driver(file: SourceFile) -> ModuleType:
    """The driver, from the optional extra `postgres`, imported only by who reads from a server."""
    try:
        return importlib.import_module(_DRIVER)
    except ModuleNotFoundError as error:
        msg = "reading from PostgreSQL needs the package adbc-driver-postgresql"
        raise file.error(msg, hint="pip install 'golden-record[postgres]'") from error


@contextmanager
def _cursor(file: SourceFile, driver: ModuleType) -> Iterator[_Cursor]:
    url = PostgresUrl.parse(file.config.path)
    try:
        connection = driver.connect(url.connectable)
    except driver.Error as error:
        msg = f"cannot connect: {_without_secrets(_reason(str(error)), url)}"
        hint = "check host, port, database, user and password, and that the server lets this machine in"
        raise file.error(msg, hint=hint) from None
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def _reason(message: str) -> str:
    """What the library says of a failed connection, in one line."""
    said = " ".join(message.removeprefix("IO: [libpq] Failed to connect: ").split())
    return said.removesuffix(" Is the server running on that host and accepting TCP/IP connections?")


def _without_secrets(message: str, url: PostgresUrl) -> str:
    for secret in url.secrets:
        message = message.replace(secret, "***")
    return message


def _require_table(file: SourceFile, cursor: _Cursor) -> None:
    name = file.config.table
    if name is None:
        return
    cursor.execute(queries.table_found(name))
    if cursor.fetchall()[0][0]:
        return
    cursor.execute(queries.server_tables())
    known = [str(row[0]) for row in cursor.fetchall()]
    msg = f"has no table or view {name!r}"
    raise file.error(msg, hint=nearest(name, known) or "the database shows this user no tables")


def _kinds(file: SourceFile, cursor: _Cursor) -> dict[str, Kind]:
    cursor.execute(queries.no_rows(file.config))
    names = [str(name) for name in cursor.fetch_arrow_table().schema.names]
    if not names:
        return {}
    cursor.execute(queries.kinds(file.config, names))
    (found,) = cursor.fetchall()
    pairs = zip(names, found[::2], found[1::2], strict=True)
    return {name: Kind(str(kind), str(category)) for name, kind, category in pairs}


def _failure(file: SourceFile, error: Exception) -> SourceError:
    code = str(getattr(error, "sqlstate", None) or "")
    said = _SERVER_MESSAGE.search(str(error))
    reason = said[1] if said else "the connection broke"
    if code not in _ABOUT_NAMES:
        reason = _QUOTED.sub("…", reason)
    what = "the query fails" if file.config.query else "the table cannot be read"
    return file.error(f"{what}: {reason}{f' ({code})' if code else ''}", hint="try it in the database itself")
