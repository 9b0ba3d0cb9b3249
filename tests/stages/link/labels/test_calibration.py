"""Weights that follow what people judged."""

from __future__ import annotations

import numpy as np
import pytest

from golden_record.stages.link.comparisons import comparisons_for
from golden_record.stages.link.labels.calibration import SMALLEST_FACTOR, Calibration, calibrated, fitted
from golden_record.stages.link.model import DISTINCT, Model


def _judged(count: int, factor: float, shift: float, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Weights, and judgements as they come out where the truth is so much weaker or stronger than promised."""
    random = np.random.default_rng(seed)
    weights = random.uniform(-8, 8, count)
    chance = 1 / (1 + np.exp2(-(factor * weights + shift)))
    return weights, random.random(count) < chance


@pytest.mark.parametrize(
    ("factor", "shift"), [(1.0, 0.0), (0.5, 0.0), (1.0, -2.0), (0.6, 1.5)], ids=["true", "bold", "generous", "both"]
)
def test_many_judgements_tell_factor_and_shift(factor: float, shift: float) -> None:
    found = fitted(*_judged(4000, factor, shift))
    assert found.factor == pytest.approx(factor, abs=0.08)
    assert found.shift == pytest.approx(shift, abs=0.3)


def test_a_handful_of_judgements_changes_little() -> None:
    found = fitted(np.array([0.0, 1.0, -1.0]), np.array([True, True, True]))
    assert 0.9 < found.factor < 1.1
    assert 0 < found.shift < 1


def test_without_judgements_nothing_changes() -> None:
    assert fitted(np.empty(0), np.empty(0, dtype=bool)) == Calibration(1.0, 0.0, 0, 0)


def test_better_agreement_weighs_more_whatever_is_judged() -> None:
    weights = np.linspace(-10, 10, 2000)
    assert fitted(weights, weights < 0).factor == SMALLEST_FACTOR


@pytest.mark.parametrize("factor", [0.25, 0.8, 3.0])
def test_the_correction_is_in_the_numbers_of_the_model(factor: float) -> None:
    items = comparisons_for({"phone": "phone", "city": "city"})
    u = tuple(np.array([1e-6, 1e-5, 0.3, 0.7]) for _ in items)
    model = Model(items, u, ((9.0, 4.0, 0.5, -2.0),) * len(items), (), 1e-4)
    after = calibrated(model, Calibration(factor, 1.0, 10, 5))
    assert after.prior_weight == pytest.approx(model.prior_weight * factor + 1.0)
    assert after.frequency_weight == factor
    for weights, chances in zip(after.weights, after.u, strict=True):
        assert weights[3] == pytest.approx(-2.0 * factor, abs=1e-4)
        assert all(chance * 2**weight <= 1 + 1e-9 for weight, chance in zip(weights, chances, strict=True))
        assert min(abs(one - two) for place, one in enumerate(weights) for two in weights[:place]) >= DISTINCT
