"""What a profile is made of, what holds it together, and where its golden values come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from golden_record.config.job import Job
from golden_record.errors import UsageError
from golden_record.evaluate import queries
from golden_record.evaluate.elections import queries as election_queries
from golden_record.evaluate.household import HouseholdStory, household_of
from golden_record.evaluate.pair import edges_among
from golden_record.evaluate.records import Said, find_record, said_by
from golden_record.evaluate.state import finished_state
from golden_record.evaluate.summary import shown_value
from golden_record.graph.strongest import strongest_tree
from golden_record.warehouse import Warehouse


@dataclass(frozen=True)
class Member:
    """A record of the profile, and how it came in."""

    name: str
    observed_at: datetime | None
    matched_by: str
    probability: float | None
    values: dict[str, tuple[Said, ...]]


@dataclass(frozen=True)
class Tie:
    """A link that holds the profile together."""

    left: str
    right: str
    weight: float
    matched_by: str
    """`probabilistic`, the name of a rule, or `judgement`."""


@dataclass(frozen=True)
class Refusal:
    """A link to another profile that a guard refused."""

    member: str
    other: str
    other_profile_id: str
    weight: float | None
    """Its match weight; none where a must-link was refused and the two have no link."""

    guard: str
    reason: str


@dataclass(frozen=True)
class Loser:
    """A value that lost an election, the best record that says it, and on what it lost."""

    value: str
    record: str
    observed_at: datetime | None
    record_count: int
    reason: str


@dataclass(frozen=True)
class Pinned:
    """A steward's word on a golden value."""

    who: str
    when: datetime | None
    why: str


@dataclass(frozen=True)
class GoldenValue:
    """A golden value, where it comes from, and what it won against.

    Without `value` a rule let none survive; without `record` it is computed from several, none survived, or it is
    pinned and no record says so.
    """

    attribute: str
    value: str | None
    record: str | None
    observed_at: datetime | None
    rule: str
    candidate_count: int
    agreement: float | None
    runner_up: str | None
    written: str | None
    """The value as the winning record writes it, where another one writes it better."""

    quality: str | None
    computed: bool
    confidence: float | None
    losers: tuple[Loser, ...]
    """Candidates that lost, best first; none where the run keeps no candidates."""

    pinned: Pinned | None = None
    """Who pinned it, in the place of what was elected."""


@dataclass(frozen=True)
class ProfileStory:
    """Everything that is known of a profile."""

    profile_id: str
    confidence: float
    members: tuple[Member, ...]
    ties: tuple[Tie, ...]
    """The strongest links that reach every member, the weakest last."""

    refusals: tuple[Refusal, ...]
    golden: tuple[GoldenValue, ...]
    household: HouseholdStory | None
    """Who shares a home with it; none where nobody does, or the job does not ask."""


def explain_profile(job: Job, name: str) -> ProfileStory:
    """Tell the story of a profile, named by its id or by one of its records as `SOURCE:ID`.

    Raises:
        UsageError: the job has not run, or has no such profile or record.
        LockError: a run holds the state.
    """
    with finished_state(job) as state:
        profile_id = find_record(state, job, name).profile_id if ":" in name else name
        if not state.scalar(queries.known_profile(), [profile_id]):
            msg = f"there is no profile {profile_id!r}"
            raise UsageError(msg, hint="take an id from golden_profile in the mart, or name a record as SOURCE:ID")
        return _story(state, job, profile_id)


def _story(state: Warehouse, job: Job, profile_id: str) -> ProfileStory:
    ((_, _, confidence),) = state.rows(queries.profile_facts(), [profile_id])
    rows = state.rows(queries.members(), [profile_id])
    names = {int(str(row[0])): f"{row[1]}:{row[2]}" for row in rows}
    said = said_by(state, job, list(names))
    edges = edges_among(state, list(names))
    tree = strongest_tree(edges.weighed)
    golden = _golden_values(state, profile_id)
    return ProfileStory(
        profile_id=profile_id,
        confidence=float(str(confidence)),
        members=tuple(_member(row, said[int(str(row[0]))]) for row in rows),
        ties=tuple(
            Tie(names[left], names[right], weight, edges.matched_by[left, right]) for left, right, weight in tree
        ),
        refusals=tuple(map(_refused, state.rows(queries.refusals_of(), [profile_id]))),
        golden=tuple(golden[name] for name in job.config.attributes if name in golden),
        household=household_of(state, job, profile_id),
    )


def _member(row: tuple[object, ...], values: dict[str, tuple[Said, ...]]) -> Member:
    _, source, source_id, observed_at, matched_by, probability = row
    return Member(
        name=f"{source}:{source_id}",
        observed_at=_moment(observed_at),
        matched_by=str(matched_by or "alone"),
        probability=None if probability is None else float(str(probability)),
        values=values,
    )


def _refused(row: tuple[object, ...]) -> Refusal:
    source, source_id, other, other_id, profile_id, weight, guard, reason = row
    mine, theirs = f"{source}:{source_id}", f"{other}:{other_id}"
    return Refusal(
        mine, theirs, str(profile_id), None if weight is None else float(str(weight)), str(guard), str(reason)
    )


def _golden_values(state: Warehouse, profile_id: str) -> dict[str, GoldenValue]:
    lost: dict[str, list[Loser]] = {}
    for attribute, *row in state.rows(election_queries.lost_candidates(), [profile_id]):
        lost.setdefault(str(attribute), []).append(_loser(row))
    rows = state.rows(election_queries.golden_values(), [profile_id])
    return {str(row[0]): _golden(row, tuple(lost.get(str(row[0]), ()))) for row in rows}


def _loser(row: Sequence[object]) -> Loser:
    value, source, source_id, observed_at, records, reason = row
    return Loser(str(value), f"{source}:{source_id}", _moment(observed_at), int(str(records)), str(reason))


def _golden(row: tuple[object, ...], losers: tuple[Loser, ...]) -> GoldenValue:
    attribute, value, source, source_id, observed_at, rule, candidates, agreement, runner_up, *more = row
    written, quality, computed, confidence, pinned_by, pinned_at, why = more
    return GoldenValue(
        attribute=str(attribute),
        value=None if value is None else shown_value(str(value)),
        record=None if source is None else f"{source}:{source_id}",
        observed_at=_moment(observed_at),
        rule=str(rule),
        candidate_count=int(str(candidates)),
        agreement=_number(agreement),
        runner_up=None if runner_up is None else str(runner_up),
        written=None if written is None else str(written),
        quality=None if quality is None else str(quality),
        computed=bool(computed),
        confidence=_number(confidence),
        losers=losers,
        pinned=None if pinned_by is None else Pinned(str(pinned_by), _moment(pinned_at), str(why)),
    )


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def _moment(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None
