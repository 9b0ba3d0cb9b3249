"""The files of publications: where earlier ones lie, what tells one from another, and how one is put somewhere."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from golden_record.warehouse import log_of

_HEADER_BYTES = 3 * 4096
"""The headers of a DuckDB file: each checkpoint, and so each change that is no longer in the log, writes one anew."""


def folder_of(mart: Path) -> Path:
    """The folder of the earlier publications: beside the mart, since no link leads out of a file system."""
    return mart.with_name(f"{mart.name}.kept")


def place_of(mart: Path, run_id: str) -> Path:
    """Where the publication of a run lies when it is no longer the mart."""
    return folder_of(mart) / f"{run_id}{mart.suffix}"


def mark_of(path: Path) -> str | None:
    """What tells a file from any that was written to since; None where there is none, or somebody is writing to it.

    Two publications of the same size may have the same mark: it tells changes, not runs.
    """
    if log_of(path).exists():
        return None
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
        return f"{path.stat().st_size}-{hashlib.sha256(header).hexdigest()[:16]}"
    except OSError:
        return None


def keep(path: Path, place: Path) -> None:
    """Let a file have a second place: by a link, which costs nothing, or a copy where the file system knows no links.

    Raises:
        OSError: neither can be made.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists() and path.samefile(place):
        return
    passing = place.with_name(f"{place.name}.building")
    passing.unlink(missing_ok=True)
    try:
        os.link(path, passing)
    except OSError:
        shutil.copy2(path, passing)
    passing.replace(place)


@contextmanager
def another_name(path: Path) -> Iterator[Path]:
    """A file under a name of its own for the length of a block, where the file system knows links.

    A program that still has open what was here before would be shown that: DuckDB tells files by their names.
    """
    name = path.with_name(f"{path.name}.building-look-{os.getpid()}")
    try:
        name.unlink(missing_ok=True)
        os.link(path, name)
    except OSError:
        name = path
    try:
        yield name
    finally:
        if name != path:
            name.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Bring a file or a folder to the disk: a rename must not outlive the bytes it points to."""
    if os.name == "nt":
        return  # Windows opens no folder, and flushes no file that is open for reading.
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def strangers(mart: Path, run_ids: set[str]) -> list[Path]:
    """What lies among the earlier publications and is none of these runs': files of killed runs, and outdated ones."""
    folder = folder_of(mart)
    known = {place_of(mart, run_id) for run_id in run_ids}
    return sorted(path for path in folder.iterdir() if path not in known) if folder.is_dir() else []
