"""What `run` does: the run itself under an observer, or the plan of one."""

# ruff: noqa: PLC0415 - the library of the charts is imported where there is something to draw: it takes a second

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from golden_record import pipeline
from golden_record.cli.console import print_json
from golden_record.cli.progress import watching
from golden_record.cli.render_run import print_plan, print_run, run_json
from golden_record.cli.validating import checked_job
from golden_record.config.job import Job
from golden_record.config.load import load_job
from golden_record.errors import ConfigError, SourceError
from golden_record.evaluate.summary import summarise


def run_job(path: Path, *, full: bool, retrain: bool, as_json: bool, log_format: str) -> None:
    """Run a job and print what came of it."""
    job = load_job(path, os.environ)
    try:
        result = watched_run(job, full=full, retrain=retrain, log_format=log_format)
    except (ConfigError, SourceError):
        # A run ends at the first failure: say all that would stop it, as `validate` does, and with the same exit code.
        checked_job(path)
        raise
    summary = summarise(job)
    if as_json:
        print_json(run_json(job, result, summary))
    else:
        print_run(job, result, summary)


def watched_run(job: Job, *, full: bool = False, retrain: bool = False, log_format: str = "text") -> pipeline.RunResult:
    """Run a job with its progress on stderr, and leave its report behind; a run that changed nothing leaves none."""
    with watching(log_format) as observer:
        result = pipeline.run(job, utc_now, full=full, retrain=retrain, observer=observer)
        if not result.unchanged:
            from golden_record.evaluate.report.report import leave_report

            leave_report(job)
        return result


def plan_job(path: Path, *, as_json: bool) -> None:
    """Check a job and its sources, and print the SQL of every stage; nothing is written."""
    plan = pipeline.plan(checked_job(path))
    if as_json:
        print_json(plan)
    else:
        print_plan(plan)


def utc_now() -> datetime:
    """The time of day as every table has it: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
