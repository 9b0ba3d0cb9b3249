"""A job in a folder of its own: the repository's job files, run without leaving anything in the repository."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from golden_record.config.job import Job
from golden_record.config.load import load_job
from golden_record.config.resolved import resolved_yaml

REPOSITORY = Path(__file__).resolve().parent.parent
RETAIL = REPOSITORY / "configs" / "retail.yml"
DATASETS = REPOSITORY / "benchmarks" / "datasets"


def copied_job(original: Path, folder: Path, sources: Mapping[str, Path] | None = None) -> Job:
    """The job, written to `folder` with absolute sources: state, mart and records of runs land there.

    `sources` replaces files by source name; all others stay where the original finds them.
    """
    job = load_job(original, {})
    given = sources or {}
    moved = {
        name: source.model_copy(update={"path": str(given.get(name) or job.locate(source.path))})
        for name, source in job.config.sources.items()
    }
    publish = job.config.publish.model_copy(update={"mart": "mart.duckdb"})
    # Without events: what is measured is who is who, and a sample has three purchases per record.
    without = {"activity": None, "state": "state.duckdb"}
    config = job.config.model_copy(update={"sources": moved, "publish": publish} | without)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / original.name
    path.write_text(resolved_yaml(replace(job, config=config, path=path)), encoding="utf-8")
    return load_job(path, {})


def retail_job(sample: Path, folder: Path) -> Job:
    """The retailer's job over a sample written elsewhere."""
    original = load_job(RETAIL, {})
    files = {name: sample / Path(source.path).name for name, source in original.config.sources.items()}
    return copied_job(RETAIL, folder, files)


def first_source(job: Job) -> Path:
    """The file of the job's first source: labelled datasets have one, with their truth beside it."""
    return job.locate(next(iter(job.config.sources.values())).path)
