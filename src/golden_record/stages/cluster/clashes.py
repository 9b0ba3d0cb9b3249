"""Values that never share a profile, compared or not: what clearly differs, and what a cannot-link keeps apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from golden_record.graph.joining import Exclusions, Held
from golden_record.stages.cluster.differences import Difference
from golden_record.stages.cluster.limits import Ids
from golden_record.stages.cluster.values import queries as value_queries
from golden_record.warehouse import Warehouse

HELD = {"record_id": pl.Int64, "value": pl.Int64}
PAIRS = {"one": pl.Int64, "other": pl.Int64}


@dataclass(frozen=True)
class Clashes:
    """Who holds which value, and which values exclude each other; values are numbers of no further meaning."""

    held: pl.DataFrame
    """`record_id`, `value`; the records are those that stand for others."""

    pairs: pl.DataFrame
    """`one`, `other`: values."""

    @classmethod
    def none(cls) -> Clashes:
        """Nothing excludes anything."""
        return cls(pl.DataFrame(schema=HELD), pl.DataFrame(schema=PAIRS))

    @classmethod
    def between(cls, left: Ids, right: Ids) -> Clashes:
        """Pairs of records that exclude each other: each record is a value of its own."""
        ids = np.unique(np.concatenate([left, right]))
        held = pl.DataFrame({"record_id": ids, "value": np.arange(len(ids))}, schema=HELD)
        ends = {"one": np.searchsorted(ids, left), "other": np.searchsorted(ids, right)}
        return cls(held, pl.DataFrame(ends, schema=PAIRS).unique(maintain_order=True))

    def __bool__(self) -> bool:
        return self.pairs.height > 0

    def __or__(self, other: Clashes) -> Clashes:
        """Both together; their values have nothing to do with each other."""
        if not (self and other):
            return self or other
        beyond = int(str(self.held["value"].max())) + 1
        moved = (other.held.with_columns(pl.col("value") + beyond), other.pairs.select(pl.all() + beyond))
        return Clashes(pl.concat([self.held, moved[0]]), pl.concat([self.pairs, moved[1]]))

    def meeting(self, records: Ids, home: Ids) -> pl.DataFrame:
        """Which of some records, each with its home, exclude which others of their home: places, `one` and `other`."""
        placed = pl.DataFrame({"record_id": records, "home": home}).with_row_index("place")
        held = self.held.join(placed, on="record_id").select("value", "home", "place")
        met = self.pairs.join(held.rename({"value": "one", "place": "left"}), on="one").join(
            held.rename({"value": "other", "place": "right"}), on=["other", "home"]
        )
        # What a steward joined may hold values that exclude each other: that is no longer asked.
        apart = met.filter(pl.col("left") != pl.col("right"))
        return apart.select(pl.col("left").cast(pl.Int64).alias("one"), pl.col("right").cast(pl.Int64).alias("other"))

    def homes(self, home_of: Callable[[Ids], Ids]) -> pl.DataFrame:
        """Which homes exclude which others, the smaller first: `one`, `other`, once each."""
        homes = home_of(self.held["record_id"].to_numpy())
        held = self.held.select("value", home=pl.Series(homes, dtype=pl.Int64)).unique()
        met = self.pairs.join(held.rename({"value": "one", "home": "left"}), on="one").join(
            held.rename({"value": "other", "home": "right"}), on="other"
        )
        return met.select(one=pl.min_horizontal("left", "right"), other=pl.max_horizontal("left", "right")).unique()

    def exclusions(self, records: Ids) -> Exclusions:
        """The same for joining, over places in `records`, which ascend."""
        inside = self.held.filter(pl.col("record_id").is_in(records))
        places = np.searchsorted(records, inside["record_id"].to_numpy())
        return Exclusions(
            Held(places, inside["value"].to_numpy()), self.pairs["one"].to_numpy(), self.pairs["other"].to_numpy()
        )


def value_clashes(
    warehouse: Warehouse, found: Sequence[Difference], homes: pl.DataFrame, stand_in: Callable[[Ids], Ids]
) -> Clashes:
    """Values that clearly differ inside a home. `homes` is `record_id`, `home`, of all records that have one."""
    with warehouse.registered(homes, "home_frame"):
        return _union(_clashes(warehouse, difference, stand_in) for difference in found)


def _clashes(warehouse: Warehouse, difference: Difference, stand_in: Callable[[Ids], Ids]) -> Clashes:
    pairs = warehouse.frame(value_queries.clashing_values("home_frame", difference))
    if not pairs.height:
        return Clashes.none()
    held = warehouse.frame(value_queries.value_holders("home_frame", difference.columns))
    involved = pl.concat([pairs["one"], pairs["other"]]).unique()
    held = held.filter(pl.col("value").is_in(involved.implode()))
    holders = stand_in(held["record_id"].to_numpy())
    return Clashes(held.with_columns(record_id=pl.Series(holders, dtype=pl.Int64)).unique(maintain_order=True), pairs)


def _union(several: Iterable[Clashes]) -> Clashes:
    together = Clashes.none()
    for clashes in several:
        together = together | clashes
    return together
