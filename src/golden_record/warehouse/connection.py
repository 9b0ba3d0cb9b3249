"""A DuckDB connection that logs what it runs, keeps table contracts, and fails with our errors."""

from __future__ import annotations

import logging
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
from golden_record.warehouse.failures import engine_error, translated
from golden_record.warehouse.known import KnownTables
from golden_record.warehouse.sql import column, ident, literal

log = logging.getLogger(__name__)
sql_log = logging.getLogger("golden_record.sql")

Value: TypeAlias = object
Row: TypeAlias = tuple[Value, ...]

_FRAME = "golden_record_frame"


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
        self._known = KnownTables()
        resources = resources or Resources()
        try:
            self.connection = duckdb.connect(
                str(path) if path else ":memory:", read_only=read_only, config=_settings(resources)
            )
            self._settle()
        except duckdb.Error as error:
            raise engine_error(error, f"cannot open {path or 'an in-memory database'}") from error

    @classmethod
    def wrap(cls, connection: duckdb.DuckDBPyConnection) -> Self:
        """A warehouse over an existing connection."""
        self = cls.__new__(cls)
        self.path, self.statements, self.connection, self._known = None, [], connection, KnownTables()
        return self

    def another(self) -> Self:
        """Another connection to the same files, for a thread of its own; it has its own temporary tables."""
        with translated("connect once more"):
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

    @property
    def threads(self) -> int:
        """How many threads the engine may use."""
        return int(str(self.scalar("select current_setting('threads')")))

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
        with translated(sql):
            frame: pl.DataFrame = self.connection.sql(sql, params=list(parameters) or None).pl()
            return frame

    def has(self, *tables: Table | str) -> bool:
        """Whether some tables exist in this database, all of them; a temporary one does not."""
        names = {table if isinstance(table, str) else table.name for table in tables}
        wanted = dict.fromkeys(names, ())
        if self._known.hold(wanted):
            return True
        asked = [name.rpartition(".")[::2] for name in sorted(names)]
        # `connection.table` is faster, but a signal that meets it is lost, and the table is said not to be there.
        named = " or ".join(["table_name = ? and schema_name = ?"] * len(asked))
        query = (
            f"select count(*) from duckdb_tables() where ({named})"
            " and database_name = current_database() and not temporary"
        )
        found = self.scalar(query, [part for schema, bare in asked for part in (bare, schema or "main")]) == len(asked)
        if found:
            self._known.learn(wanted)
        return found

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

    def ensure(self, *tables: Table) -> bool:
        """Create tables that do not exist yet; those from before some column get it, without values.

        Tells whether all of them were there as they should be.
        """
        if self._known.hold({table.name: table.column_names for table in tables}):
            return True
        query = (
            "select table_name, list(column_name) from duckdb_columns()"
            " where database_name = current_database() and schema_name = 'main' group by table_name"
        )
        known = {str(name): found for name, found in self.rows(query) if isinstance(found, list)}
        self._known.learn(known)
        for table in (table for table in tables if table.name not in known):
            self.create_empty(table)
        lacking = [
            (table, item)
            for table in tables
            for item in table.columns
            if table.name in known and item.name not in known[table.name]
        ]
        for table, item in lacking:
            self.execute(f"alter table {ident(table.name)} add column {column(item.name)} {item.type}")
        return not lacking and all(table.name in known for table in tables)

    def load(self, table: Table, frame: pl.DataFrame) -> int:
        """Replace a table by the rows of a frame, check its contract, and return its row count."""
        with self.registered(frame) as name:
            columns = ", ".join(f"{column(item.name)}::{item.type} as {column(item.name)}" for item in table.columns)
            return self.create(table, f"select {columns} from {name}")

    @contextmanager
    def registered(self, frame: pl.DataFrame | pa.Table | pa.RecordBatchReader, name: str = _FRAME) -> Iterator[str]:
        """Make a frame visible to queries under a name, for the length of a block; a reader to one query."""
        with translated("register a frame"):
            self.connection.register(name, frame.to_arrow() if isinstance(frame, pl.DataFrame) else frame)
        try:
            yield name
        finally:
            # In a transaction that an error has aborted, the name goes with the rollback.
            with translated("let go of a frame"), suppress(duckdb.TransactionException):
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
            self._known.forget_all()
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
        self._known.forget(sql)
        with translated(sql):
            try:
                return self.connection.execute(sql, list(parameters)).fetchall()
            except BaseException:
                # It may have ended the transaction, and a commit that fails undoes it.
                self._known.forget_all()
                raise


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
