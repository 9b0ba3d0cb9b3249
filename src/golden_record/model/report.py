"""What a stage tells its caller when it is done: counts, never values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class StageReport:
    """Rows written per table, and notes for a person: facts, repairs and warnings, without record values."""

    stage: str
    rows: Mapping[str, int]
    notes: tuple[str, ...] = ()
    facts: Mapping[str, float] = field(default_factory=dict)
    changed: int | None = None
    """How much of its tables is other than it was, each listed in the stage's change table; None if all was made anew,
    with an empty change table."""
