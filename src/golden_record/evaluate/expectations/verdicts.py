"""Hold a test of the job against a state, and say why it fails: no values of records but in `Miss.values`."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, combinations, islice
from typing import TypeAlias

from golden_record.config.job import Job
from golden_record.config.tests import Expected, JobTestConfig
from golden_record.evaluate.expectations import queries
from golden_record.evaluate.pair import story_of
from golden_record.evaluate.reasons import because, trail
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
    """Why, without values and without records that the test does not name."""

    trail: str = ""
    """Records that led there, by source and id, which may be personal: for stdout and nowhere else."""

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


@dataclass(frozen=True)
class _Golden:
    """The golden values of an attribute, and where they come from."""

    values: tuple[str, ...]
    rule: str
    source: str | None
    source_id: str | None

    @property
    def chosen(self) -> str:
        return f"chosen by {self.rule}" + (f", from a record of {self.source}" if self.source else "")

    @property
    def trail(self) -> str:
        return f"{self.source}:{self.source_id}" if self.source else ""


@dataclass(frozen=True)
class _Found:
    """What a state has of all that tests ask for: records by name, golden values by profile and attribute."""

    records: Mapping[str, RecordView]
    golden: Mapping[tuple[str, str], _Golden]


def asked_by_tests(job: Job) -> Json:
    """What the tests of a job ask: whoever asks for more must be answered before the next publication."""
    return [VERSION, [test.model_dump(mode="json") for test in job.config.tests]]


def verdicts(state: Warehouse, job: Job, numbers: Sequence[int]) -> tuple[Verdict, ...]:
    """Hold the tests with these numbers, from 1, against a state that has golden profiles."""
    if not numbers:
        return ()
    tests = {number: job.config.tests[number - 1] for number in numbers}
    found = _found(state, job, list(tests.values()))
    return tuple(_verdict(state, job, number, test, found) for number, test in tests.items())


def _verdict(state: Warehouse, job: Job, number: int, test: JobTestConfig, found: _Found) -> Verdict:
    misses = [
        *_absent(job, test, found),
        *_apart(state, test, found),
        *_together(state, test, found),
        *_golden(test, found),
    ]
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


def _found(state: Warehouse, job: Job, tests: Sequence[JobTestConfig]) -> _Found:
    """All that the tests ask for, in two statements whatever their number."""
    names = [name.partition(":") for name in dict.fromkeys(name for test in tests for name in _names(test))]
    asked = [[source for source, _, _ in names], [key for _, _, key in names]]
    records = {
        f"{source}:{key}": RecordView(int(str(record)), str(source), str(key), None, str(profile), {})
        for source, key, record, profile in state.rows(queries.named_records(), asked)
    }
    wanted = [
        (records[test.asked].profile_id, attribute)
        for test in tests
        if test.asked in records
        for attribute in test.expect or ()
    ]
    rows = state.rows(queries.golden_values(), [[profile for profile, _ in wanted], [name for _, name in wanted]])
    golden = {
        (str(profile), str(attribute)): _Golden(
            _values(job, str(attribute), str(value)),
            str(rule),
            *(None if part is None else str(part) for part in origin),
        )
        for profile, attribute, value, rule, *origin in rows
    }
    return _Found(records, golden)


def _absent(job: Job, test: JobTestConfig, found: _Found) -> Iterator[Miss]:
    for name in _names(test):
        if name not in found.records:
            source = name.partition(":")[0]
            key = job.config.sources[source].key
            reason = f"source {source!r} had no record with that id; ids are values of its column {key!r}"
            yield Miss(f"{name} is there", "no such record", reason)


def _apart(state: Warehouse, test: JobTestConfig, found: _Found) -> Iterator[Miss]:
    """Records that must be one person, and are not: each profile but the first is told of once."""
    views = [found.records[name] for name in test.listed(test.must_match) if name in found.records]
    seen: set[str] = {view.profile_id for view in views[:1]}
    for place, other in enumerate(views):
        if other.profile_id in seen:
            continue
        seen.add(other.profile_id)
        # Any of the records before it may be the one that should have drawn it in: the nearest tells why.
        stories = [story_of(state, one, other) for one in views[:place][:MOST_PAIRS]]
        story = max(stories, key=lambda told: told.waterfall.weight if told.waterfall else -math.inf)
        yield Miss(f"{story.left.name} and {story.right.name} are one person", "two people", because(story))


def _together(state: Warehouse, test: JobTestConfig, found: _Found) -> Iterator[Miss]:
    """Pairs that must be two people, and are one."""
    profiles: dict[str, list[RecordView]] = defaultdict(list)
    for name in test.listed(test.must_not_match):
        if name in found.records:
            profiles[found.records[name].profile_id].append(found.records[name])
    merged = chain.from_iterable(combinations(views, 2) for views in profiles.values())
    for one, other in islice(merged, MOST_PAIRS):
        story = story_of(state, one, other)
        yield Miss(f"{one.name} and {other.name} are two people", "one person", because(story), trail(story))


def _golden(test: JobTestConfig, found: _Found) -> Iterator[Miss]:
    asked = found.records.get(test.asked or "")
    if test.expect is None or asked is None:
        return
    for attribute, expected in test.expect.items():
        golden = found.golden.get((asked.profile_id, attribute))
        if _holds(expected, golden.values if golden else ()):
            continue
        wanted: Values = (expected,) if isinstance(expected, str) or expected is None else expected
        what = f"{attribute} of {asked.name} as stated"
        if golden is None:
            yield Miss(what, "no value", wanted=wanted, got=(None,))
        else:
            shown = "a value" if expected is None else "another value"
            yield Miss(what, shown, golden.chosen, golden.trail, wanted, golden.values)


def _values(job: Job, attribute: str, value: str) -> tuple[str, ...]:
    """The golden values of an attribute: several where the job collects them, and did so in that run already."""
    survivor = job.config.survivorship.attributes.get(attribute)
    if survivor is not None and survivor.collect is not None:
        with suppress(ValueError):
            listed = json.loads(value)
            if isinstance(listed, list):
                return tuple(map(str, listed))
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
