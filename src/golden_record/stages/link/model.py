"""The trained model as Splink settings, with what golden_record adds: related strangers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypedDict

import numpy as np

from golden_record.model.keys import Json
from golden_record.stages.link.comparisons import Comparison
from golden_record.stages.link.repair import FLOOR, Array, FindingDiagnostics
from golden_record.stages.link.training import Kin, Parameters

DISTINCT = 1e-5
"""Least distance between the weights of two levels, in bits: whoever sees a weight can tell the level."""

TF_MINIMUM_U = 1e-5
"""A value rarer than this counts no more than one that is as rare: most of them are typing errors."""


DISAGREEMENT = 0.9
"""Share of its bits that a disagreement keeps: who has moved differs in address and telephone for one reason, and who
types badly in every field. Weighed as if each were on its own, such pairs are promised too little: of those promised
0.01 to 0.1, two to five times as many are true."""


class KinDiagnostics(TypedDict):
    """A kind of related strangers, as `model.diagnostics` keeps it; no weights for what it does not share."""

    odds: float
    weights: list[list[float] | None]


class CalibrationDiagnostics(TypedDict):
    """How judged pairs corrected the weights: factor, shift in bits, and the pairs behind them."""

    factor: float
    shift: float
    pairs: int
    matches: int


class Diagnostics(TypedDict, total=False):
    """What `model.diagnostics` holds: the model as the stages that follow read it, and what was found on the way."""

    comparisons: list[str]
    u: list[list[float]]
    weights: list[list[float]]
    kin: list[KinDiagnostics]
    match_share: float
    frequency_weight: float
    calibration: CalibrationDiagnostics | None
    notes: list[str]
    findings: list[FindingDiagnostics]


@dataclass(frozen=True)
class KinWeights:
    """A kind of related strangers: bits per level against plain strangers, and its odds against them."""

    weights: tuple[tuple[float, ...] | None, ...]
    odds: float


@dataclass(frozen=True)
class Model:
    """Weights that score pairs: per comparison one match weight per level, and one per kind of related strangers."""

    comparisons: tuple[Comparison, ...]
    u: tuple[Array, ...]
    weights: tuple[tuple[float, ...], ...]
    kin: tuple[KinWeights, ...]
    match_share: float
    frequency_weight: float = 1.0
    """How much the frequency of a value counts: calibration scales it with all other weights."""

    @property
    def prior_weight(self) -> float:
        """Log2 odds that two random records are one person."""
        return math.log2(self.match_share / (1 - self.match_share))


def counting_model(comparisons: Sequence[Comparison]) -> Model:
    """A model whose weight at level i is i + 1, so that scores say nothing but which levels were reached."""
    return Model(
        comparisons=tuple(comparisons),
        u=tuple(np.exp2(-2.0 * np.arange(1, len(item.levels) + 1)) for item in comparisons),
        weights=tuple(tuple(float(place) for place in range(1, len(item.levels) + 1)) for item in comparisons),
        kin=(),
        match_share=0.5,
    )


def trained_model(comparisons: Sequence[Comparison], parameters: Parameters) -> Model:
    """The model of trained parameters, in which disagreement counts for less than it seems to say."""
    model = plain_model(comparisons, parameters)
    return replace(model, weights=tuple(apart(_tempered(weights)) for weights in model.weights))


def plain_model(comparisons: Sequence[Comparison], parameters: Parameters) -> Model:
    """The model that weighs exactly what the parameters say."""
    return Model(
        comparisons=tuple(comparisons),
        u=tuple(np.maximum(u, FLOOR) for u in parameters.u),
        weights=tuple(apart(_bits(m, u)) for m, u in zip(parameters.m, parameters.u, strict=True)),
        kin=tuple(_kin_weights(kin, parameters) for kin in parameters.kin),
        match_share=parameters.match_share,
    )


def _kin_weights(kin: Kin, parameters: Parameters) -> KinWeights:
    weights = tuple(None if own is None else _bits(own, u) for own, u in zip(kin.levels, parameters.u, strict=True))
    return KinWeights(weights, kin.share / parameters.stranger_share)


def splink_settings(model: Model, *, term_frequencies: bool) -> dict[str, Json]:
    """Settings for Splink: it compiles the comparisons, weighs term frequencies, and scores."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "record_id",
        "probability_two_random_records_match": model.match_share,
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "blocking_rules_to_generate_predictions": ["1=1"],
        "linker_uid": "goldenrecord",
        "comparisons": [
            _comparison(item, u, weights, model.frequency_weight if term_frequencies else 0.0)
            for item, u, weights in zip(model.comparisons, model.u, model.weights, strict=True)
        ],
    }


