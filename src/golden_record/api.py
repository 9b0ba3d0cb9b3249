"""The library's front door for Python programs: run a job, over its own sources or over frames in memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from golden_record import pipeline
from golden_record.config.job import Job
from golden_record.config.load import load_job
from golden_record.errors import UsageError, nearest
from golden_record.evaluate.report.report import leave_report
from golden_record.model.frame import ArrowFrame
from golden_record.pipeline import RunResult


def run(
    job: str | Path | Job,
    *,
    sources: Mapping[str, ArrowFrame] | None = None,
    environ: Mapping[str, str] | None = None,
    clock: Callable[[], datetime] | None = None,
    full: bool = False,
    retrain: bool = False,
) -> RunResult:
    """Run a job: a path to its file, or a job that is loaded already.

    `sources` are frames (polars, pandas, pyarrow, anything that speaks Arrow) by the names of the job's sources: they
    are read in place of what the paths of these sources name. `environ` is where `${NAME}` is looked up, by default the
    environment of the process. `clock` gives naive UTC. `full` does every stage again, `retrain` trains the model anew.

    Example:
        golden_record.run("shop.yml", sources={"crm": polars.read_database(query, connection)})

    Raises:
        ConfigError: the job file is wrong.
        UsageError: a frame is given for a source that the job does not have.
        GoldenRecordError: whatever stopped the run.
    """
    loaded = job if isinstance(job, Job) else load_job(Path(job), os.environ if environ is None else environ)
    whole = _with_frames(loaded, sources or {})
    result = pipeline.run(whole, clock or _utc_now, full=full, retrain=retrain)
    if not result.unchanged:
        leave_report(whole)
    return result


def _with_frames(job: Job, frames: Mapping[str, ArrowFrame]) -> Job:
    known = job.config.sources
    for name in frames:
        if name not in known:
            msg = f"the job has no source {name!r}"
            raise UsageError(msg, hint=nearest(name, known))
    return replace(job, frames={**job.frames, **frames})


def _utc_now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)
