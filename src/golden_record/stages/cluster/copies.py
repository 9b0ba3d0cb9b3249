"""Records that equal another in everything compared: who follows whom, and whom a guard keeps apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from golden_record.stages.cluster.limits import Limit


@dataclass(frozen=True)
class Copies:
    """Copies, told apart by whether the guards let them follow their original."""

    follow: pl.DataFrame
    """`record_id`, `original_id`."""

    refused: pl.DataFrame
    """`record_id`, `original_id`, and the `guard` that keeps them apart."""


def admitted(copies: pl.DataFrame, most_records: int, limits: Sequence[Limit]) -> Copies:
    """Who of a frame `record_id`, `original_id` may follow: as many as a profile holds, the smallest records first.

    What is not compared may differ between equals, so that even they can break a limit.
    """
    follow, refused = copies, []
    for limit in limits:
        beyond = pl.col("record_id").is_in(_beyond(follow, limit).implode())
        refused.append(follow.filter(beyond).with_columns(guard=pl.lit(limit.guard)))
        follow = follow.filter(~beyond)
    follow = follow.with_columns(place=pl.col("record_id").rank("ordinal").over("original_id"))
    # The original is a record of the profile too.
    crowded = follow.filter(pl.col("place") >= most_records).with_columns(guard=pl.lit("max_records")).drop("place")
    follow = follow.filter(pl.col("place") < most_records).drop("place")
    return Copies(follow.sort("record_id"), pl.concat([*refused, crowded]))


def gathered(limit: Limit, follow: pl.DataFrame) -> Limit:
    """The same limit, where a record also holds the values of those that follow it."""
    held = pl.DataFrame({"record_id": limit.records, "value": limit.values})
    theirs = held.join(follow, on="record_id").select(pl.col("original_id").alias("record_id"), "value")
    together = pl.concat([held, theirs]).unique().sort("record_id", "value")
    return Limit(limit.guard, limit.most, together["record_id"].to_numpy(), together["value"].to_numpy())


def _beyond(copies: pl.DataFrame, limit: Limit) -> pl.Series:
    """Copies with a value that comes after the first so many distinct values among their equals."""
    originals = copies.select("original_id").unique().with_columns(record_id=pl.col("original_id"))
    held = pl.DataFrame({"record_id": limit.records.astype(np.int64), "value": limit.values}).join(
        pl.concat([originals.select("record_id", "original_id"), copies]), on="record_id"
    )
    surplus = (
        held.group_by("original_id", "value")
        .agg(pl.col("record_id").min().alias("first"))
        .sort("original_id", "first", "value")
        .filter(pl.int_range(pl.len()).over("original_id") >= limit.most)
    )
    return held.join(surplus, on=["original_id", "value"], how="semi")["record_id"].unique()
