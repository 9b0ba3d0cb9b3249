"""A golden value that a steward has pinned, and what may become of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from golden_record.config.decision_file import Name, Word

Origin = Literal["file", "command"]

Outcome = Literal["withdrawn", "agreed", "overtaken"]
"""How a pin ends: a person takes it back, the sources come to say the same, or they say something that is new."""

Status = Literal[
    "in force",
    "superseded",
    "expired",
    "record gone",
    "attribute gone",
    "withdrawn",
    "agreed",
    "overtaken",
]


@dataclass(frozen=True)
class Wish:
    """A value that somebody wants to be shown for the person behind a record, before it is checked."""

    record: Name
    attribute: str
    written: str
    word: Word


@dataclass(frozen=True)
class Pin:
    """A wish that was granted."""

    pin_id: int
    origin: Origin
    wish: Wish
    value: str
    """What is shown: what cleaning makes of what was written."""

    key: str | None
    """Its comparison key."""

    @property
    def identity(self) -> str:
        """What values that are equal to it after cleaning have in common with it."""
        return self.key or self.value

    @property
    def place(self) -> tuple[Name, str]:
        """The record and the attribute: of two pins in one place, the later replaces the earlier for good."""
        return self.wish.record, self.wish.attribute

    @property
    def rank(self) -> tuple[datetime, tuple[str, str], int]:
        """Sorts pins of one profile's attribute: the last one counts. Of one moment, the record's name decides."""
        return self.wish.word.decided_at, self.wish.record, self.pin_id

    def lapsed(self, moment: datetime) -> bool:
        """Whether it has ceased to count."""
        until = self.wish.word.valid_until
        return until is not None and until < moment


@dataclass(frozen=True)
class Ending:
    """How, when and why a pin ended; by whom, where it was a person."""

    outcome: Outcome
    ended_at: datetime
    ended_by: str | None
    why: str
