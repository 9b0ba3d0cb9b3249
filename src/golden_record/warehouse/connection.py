"""A DuckDB connection that logs what it runs, keeps table contracts, and turns failures into our errors."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

import duckdb
import polars as pl
import pyarrow as pa

from golden_record.errors import EngineError
from golden_record.model.tables import Table
from golden_record.warehouse.sql import column, ident, literal

log = logging.getLogger(__name__)
sql_log = logging.getLogger("golden_record.sql")

Value: TypeAlias = object
Row: TypeAlias = tuple[Value, ...]

_FRAME = "golden_record_frame"

_SQL_ADVICE = "where a value does not fit, `try_cast(x as type)` and `try(expression)` give null instead of failing"
_DAMAGE_ADVICE = (
    "the file is damaged, or no DuckDB database. If it is the state of a job, put a backup in its place to keep ids "
    "and history; or move it away: the next run then founds the ids anew"
)

_OF_THE_MACHINE = (duckdb.OutOfMemoryException, duckdb.IOException, duckdb.FatalException, duckdb.InternalException)
"""Errors that no SQL of a job can be blamed for."""

_SIGNS_OF_DAMAGE = ("not a valid DuckDB database", "Corrupt database file", "Could not read enough bytes")
"""What DuckDB says of a file that is none of its own, was cut short, or has rotted."""

QUERY_INTERRUPTED = "Query interrupted"
"""What DuckDB says when a signal arrives while it computes."""

_READING_INTERRUPTED = re.compile(r"failed: KeyboardInterrupt: ?$|^KeyboardInterrupt: <EMPTY MESSAGE>")
"""What DuckDB says when a signal arrives while it looks at a registered frame; the second is that of 1.5."""


@dataclass(frozen=True)
class Resources:
    """What the engine may use: memory as `16GB`, threads, a folder to spill into."""

    memory: str | None = None
    threads: int | None = None
    temp: Path | None = None


class Warehouse:
    """One connection to one DuckDB file, or to memory when no path is given."""

    def __init__(
        self, path: Path | None = None, resources: Resources | None = None, *, read_only: bool = False
    ) -> None:
        self.path = path
        self.statements: list[str] = []
        resources = resources or Resources()
        try:
            self.connection = duckdb.connect(
                str(path) if path else ":memory:", read_only=read_only, config=_settings(resources)
            )
            self._settle()
        except duckdb.Error as error:
            raise _engine_error(error, f"cannot open {path or 'an in-memory database'}") from error

    @classmethod
    def wrap(cls, connection: duckdb.DuckDBPyConnection) -> Self:
        """A warehouse over an existing connection."""
        self = cls.__new__(cls)
        self.path, self.statements, self.connection = None, [], connection
        return self

    def another(self) -> Self:
        """Another connection to the same files, for a thread of its own; it has its own temporary tables."""
        with _translated("connect once more"):
            other = self.wrap(self.connection.cursor())
            other._settle()
        return other

    def _settle(self) -> None:
        # Casts between text and time zones must not depend on where the machine stands.
        self.connection.execute("set TimeZone = 'UTC'")
        # DuckDB draws its progress on standard output, which belongs to results.
        self.connection.execute("set enable_progress_bar = false")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; committed work is on disk."""
        self.connection.close()

    def leave_parts_alone(self) -> None:
        """Have checkpoints of this connection write what is new and nothing else.

        By itself DuckDB joins neighbouring parts of a table in which rows were removed, which takes longer than all
        else that a small change needs. The room of removed rows is then used again only where parts are joined later.
        """
        self.execute("set max_vacuum_tasks = 0")

    @contextmanager
    def parts_left_alone(self) -> Iterator[None]:
        """The same for the length of a block."""
        usual = int(str(self.scalar("select current_setting('max_vacuum_tasks')")))
        self.leave_parts_alone()
        try:
            yield
        finally:
            self.execute(f"set max_vacuum_tasks = {literal(usual)}")

    @contextmanager
    def small_portions(self) -> Iterator[None]:
        """Have tables read in small portions for the length of a block: for small ones of which much is computed.

        By itself DuckDB gives 122,880 rows to one thread, and the others have nothing to do. An error ends it no sooner
        than the connection ends: large tables are then read more slowly, and that is all.
        """
        self.execute("pragma verify_parallelism")
        yield
        self.execute("pragma disable_verify_parallelism")

    @property
    def engine(self) -> str:
        """Engine and version, as `DuckDB 2.0.0`."""
        return f"DuckDB {duckdb.__version__}"

    # --- statements

    def execute(self, sql: str, parameters: Sequence[Value] = ()) -> None:
        """Run one statement for its effect."""
        self._run(sql, parameters)

    def rows(self, sql: str, parameters: Sequence[Value] = ()) -> list[Row]:
        """All rows of a query."""
        return self._run(sql, parameters)

    def scalar(self, sql: str, parameters: Sequence[Value] = ()) -> Value:
        """The only value of a query; None when there is no row."""
        rows = self._run(sql, parameters)
        return rows[0][0] if rows else None

    def count(self, table: Table | str) -> int:
        """Rows of a table."""
        name = table if isinstance(table, str) else table.name
        found = self.scalar(f"select count(*) from {ident(name)}")
        return found if isinstance(found, int) else 0

    def frame(self, sql: str, parameters: Sequence[Value] = ()) -> pl.DataFrame:
        """The rows of a query as a polars frame."""
        self._note(sql)
        with _translated(sql):
            frame: pl.DataFrame = self.connection.sql(sql, params=list(parameters) or None).pl()
            return frame

    def has(self, table: Table | str) -> bool:
        """Whether a table or view exists in this database."""
        name = table if isinstance(table, str) else table.name
        schema, _, bare = name.rpartition(".")
        query = (
            "select count(*) from duckdb_tables() where table_name = ? and schema_name = ?"
            " and database_name = current_database() and not temporary"
        )
        return bool(self.scalar(query, [bare, schema or "main"]))

    def columns(self, table: Table | str) -> dict[str, str]:
        """Column names of a table, in order, with their types."""
        name = table if isinstance(table, str) else table.name
        return {str(row[0]): str(row[1]) for row in self.rows(f"describe {ident(name)}")}

    # --- tables under contract

    def create(self, table: Table, query: str, parameters: Sequence[Value] = ()) -> int:
        """Replace a table by the rows of a query, check its contract, and return its row count."""
        started = time.perf_counter()
        self.execute(f"create or replace table {ident(table.name)} as\n{query}", parameters)
        self._check(table)
        count = self.count(table)
        log.info("%s: %d rows in %.2f s", table.name, count, time.perf_counter() - started)
        return count

    def create_empty(
        self, table: Table, extra: dict[str, str] | None = None, *, plain: Collection[str] = frozenset()
    ) -> None:
        """Replace a table by an empty one.

        `extra` are the columns that an open-ended table adds, `plain` those that are stored without compression.
        """
        types = {item.name: item.type for item in table.columns} | (extra or {})
        kept = {name: " using compression uncompressed" for name in plain}
        body = ", ".join(f"{column(name)} {type_}{kept.get(name, '')}" for name, type_ in types.items())
        self.execute(f"create or replace table {ident(table.name)} ({body})")

    def ensure(self, table: Table) -> None:
        """Create a table if it does not exist yet; one from before some column gets it, without values."""
        if not self.has(table):
            self.create_empty(table)
            return
        known = self.columns(table)
        for item in (item for item in table.columns if item.name not in known):
            self.execute(f"alter table {ident(table.name)} add column {column(item.name)} {item.type}")

    def load(self, table: Table, frame: pl.DataFrame) -> int:
        """Replace a table by the rows of a frame, check its contract, and return its row count."""
        with self.registered(frame) as name:
            columns = ", ".join(f"{column(item.name)}::{item.type} as {column(item.name)}" for item in table.columns)
            return self.create(table, f"select {columns} from {name}")

    @contextmanager
    def registered(self, frame: pl.DataFrame | pa.Table, name: str = _FRAME) -> Iterator[str]:
        """Make a frame visible to queries under a name, for the length of a block."""
        with _translated("register a frame"):
            self.connection.register(name, frame.to_arrow() if isinstance(frame, pl.DataFrame) else frame)
        try:
            yield name
        finally:
            # In a transaction that an error has aborted, the name goes with the rollback.
            with suppress(duckdb.TransactionException):
                self.connection.unregister(name)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements of the block take effect together, or not at all."""
        self.execute("begin transaction")
        try:
            yield
        except BaseException:
            # What ended the transaction by itself, such as a full disk, is what must be told.
            with suppress(duckdb.Error):
                self.connection.rollback()
            raise
        self.execute("commit")

    def comment(self, table: Table, columns: dict[str, str] | None = None) -> None:
        """Write the comments of a table and its columns, `columns` for those that the contract does not name."""
        comments = {item.name: item.comment for item in table.columns} | (columns or {})
        self.execute(f"comment on table {ident(table.name)} is {literal(f'One row per {table.grain}.')}")
        for name in self.columns(table):
            if name in comments:
                self.execute(f"comment on column {ident(table.name)}.{column(name)} is {literal(comments[name])}")

    def _check(self, table: Table) -> None:
        found = self.columns(table)
        promised = {item.name: item.type for item in table.columns}
        same = {name: found.get(name) for name in promised} == promised
        if not same or (not table.open_ended and list(found) != list(promised)):
            msg = f"table {table.name} breaks its contract: promised {promised}, found {found}"
            raise EngineError(msg, hint="this is a defect of golden_record; please report it")

    def _note(self, sql: str) -> None:
        self.statements.append(sql)
        sql_log.debug("%s", sql)

    def _run(self, sql: str, parameters: Sequence[Value]) -> list[Row]:
        self._note(sql)
        with _translated(sql):
            return self.connection.execute(sql, list(parameters)).fetchall()


@contextmanager
def engine_errors(what: str) -> Iterator[None]:
    """Say as an EngineError what a library met that uses the connection by itself: the first failure, not the last.

    A failed statement aborts the transaction, and whatever the library tidies up afterwards fails for that.
    """
    try:
        yield
    except Exception as error:
        first = _first_failure(error)
        if first is None or _is_interruption(error):
            raise
        raise _engine_error(first, what) from error


@contextmanager
def sql_of_the_job(places: Sequence[str]) -> Iterator[None]:
    """Where a statement fails that holds SQL of the job, name the places in the job where this SQL stands.

    A full disk or too little memory is nobody's SQL, and stays what it is. Without places nothing changes.

    Raises:
        EngineError: the statement failed; with several places it is one of these.
    """
    try:
        yield
    except EngineError as error:
        # A library that ran the statement has its own error in between.
        failure = _first_failure(error)
        if not places or failure is None or _is_of_the_machine(failure):
            raise
        others = f" (or that of {', '.join(places[1:])})" if len(places) > 1 else ""
        msg = f"this SQL{others} failed: {type(failure).__name__}{_impersonal_part(failure)}"
        raise EngineError(msg, where=places[0], hint=_SQL_ADVICE) from failure


def _first_failure(error: BaseException | None) -> duckdb.Error | None:
    """The engine's own error at the root of an exception, if there is one."""
    found = None
    while error is not None:
        found = error if isinstance(error, duckdb.Error) else found
        error = error.__cause__ or error.__context__
    return found


