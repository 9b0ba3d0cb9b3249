"""The difference between two runs, as far as a person wants it told: counts per kind and attribute, and examples."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from golden_record.config.job import Job
from golden_record.errors import UsageError, nearest
from golden_record.evaluate.diff import queries
from golden_record.evaluate.state import finished_state
from golden_record.model.keys import Json
from golden_record.warehouse import Warehouse, temporary

LAST, PREVIOUS = "last", "previous"
"""Words for the two youngest runs that compared profiles with those before: a run that reused everything is neither."""

KINDS = ("created", "split", "merged", "retired", "updated", "regrouped")
"""What can become of a profile, in the order in which it is told."""

_ALWAYS_TOLD = "household_id"
"""What every version of a profile has, whatever the job's attributes were."""


@dataclass(frozen=True)
class RunPoint:
    """A run: its id, its start (naive UTC), and how it ended."""

    run_id: str
    started_at: datetime
    status: str


@dataclass(frozen=True)
class AttributeChange:
    """Of the profiles that stay: how many have another value of an attribute, their first one, or none any more."""

    attribute: str
    changed: int
    filled: int
    emptied: int


@dataclass(frozen=True)
class ValueChange:
    """A golden value that is another one: plain data, lists where the job collects."""

    attribute: str
    old: Json
    new: Json


@dataclass(frozen=True)
class ChangedProfile:
    """A profile that is told as an example, with the other profile and the number of records concerned."""

    kind: str
    profile_id: str
    other_profile_id: str | None
    records: int
    changes: tuple[ValueChange, ...]


@dataclass(frozen=True)
class RunDiff:
    """What is other at the later run. What came and went in between is not in it."""

    earlier: RunPoint
    later: RunPoint
    profiles_before: int
    profiles_after: int
    profiles: dict[str, int]
    """How many of each of `KINDS`; a profile that stays may be `updated` and `regrouped`."""

    records: dict[str, int]
    """How many `came`, are `gone`, and have `moved` to another profile."""

    attributes: tuple[AttributeChange, ...]
    examples: tuple[ChangedProfile, ...]

    @property
    def empty(self) -> bool:
        """Whether both runs found the same."""
        return not any((*self.profiles.values(), *self.records.values()))


def diff_runs(job: Job, earlier: str, later: str, examples: int) -> RunDiff:
    """Compare what two runs found; a run is named by its id, or as `last` or `previous`.

    Raises:
        UsageError: there is no such run, or the job has not run yet.
        LockError: a run holds the state.
    """
    with finished_state(job) as state:
        before, after = _points(state, (earlier, later))
        return compare(state, before, after, examples)


def _points(state: Warehouse, names: Sequence[str]) -> list[RunPoint]:
    rows = state.rows(queries.runs())
    known = {str(run_id): RunPoint(str(run_id), _moment(start), str(status)) for run_id, start, status, _ in rows}
    told = [str(run_id) for run_id, _, _, is_told in rows if is_told]
    return [_point(known, told, name) for name in names]


def _point(known: dict[str, RunPoint], told: Sequence[str], name: str) -> RunPoint:
    words = dict(zip((LAST, PREVIOUS), told, strict=False))
    run_id = words.get(name, name)
    if run_id in known:
        return known[run_id]
    if name == PREVIOUS:
        message = "there is no previous run: only one has compared profiles so far"
        raise UsageError(message, hint="a run that finds nothing to do does not count")
    hint = nearest(name, [*known, LAST, PREVIOUS]) if known else ""
    message = f"there is no run {name!r}"
    raise UsageError(message, hint=hint)


def compare(state: Warehouse, before: RunPoint, after: RunPoint, examples: int) -> RunDiff:
    """What is other at one run than at another, with so many examples of each kind of change."""
    start, end = before.started_at, after.started_at
    moments = [start, start, end, end]
    state.execute(temporary(queries.RECORD_MOVE, queries.record_moves()), moments)
    state.execute(temporary(queries.PROFILE_CHANGE, queries.profile_changes()), moments)
    state.execute(temporary(queries.PROFILE_KIND, queries.profile_kinds()))
    attributes = {str(name) for (name,) in state.rows(queries.told_attributes())} | {_ALWAYS_TOLD}
    state.execute(temporary(queries.VALUE_CHANGE, queries.value_changes(sorted(attributes))))
    counts = {str(kind): _int(count) for kind, count in state.rows(queries.kind_counts())}
    ((came, gone, moved),) = state.rows(queries.record_counts())
    return RunDiff(
        earlier=before,
        later=after,
        profiles_before=_int(state.scalar(queries.profiles_at(), [start, start])),
        profiles_after=_int(state.scalar(queries.profiles_at(), [end, end])),
        profiles={kind: counts.get(kind, 0) for kind in KINDS},
        records={"came": _int(came), "gone": _int(gone), "moved": _int(moved)},
        attributes=tuple(
            AttributeChange(str(name), *map(_int, found)) for name, *found in state.rows(queries.attribute_counts())
        ),
        examples=tuple(example for kind in KINDS for example in _examples(state, kind, examples)),
    )


def _examples(state: Warehouse, kind: str, count: int) -> list[ChangedProfile]:
    return [
        ChangedProfile(
            kind=kind,
            profile_id=str(profile),
            other_profile_id=None if other is None else str(other),
            records=_int(records),
            changes=tuple(ValueChange(**change) for change in json.loads(str(changes))),
        )
        for profile, other, records, changes in state.rows(queries.examples(), [kind, count])
    ]


def _moment(value: object) -> datetime:
    if not isinstance(value, datetime):
        msg = f"{value!r} is no moment"
        raise TypeError(msg)
    return value


def _int(value: object) -> int:
    return int(str(value))
