"""What the judgements of stewards mean for this run: which count, on which records, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from golden_record.config.job import Job
from golden_record.model.keys import IN_FORCE, ordered
from golden_record.model.tables import JUDGEMENT
from golden_record.stages.cluster import queries
from golden_record.stages.cluster.overrides import Judgement, judgements, superseded
from golden_record.warehouse import Warehouse

MOST_LINES_NAMED = 10
"""Lines that a note names: enough to begin with, and the table has them all."""


@dataclass(frozen=True)
class Decree:
    """A judgement in force, about two records that are there, the smaller first."""

    left: int
    right: int
    line: int


@dataclass(frozen=True)
class Decrees:
    """All that count in this run, the youngest first."""

    same: tuple[Decree, ...] = ()
    different: tuple[Decree, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.same or self.different)


@dataclass(frozen=True)
class Docket:
    """The judgements of the file, the records that they name as far as these are there, and where each stands."""

    found: tuple[Judgement, ...]
    ids: Mapping[int, tuple[int | None, int | None]]
    """Record ids of both sides by line."""

    status: Mapping[int, str]
    """By line: `in force`, `expired`, `superseded` or `record gone`."""

    def decrees(self) -> Decrees:
        """Those in force; of two with one date, the one further down is younger."""
        valid = [each for each in self.found if self.status[each.line] == IN_FORCE]
        valid.sort(key=lambda each: (each.decided_at, each.line), reverse=True)
        same, different = ([self._decree(each) for each in valid if each.decision == kind] for kind in _KINDS)
        return Decrees(tuple(same), tuple(different))

    def _decree(self, judgement: Judgement) -> Decree:
        left, right = self.ids[judgement.line]
        # In force means that both records are there.
        return Decree(*ordered(left or 0, right or 0), judgement.line)


_KINDS = ("same", "different")


def docket(warehouse: Warehouse, job: Job, moment: datetime) -> Docket:
    """Look up the records of the job's judgements, and sort out which count at a moment.

    Raises:
        ConfigError: the file cannot be read, or a line of it is malformed.
    """
    found = judgements(job)
    if not found:
        return Docket((), {}, {})
    names = [(each.line, *each.left, *each.right) for each in found]
    schema = ["line", "left_source", "left_source_id", "right_source", "right_source_id"]
    frame = pl.DataFrame(names, schema=schema, orient="row")
    with warehouse.registered(frame, "judged_frame"):
        rows = warehouse.frame(queries.judged_records("judged_frame")).iter_rows()
        ids = {line: (left, right) for line, left, right in rows}
    old = superseded(each for each in found if not each.lapsed(moment))
    return Docket(found, ids, {each.line: _status(each, ids[each.line], moment, old) for each in found})


def lapsed_lines(job: Job, moment: datetime) -> list[int]:
    """Lines of the file that have ceased to count: with the file itself, all that the clock decides."""
    return [each.line for each in judgements(job) if each.lapsed(moment)]


def write_judgements(warehouse: Warehouse, docket_: Docket, outcomes: Mapping[int, str]) -> int:
    """Keep every judgement with what became of it; `outcomes` are those that could not be followed, by line."""
    rows = [
        (
            each.line,
            *each.left,
            *each.right,
            each.decision,
            each.decided_by,
            each.decided_at,
            each.why,
            each.valid_until,
            *docket_.ids[each.line],
            outcomes.get(each.line, docket_.status[each.line]),
        )
        for each in docket_.found
    ]
    schema = dict(zip(JUDGEMENT.column_names, _TYPES, strict=True))
    return warehouse.load(JUDGEMENT, pl.DataFrame(rows, schema=schema, orient="row"))


_TYPES = (pl.Int32, *[pl.String] * 6, pl.Datetime, pl.String, pl.Datetime, pl.Int64, pl.Int64, pl.String)


def notes(file: str, docket_: Docket, outcomes: Mapping[int, str]) -> Iterable[str]:
    """What a steward should know of judgements that had no effect."""
    gone = [line for line, status in docket_.status.items() if status == "record gone"]
    if gone:
        yield f"{file}: records are gone of the judgements in {_lines(gone)}; these have no effect"
    for outcome, text in _OUTCOMES.items():
        if lines := sorted(line for line, found in outcomes.items() if found == outcome):
            yield f"{file}: {text.format(_lines(lines))}"


_OUTCOMES = {
    "contradicted": "the must-links in {} contradict a cannot-link, which wins",
    "too large": "the must-links in {} would make profiles of more records than cluster.max_records",
}


def _lines(lines: Sequence[int]) -> str:
    named = ", ".join(map(str, sorted(lines)[:MOST_LINES_NAMED]))
    rest = len(lines) - MOST_LINES_NAMED
    return f"line{'s' if len(lines) > 1 else ''} {named}{f' and {rest:,} more' if rest > 0 else ''}"


def _status(judgement: Judgement, ids: Sequence[int | None], moment: datetime, old: frozenset[int]) -> str:
    if judgement.lapsed(moment):
        return "expired"
    if judgement.line in old:
        return "superseded"
    return "record gone" if None in ids else IN_FORCE
