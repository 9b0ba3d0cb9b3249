"""All tests of a job at once, and the gate that they are: nothing is published while one of them fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from golden_record.config.job import Job
from golden_record.config.positions import display_path
from golden_record.errors import ChecksFailedError, UsageError
from golden_record.evaluate.expectations.verdicts import Verdict, failures_text, verdicts
from golden_record.trial.isolation import isolated, lent_by
from golden_record.warehouse import Warehouse


def hold_tests(state: Warehouse, job: Job, now: datetime) -> None:
    """Refuse a state that breaks a test of the job.

    Raises:
        ChecksFailedError: it names every test that fails, without any value of a record.
    """
    asked = verdicts_on(state, job, now)
    failed = [each for each in asked if not each.passed]
    if failed:
        raise failing(job, failed, len(asked))


def failing(job: Job, failed: Sequence[Verdict], total: int) -> ChecksFailedError:
    """The error that tells which tests fail."""
    count = "1 test" if total == 1 else f"{len(failed)} of {total} tests"
    msg = f"{count} failed, so nothing was published:\n{failures_text(failed)}"
    return ChecksFailedError(msg, hint=f"`golden-record test {display_path(job.path)}` shows the golden values too")


def verdicts_on(state: Warehouse, job: Job, now: datetime) -> tuple[Verdict, ...]:
    """Every test of the job held against a state; those with records of their own against these alone.

    Raises:
        UsageError: such records have no model of the state to be weighed by.
    """
    tests = list(enumerate(job.config.tests, start=1))
    of_their_own = list(_verdicts_apart(state, job, [number for number, test in tests if test.records], now))
    of_sources = verdicts(state, job, [number for number, test in tests if not test.records])
    return tuple(sorted([*of_sources, *of_their_own], key=lambda each: each.number))


def _verdicts_apart(state: Warehouse, job: Job, numbers: Sequence[int], now: datetime) -> Iterator[Verdict]:
    """Tests with records of their own, each in a state of its own."""
    if not numbers:
        return
    lent = lent_by(state, job)
    if lent is None:
        msg = "the state has no model that fits the job, and tests with records of their own need one"
        raise UsageError(msg, hint=f"golden-record run {display_path(job.path)}")
    for number in numbers:
        with isolated(job, job.config.tests[number - 1], lent, now) as own:
            yield from verdicts(own, job, [number])


def brings_records(job: Job) -> bool:
    """Whether a test of the job has records of its own."""
    return any(test.records for test in job.config.tests)
