"""The worst errors of a result against the truth: what was merged wrongly, and what was missed; values masked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from golden_record.evaluate import queries
from golden_record.evaluate.metrics import false_pairs_per_group
from golden_record.evaluate.waterfall import MISSING, Bar, MatchModel, match_model, waterfall
from golden_record.model.masking import masked
from golden_record.warehouse import Warehouse

SHOWN_GROUPS = 5
SHOWN_RECORDS = 6

Side = Literal["truth", "found"]
Kind = Literal["person", "profile"]


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
    enough: bool
    """Whether its weight reaches the threshold."""

    evidence: tuple[Bar, ...]
    """What the weight is made of, the heaviest first; missing values and the prior are left out."""


@dataclass(frozen=True)
class Mistake:
    """A profile that mixes people, or a person spread over profiles: the pairs that are wrong, and some records."""

    name: str
    kind: Kind
    """What the groups of the records are: people that were mixed, or profiles that one person was spread over."""

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
        kind="person" if other == "truth" else "profile",
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
    between = [row for row in state.rows(queries.links_among(), [ids, ids]) if group[row[0]] != group[row[1]]]
    if not between:
        return None
    # The first of the strongest: links come in the order of their records.
    left, right, weight, probability, matched_by, _, guard = max(between, key=lambda row: float(str(row[2])))
    name = dict(zip(ids, zip(members["source"], members["source_id"], strict=True), strict=True))
    ends = [":".join(name[end]) for end in (left, right)]
    model = match_model(state)
    return Tie(
        left=ends[0],
        right=ends[1],
        weight=float(str(weight)),
        probability=float(str(probability)),
        matched_by=str(matched_by),
        guard=None if guard is None else str(guard),
        enough=float(str(weight)) >= model.threshold,
        evidence=_evidence(state, model, (left, right)),
    )


def _evidence(state: Warehouse, model: MatchModel, pair: tuple[object, object]) -> tuple[Bar, ...]:
    (link,) = state.rows(queries.link(), pair)
    _prior, *bars = waterfall(model, link).bars
    telling = [bar for bar in bars if bar.label != MISSING]
    return tuple(sorted(telling, key=lambda bar: -abs(bar.weight)))
