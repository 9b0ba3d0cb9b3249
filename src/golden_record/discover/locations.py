"""What a path on the command line stands for: files, and tables of databases."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from golden_record.config.postgres_url import PostgresUrl, is_postgres
from golden_record.config.tabular import DUCKDB_PREFIX
from golden_record.discover.headers import slug
from golden_record.errors import EngineError, SourceError, UsageError, nearest
from golden_record.stages.sources.files import DELTA_LOG
from golden_record.stages.sources.tables.queries import relation_names
from golden_record.warehouse import Warehouse

TABLE_MARK = "#"
"""Stands between a database and a table of it."""

_READABLE = frozenset({".csv", ".txt", ".tsv", ".tab", ".parquet", ".pq", ".jsonl", ".ndjson", ".xlsx", ".gz", ".zst"})


@dataclass(frozen=True)
class Location:
    """One source to be: a path as a job writes it, from the working folder, and the table where it is a database."""

    path: str
    table: str | None = None

    @property
    def title(self) -> str:
        """What the source may be called."""
        if self.table is not None:
            return self.table.rpartition(".")[2]
        return Path(self.path).name.split(".")[0] or Path(self.path).name

    def seen_from(self, folder: Path) -> str:
        """The path as a job in a folder writes it."""
        if is_postgres(self.path):
            return self.path
        prefix = DUCKDB_PREFIX if self.path.startswith(DUCKDB_PREFIX) else ""
        file = Path(self.path.removeprefix(prefix)).resolve()
        return prefix + Path(os.path.relpath(file, folder.resolve())).as_posix()


def locate(written: str) -> list[Location]:
    """The sources that a path stands for: a folder for the files in it, a DuckDB file for the tables in it.

    Raises:
        UsageError: the path names nothing, or a database without what is needed to read it.
        SourceError: the database cannot be opened.
    """
    if is_postgres(written):
        return [_on_server(*_parted(written))]
    if written.startswith(DUCKDB_PREFIX):
        return _in_database(*_parted(written))
    return [Location(path) for path in _files_of(written)]


def names_of(locations: Iterable[Location]) -> list[str]:
    """Names of sources, numbered where two would be the same."""
    names: list[str] = []
    for location in locations:
        wanted = slug(location.title, default="source")
        taken = sum(name == wanted or name.startswith(f"{wanted}_") for name in names) if wanted in names else 0
        names.append(f"{wanted}_{taken + 1}" if taken else wanted)
    return names


def _parted(written: str) -> tuple[str, str | None]:
    path, _, table = written.partition(TABLE_MARK)
    return path, table or None


def _on_server(path: str, table: str | None) -> Location:
    try:
        url = PostgresUrl.parse(path)
    except ValueError as error:
        msg = "a path is no clear URL of a PostgreSQL server"  # not quoted: it may hold a password
        raise UsageError(msg, hint="write postgres://user@host:5432/database#table") from error
    if url.secrets:
        msg = "a password on the command line is seen by everybody on this machine"
        raise UsageError(msg, hint="leave it out of the URL, and set PGPASSWORD")
    if table is None:
        msg = f"{url.shown} names no table"
        raise UsageError(msg, hint=f"write it behind the URL: {url.shown}{TABLE_MARK}customer")
    return Location(path, table)


def _in_database(path: str, table: str | None) -> list[Location]:
    file = Path(path.removeprefix(DUCKDB_PREFIX))
    if not file.is_file():
        raise _missing(str(file))
    if table is not None:
        return [Location(path, table)]
    try:
        with Warehouse(file, read_only=True) as database:
            names = [str(row[0]) for row in database.rows(relation_names())]
    except EngineError as error:
        msg = "cannot be opened as a database"
        raise SourceError(msg, where=str(file), hint="is it a DuckDB file, and does nobody write to it now?") from error
    if not names:
        msg = f"the database {str(file)!r} holds no table"
        raise UsageError(msg, hint="tables of other schemas are named: duckdb:FILE#schema.table")
    return [Location(path, name) for name in names]


def _files_of(written: str) -> list[str]:
    path = Path(written)
    if not path.exists() and not glob.has_magic(written):
        raise _missing(written)
    if not path.is_dir() or (path / DELTA_LOG).is_dir():
        return [written]
    files = sorted(str(item) for item in path.iterdir() if item.is_file() and item.suffix.lower() in _READABLE)
    if not files:
        msg = f"the folder {written!r} holds no file that can be read"
        raise UsageError(msg, hint=f"known are {', '.join(sorted(_READABLE))}")
    return files


def _missing(written: str) -> UsageError:
    path = Path(written)
    known = [item.name for item in path.parent.iterdir()] if path.parent.is_dir() else []
    hint = nearest(path.name, known) or f"there is no folder {str(path.parent)!r}"
    return UsageError(f"there is no file {written!r}", hint=hint)
