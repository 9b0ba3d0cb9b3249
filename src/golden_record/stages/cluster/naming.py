"""Which id a profile has: the one that most of an earlier profile's records bring along, or a new one."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

import polars as pl

from golden_record.model.history import MEMBER_HISTORY
from golden_record.model.keys import profile_id
from golden_record.stages.cluster import queries
from golden_record.warehouse import Warehouse


def name_profiles(warehouse: Warehouse, frame: str) -> None:
    """Fill the table of founders with the profiles of `frame` (`record_id`, `founder_id`) and their ids.

    An id follows most of the records that it stood for. Where two ids arrive at one profile, the one with more records
    stays, and of those the older. A profile to which no id arrives gets one that never stood for anybody else.
    """
    warehouse.execute(queries.founders(frame))
    if not warehouse.has(MEMBER_HISTORY):
        return
    kept = warehouse.frame(queries.kept_ids(frame))
    with warehouse.registered(kept, "kept_frame"):
        anew = warehouse.rows(queries.founders_anew("kept_frame"))
    taken = {str(name) for (name,) in warehouse.rows(queries.taken_ids())} if anew else set()
    minted = [(int(str(founder)), _minted(str(source), str(key), taken)) for founder, source, key in anew]
    renamed = pl.concat([kept, pl.DataFrame(minted, schema=kept.schema, orient="row")])
    with warehouse.registered(renamed, "renamed_frame"):
        warehouse.execute(queries.renamed_founders("renamed_frame"))


def _minted(source: str, source_id: str, taken: AbstractSet[str]) -> str:
    """The id that this record founds; where it stands for somebody already, the record's next one."""
    count, minted = 1, profile_id(source, source_id)
    while minted in taken:
        count += 1
        minted = profile_id(source, source_id, count)
    return minted