@contextmanager
def interruptible() -> Iterator[None]:
    """Let the KeyboardInterrupt of a signal out of a block: DuckDB, seeing one in a query, says otherwise."""
    try:
        yield
    except Exception as error:
        if _is_interruption(error):
            raise KeyboardInterrupt from error
        raise


def _is_interruption(error: BaseException | None) -> bool:
    """Whether the error, or one behind it, is a query that a signal stopped; Splink wraps what its queries raise."""
    while error is not None:
        if isinstance(error, RuntimeError) and str(error) == QUERY_INTERRUPTED:
            return True
        if isinstance(error, duckdb.Error) and _READING_INTERRUPTED.search(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False


def _settings(resources: Resources) -> dict[str, str | bool | int | float | list[str]]:
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": True,
    }
    if resources.memory:
        settings["memory_limit"] = resources.memory
    if resources.threads:
        settings["threads"] = resources.threads
    if resources.temp:
        settings["temp_directory"] = str(resources.temp)
    return settings


@contextmanager
def _translated(sql: str) -> Iterator[None]:
    try:
        yield
    except duckdb.Error as error:
        raise _engine_error(error, f"statement `{_head(sql)}` failed") from error


def _engine_error(error: duckdb.Error, what: str) -> EngineError:
    return EngineError(f"{what}: {type(error).__name__}{_impersonal_part(error)}", hint=_hint(error))


