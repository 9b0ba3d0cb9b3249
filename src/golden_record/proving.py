"""The tests of a job on their own: held against the last run, or, where there is none to trust, against a trial."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from golden_record.config.job import Job
from golden_record.evaluate.expectations.verdicts import Verdict
from golden_record.model.tables import GOLDEN_PROFILE, RUN
from golden_record.pipeline import Observer
from golden_record.rehearsal import rehearsed
from golden_record.stages import link
from golden_record.trial.gate import brings_records, verdicts_on
from golden_record.warehouse import Warehouse
from golden_record.warehouse.journal import check_version, run_ids
from golden_record.warehouse.lock import readable_state


@dataclass(frozen=True)
class Proof:
    """Every test of a job with what came of it, and what they were held against."""

    verdicts: tuple[Verdict, ...]
    run_id: str | None
    """The last run of the state, published or not; None where a trial was made, of which nothing is left."""

    why_tried: str = ""
    """Why there was a trial."""

    @property
    def failed(self) -> tuple[Verdict, ...]:
        """Tests that do not hold."""
        return tuple(each for each in self.verdicts if not each.passed)


def proved(job: Job, now: datetime, observer: Observer | None = None) -> Proof:
    """Hold every test of a job against its last run. Nothing that a run leaves is touched.

    A job that has not run to its end, or whose tests bring records that its model no longer fits, is first tried out as
    a whole in a temporary state, which takes as long as a run.

    Raises:
        LockError: a run holds the state.
        GoldenRecordError: what stops the trial.
    """
    if not job.config.tests:
        return Proof((), None)
    reason = "the job has not run to its end yet"
    if job.state_path.exists():
        with readable_state(job.state_path) as state:
            reason = _why_not(state, job)
            if not reason:
                return Proof(verdicts_on(state, job, now), max(run_ids(state)))
    with rehearsed(job, now, observer) as trial:
        return Proof(verdicts_on(trial.warehouse, job, now), None, reason)


def _why_not(state: Warehouse, job: Job) -> str:
    """Why the last run cannot answer the tests; empty when it can."""
    check_version(state)
    if not state.has(GOLDEN_PROFILE) or not state.has(RUN):
        return "the job has not run to its end yet"
    if brings_records(job) and link.lent_model(state, job) is None:
        return "the job compares in another way than its model was trained for"
    return ""
