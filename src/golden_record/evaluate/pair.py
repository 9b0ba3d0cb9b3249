"""Why two records are one person, or are not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from golden_record.config.job import Job
from golden_record.errors import UsageError
from golden_record.evaluate import queries
from golden_record.evaluate.records import RecordView, find_record
from golden_record.evaluate.state import finished_state
from golden_record.evaluate.waterfall import Waterfall, match_model, waterfall
from golden_record.graph.strongest import strongest_path
from golden_record.model.keys import IN_FORCE, ordered
from golden_record.warehouse import Warehouse

NOT_FOLLOWED = ("contradicted", "too large")
"""What becomes of a must-link that is in force and still not followed."""

JUDGED_SAME = "one person: a steward said so"


@dataclass(frozen=True)
class Shared:
    """A value that both records hold, and how many records do."""

    attribute: str
    value: str
    holders: int


@dataclass(frozen=True)
class Word:
    """What a steward said of two records."""

    decision: str
    decided_by: str
    decided_at: datetime
    why: str
    status: str
    """`in force`, or why it has no effect."""


@dataclass(frozen=True)
class PairStory:
    """Two records and everything that was decided about them."""

    left: RecordView
    right: RecordView
    together: bool
    verdict: str
    waterfall: Waterfall | None
    refusal: str | None
    stand_ins: tuple[str, ...]
    """Notes on equal records that were compared in the place of these."""

    path: tuple[str, ...]
    """Records through which the two are tied together, where their own link does not do it."""

    shared: tuple[Shared, ...]
    judgements: tuple[Word, ...]
    """What stewards decided about the two, the youngest first."""

    @property
    def not_followed(self) -> bool:
        """Whether a steward called the two one person, and something that counts for more kept them apart."""
        return not self.together and _not_followed(self.judgements) is not None


def explain_pair(job: Job, names: tuple[str, str]) -> PairStory:
    """Tell what was decided about two records, named `SOURCE:ID`, and why.

    Raises:
        UsageError: the job has not run, or has no such record.
        LockError: a run holds the state.
    """
    with finished_state(job) as state:
        one, other = (find_record(state, job, name) for name in names)
        if one.record_id == other.record_id:
            msg = "the two are one record"
            raise UsageError(msg, hint="name two records, or use --profile")
        return story_of(state, one, other)


def story_of(state: Warehouse, one: RecordView, other: RecordView) -> PairStory:
    """Tell the same of two records that are found already; their values play no part in it."""
    compared, notes = _stand_ins(state, one, other)
    rows = state.rows(queries.link(), compared)
    evidence = waterfall(match_model(state), rows[0]) if rows else None
    refusal = _refusal(state, one, other, compared)
    together = one.profile_id == other.profile_id
    words = _judgements(state, one, other)
    judged = _joined_by(words)
    tied = judged or (evidence is not None and evidence.weight >= evidence.threshold)
    return PairStory(
        left=one,
        right=other,
        together=together,
        verdict=_judged_verdict(together, words, refusal) or _verdict(together, evidence, refusal),
        waterfall=evidence,
        refusal=refusal,
        stand_ins=notes,
        path=_path(state, one, other) if together and not tied else (),
        shared=_shared(state, one, other),
        judgements=words,
    )


def _judgements(state: Warehouse, one: RecordView, other: RecordView) -> tuple[Word, ...]:
    rows = state.rows(queries.judgements_on(), ordered(one.record_id, other.record_id))
    return tuple(
        Word(str(decision), str(by), at, str(why), str(status))
        for decision, by, at, why, status in rows
        if isinstance(at, datetime)
    )


def _stand_ins(state: Warehouse, one: RecordView, other: RecordView) -> tuple[tuple[int, int], tuple[str, ...]]:
    """The pair of records that was compared for these two, and notes where it is another pair."""
    pair = ordered(one.record_id, other.record_id)
    if state.rows(queries.link(), pair):
        return pair, ()
    earlier = {int(str(copy)): int(str(first)) for copy, first in state.rows(queries.originals(), [list(pair)])}
    ends = [earlier.get(record.record_id, record.record_id) for record in (one, other)]
    if ends[0] == ends[1]:
        # Both repeat a third record: each equals it in everything, so their link with it speaks for both.
        return (ends[0], max(pair)), ("both equal a third record in everything that is compared",)
    notes = tuple(
        f"{record.name} equals an earlier record in everything that is compared, which stood in for it"
        for record in (one, other)
        if record.record_id in earlier
    )
    return ordered(ends[0], ends[1]), notes


def _refusal(state: Warehouse, one: RecordView, other: RecordView, compared: tuple[int, int]) -> str | None:
    for pair in dict.fromkeys((ordered(one.record_id, other.record_id), compared)):
        for guard, reason in state.rows(queries.refusal(), pair):
            return f"{guard}: {reason}"
    return None


def _joined_by(words: Sequence[Word]) -> bool:
    return any(word.decision == "same" and word.status == IN_FORCE for word in words)


def _not_followed(words: Sequence[Word]) -> Word | None:
    return next((word for word in words if word.decision == "same" and word.status in NOT_FOLLOWED), None)


def _judged_verdict(together: bool, words: Sequence[Word], refusal: str | None) -> str | None:
    """The verdict where a steward's word decides it, or would have."""
    if together:
        return JUDGED_SAME if _joined_by(words) else None
    asked = _not_followed(words)
    if asked is None:
        return None
    return f"two people: a judgement asked for one person and was not followed ({refusal or asked.status})"


def _verdict(together: bool, evidence: Waterfall | None, refusal: str | None) -> str:
    strong = evidence is not None and evidence.weight >= evidence.threshold
    if together:
        return "one person: their own link is strong enough" if strong else "one person, through other records"
    if refusal:
        return f"two people: their link is strong enough, but a guard refused it ({refusal})"
    if strong:
        return "two people: a guard refused their link, or that of the equal record that stood in for one of them"
    if evidence is not None:
        return "two people: they were compared, and the weight is below the threshold"
    return "two people: nothing brought them together, or almost nothing of them agrees"


def _path(state: Warehouse, one: RecordView, other: RecordView) -> tuple[str, ...]:
    rows = state.rows(queries.members(), [one.profile_id])
    names = {int(str(row[0])): f"{row[1]}:{row[2]}" for row in rows}
    edges = edges_among(state, list(names))
    return tuple(names[record] for record in strongest_path(edges.weighed, one.record_id, other.record_id))


@dataclass(frozen=True)
class Edges:
    """Everything that says of two of some records that they are one person, or are not."""

    weighed: list[tuple[int, int, float]]
    matched_by: Mapping[tuple[int, int], str]
    """Per pair: `probabilistic`, the name of a rule, or `judgement`."""


def edges_among(state: Warehouse, records: Sequence[int]) -> Edges:
    """All links between the records, and what stewards joined, which weighs more than any link."""
    rows = [
        (int(str(left)), int(str(right)), float(str(weight)), str(matched_by))
        for left, right, weight, matched_by in state.rows(queries.ties_among(), [list(records), list(records)])
    ]
    return Edges([row[:3] for row in rows], {row[:2]: row[3] for row in rows})


def _shared(state: Warehouse, one: RecordView, other: RecordView) -> tuple[Shared, ...]:
    rows = state.rows(queries.value_holders(), [one.record_id, other.record_id])
    return tuple(Shared(str(attribute), str(value), int(str(holders))) for attribute, value, holders in rows)
