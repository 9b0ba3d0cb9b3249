"""How alike two groupings of the same records are: pairwise and B-cubed, by counting cells and never pairs.

Every function takes a frame with one row per record and the columns `truth` and `found`, the group of the record on
either side. All work is linear in the records: pairs follow from the sizes of groups.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Pairs:
    """Pairs of records: those that belong together, those that were put together, and those that are both."""

    true: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """Share of the found pairs that are true; 1 when none was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the true pairs that were found; 1 when there is none."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return harmonic_mean(self.precision, self.recall)

    @property
    def wrong(self) -> int:
        """Pairs that were put together and do not belong together."""
        return self.found - self.right

    @property
    def missed(self) -> int:
        """Pairs that belong together and were not put together."""
        return self.true - self.right


@dataclass(frozen=True)
class BCubed:
    """Precision and recall of the group in which the average record finds itself."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return harmonic_mean(self.precision, self.recall)


def harmonic_mean(precision: float, recall: float) -> float:
    """Harmonic mean of two shares; 0 when both are."""
    total = precision + recall
    return 2 * precision * recall / total if total else 0.0


def pairwise(groups: pl.DataFrame) -> Pairs:
    """Pairs over all records."""
    return Pairs(*(_pairs_within(groups, keys) for keys in _SIDES))


def pairs_touching(groups: pl.DataFrame) -> Pairs:
    """Pairs of which at least one record has the boolean column `flag`."""
    return Pairs(*(_pairs_touching(groups, keys) for keys in _SIDES))


def b_cubed(groups: pl.DataFrame) -> BCubed:
    """Precision and recall per record, averaged over the records; 1 where there are no records."""
    if groups.is_empty():
        return BCubed(1.0, 1.0)
    cells = groups.group_by("truth", "found").len("both").with_columns(pl.col("both").cast(pl.Float64))
    sized = cells.with_columns(
        pl.col("both").sum().over("truth").alias("true_size"), pl.col("both").sum().over("found").alias("found_size")
    )
    # Every record of a cell sees the same share, so that a cell counts as many times as it has records. Integers are
    # added up before the division, and the cells in a fixed order, so that the result does not depend on the engine.
    sums = sized.sort("both", "true_size", "found_size").select(
        precision=(pl.col("both") ** 2 / pl.col("found_size")).sum() / groups.height,
        recall=(pl.col("both") ** 2 / pl.col("true_size")).sum() / groups.height,
    )
    precision, recall = sums.row(0)
    return BCubed(min(float(precision), 1.0), min(float(recall), 1.0))


def pairs_between_sources(groups: pl.DataFrame) -> dict[tuple[str, str], Pairs]:
    """Pairs per pair of sources, in alphabetical order; the frame has a column `source` too."""
    sides = [_between_sources(groups, keys) for keys in _SIDES]
    names = sorted(sides[0].keys() | sides[1].keys())
    return {name: Pairs(*(side.get(name, 0) for side in sides)) for name in names}


def false_pairs_per_group(groups: pl.DataFrame, side: str) -> pl.DataFrame:
    """One row per group of a side that mixes groups of the other: its key, `records`, and `errors`, the wrong pairs.

    With `found` these are false merges; with `truth` they are misses. Ordered by errors, the most first, then by key.
    """
    pairs = pl.col("len") * (pl.col("len") - 1) // 2
    cells = groups.group_by("truth", "found").len().with_columns(pl.col("len").cast(pl.Int64))
    return (
        cells.group_by(side)
        .agg(pl.col("len").sum().alias("records"), pairs.sum().alias("right"))
        .with_columns((pl.col("records") * (pl.col("records") - 1) // 2 - pl.col("right")).alias("errors"))
        .filter(pl.col("errors") > 0)
        .select(side, "records", "errors")
        .sort(["errors", side], descending=[True, False])
    )


_SIDES = (["truth"], ["found"], ["truth", "found"])


def _pairs_within(groups: pl.DataFrame, keys: list[str]) -> int:
    sizes = groups.group_by(keys).len("size")
    return _total(sizes, _choose_two(pl.col("size")))


def _pairs_touching(groups: pl.DataFrame, keys: list[str]) -> int:
    sizes = groups.group_by(keys).agg(pl.len().alias("size"), (~pl.col("flag")).sum().alias("others"))
    return _total(sizes, _choose_two(pl.col("size")) - _choose_two(pl.col("others")))


def _between_sources(groups: pl.DataFrame, keys: list[str]) -> dict[tuple[str, str], int]:
    sizes = groups.group_by(*keys, "source").agg(pl.len().cast(pl.Int64).alias("size"))
    both = sizes.join(sizes, on=keys, suffix="_other").filter(pl.col("source") <= pl.col("source_other"))
    same = pl.col("source") == pl.col("source_other")
    pairs = pl.when(same).then(_choose_two(pl.col("size"))).otherwise(pl.col("size") * pl.col("size_other"))
    counted = both.group_by("source", "source_other").agg(pairs.sum().alias("pairs")).filter(pl.col("pairs") > 0)
    return {(str(one), str(other)): int(pairs) for one, other, pairs in counted.iter_rows()}


def _choose_two(size: pl.Expr) -> pl.Expr:
    count = size.cast(pl.Int64)
    return count * (count - 1) // 2


def _total(sizes: pl.DataFrame, pairs: pl.Expr) -> int:
    return int(sizes.select(pairs.sum()).item() or 0)
