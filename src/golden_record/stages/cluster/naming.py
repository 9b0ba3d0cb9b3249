"""Which id a profile has: the one that most of an earlier profile's records bring along, or a new one."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

import polars as pl

from golden_record.model.history import MEMBER_HISTORY
from golden_record.model.keys import profile_id
from golden_record.stages.cluster import queries
from golden_record.warehouse import Warehouse


def named(warehouse: Warehouse, members: pl.DataFrame) -> pl.DataFrame:
    """The profiles of a frame (`record_id`, `founder_id`) with their ids: `founder_id`, `profile_id`.

    An id follows most of the records that it stood for. Where two ids arrive at one profile, the one with more records
    stays, and of those the older. A profile to which no id arrives gets one that never stood for anybody else.
    """
    with warehouse.registered(members, "named_frame") as frame:
        founders = warehouse.frame(queries.founders(frame))
        kept, taken = _from_before(warehouse, frame)
    rows = founders.join(kept, on="founder_id", how="left", maintain_order="left")
    ids = [
        earlier or _minted(source, key, taken)
        for source, key, earlier in rows.select("source", "source_id", "profile_id").iter_rows()
    ]
    return rows.select("founder_id").with_columns(pl.Series("profile_id", ids, dtype=pl.String))


def _from_before(warehouse: Warehouse, frame: str) -> tuple[pl.DataFrame, AbstractSet[str]]:
    """Ids that profiles keep, and those that a new profile must not have."""
    if not warehouse.has(MEMBER_HISTORY):
        return pl.DataFrame(schema={"founder_id": pl.Int64, "profile_id": pl.String}), set()
    kept = warehouse.frame(queries.kept_ids(frame))
    return kept, {str(name) for (name,) in warehouse.rows(queries.taken_ids())}


def _minted(source: str, source_id: str, taken: AbstractSet[str]) -> str:
    """The id that this record founds; where it stands for somebody already, the record's next one."""
    count, minted = 1, profile_id(source, source_id)
    while minted in taken:
        count += 1
        minted = profile_id(source, source_id, count)
    return minted
