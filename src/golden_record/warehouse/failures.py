"""What DuckDB raises, told as our errors: for the person who meets them, and without anything of a record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb

from golden_record.errors import EngineError

_SQL_ADVICE = "where a value does not fit, `try_cast(x as type)` and `try(expression)` give null instead of failing"
_DAMAGE_ADVICE = (
    "the file is damaged, or no DuckDB database. If it is the state of a job, put a backup in its place to keep ids "
    "and history; or move it away: the next run then founds the ids anew"
)

_OF_THE_MACHINE = (duckdb.OutOfMemoryException, duckdb.IOException, duckdb.FatalException, duckdb.InternalException)
"""Errors that no SQL of a job can be blamed for."""

_SIGNS_OF_DAMAGE = ("not a valid DuckDB database", "Corrupt database file", "Could not read enough bytes")
"""What DuckDB says of a file that is none of its own, was cut short, or has rotted."""

_QUERY_INTERRUPTED = "Query interrupted"
"""What DuckDB says when a signal arrives while it computes."""

_READING_INTERRUPTED = re.compile(r"failed: KeyboardInterrupt: ?$|^KeyboardInterrupt: <EMPTY MESSAGE>")
"""What DuckDB says when a signal arrives while it looks at a registered frame; the second is that of 1.5."""


@contextmanager
def translated(sql: str) -> Iterator[None]:
    """Say as an EngineError why a statement failed, and as a KeyboardInterrupt that a signal has stopped it."""
    try:
        yield
    except (duckdb.Error, RuntimeError) as error:
        if _is_interruption(error):
            raise KeyboardInterrupt from error
        if isinstance(error, duckdb.Error):
            raise engine_error(error, f"statement `{_head(sql)}` failed") from error
        raise


@contextmanager
def engine_errors(what: str) -> Iterator[None]:
    """Say as an EngineError what a library met that uses the connection by itself: the first failure, not the last.

    A failed statement aborts the transaction, and whatever the library tidies up afterwards fails for that. Where a
    signal has stopped it, this is a KeyboardInterrupt, as it is in `translated`.
    """
    try:
        yield
    except Exception as error:
        if _is_interruption(error):
            raise KeyboardInterrupt from error
        first = _first_failure(error)
        if first is None:
            raise
        raise engine_error(first, what) from error


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


def _is_interruption(error: BaseException | None) -> bool:
    """Whether the error, or one behind it, is a query that a signal stopped; Splink wraps what its queries raise."""
    while error is not None:
        if isinstance(error, RuntimeError) and str(error) == _QUERY_INTERRUPTED:
            return True
        if isinstance(error, duckdb.Error) and _READING_INTERRUPTED.search(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False


def engine_error(error: duckdb.Error, what: str) -> EngineError:
    """What the engine said, as an error of ours: what was in vain, why, and what to do."""
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
