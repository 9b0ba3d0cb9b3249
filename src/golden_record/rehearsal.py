"""A run tried out on a copy of the state: everything but publishing happens, and nothing of it stays."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from golden_record import pipeline
from golden_record.config.job import Job
from golden_record.errors import InterruptedRunError
from golden_record.evaluate.changes.foretold import Before, known_before
from golden_record.pipeline import Observer, RunResult, resources
from golden_record.warehouse import Warehouse
from golden_record.warehouse.lock import readable_state
from golden_record.warehouse.scratch import copy_of, private_folder


@dataclass(frozen=True)
class Rehearsal:
    """What a run would do: the state as it would leave it, and what it said."""

    warehouse: Warehouse
    result: RunResult
    before: Before | None
    """What the state held before; None where no run has come to its end yet."""


@contextmanager
def rehearsed(job: Job, now: datetime, observer: Observer | None = None) -> Iterator[Rehearsal]:
    """Run a job up to publishing on a copy of its state, or on a new one, which is there for the length of a block.

    Raises:
        LockError: a run holds the state.
        GoldenRecordError: whatever would stop the run before it publishes.
    """
    with elsewhere(job) as moved:
        before: Before | None = None
        if job.state_path.exists():
            # Held open while it is copied, so that no run can begin to write.
            with readable_state(job.state_path) as state:
                copy_of(job.state_path, moved.state_path.parent)
                before = known_before(state)
        result = _run(moved, now, observer)
        with Warehouse(moved.state_path, resources(moved)) as warehouse:
            yield Rehearsal(warehouse, result, before)


def _run(job: Job, now: datetime, observer: Observer | None) -> RunResult:
    try:
        return pipeline.run(job, lambda: now, publish=False, observer=observer)
    except InterruptedRunError as error:
        # What a run would go on from is not kept here.
        raise InterruptedRunError(str(error)) from error


@contextmanager
def elsewhere(job: Job) -> Iterator[Job]:
    """The job with a private folder in place of all that it writes to, for the length of a block.

    It lies where the job spills to (`resources: temp`), else beside the state, else where the system has such folders.
    """
    asked = job.config.resources.temp
    beside = job.state_path.parent
    parent = job.locate(asked) if asked else beside if beside.exists() else Path(tempfile.gettempdir())
    with private_folder(parent, f"{job.config.name}.trial") as folder:
        config = job.config.model_copy(
            update={
                "state": str(folder / job.state_path.name),
                # Two engines in one folder damage each other's files, and a run may be going on.
                "resources": job.config.resources.model_copy(update={"temp": str(folder)}),
            }
        )
        yield replace(job, config=config, target=folder / "target")
