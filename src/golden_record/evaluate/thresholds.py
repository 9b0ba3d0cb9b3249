"""What another threshold would have found: scored pairs counted from each match weight on, against the truth."""

from __future__ import annotations

import math
from dataclasses import dataclass

import polars as pl

from golden_record.evaluate.metrics import Pairs

LOWEST, HIGHEST = -20, 40
"""Match weights in bits between which thresholds are tried: odds of a million to one against, and beyond all doubt."""


@dataclass(frozen=True)
class AtThreshold:
    """The pairs whose own match weight is at least so high, before any of them is put into groups."""

    weight: float
    pairs: Pairs


def by_threshold(scored: pl.DataFrame, groups: pl.DataFrame, *, true: int, chosen: float) -> tuple[AtThreshold, ...]:
    """Figures at every whole bit, and at the threshold that was chosen, in order.

    `scored` are the rows of `queries.scored_links`; `groups` has a row per judged record with `record_id` and `truth`;
    `true` are the true pairs among all of them, so that pairs which were never compared count as missed everywhere.
    """
    weighed = _weighed(scored, groups).filter(pl.col("pairs") > 0)
    lowest, highest = (weighed["weight"].min(), weighed["weight"].max()) if weighed.height else (chosen, chosen)
    start, end = max(LOWEST, math.floor(float(str(lowest)))), min(HIGHEST, math.ceil(float(str(highest))))
    return tuple(_at(weighed, weight, true) for weight in sorted({chosen, *map(float, range(start, end + 1))}))


def best(thresholds: tuple[AtThreshold, ...]) -> AtThreshold:
    """The threshold with the highest F1; the lowest such one where several are as good."""
    return max(thresholds, key=lambda at: (at.pairs.f1, -at.weight))


def _at(weighed: pl.DataFrame, weight: float, true: int) -> AtThreshold:
    strong = weighed.filter(pl.col("weight") >= weight)
    return AtThreshold(weight, Pairs(true, int(strong["pairs"].sum()), int(strong["true"].sum())))


def _weighed(scored: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Scored pairs as `weight`, `pairs` and `true`: a record that stood in for its exact copies counts for each."""
    # A record that equals an earlier one in everything compared: that one stood in for it.
    copies = scored.filter("is_copy").select("weight", record_id="right_id", original_id="left_id")
    people = (
        # Numbers for people: there can be tens of millions of links, and each will carry two of them.
        groups.select("record_id", pl.col("truth").rank("dense").cast(pl.Int64))
        .join(copies, on="record_id", how="left")
        .with_columns(node=pl.coalesce("original_id", "record_id"))
        .group_by("node", "truth")
        .agg(pl.len().cast(pl.Int64).alias("size"))
    )
    return pl.concat([_between(scored.filter(~pl.col("is_copy")), people), _within(copies, people)])


def _between(links: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Pairs of two records, each of which may stand for several; `people` has a row per such record and person."""
    nodes = people.group_by("node").agg(pl.col("size").sum(), pl.col("truth").first(), (pl.len() > 1).alias("mixed"))
    pairs = (
        links.select("left_id", "right_id", "weight")
        .join(nodes, left_on="left_id", right_on="node")
        .join(nodes, left_on="right_id", right_on="node", suffix="_right")
        .with_columns(pairs=pl.col("size") * pl.col("size_right"), mixed=pl.col("mixed") | pl.col("mixed_right"))
    )
    same = pl.col("truth") == pl.col("truth_right")
    plain = pairs.filter(~pl.col("mixed")).select("weight", "pairs", true=pl.when(same).then("pairs").otherwise(0))
    mixed = pairs.filter("mixed").select("left_id", "right_id", "weight", "pairs")
    return pl.concat([plain, _between_mixed(mixed, people)])


def _between_mixed(pairs: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Pairs of which a side stands for equal records of several people: true ones are counted person by person."""
    true = (
        pairs.join(people, left_on="left_id", right_on="node")
        .join(people, left_on=["right_id", "truth"], right_on=["node", "truth"], suffix="_right")
        .group_by("left_id", "right_id")
        .agg((pl.col("size") * pl.col("size_right")).sum().alias("true"))
    )
    return pairs.join(true, on=["left_id", "right_id"], how="left").select(
        "weight", "pairs", pl.col("true").fill_null(0)
    )


def _within(copies: pl.DataFrame, people: pl.DataFrame) -> pl.DataFrame:
    """Pairs of records that equal each other in everything compared; they share the weight of one such pair."""
    weights = copies.group_by("original_id").agg(pl.col("weight").max())
    pairs = pl.col("size") * (pl.col("size") - 1) // 2
    true = people.group_by("node").agg(pairs.sum().alias("true"))
    return (
        people.group_by("node")
        .agg(pl.col("size").sum())
        .join(true, on="node")
        .join(weights, left_on="node", right_on="original_id")
        .select("weight", pairs=pairs, true="true")
    )
