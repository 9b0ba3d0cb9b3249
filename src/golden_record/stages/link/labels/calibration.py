"""Weights that keep their word: a logistic fit of what people judged on what the model promised.

Two numbers are fitted, a factor and a shift of the match weight, and both are held near 1 and 0: few judgements change
little. Pairs may be chosen for judging by their weight, as `audit sample` does, without a bias of the fit: it asks how
often pairs of a weight are one person, not how many pairs of it there are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from golden_record.stages.link.model import KinWeights, Model, apart
from golden_record.stages.link.repair import Array

FACTOR_SPREAD = 0.2
"""Standard deviation of the factor around 1 before anything is judged."""

SHIFT_SPREAD = 1.0
"""Standard deviation of the shift around 0, in bits: as much as eight judged pairs at even odds say."""

SMALLEST_FACTOR = 0.25
"""Of whatever is judged, better agreement still weighs more."""

LN2 = math.log(2)
_STEPS = 50


@dataclass(frozen=True)
class Calibration:
    """How weights are corrected: `factor` times the weight plus `shift` bits."""

    factor: float
    shift: float
    pairs: int
    matches: int

    @property
    def note(self) -> str:
        """What a run says of it."""
        judged = f"{self.pairs:,} judged pairs, {self.matches:,} of them one person"
        return f"{judged}: match weights count {self.factor:.2f} times, {self.shift:+.1f} bits"


def fitted(weights: Array, match: npt.NDArray[np.bool_]) -> Calibration:
    """The most plausible factor and shift for judged pairs of these weights, in bits."""
    design = np.column_stack([weights, np.ones(len(weights))]) * LN2
    start, precision = np.array([1.0, 0.0]), np.diag([FACTOR_SPREAD**-2, SHIFT_SPREAD**-2])
    found = start.copy()
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(design @ found, -60, 60)))
        slope = design.T @ (match - chance) - precision @ (found - start)
        curve = (design * (chance * (1 - chance))[:, None]).T @ design + precision
        # Half a step at most of either prior: the fit is concave, and short steps cannot overshoot for ever.
        step = np.clip(np.linalg.solve(curve, slope), -0.5, 0.5)
        found += step
        if np.abs(step).max() < 1e-10:
            break
    return Calibration(max(float(found[0]), SMALLEST_FACTOR), float(found[1]), len(match), int(match.sum()))


def calibrated(model: Model, found: Calibration) -> Model:
    """The model with the correction in its own numbers, so that everyone who reads them scores alike.

    No level weighs more than a certain agreement could: its m would be above 1. Related strangers are corrected as a
    whole; where they are as likely as plain ones, that is exact to a fraction of a bit.
    """
    prior = model.prior_weight * found.factor + found.shift
    return replace(
        model,
        weights=tuple(_scaled(own, u, found.factor) for own, u in zip(model.weights, model.u, strict=True)),
        kin=tuple(_kin(kin, found.factor) for kin in model.kin),
        match_share=1 / (1 + 2**-prior),
        frequency_weight=model.frequency_weight * found.factor,
    )


def _scaled(weights: Sequence[float], u: Array, factor: float) -> tuple[float, ...]:
    return apart([min(bits * factor, -math.log2(chance)) for bits, chance in zip(weights, u.tolist(), strict=True)])


def _kin(kin: KinWeights, factor: float) -> KinWeights:
    weights = tuple(None if own is None else tuple(bits * factor for bits in own) for own in kin.weights)
    return KinWeights(weights, kin.odds**factor)
