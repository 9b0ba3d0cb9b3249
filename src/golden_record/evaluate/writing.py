"""Files that a person asks for: what keeps one from being written is told in one way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from golden_record.config.positions import display_path
from golden_record.errors import EngineError


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Write a file for the length of a block.

    Raises:
        EngineError: it cannot be written.
    """
    try:
        yield
    except OSError as error:
        msg = f"cannot write {display_path(path)}: {error.strerror}"
        raise EngineError(msg, hint="name a file in a folder that exists and that you may write to") from error
