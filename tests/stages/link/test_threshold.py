from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.config.match import ThresholdConfig
from golden_record.stages.link.threshold import threshold

WEIGHTS = np.array([12.0, 8.0, 3.0, 0.5, -2.0, -9.0])


@pytest.mark.parametrize(
    ("config", "cut"),
    [
        pytest.param(None, -2.0, id="nothing said: the engine's own cut"),
        pytest.param(ThresholdConfig(weight=8), 8.0, id="a weight"),
        pytest.param(ThresholdConfig(weight=-3), -3.0, id="a weight below even odds"),
        pytest.param(ThresholdConfig(probability=0.5), 0.0, id="even odds"),
        pytest.param(ThresholdConfig(probability=0.95), math.log2(19), id="a probability"),
        pytest.param(ThresholdConfig(probability=1.0), 60.0, id="certainty"),
        pytest.param(ThresholdConfig(probability=0.0), -60.0, id="whatever it takes"),
    ],
)
def test_the_cut_is_what_the_job_says(config: ThresholdConfig | None, cut: float) -> None:
    assert threshold(config, WEIGHTS) == pytest.approx(cut)


@settings(deadline=None)
@given(st.lists(st.floats(-10, 40), min_size=1, max_size=40), st.floats(0.5, 0.9999))
def test_links_above_the_cut_have_the_precision_asked_for(weights: list[float], wanted: float) -> None:
    cut = threshold(ThresholdConfig(precision=wanted), np.array(weights))
    kept = [1 / (1 + 2**-weight) for weight in weights if weight >= cut]
    assert not kept or sum(kept) / len(kept) >= wanted - 1e-9


def test_precision_keeps_as_many_links_as_it_can() -> None:
    chances = 1 / (1 + np.exp2(-WEIGHTS))
    for count in range(1, len(WEIGHTS) + 1):
        wanted = float(chances[:count].mean()) - 1e-9
        assert threshold(ThresholdConfig(precision=wanted), WEIGHTS) <= WEIGHTS[count - 1]


def test_a_precision_that_no_link_reaches_cuts_at_that_probability() -> None:
    assert threshold(ThresholdConfig(precision=0.99), np.array([1.0, -3.0])) == pytest.approx(math.log2(99))


def test_no_pairs_cut_at_the_precision_itself() -> None:
    assert threshold(ThresholdConfig(precision=0.8), np.array([])) == pytest.approx(2.0)


def test_the_order_of_weights_does_not_matter() -> None:
    config = ThresholdConfig(precision=0.9)
    assert threshold(config, WEIGHTS[::-1].copy()) == threshold(config, WEIGHTS)
