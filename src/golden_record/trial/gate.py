"""All tests of a job at once, and the gate that they are: nothing is published while one of them fails."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from golden_record.config.job import Job
from golden_record.config.positions import display_path
from golden_record.errors import ChecksFailedError, UsageError
from golden_record.evaluate.expectations.verdicts import Verdict, failures_text, verdict
from golden_record.trial.isolation import Lent, isolated, lent_by
from golden_record.warehouse import Warehouse


def hold_tests(state: Warehouse, job: Job, now: datetime) -> None:
    """Refuse a state that breaks a test of the job.

    Raises:
        ChecksFailedError: it names every test that fails, without any value of a record.
    """
    verdicts = verdicts_on(state, job, now)
    failed = [each for each in verdicts if not each.passed]
    if failed:
        raise failing(job, failed, len(verdicts))


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
    lent = lent_by(state, job) if brings_records(job) else None
    if lent is None and brings_records(job):
        msg = "the state has no model that fits the job, and tests with records of their own need one"
        raise UsageError(msg, hint=f"golden-record run {display_path(job.path)}")
    return tuple(_verdict(state, job, number, lent, now) for number in range(1, len(job.config.tests) + 1))


def brings_records(job: Job) -> bool:
    """Whether a test of the job has records of its own."""
    return any(test.records for test in job.config.tests)


def _verdict(state: Warehouse, job: Job, number: int, lent: Lent | None, now: datetime) -> Verdict:
    test = job.config.tests[number - 1]
    if not test.records or lent is None:
        return verdict(state, job, number)
    with isolated(job, test, lent, now) as own:
        return verdict(own, job, number)
