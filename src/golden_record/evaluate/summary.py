"""What a finished run comes to, in the few numbers and examples that a person wants to see first."""

from __future__ import annotations

import json
from dataclasses import dataclass

from golden_record.config.job import Job
from golden_record.evaluate import queries
from golden_record.evaluate.activity.segments import Segment, segments
from golden_record.evaluate.elections import queries as election_queries
from golden_record.evaluate.state import finished_state
from golden_record.warehouse import Warehouse

GUARDS = {
    "judgement": "a steward said so",
    "conflict": "values that must not differ do",
    "unique": "a source has one record per person",
    "limit": "too many values of an attribute",
    "max_records": "the profile would be too large",
    "component": "too many links meet to compare all pairs",
    "evidence": "the other records speak against it",
}
"""What each guard sees when it refuses a link."""

EXAMPLES = 3
SPELLINGS = 5


@dataclass(frozen=True)
class SourceSummary:
    """What one source brought."""

    source: str
    records: int
    rejected: int


@dataclass(frozen=True)
class HouseholdSummary:
    """How many profiles share a home with others, in how many households."""

    households: int
    profiles: int
    largest: int


@dataclass(frozen=True)
class Example:
    """A profile worth a look: its golden values in the order of the job, and how records write its name."""

    profile_id: str
    record_count: int
    sources: tuple[str, ...]
    confidence: float
    golden: tuple[tuple[str, str], ...]
    spellings: tuple[str, ...]


@dataclass(frozen=True)
class RunSummary:
    """The result of a run: counts, and examples, which alone hold values of records."""

    sources: tuple[SourceSummary, ...]
    profiles: int
    joined_profiles: int
    profiles_by_source_count: dict[int, int]
    largest_records: int
    largest_profile_id: str | None
    refused_links: dict[str, int]
    households: HouseholdSummary | None
    """None where the job does not ask for households."""

    segments: tuple[Segment, ...]
    """Who is alive; empty where the job has no events, or none with a date."""

    examples: tuple[Example, ...]


def summarise(job: Job) -> RunSummary:
    """Sum up the state of a job that has just run.

    Raises:
        UsageError: the job has not run yet.
        LockError: a run holds the state.
    """
    names = [name for name, attribute in job.config.attributes.items() if attribute.known_type.kind == "name"]
    with finished_state(job) as state:
        ((profiles, joined, largest, largest_id),) = state.rows(queries.profile_counts())
        return RunSummary(
            sources=tuple(
                SourceSummary(str(source), _int(records), _int(rejected))
                for source, records, rejected in state.rows(queries.loaded_sources())
            ),
            profiles=_int(profiles),
            joined_profiles=_int(joined),
            profiles_by_source_count={_int(a): _int(b) for a, b in state.rows(queries.profiles_by_source_count())},
            largest_records=_int(largest),
            largest_profile_id=None if largest_id is None else str(largest_id),
            refused_links={str(guard): _int(links) for guard, links in state.rows(queries.refusals_by_guard())},
            households=_households(state) if job.config.household else None,
            segments=segments(state) if job.config.activity else (),
            examples=tuple(
                _example(state, job, str(profile), names)
                for (profile,) in state.rows(queries.telling_profiles(names, EXAMPLES))
            ),
        )


def _households(state: Warehouse) -> HouseholdSummary:
    ((households, profiles, largest),) = state.rows(queries.household_counts())
    return HouseholdSummary(_int(households), _int(profiles), _int(largest))


def _example(state: Warehouse, job: Job, profile_id: str, names: list[str]) -> Example:
    ((record_count, sources, confidence),) = state.rows(queries.profile_facts(), [profile_id])
    golden = {
        str(row[0]): shown_value(str(row[1]))
        for row in state.rows(election_queries.golden_values(), [profile_id])
        if row[1] is not None
    }
    ordered = [(name, golden[name]) for name in job.config.attributes if name in golden]
    spellings = state.rows(queries.spellings(names, SPELLINGS), [profile_id])
    return Example(
        profile_id=profile_id,
        record_count=_int(record_count),
        sources=tuple(map(str, sources)) if isinstance(sources, list) else (),
        confidence=float(str(confidence)),
        golden=tuple(ordered),
        spellings=tuple(str(value) for (value,) in spellings),
    )


def shown_value(value: str) -> str:
    """A golden value as people read it: a list, which the lineage keeps as JSON, becomes words with commas."""
    if value.startswith("["):
        try:
            items = json.loads(value)
        except ValueError:
            return value
        return ", ".join(map(str, items))
    return value


def _int(value: object) -> int:
    return int(str(value))
