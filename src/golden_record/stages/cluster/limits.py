"""What a profile may hold only so much of: values of a limited attribute, records of a source that repeats nobody."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from golden_record.config.job import Job
from golden_record.stages.cluster import queries
from golden_record.stages.cluster.differences import Difference
from golden_record.stages.cluster.extent import Extent
from golden_record.stages.cluster.values import queries as value_queries
from golden_record.warehouse import Warehouse

Ids = npt.NDArray[np.int64]

MOST_CONFLICTING = 1_000
"""Distinct values of one attribute in `cluster.conflicts` that a profile may hold at all: nobody was born on a thousand
days, and whether all pairs of so many clearly differ need not be asked."""


@dataclass(frozen=True)
class Limit:
    """At most so many distinct values of something in one profile."""

    guard: str
    """`limit`, `unique` or `conflict`, as refused links name it."""

    most: int
    records: Ids
    """Records that have a value, ascending, once per value."""

    values: Ids
    """The value of each, as a number."""


def limits_of(warehouse: Warehouse, job: Job, differences: tuple[Difference, ...], extent: Extent) -> tuple[Limit, ...]:
    """Every limit of a job, with who of an extent holds what."""
    config = job.config
    own = {name: attribute.limit for name, attribute in config.attributes.items() if attribute.limit}
    most = own | dict(config.cluster.limits)
    limits = [
        _limit("limit", limit, warehouse.frame(queries.limited_values(name, config.attributes[name].type, extent)))
        for name, limit in most.items()
    ]
    unique = [name for name, source in config.sources.items() if source.unique]
    limits += [_limit("unique", 1, warehouse.frame(queries.unique_records(name, extent))) for name in unique]
    if config.cluster.max_records > MOST_CONFLICTING:
        limits += [
            _limit("conflict", MOST_CONFLICTING, warehouse.frame(value_queries.differing_values(each.columns, extent)))
            for each in differences
        ]
    return tuple(limits)


def _limit(guard: str, most: int, held: pl.DataFrame) -> Limit:
    numbers = held["value"].cast(pl.String).rank("dense").cast(pl.Int64)
    return Limit(guard, most, held["record_id"].to_numpy(), numbers.to_numpy())
