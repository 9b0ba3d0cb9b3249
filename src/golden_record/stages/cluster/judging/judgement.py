"""A steward's decision on two records, and which decisions a younger one has replaced."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from golden_record.config.decision_file import Name

Decision = Literal["same", "different"]
Origin = Literal["file", "command"]
"""Where a judgement stands: in the file `cluster.overrides`, or given by `golden-record judge`."""


@dataclass(frozen=True)
class Judgement:
    """One decision about two records, by a person, with its reason."""

    origin: Origin
    number: int
    """Line of the file; or number of the command's judgement, which may be on several pairs."""

    left: Name
    right: Name
    decision: Decision
    decided_by: str
    decided_at: datetime
    why: str
    valid_until: datetime | None

    @property
    def pair(self) -> tuple[Name, Name]:
        """The two records, the same way round whichever of them is named first."""
        return min(self.left, self.right), max(self.left, self.right)

    @property
    def age(self) -> tuple[datetime, bool, int, tuple[Name, Name]]:
        """Sorts from old to young; of one moment, what was given by command is younger than the file."""
        return self.decided_at, self.origin == "command", self.number, self.pair

    def lapsed(self, moment: datetime) -> bool:
        """Whether it has ceased to count."""
        return self.valid_until is not None and self.valid_until < moment


def superseded(found: Iterable[Judgement]) -> frozenset[Judgement]:
    """Those that a younger decision on the same two records has replaced."""
    latest: dict[tuple[Name, Name], Judgement] = {}
    old = set()
    for judgement in sorted(found, key=lambda each: each.age):
        if judgement.pair in latest:
            old.add(latest[judgement.pair])
        latest[judgement.pair] = judgement
    return frozenset(old)


def record_name(name: Name) -> str:
    """A record as people write it: `crm:1001`."""
    return ":".join(name)
