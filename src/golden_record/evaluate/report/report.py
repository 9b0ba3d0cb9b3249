"""The report of a job: every section in order, written as one file."""

from __future__ import annotations

import logging
from pathlib import Path

from golden_record.config.job import Job
from golden_record.errors import GoldenRecordError
from golden_record.evaluate.report import FILE_NAME
from golden_record.evaluate.report.activity import activity_section
from golden_record.evaluate.report.fields import field_section
from golden_record.evaluate.report.matching import blocking_section, model_section, weight_section
from golden_record.evaluate.report.page import Page, render
from golden_record.evaluate.report.profiles import household_section, profile_section, survivorship_section
from golden_record.evaluate.report.runs import newest_run, run_section, source_section
from golden_record.evaluate.report.values import quality_section, sharing_section
from golden_record.evaluate.state import finished_state
from golden_record.evaluate.writing import writing

log = logging.getLogger(__name__)


def write_report(job: Job, path: Path | None = None, *, show_values: bool = False) -> Path:
    """Write the report of what the state of a job holds now, by default into the folder of its last run.

    Values of records are masked unless `show_values` is given.

    Raises:
        UsageError: the job has not run yet.
        LockError: a run holds the state.
        EngineError: the file cannot be written.
    """
    with finished_state(job) as state:
        run = newest_run(state)
        target = job.target_path / run.run_id
        page = Page(
            title=f"golden_record: {job.config.name}",
            subtitle=f"run {run.run_id} of {run.started_at:%Y-%m-%d %H:%M} UTC, version {run.version}, {run.engine}",
            sections=(
                run_section(state, run, target),
                source_section(state),
                quality_section(state, job),
                sharing_section(state, show_values=show_values),
                field_section(job),
                blocking_section(state),
                model_section(state),
                weight_section(state),
                profile_section(state),
                *((household_section(state),) if job.config.household else ()),
                survivorship_section(state, job),
                *((activity_section(state),) if job.config.activity else ()),
            ),
        )
    place = path or target / FILE_NAME
    text = render(page)
    with writing(place):
        place.write_text(text, encoding="utf-8")
    return place


def leave_report(job: Job) -> None:
    """Write the report of a run that has just ended; what keeps it from being written is logged: the result stands."""
    try:
        write_report(job)
    except GoldenRecordError as error:
        log.warning("no report of this run: %s", error)
