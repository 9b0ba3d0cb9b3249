"""What a run would change: counts, ids that go out of use, and the largest moves with what causes each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

import polars as pl

from golden_record.evaluate.changes import queries
from golden_record.evaluate.pair import story_of
from golden_record.evaluate.reasons import because, trail
from golden_record.evaluate.records import RecordView
from golden_record.model.history import PROFILE_HISTORY
from golden_record.model.tables import SOURCE_RECORD
from golden_record.warehouse import Warehouse, temporary

MOST_MOVES = 10
"""Moves told with their cause: whoever doubts more of them looks at the rules, not at an eleventh example."""

MOST_IDS = 1_000
"""Ids listed one by one; their number tells of all of them."""

Event = Literal["created", "merged", "split", "record_moved", "updated", "retired"]
EVENTS: tuple[Event, ...] = get_args(Event)
Change: TypeAlias = Literal["new", "changed", "gone"]
CHANGES: tuple[Change, ...] = get_args(Change)


@dataclass(frozen=True)
class Before:
    """What the last run left: records by what tells whether they are the same later, and how many profiles."""

    records: pl.DataFrame
    profiles: int


@dataclass(frozen=True)
class Move:
    """Records that would be in another profile, or in none, and what causes it, without values of theirs."""

    event: Event
    profile_id: str
    other_profile_id: str | None
    records: int
    because: str


@dataclass(frozen=True)
class Retiring:
    """An id that would no longer be in use, and the profile that it would lead to, if there is one."""

    profile_id: str
    leads_to: str | None


@dataclass(frozen=True)
class Foretold:
    """What a run would change."""

    profiles_before: int
    profiles_after: int
    records_before: int
    records: Mapping[str, Mapping[Change, int]]
    """By source: records that are new, changed or gone; none for a source of which nothing is other."""

    events: Mapping[Event, int]
    """How often each kind of event would be told; each names one profile."""

    retiring: tuple[Retiring, ...]
    """Ids that would go out of use, in order, at most `MOST_IDS`."""

    moves: tuple[Move, ...]
    """The largest moves, those of most records first."""

    @property
    def gone(self) -> int:
        """Ids that would go out of use: merged into another, or retired."""
        return self.events["merged"] + self.events["retired"]

    def changed_records(self, change: Change) -> int:
        """Records of all sources that changed in one way."""
        return sum(counts[change] for counts in self.records.values())


def known_before(state: Warehouse) -> Before | None:
    """What a state holds for a later one to be held against; None where no run has come as far as to tell a history."""
    if not state.has(SOURCE_RECORD) or not state.has(PROFILE_HISTORY):
        return None
    profiles = state.scalar(queries.live_profiles())
    return Before(state.frame(queries.records()), int(str(profiles)))


def nothing_foretold(before: Before) -> Foretold:
    """What a run changes that would use every result again."""
    none: dict[Event, int] = dict.fromkeys(EVENTS, 0)
    return Foretold(before.profiles, before.profiles, before.records.height, {}, none, (), ())


def foretold(state: Warehouse, run_id: str, before: Before) -> Foretold:
    """What a run has changed, by the state that it has left; leaves temporary tables on the connection."""
    with state.registered(before.records, "record_before") as name:
        state.execute(temporary(queries.RECORD_CHANGE, queries.record_changes(name)))
    events: dict[Event, int] = dict.fromkeys(EVENTS, 0)
    told = {str(event): int(str(count)) for event, count in state.rows(queries.event_counts(), [run_id])}
    moves = state.rows(queries.largest_moves(MOST_MOVES), [run_id])
    retiring = state.rows(queries.retiring_ids(MOST_IDS), [run_id])
    return Foretold(
        profiles_before=before.profiles,
        profiles_after=int(str(state.scalar(queries.live_profiles()))),
        records_before=before.records.height,
        records=_records(state),
        events=events | {event: told.get(event, 0) for event in EVENTS},
        retiring=tuple(Retiring(str(name), None if to is None else str(to)) for name, to in retiring),
        moves=tuple(_move(state, row) for row in moves),
    )


def _records(state: Warehouse) -> dict[str, dict[Change, int]]:
    found: dict[str, dict[str, int]] = {}
    for source, change, count in state.rows(queries.record_change_counts()):
        found.setdefault(str(source), {})[str(change)] = int(str(count))
    return {source: {change: counts.get(change, 0) for change in CHANGES} for source, counts in found.items()}


def _move(state: Warehouse, row: tuple[object, ...]) -> Move:
    sequence, event, profile_id, other, records, comparison = row
    kind = next(known for known in EVENTS if known == event)
    cause = "its records have left the sources"
    if kind == "split":
        cause = _parted(state, int(str(sequence)), str(profile_id), None if comparison is None else str(comparison))
    elif kind != "retired":
        cause = _tied(state, int(str(sequence)), str(profile_id))
    return Move(kind, str(profile_id), None if other is None else str(other), int(str(records)), cause)


def _tied(state: Warehouse, sequence: int, profile_id: str) -> str:
    """What ties the records of an event to the profile that they come to."""
    found = state.rows(queries.moving_ties(), [sequence, profile_id])
    if not found:
        return "a judgement, or the company of other records, puts them together"
    return _pair(state, found[0])


def _parted(state: Warehouse, sequence: int, profile_id: str, comparison: str | None) -> str:
    """What keeps the records of an event from the profile that they were in."""
    found = state.rows(queries.parting_refusals(), [sequence, profile_id])
    if found:
        return _pair(state, found[0])
    return f"{comparison} speaks against one person" if comparison else "no link ties them together any more"


def _pair(state: Warehouse, row: tuple[object, ...]) -> str:
    """The two records of a link that decided, what is new about them, and why they are one person or two."""
    views, names = [], []
    for record, source, key, profile, change in state.rows(queries.records_with_change(), [list(row[:2])]):
        views.append(RecordView(int(str(record)), str(source), str(key), None, str(profile), {}))
        names.append(f"{source}:{key}" + (f" ({change})" if change else ""))
    story = story_of(state, *views)
    return f"{' and '.join(names)}: {because(story)}" + (f"; through {trail(story)}" if story.path else "")
