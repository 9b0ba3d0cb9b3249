"""Private folders for states that nobody is to keep: gone with their block, or swept up after a process that died."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from golden_record.errors import EngineError
from golden_record.warehouse.log import log_of

_HELD = ".lock"


@contextmanager
def private_folder(parent: Path, name: str) -> Iterator[Path]:
    """A new folder `<name>.<token>.tmp` for the length of a block, readable by its owner alone.

    A lock beside it lives as long as the process, however that ends: whoever makes the next folder of this name finds
    those without a living owner, and removes them.

    Raises:
        EngineError: the folder cannot be made.
    """
    try:
        parent.mkdir(parents=True, exist_ok=True)
        _sweep(parent, name)
        folder = parent / f"{name}.{secrets.token_hex(4)}.tmp"
        lock = FileLock(f"{folder}{_HELD}")
        # The lock comes first: a folder whose owner is just starting must not look like one that was left behind.
        lock.acquire(timeout=0)
        folder.mkdir(mode=0o700)
    except OSError as error:
        msg = f"cannot make a temporary folder in {parent}: {error.strerror}"
        raise EngineError(msg, hint="check its permissions and free space; `resources: temp` names another") from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        Path(lock.lock_file).unlink(missing_ok=True)
        lock.release()


def copy_of(file: Path, folder: Path) -> Path:
    """A copy of a database that nobody writes to meanwhile, with the log of what is not in the file itself yet.

    Raises:
        EngineError: it cannot be copied; the disk may be full.
    """
    try:
        for path in (file, log_of(file)):
            if path.exists():
                shutil.copyfile(path, folder / path.name)
    except OSError as error:
        msg = f"cannot copy {file.name} to {folder.parent}: {error.strerror}"
        raise EngineError(msg, hint="it needs as much room again; `resources: temp` names another folder") from error
    return folder / file.name


def _sweep(parent: Path, name: str) -> None:
    """Remove the folders of dead processes."""
    for held in sorted(parent.glob(f"{name}.*.tmp{_HELD}")):
        lock = FileLock(held)
        try:
            lock.acquire(timeout=0)
        except (Timeout, OSError):
            continue
        shutil.rmtree(held.with_name(held.name.removesuffix(_HELD)), ignore_errors=True)
        held.unlink(missing_ok=True)
        lock.release()
