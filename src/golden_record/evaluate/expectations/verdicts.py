"""Hold a test of the job against a state, and say why it fails: no values of records but in `Miss.values`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

from golden_record.config.job import Job
from golden_record.config.tests import Expected, JobTestConfig
from golden_record.evaluate.expectations import queries
from golden_record.evaluate.pair import PairStory, story_of
from golden_record.evaluate.reasons import because
from golden_record.evaluate.records import RecordView
from golden_record.model.keys import Json
from golden_record.warehouse import Warehouse

VERSION = 1
"""Raise it when tests come to mean something else: results that passed them are then asked again."""

MOST_PAIRS = 10
"""Pairs of one list that a failed test tells of; where more are wrong, they are wrong for the same reason."""

Values: TypeAlias = tuple[str | None, ...]


@dataclass(frozen=True)
class Miss:
    """One thing that a test expects and that is otherwise."""

    expected: str
    found: str
    because: str = ""
    wanted: Values | None = None
    """Golden values as the job expects them; none where the question is who is who."""

    got: Values | None = None
    """Golden values as they are: values of records, which belong on stdout and nowhere else."""


@dataclass(frozen=True)
class Verdict:
    """A test, and all that is otherwise than it expects."""

    number: int
    """Its place among the tests of the job, from 1."""

    name: str
    why: str | None
    line: int
    """Line of the job file where it stands."""

    misses: tuple[Miss, ...]

    @property
    def passed(self) -> bool:
        """Whether everything is as expected."""
        return not self.misses


def asked_by_tests(job: Job) -> Json:
    """What the tests of a job ask: whoever asks for more must be answered before the next publication."""
    return [VERSION, [test.model_dump(mode="json") for test in job.config.tests]]


def verdict(state: Warehouse, job: Job, number: int) -> Verdict:
    """Hold the test with this number, from 1, against a state that has golden profiles."""
    test = job.config.tests[number - 1]
    there = _records(state, _names(test))
    misses = [*_absent(job, test, there), *_apart(state, test, there), *_together(state, test, there)]
    misses += _golden(state, job, test, there)
    line, _ = job.positions.of(f"tests[{number - 1}]")
    return Verdict(number, test.name or _called(test), test.why, line, tuple(misses))


def _names(test: JobTestConfig) -> tuple[str, ...]:
    listed = (*test.listed(test.must_match), *test.listed(test.must_not_match))
    return tuple(dict.fromkeys([*listed, *([test.asked] if test.asked else [])]))


def _called(test: JobTestConfig) -> str:
    """What a test is called that has no name: what it asks."""
    parts = []
    if test.must_match is not None:
        parts.append(f"{_listed(test.listed(test.must_match))} are one person")
    if test.must_not_match is not None:
        names = test.listed(test.must_not_match)
        parts.append(f"{_listed(names)} are {'two' if len(names) == 2 else len(names)} people")
    if test.expect is not None:
        parts.append(f"{_listed(tuple(test.expect))} of {test.asked}")
    return "; ".join(parts)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _records(state: Warehouse, names: Sequence[str]) -> dict[str, RecordView]:
    """The records that are there, by name."""
    parts = [name.partition(":") for name in names]
    asked = [[source for source, _, _ in parts], [key for _, _, key in parts]]
    return {
        f"{source}:{key}": RecordView(int(str(record)), str(source), str(key), None, str(profile), {})
        for source, key, record, profile in state.rows(queries.named_records(), asked)
    }


def _absent(job: Job, test: JobTestConfig, there: Mapping[str, RecordView]) -> Iterator[Miss]:
    for name in _names(test):
        if name not in there:
            source = name.partition(":")[0]
            key = job.config.sources[source].key
            reason = (
                f"source {source!r} has no record with that id in the last run; ids are values of its column {key!r}"
            )
            yield Miss(f"{name} is there", "no such record", reason)


def _apart(state: Warehouse, test: JobTestConfig, there: Mapping[str, RecordView]) -> Iterator[Miss]:
    """Records that must be one person, and are not: each profile but the first is told of once."""
    names = [name for name in test.listed(test.must_match) if name in there]
    seen: set[str] = {there[name].profile_id for name in names[:1]}
    for name in names:
        other = there[name]
        if other.profile_id in seen:
            continue
        seen.add(other.profile_id)
        # Any record of the profiles found so far may be the one that should have drawn it in: the nearest tells why.
        before = [there[one] for one in names[: names.index(name)]]
        story = max((story_of(state, one, other) for one in before), key=_nearness)
        expected = f"{story.left.name} and {story.right.name} are one person"
        yield Miss(expected, "two people", because(story))


def _nearness(story: PairStory) -> float:
    return story.waterfall.weight if story.waterfall else float("-inf")


def _together(state: Warehouse, test: JobTestConfig, there: Mapping[str, RecordView]) -> Iterator[Miss]:
    """Pairs that must be two people, and are one."""
    views = [there[name] for name in test.listed(test.must_not_match) if name in there]
    merged = [(one, other) for one, other in combinations(views, 2) if one.profile_id == other.profile_id]
    for one, other in merged[:MOST_PAIRS]:
        story = story_of(state, one, other)
        yield Miss(f"{one.name} and {other.name} are two people", "one person", because(story))


def _golden(state: Warehouse, job: Job, test: JobTestConfig, there: Mapping[str, RecordView]) -> Iterator[Miss]:
    asked = there.get(test.asked or "")
    if test.expect is None or asked is None:
        return
    for attribute, expected in test.expect.items():
        rows = state.rows(queries.golden_value(), [asked.profile_id, attribute])
        value, rule, source, key = rows[0] if rows else (None, None, None, None)
        got = _values(job, attribute, None if value is None else str(value))
        if _holds(expected, got):
            continue
        chosen = f"chosen by {rule}" + (f", from {source}:{key}" if source is not None else "") if rule else ""
        found = "another value" if got and expected is not None else "a value" if got else "no value"
        wanted: Values = (expected,) if isinstance(expected, str) or expected is None else expected
        yield Miss(f"{attribute} of {asked.name} as stated", found, chosen, wanted, got or (None,))


def _values(job: Job, attribute: str, value: str | None) -> tuple[str, ...]:
    """The golden values of an attribute: several only where the job collects them."""
    survivor = job.config.survivorship.attributes.get(attribute)
    if value is None:
        return ()
    if survivor is not None and survivor.collect is not None:
        return tuple(str(item) for item in json.loads(value))
    return (value,)


def _holds(expected: Expected, got: Sequence[str]) -> bool:
    if expected is None:
        return not got
    if isinstance(expected, str):
        return expected in got
    return sorted(expected) == sorted(got)


def failures_text(verdicts: Iterable[Verdict]) -> str:
    """The tests that fail, one per line with their misses below, without any value of a record."""
    lines = []
    for each in verdicts:
        if not each.passed:
            lines.append(
                f"  test {each.number}, line {each.line}: {each.name}" + (f" ({each.why})" if each.why else "")
            )
            lines += [f"    expected: {miss.expected}; found: {miss.found}" + _reason(miss) for miss in each.misses]
    return "\n".join(lines)


def _reason(miss: Miss) -> str:
    return f" ({miss.because})" if miss.because else ""
