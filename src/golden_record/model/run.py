"""What every stage may know of the run that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class RunContext:
    """The run: its id, its start (naive UTC, from an injected clock), and whether caches of results may be used."""

    run_id: str
    started_at: datetime
    full: bool = False
    retrain: bool = False
    """Whether the model is to be trained anew, although the one in use fits."""

    changed: frozenset[str] | None = None
    """Stages before this one whose change tables (`model.changes`) list all that is other since this one last did its
    work; the tables of the others are as they were, and their change tables say nothing. None: do everything anew."""
