"""Files that nobody writes to while they are read: a load of two states of a file would be one that it never had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from golden_record.errors import GoldenRecordError
from golden_record.stages.sources.files import SourceFile, file_fingerprint

_OF_ONE_MOMENT = frozenset({"postgres", "delta", "frame"})
"""Kinds of sources that are read as they were at one moment, whoever writes to them."""


@contextmanager
def untouched(files: Iterable[SourceFile]) -> Iterator[None]:
    """Hold that files are the same after a block as they were before it.

    What the block met in a file that was being written is told as that.

    Raises:
        SourceError: a file was written to, replaced or taken away in the meantime.
    """
    before = [(file, _fingerprint(file)) for file in files if file.format not in _OF_ONE_MOMENT]
    try:
        yield
    except GoldenRecordError:
        _require_same(before)
        raise
    _require_same(before)


def _require_same(before: Iterable[tuple[SourceFile, str | None]]) -> None:
    for file, fingerprint in before:
        if _fingerprint(file) != fingerprint:
            msg = "was written to while it was read"
            hint = (
                "run again when its export has ended; one that is written beside it and then renamed is never met half"
            )
            raise file.error(msg, hint=hint)


def _fingerprint(file: SourceFile) -> str | None:
    try:
        return file_fingerprint(file.path)
    except FileNotFoundError:
        return None
