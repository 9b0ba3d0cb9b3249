"""What a trained model says of each level of agreement: its match weight, and the chances behind it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from typing import NotRequired, TypedDict, cast


@dataclass(frozen=True)
class LevelWeight:
    """A level of a comparison: its bits for (or, below zero, against) a match, and how often it occurs."""

    comparison: str
    label: str
    weight: float
    """Match weight: log2 of m over u."""

    m: float
    """Chance of the level for two records of one person, 0 to 1."""

    u: float
    """Chance of the level for two records of strangers, 0 to 1."""


class _Level(TypedDict):
    label_for_charts: str
    is_null_level: NotRequired[bool]
    m_probability: NotRequired[float]
    u_probability: NotRequired[float]


class _Comparison(TypedDict):
    output_column_name: str
    comparison_levels: list[_Level]


def level_weights(settings: str) -> tuple[LevelWeight, ...]:
    """Every level of a model, given as Splink settings, JSON, in its order; missing values weigh nothing."""
    comparisons = cast(list[_Comparison], json.loads(settings)["comparisons"])
    return tuple(
        LevelWeight(item["output_column_name"], level["label_for_charts"], math.log2(m / u), m, u)
        for item in comparisons
        for level in item["comparison_levels"]
        if not level.get("is_null_level") and (m := level.get("m_probability")) and (u := level.get("u_probability"))
    )
