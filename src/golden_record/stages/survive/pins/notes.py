"""What a steward should know of pins after a run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from golden_record.stages.survive.pins.pin import Status
from golden_record.stages.survive.pins.standing import IN_FORCE, Stand

MOST_NAMED = 10
"""Pins that a note names: enough to begin with, and `golden-record pin JOB --list` has them all."""

_RETIRED: Mapping[Status, str] = {
    "agreed": "retired, since the sources elect the pinned value themselves",
    "overtaken": "retired, since the sources say what they did not say when it was set",
}
_IDLE: Mapping[Status, str] = {
    "record gone": "without effect, since its record is gone",
    "attribute gone": "without effect, since the job has no such attribute",
}


def pin_notes(before: Sequence[Stand], after: Sequence[Stand]) -> Iterator[str]:
    """Pins that have retired in this run, and those that have no effect."""
    counted = {stand.pin.pin_id for stand in before if stand.status in {IN_FORCE, "superseded"}}
    for status, text in _RETIRED.items():
        yield from _note((stand for stand in after if stand.pin.pin_id in counted), status, text)
    for status, text in _IDLE.items():
        yield from _note(after, status, text)


def _note(stands: Iterable[Stand], status: Status, text: str) -> Iterator[str]:
    numbers = [stand.pin.pin_id for stand in stands if stand.status == status]
    if numbers:
        rest = len(numbers) - MOST_NAMED
        named = ", ".join(map(str, numbers[:MOST_NAMED])) + (f" and {rest:,} more" if rest > 0 else "")
        yield f"pin{'s' if len(numbers) > 1 else ''} {named}: {text}"
