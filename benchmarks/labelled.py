"""The labelled jobs: the datasets that the repository has a job for, and the sample retailer."""

from __future__ import annotations

from pathlib import Path

from benchmarks import bars
from benchmarks.workspace import DATASETS, REPOSITORY, RETAIL, copied_job, first_source
from golden_record.config.job import Job

SAMPLE_TRUTH = REPOSITORY / "sample_data" / "truth.csv"

SAMPLE = "retail"
"""The job over the sample data; the others are named after their datasets."""


def labelled_names() -> list[str]:
    """Every labelled job, in the order of the pages."""
    found = {path.stem for path in DATASETS.glob("*.yml")}
    known = [name for name in bars.ACCURACY if name in found]
    return [*known, *sorted(found - set(known)), SAMPLE]


def labelled_job(name: str, folder: Path) -> tuple[Job, Path]:
    """The job in a folder of its own, and the file of its truth."""
    if name == SAMPLE:
        return copied_job(RETAIL, folder), SAMPLE_TRUTH
    job = copied_job(DATASETS / f"{name}.yml", folder)
    return job, first_source(job).with_name("truth.parquet")
