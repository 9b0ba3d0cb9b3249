"""How a file is copied: the ways that file systems know, the cheapest first."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from mmap import mmap
from pathlib import Path
from threading import Event

if sys.platform == "linux":
    import fcntl

_FICLONE = 0x40049409
"""What Linux calls the request to let two files share their blocks until one is written to: XFS, Btrfs, ZFS."""


_PORTION = 2**22
"""Bytes copied at once: whoever wants the copying to stop waits for so many."""

_BLOCK = 4096
"""Bytes of which a multiple is written where the cache is passed by."""


class CopyStoppedError(OSError):
    """Somebody has had a copying stopped."""


def copy(path: Path, place: Path, stopped: Event | None = None) -> None:
    """Copy a file: in no time where the file system shares blocks between copies, else byte by byte.

    Raises:
        CopyStoppedError: somebody has had it stopped.
        OSError: it cannot be copied.
    """
    for way in (_share_blocks, _past_the_cache, _through_the_cache):
        # Into a new file: one that was there and was emptied is brought to the disk by ext4 before it is closed.
        place.unlink(missing_ok=True)
        with suppress(_NoWayError):
            way(path, place, stopped)
            return


class _NoWayError(OSError):
    """A file system has no such way to copy."""


def _share_blocks(path: Path, place: Path, stopped: Event | None) -> None:
    del stopped
    if sys.platform != "linux":
        raise _NoWayError
    with path.open("rb") as source, place.open("wb") as target:
        try:
            fcntl.ioctl(target.fileno(), _FICLONE, source.fileno())
        except OSError as error:
            raise _NoWayError from error


def _past_the_cache(path: Path, place: Path, stopped: Event | None) -> None:
    """Have the disk take the copy from one small piece of memory.

    The system would keep all of it in memory first: to find so many free pages costs several times what copying does,
    on some machines more than all else that a small change needs.
    """
    if sys.platform != "linux":
        raise _NoWayError
    try:
        target = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_DIRECT, 0o666)
    except OSError as error:
        raise _NoWayError from error
    # Begins with a page, as the disk asks for.
    portion = memoryview(mmap(-1, _PORTION))
    with os.fdopen(target, "wb", buffering=0), path.open("rb") as source:
        copied = 0
        while read := source.readinto(portion):
            _heed(stopped)
            # What comes after the end of the file is cut off below: only whole blocks can be written.
            _write_all(target, portion[: -(-read // _BLOCK) * _BLOCK])
            copied += read
        os.ftruncate(target, copied)


def _write_all(target: int, portion: memoryview) -> None:
    try:
        while portion:
            portion = portion[os.write(target, portion) :]
    except OSError as error:
        if error.errno == errno.EINVAL:
            # Opened for it, and refused all the same.
            raise _NoWayError from error
        raise


def _through_the_cache(path: Path, place: Path, stopped: Event | None) -> None:
    with path.open("rb") as source, place.open("wb", buffering=0) as target:
        while portion := source.read(_PORTION):
            _heed(stopped)
            target.write(portion)


def _heed(stopped: Event | None) -> None:
    if stopped is not None and stopped.is_set():
        raise CopyStoppedError(errno.ECANCELED, os.strerror(errno.ECANCELED))
