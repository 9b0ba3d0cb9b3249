"""The log that DuckDB keeps beside a database file."""

from __future__ import annotations

from pathlib import Path


def log_of(database: Path) -> Path:
    """Where the log of a database lies: DuckDB replays it when it next opens a file of that name."""
    return database.with_name(f"{database.name}.wal")