def as_json(model: Model) -> Diagnostics:
    """The model as plain data, as `model.diagnostics` keeps it for the stages that follow."""
    return {
        "comparisons": [item.name for item in model.comparisons],
        "u": [[float(value) for value in values] for values in model.u],
        "weights": [list(values) for values in model.weights],
        "kin": [
            {"odds": kin.odds, "weights": [None if values is None else list(values) for values in kin.weights]}
            for kin in model.kin
        ],
        "match_share": model.match_share,
        "frequency_weight": model.frequency_weight,
    }


def model_of(comparisons: Sequence[Comparison], found: Diagnostics) -> Model:
    """The model that `as_json` described, to the last bit; the comparisons are those that it was made for."""
    kin = [
        KinWeights(tuple(None if own is None else tuple(own) for own in kind["weights"]), kind["odds"])
        for kind in found["kin"]
    ]
    return Model(
        comparisons=tuple(comparisons),
        u=tuple(np.array(values, dtype=np.float64) for values in found["u"]),
        weights=tuple(tuple(values) for values in found["weights"]),
        kin=tuple(kin),
        match_share=found["match_share"],
        frequency_weight=found["frequency_weight"],
    )


def frequency_columns(comparisons: Sequence[Comparison]) -> tuple[str, ...]:
    """Columns whose values weigh by their frequency."""
    found = (level.frequency for item in comparisons for level in item.levels)
    return tuple(dict.fromkeys(name for name in found if name is not None))


def frequency_table(column: str) -> str:
    """The temporary table, or view, in which scoring finds how frequent the values of a column are."""
    return f"frequency_of_{column}"


def _comparison(item: Comparison, u: Array, weights: Sequence[float], by_frequency: float) -> dict[str, Json]:
    levels: list[Json] = [{"sql_condition": item.null, "label_for_charts": "missing", "is_null_level": True}]
    for level, chance, weight in zip(item.levels, u, weights, strict=True):
        settings: dict[str, Json] = {
            "sql_condition": level.condition,
            "label_for_charts": level.label,
            "m_probability": float(chance) * 2.0**weight,
            "u_probability": float(chance),
        }
        if level.frequency and by_frequency:
            settings |= {
                "tf_adjustment_column": level.frequency,
                "tf_adjustment_weight": by_frequency,
                "tf_minimum_u_value": TF_MINIMUM_U,
                "disable_tf_exact_match_detection": True,
            }
        levels.append(settings)
    return {"output_column_name": item.name, "comparison_levels": levels}


def _bits(chance: Array, stranger: Array) -> tuple[float, ...]:
    return tuple(float(bits) for bits in np.log2(np.maximum(chance, FLOOR) / np.maximum(stranger, FLOOR)))


def _tempered(weights: Sequence[float]) -> tuple[float, ...]:
    return tuple(DISAGREEMENT * weight if weight < 0 else weight for weight in weights)


def apart(weights: Sequence[float]) -> tuple[float, ...]:
    """The weights, moved apart by a hair where two levels have the same, or the weight 0 of a missing value."""
    result: list[float] = []
    for weight in weights:
        moved = weight
        while any(abs(moved - other) < DISTINCT for other in (0.0, *result)):
            moved -= 2 * DISTINCT
        result.append(moved)
    return tuple(result)
