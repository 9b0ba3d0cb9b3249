"""One run at a time per state: a lock that dies with its process, and a note that says who holds it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from golden_record.errors import EngineError, LockError
from golden_record.warehouse.connection import Warehouse


@contextmanager
def run_lock(state: Path, run_id: str) -> Iterator[None]:
    """Hold the state's lock for the length of a block.

    The operating system releases the lock when its process ends, however it ends, so a dead run never blocks the next.

    Raises:
        LockError: another live process holds it; the message names that process and its run.
        EngineError: the state's folder cannot be written.
    """
    try:
        state.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(f"{state}.lock")
        lock.acquire(timeout=0)
    except Timeout as error:
        raise _held(state) from error
    except OSError as error:
        msg = f"cannot write in {state.parent}: {error.strerror}"
        raise EngineError(msg, hint="check the path `state:` of the job and its permissions") from error
    try:
        _note(state).write_text(json.dumps({"pid": os.getpid(), "run_id": run_id}), encoding="utf-8")
        yield
    finally:
        _note(state).unlink(missing_ok=True)
        lock.release()


@contextmanager
def readable_state(state: Path) -> Iterator[Warehouse]:
    """A state opened to look and never to write, for the length of a block.

    Raises:
        LockError: a run holds the state.
        EngineError: it cannot be opened.
    """
    try:
        warehouse = Warehouse(state, read_only=True)
    except EngineError:
        # Most likely a run holds the file. The lock, tried only now so as not to be in a run's way, names that run.
        with run_lock(state, "reader"):
            pass
        raise
    with warehouse:
        yield warehouse


def _note(state: Path) -> Path:
    return state.with_name(f"{state.name}.holder.json")


def _held(state: Path) -> LockError:
    try:
        holder = json.loads(_note(state).read_text(encoding="utf-8"))
        who = f"run {holder['run_id']} (process {holder['pid']})"
    except (OSError, ValueError, KeyError):
        who = "another process"
    return LockError(f"{who} holds {state.name}", hint="wait until it has finished, or stop that process")
