"""The worst errors of a result against the truth: what was merged wrongly, and what was missed; values masked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from golden_record.evaluate import queries
from golden_record.evaluate.masking import masked
from golden_record.evaluate.metrics import false_pairs_per_group
from golden_record.warehouse import Warehouse

SHOWN_GROUPS = 5
SHOWN_RECORDS = 6

Side = Literal["truth", "found"]


@dataclass(frozen=True)
class ShownRecord:
    """A record of a mistake: its key, the group it should be in or was put in, and its masked values."""

    source: str
    source_id: str
    group: str
    values: dict[str, str]


@dataclass(frozen=True)
class Tie:
    """The strongest link between two groups of a mistake, and the guard that refused it, if any did."""

    left: str
    right: str
    weight: float
    probability: float
    matched_by: str
    guard: str | None


@dataclass(frozen=True)
class Mistake:
    """A profile that mixes people, or a person spread over profiles: the pairs that are wrong, and some records."""

    name: str
    record_count: int
    group_count: int
    wrong_pairs: int
    records: tuple[ShownRecord, ...]
    tie: Tie | None


def worst_merges(state: Warehouse, groups: pl.DataFrame) -> tuple[Mistake, ...]:
    """Profiles with the most wrong pairs; the groups of their records are people."""
    return _worst(state, groups, "found", "truth")


def worst_misses(state: Warehouse, groups: pl.DataFrame) -> tuple[Mistake, ...]:
    """People with the most missed pairs; the groups of their records are profiles."""
    return _worst(state, groups, "truth", "found")


def _worst(state: Warehouse, groups: pl.DataFrame, side: Side, other: Side) -> tuple[Mistake, ...]:
    worst = false_pairs_per_group(groups, side).head(SHOWN_GROUPS)
    return tuple(
        _mistake(state, str(name), groups.filter(pl.col(side) == name), other, int(errors))
        for name, _, errors in worst.iter_rows()
    )


def _mistake(state: Warehouse, name: str, members: pl.DataFrame, other: Side, errors: int) -> Mistake:
    # The first record of every group first, so that each group is seen; then the rest in their order.
    ordered = (
        members.sort("record_id")
        .with_columns(pl.int_range(pl.len()).over(other).alias("turn"))
        .sort("turn", "record_id")
    )
    shown = ordered.head(SHOWN_RECORDS)
    values = _masked_values(state, shown["record_id"].to_list())
    return Mistake(
        name=name,
        record_count=members.height,
        group_count=members[other].n_unique(),
        wrong_pairs=errors,
        records=tuple(
            ShownRecord(str(row["source"]), str(row["source_id"]), str(row[other]), values.get(row["record_id"], {}))
            for row in shown.iter_rows(named=True)
        ),
        tie=_strongest_tie(state, members, other),
    )


def _masked_values(state: Warehouse, records: Sequence[int]) -> dict[int, dict[str, str]]:
    values: dict[int, dict[str, str]] = defaultdict(dict)
    for record, attribute, _, _, value, *_ in state.rows(queries.claims_of(), [list(records)]):
        if value is not None:
            values[int(str(record))].setdefault(str(attribute), masked(str(value)))
    return values


def _strongest_tie(state: Warehouse, members: pl.DataFrame, other: Side) -> Tie | None:
    ids = members["record_id"].to_list()
    group = dict(zip(ids, members[other].to_list(), strict=True))
    name = dict(zip(ids, zip(members["source"], members["source_id"], strict=True), strict=True))
    best: Tie | None = None
    for left, right, weight, probability, matched_by, _, guard in state.rows(queries.links_among(), [ids, ids]):
        strength = float(str(weight))
        if group[left] != group[right] and (best is None or strength > best.weight):
            ends = [":".join(name[end]) for end in (left, right)]
            refused = None if guard is None else str(guard)
            best = Tie(ends[0], ends[1], strength, float(str(probability)), str(matched_by), refused)
    return best
