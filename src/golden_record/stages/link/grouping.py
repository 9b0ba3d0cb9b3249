"""Groups of links: what no link leads out of, whatever it weighs."""

from __future__ import annotations

import polars as pl

from golden_record.graph.components import components
from golden_record.model.matching import LINK_GROUP
from golden_record.stages.link import queries
from golden_record.warehouse import Warehouse


def regroup(warehouse: Warehouse) -> None:
    """Find the groups of all links."""
    warehouse.load(LINK_GROUP, groups(warehouse.frame(queries.all_pairs())))


def groups(pairs: pl.DataFrame) -> pl.DataFrame:
    """(record_id, group_id), ascending, of every record that occurs in a pair (`left_id`, `right_id`)."""
    ids, group = components(pairs["left_id"].to_numpy(), pairs["right_id"].to_numpy())
    return pl.DataFrame({"record_id": ids, "group_id": group}, schema={"record_id": pl.Int64, "group_id": pl.Int64})
