"""Where the weight of a link comes from: the prior, each comparison, and what relatives, namesakes or a rule add."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict, cast

from golden_record.evaluate import queries
from golden_record.warehouse import Warehouse

PROBABILISTIC = "probabilistic"
MISSING = "missing"
"""Label of the level at which a value is missing on a side; it weighs nothing."""

_LEAST_REST = 0.05
"""Bits below which a sum and its parts differ by rounding alone."""


class _Level(TypedDict):
    label_for_charts: str


class _Comparison(TypedDict):
    output_column_name: str
    comparison_levels: list[_Level]


@dataclass(frozen=True)
class Bar:
    """One piece of evidence: what was compared, how it came out, and its bits for (or, below zero, against) a match."""

    name: str
    label: str
    weight: float


@dataclass(frozen=True)
class Waterfall:
    """A link and the bars that add up to its weight."""

    weight: float
    probability: float
    threshold: float
    matched_by: str
    blocking_rule: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class MatchModel:
    """What the model in use calls things: per comparison its name, and its labels, the missing value first."""

    names: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    prior: float
    """Log2 odds that two records are one person before anything is compared."""

    threshold: float


def match_model(state: Warehouse) -> MatchModel:
    """The model that scored the links of a state."""
    ((settings, threshold),) = state.rows(queries.model())
    found = json.loads(str(settings))
    comparisons = cast(list[_Comparison], found["comparisons"])
    share = float(found["probability_two_random_records_match"])
    return MatchModel(
        names=tuple(item["output_column_name"] for item in comparisons),
        labels=tuple(tuple(level["label_for_charts"] for level in item["comparison_levels"]) for item in comparisons),
        prior=math.log2(share / (1 - share)),
        threshold=float(str(threshold)),
    )


def waterfall(model: MatchModel, link: Sequence[object]) -> Waterfall:
    """The bars of a link, a row of `queries.link`; together they are its weight."""
    weight, probability, blocking_rule, matched_by, levels, weights = link
    total = float(str(weight))
    bars = [Bar("before any comparison", "chance that two records are one person", model.prior)]
    bars += [
        Bar(name, labels[level + 1], bits)
        for name, labels, level, bits in zip(
            model.names, model.labels, cast(list[int], levels), cast(list[float], weights), strict=True
        )
    ]
    rest = total - sum(bar.weight for bar in bars)
    if abs(rest) >= _LEAST_REST:
        bars.append(_rest(rest, str(matched_by)))
    return Waterfall(total, float(str(probability)), model.threshold, str(matched_by), str(blocking_rule), tuple(bars))


def _rest(bits: float, matched_by: str) -> Bar:
    """What the comparisons do not explain: related strangers take away, and only a deterministic rule adds."""
    if bits > 0 and matched_by != PROBABILISTIC:
        return Bar("rule", f"{matched_by}: certain", bits)
    return Bar("relatives, namesakes", "they would agree on this too", bits)
