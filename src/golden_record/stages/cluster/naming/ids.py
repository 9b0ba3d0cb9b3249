"""Which id a profile has: the one that most of an earlier profile's records bring along, or a new one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import polars as pl

from golden_record.model.history import MEMBER_HISTORY
from golden_record.model.keys import profile_id
from golden_record.stages.cluster.extent import PART, Extent
from golden_record.stages.cluster.naming import queries
from golden_record.warehouse import Warehouse

_NAMED = {"founder_id": pl.Int64, "profile_id": pl.String}


def named(warehouse: Warehouse, frame: str, extent: Extent) -> pl.DataFrame:
    """The profiles of `frame` (`record_id`, `founder_id`) and their ids: `founder_id`, `profile_id`.

    An id follows most of the records that it stood for. Where two ids arrive at one profile, the one with more records
    stays, and of those the older. A profile to which no id arrives gets one that never stood for anybody else.
    """
    told = extent == PART or warehouse.has(MEMBER_HISTORY)
    kept = warehouse.frame(queries.kept_ids(frame, extent)) if told else pl.DataFrame(schema=_NAMED)
    with warehouse.registered(kept, "kept_frame"):
        first = warehouse.frame(queries.first_ids(frame, "kept_frame", extent))
    every: pl.DataFrame = pl.concat([kept, *(_free(warehouse, first, extent) if told else [first])])
    return every


def _free(warehouse: Warehouse, tried: pl.DataFrame, extent: Extent) -> Iterator[pl.DataFrame]:
    """Those of some ids that stand for nobody yet, and further ones for founders of whom the id is taken."""
    for count in itertools.count(2):
        taken = _taken(warehouse, tried, extent)
        yield tried.join(taken, on="founder_id", how="anti")
        if not taken.height:
            return
        ids = [profile_id(source, key, count) for _, source, key in taken.iter_rows()]
        tried = taken.select("founder_id", profile_id=pl.Series(ids, dtype=pl.String))


def _taken(warehouse: Warehouse, tried: pl.DataFrame, extent: Extent) -> pl.DataFrame:
    """Those of some ids that stand for somebody already: `founder_id`, `source`, `source_id`."""
    with warehouse.registered(tried, "tried_frame"):
        return warehouse.frame(queries.taken_ids("tried_frame", extent))
