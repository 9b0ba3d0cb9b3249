"""Which id a profile has: the one that most of an earlier profile's records bring along, or a new one."""

from __future__ import annotations

import polars as pl

from golden_record.model.history import MEMBER_HISTORY
from golden_record.model.keys import profile_id
from golden_record.stages.cluster.extent import Extent
from golden_record.stages.cluster.naming import queries
from golden_record.warehouse import Warehouse


def name_profiles(warehouse: Warehouse, frame: str, extent: Extent) -> None:
    """Fill the table of founders with the profiles of `frame` (`record_id`, `founder_id`) and their ids.

    An id follows most of the records that it stood for. Where two ids arrive at one profile, the one with more records
    stays, and of those the older. A profile to which no id arrives gets one that never stood for anybody else.
    """
    warehouse.execute(queries.founders(frame, extent))
    if not warehouse.has(MEMBER_HISTORY):
        return
    kept = warehouse.frame(queries.kept_ids(frame, extent))
    with warehouse.registered(pl.concat([kept, _minted(warehouse, kept, extent)]), "renamed_frame"):
        warehouse.execute(queries.renamed_founders("renamed_frame"))


def _minted(warehouse: Warehouse, kept: pl.DataFrame, extent: Extent) -> pl.DataFrame:
    """New ids of founders whose first one is taken: `founder_id`, `profile_id`."""
    with warehouse.registered(kept, "kept_frame"):
        tried = warehouse.frame(queries.founders_without_id("kept_frame"))
    taken, count, minted = _taken(warehouse, tried, extent), 1, [tried.clear()]
    while taken.height:
        count += 1
        ids = [profile_id(source, key, count) for _, source, key in taken.iter_rows()]
        tried = taken.select("founder_id", profile_id=pl.Series(ids, dtype=pl.String))
        taken = _taken(warehouse, tried, extent)
        minted.append(tried.join(taken, on="founder_id", how="anti"))
    return pl.concat(minted)


def _taken(warehouse: Warehouse, tried: pl.DataFrame, extent: Extent) -> pl.DataFrame:
    """Those of some ids that stand for somebody already: `founder_id`, `source`, `source_id`."""
    with warehouse.registered(tried, "tried_frame"):
        return warehouse.frame(queries.taken_ids("tried_frame", extent))
