"""The lists of `map` steps: CSV files beside the job, checked before anything is cleaned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from golden_record.config.cleaning import MapStep
from golden_record.config.job import Job
from golden_record.errors import ConfigError, Problem

FROM, TO = "from", "to"

_ADVICE = "a replacement list is a CSV file in UTF-8 with the header `from,to`"


@dataclass(frozen=True)
class _Fault:
    """Why a file is no list of replacements."""

    message: str
    hint: str = _ADVICE


def problems(job: Job) -> tuple[Problem, ...]:
    """Everything that is wrong with the lists of a job, each at its place in the job file."""
    return tuple(problem for name in job.config.attributes for problem in _problems(job, name, _lists(job, name)))


def replacements(job: Job, attribute: str) -> dict[int, pl.DataFrame]:
    """By the position of their steps: the columns `from` and `to` of an attribute's lists, without repetitions.

    Raises:
        ConfigError: a list is missing, or is none.
    """
    lists = _lists(job, attribute)
    if found := tuple(_problems(job, attribute, lists)):
        raise ConfigError(found)
    return {place: table for place, _, table in lists if isinstance(table, pl.DataFrame)}


def _lists(job: Job, attribute: str) -> list[tuple[int, MapStep, pl.DataFrame | _Fault]]:
    """The `map` steps of an attribute with their positions, and what stands in their files."""
    steps = job.config.attributes[attribute].clean
    return [(place, step, _read(job.locate(step.map))) for place, step in enumerate(steps) if isinstance(step, MapStep)]


def _problems(
    job: Job, attribute: str, lists: Iterable[tuple[int, MapStep, pl.DataFrame | _Fault]]
) -> Iterator[Problem]:
    for place, step, found in lists:
        if isinstance(found, _Fault):
            key = f"attributes.{attribute}.clean[{place}].map"
            yield job.problem(key, f"{job.written.get(key, step.map)} {found.message}", hint=found.hint)


def _read(path: Path) -> pl.DataFrame | _Fault:
    if not path.is_file():
        return _Fault("is not there", "the path is relative to the folder of the job file")
    try:
        table = pl.read_csv(path, infer_schema=False).fill_null("")
    except (pl.exceptions.PolarsError, OSError):
        return _Fault("cannot be read as a table")
    if table.columns != [FROM, TO]:
        return _Fault("has other columns than `from` and `to`")
    distinct = table.unique(maintain_order=True)
    if distinct[FROM].is_duplicated().any():
        return _Fault("gives one value two replacements", "keep one line per value of `from`")
    return distinct
