"""A line in memory for the records of one test: they meet each other, under the model in use, and nobody else."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from golden_record.config.job import Job
from golden_record.config.tests import JobTestConfig
from golden_record.line import STAGES
from golden_record.model.run import RunContext
from golden_record.model.tables import COLUMN_READING
from golden_record.stages import link
from golden_record.stages.link import LentModel
from golden_record.trial import queries
from golden_record.trial.own_records import Readings, own_job
from golden_record.warehouse import Resources, Warehouse

_WHO_IS_WHO = ("sources", "standardize", "link", "cluster", "household", "survive")
"""Stages that decide who is who and which values survive: what comes behind them tells others of it."""


@dataclass(frozen=True)
class Lent:
    """What the records of a test borrow from the state of the job."""

    model: LentModel
    readings: Readings


def lent_by(state: Warehouse, job: Job) -> Lent | None:
    """What a state can lend; None where it has no model that fits the job."""
    model = link.lent_model(state, job)
    if model is None:
        return None
    rows = state.rows(queries.learnt_readings()) if state.has(COLUMN_READING) else []
    readings = {
        (str(source), str(attribute), int(str(position))): str(code) for source, attribute, position, code in rows
    }
    return Lent(model, readings)


@contextmanager
def isolated(job: Job, test: JobTestConfig, lent: Lent, now: datetime) -> Iterator[Warehouse]:
    """A state in memory that has run over the records of a test, for the length of a block."""
    # One thread: a handful of records is no work to share.
    limits = Resources(job.config.resources.memory, threads=1)
    with tempfile.TemporaryDirectory(prefix="golden_record_test_") as folder, Warehouse(None, limits) as warehouse:
        elsewhere = own_job(job, test, lent.readings, lent.model.threshold, Path(folder))
        link.borrow(warehouse, lent.model)
        for name in _WHO_IS_WHO:
            STAGES[name].run(warehouse, elsewhere, RunContext("test", now))
        yield warehouse
