"""The state of a job, opened to look and never to write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from golden_record.config.job import Job
from golden_record.config.positions import display_path
from golden_record.errors import UsageError
from golden_record.model.tables import GOLDEN_PROFILE
from golden_record.warehouse import Warehouse
from golden_record.warehouse.journal import check_version
from golden_record.warehouse.lock import readable_state


@contextmanager
def finished_state(job: Job) -> Iterator[Warehouse]:
    """The state of a job that has run.

    Raises:
        UsageError: the job has not run yet.
        LockError: a run holds the state.
        EngineError: another version of golden_record wrote the state.
    """
    if not job.state_path.exists():
        raise _unfinished(job)
    with readable_state(job.state_path) as warehouse:
        if not warehouse.has(GOLDEN_PROFILE):
            raise _unfinished(job)
        check_version(warehouse)
        yield warehouse


def _unfinished(job: Job) -> UsageError:
    path = display_path(job.path)
    return UsageError(f"{path} has not run to its end yet", hint=f"golden-record run {path}")