def _hint(error: duckdb.Error) -> str:
    if isinstance(error, duckdb.OutOfMemoryException):
        return "give the job more memory, or a larger disk to spill to: `resources: {memory: ..., temp: ...}`"
    if _is_damage(error):
        return _DAMAGE_ADVICE
    if isinstance(error, duckdb.IOException):
        return "check that the path exists, is writable, and that the disk is not full"
    return "run with `--log-format json` and the logger golden_record.sql at DEBUG to see the statement"


def _is_of_the_machine(error: duckdb.Error) -> bool:
    return isinstance(error, _OF_THE_MACHINE) or _is_damage(error)


def _is_damage(error: duckdb.Error) -> bool:
    """Whether a file is there, and is no database or no longer a sound one."""
    # An error about data may quote a value that says as much.
    return not isinstance(error, duckdb.DataError) and any(sign in str(error) for sign in _SIGNS_OF_DAMAGE)


def _head(sql: str) -> str:
    return " ".join(sql.split())[:80]


# Errors that speak of names and of the machine. All others speak of values, with or without quotes around them.
_IMPERSONAL = (
    duckdb.OperationalError,
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.NotImplementedException,
    duckdb.ParserException,
    duckdb.PermissionException,
)


def _impersonal_part(error: duckdb.Error) -> str:
    """The first line of an engine's message, with quoted text masked; nothing where it may quote a record."""
    if not isinstance(error, _IMPERSONAL):
        return ""
    masked = re.sub(r"'[^']*'|\"[^\"]*\"", "…", str(error)).strip()
    return f": {masked.splitlines()[0]}" if masked else ""
