"""What the judgements of stewards mean for a run: which count, on which records, and what became of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from golden_record.config.job import Job
from golden_record.model.judgements import JUDGEMENT
from golden_record.model.keys import Json, ordered
from golden_record.stages.cluster.judging import queries
from golden_record.stages.cluster.judging.given import Given, fingerprint_of_given, read_given
from golden_record.stages.cluster.judging.judgement import Judgement, superseded
from golden_record.stages.cluster.judging.overrides import judgements
from golden_record.warehouse import Warehouse

IN_FORCE = "in force"
RECORD_GONE = "record gone"
CONTRADICTED, TOO_LARGE = "contradicted", "too large"
"""What becomes of a must-link that is in force and that something else outranks."""

MOST_NAMED = 10
"""Judgements that a note names: enough to begin with, and `golden-record judge JOB --list` has them all."""


@dataclass(frozen=True)
class Decree:
    """A judgement in force, about two records that are there, the smaller first."""

    left: int
    right: int
    judgement: Judgement


@dataclass(frozen=True)
class Decrees:
    """All that count in this run, the youngest first."""

    same: tuple[Decree, ...] = ()
    different: tuple[Decree, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.same or self.different)


@dataclass(frozen=True)
class Docket:
    """All judgements, the records that they name as far as these are there, and where each stands."""

    found: tuple[Judgement, ...]
    """Those of the file in its order, then those that were given by command."""

    ids: Mapping[Judgement, tuple[int | None, int | None]]
    """Record ids of both sides."""

    status: Mapping[Judgement, str]
    """`in force`, `expired`, `withdrawn`, `superseded` or `record gone`."""

    def decrees(self) -> Decrees:
        """Those in force."""
        valid = sorted(
            (each for each in self.found if self.status[each] == IN_FORCE), key=lambda each: each.age, reverse=True
        )
        same, different = ([self._decree(each) for each in valid if each.decision == kind] for kind in _KINDS)
        return Decrees(tuple(same), tuple(different))

    def _decree(self, judgement: Judgement) -> Decree:
        left, right = self.ids[judgement]
        # In force means that both records are there.
        return Decree(*ordered(left or 0, right or 0), judgement)


_KINDS = ("same", "different")


def docket(warehouse: Warehouse, job: Job, moment: datetime) -> Docket:
    """Look up the records of all judgements, and sort out which count at a moment.

    Raises:
        ConfigError: the file cannot be read, or a line of it is malformed.
    """
    given = read_given(warehouse)
    found = (*judgements(job), *given.judgements)
    if not found:
        return Docket((), {}, {})
    names = [(place, *each.left, *each.right) for place, each in enumerate(found)]
    schema = ["place", "left_source", "left_source_id", "right_source", "right_source_id"]
    frame = pl.DataFrame(names, schema=schema, orient="row")
    with warehouse.registered(frame, "judged_frame"):
        rows = warehouse.frame(queries.judged_records("judged_frame")).iter_rows()
        ids = {found[place]: (left, right) for place, left, right in rows}
    standing = _Standing(given, moment, superseded(_counting(found, given, moment)))
    return Docket(found, ids, {each: standing.status(each, ids[each]) for each in found})


def judged(warehouse: Warehouse, job: Job, moment: datetime) -> Json:
    """What memberships depend on beside inputs and links: judgements given by command, and those whose time is over.

    Raises:
        ConfigError: the file cannot be read, or a line of it is malformed.
    """
    found = (*judgements(job), *read_given(warehouse).judgements)
    over = sorted({f"{each.origin} {each.number}" for each in found if each.lapsed(moment)})
    return [fingerprint_of_given(warehouse), over]


def write_judgements(warehouse: Warehouse, docket_: Docket, outcomes: Mapping[Judgement, str]) -> int:
    """Keep every judgement with what became of it; `outcomes` are those that could not be followed.

    Returns how many rows are other than before.
    """
    rows = [
        (
            each.origin,
            each.number,
            *each.left,
            *each.right,
            each.decision,
            each.decided_by,
            each.decided_at,
            each.why,
            each.valid_until,
            *docket_.ids[each],
            outcomes.get(each, docket_.status[each]),
        )
        for each in docket_.found
    ]
    schema = dict(zip(JUDGEMENT.column_names, _TYPES, strict=True))
    warehouse.ensure(JUDGEMENT)
    before = set(warehouse.rows(queries.judgements()))
    if before != set(rows):
        warehouse.load(JUDGEMENT, pl.DataFrame(rows, schema=schema, orient="row"))
    return len(before ^ set(rows))


_TYPES = (pl.String, pl.Int32, *[pl.String] * 6, pl.Datetime, pl.String, pl.Datetime, pl.Int64, pl.Int64, pl.String)


def notes(file: str, docket_: Docket, outcomes: Mapping[Judgement, str]) -> Iterable[str]:
    """What a steward should know of judgements that had no effect; `file` is that of the job, as it names it."""
    effects = {**docket_.status, **outcomes}
    # Of the many pairs of a command, some lose their records in time: the others go on doing what it is for.
    living = {each.number for each, effect in effects.items() if each.origin == "command" and effect == IN_FORCE}
    for effect, text in _EFFECTS.items():
        having = [judgement for judgement, found in effects.items() if found == effect]
        in_file = {each.number for each in having if each.origin == "file"}
        given = {each.number for each in having if each.origin == "command"}
        if in_file:
            yield f"{file}: {text.format(_named('line', in_file))}"
        if effect == RECORD_GONE:
            given -= living
        if given:
            yield f"golden-record judge: {text.format(_named('judgement', given))}"


_EFFECTS = {
    RECORD_GONE: "records are gone of the judgements in {}; these have no effect",
    CONTRADICTED: "the must-links in {} contradict a cannot-link, which wins",
    TOO_LARGE: "the must-links in {} would make profiles of more records than cluster.max_records",
}


def _named(noun: str, numbers: Collection[int]) -> str:
    named = ", ".join(map(str, sorted(numbers)[:MOST_NAMED]))
    rest = len(numbers) - MOST_NAMED
    return f"{noun}{'s' if len(numbers) > 1 else ''} {named}{f' and {rest:,} more' if rest > 0 else ''}"


def _counting(found: Iterable[Judgement], given: Given, moment: datetime) -> Iterable[Judgement]:
    return (each for each in found if not given.is_withdrawn(each) and not each.lapsed(moment))


@dataclass(frozen=True)
class _Standing:
    """What decides where a judgement stands."""

    given: Given
    moment: datetime
    old: frozenset[Judgement]

    def status(self, judgement: Judgement, ids: Sequence[int | None]) -> str:
        if self.given.is_withdrawn(judgement):
            return "withdrawn"
        if judgement.lapsed(self.moment):
            return "expired"
        if judgement in self.old:
            return "superseded"
        return RECORD_GONE if None in ids else IN_FORCE
