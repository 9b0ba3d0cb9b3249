"""A row that could not be read, kept with its line and its reason."""

from __future__ import annotations

from typing import NamedTuple

MAX_CONTENT = 10_000
"""Characters of a rejected row that are kept: `rejected_row` is for people, not for restoring a file."""


class Rejection(NamedTuple):
    """One row that could not be read, as found."""

    line: int
    reason: str
    content: str

    def kept(self) -> str:
        """The content as it is stored: cut to length, NUL made visible, since text ends at one in some readers."""
        return self.content[:MAX_CONTENT].replace("\0", "\\x00")
