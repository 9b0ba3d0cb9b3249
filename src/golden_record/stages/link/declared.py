"""The comparisons of a job: the automatic ones of its attributes."""

from __future__ import annotations

from golden_record.config.job import Job
from golden_record.stages.link.comparisons import Comparison, comparisons_for


def compared(job: Job) -> dict[str, str]:
    """Attributes that take part in matching, name to type."""
    return {name: config.type for name, config in job.config.attributes.items() if config.compare}


def job_comparisons(job: Job) -> tuple[Comparison, ...]:
    """What a pair of records is compared by, in the order of the job's attributes."""
    return comparisons_for(compared(job))
