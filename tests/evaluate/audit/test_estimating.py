"""What judged pairs say of all pairs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from golden_record.evaluate.audit.estimating import Cell, shares
from golden_record.evaluate.audit.sampling import FEWEST_OF_STRATUM, STRATA, allocated


def test_cells_count_by_what_they_stand_for() -> None:
    precision, recall = shares([Cell(True, 900, 100, 90), Cell(True, 100, 100, 50), Cell(False, 1000, 100, 10)])
    assert precision.value == pytest.approx((810 + 50) / 1000)
    assert recall.value == pytest.approx(860 / (860 + 100))
    assert precision.low < (precision.value or 0) < precision.high
    assert recall.low < (recall.value or 0) < recall.high


def test_no_interval_has_width_nought() -> None:
    precision, _ = shares([Cell(True, 500, 20, 20)])
    assert precision.value == precision.high == 1.0
    assert 0.8 < precision.low < 0.98


def test_what_nothing_was_joined_of_has_no_precision() -> None:
    precision, recall = shares([Cell(False, 100, 20, 5)])
    assert precision.value is None
    assert recall.value == 0.0


def test_without_any_match_there_is_no_recall() -> None:
    precision, recall = shares([Cell(True, 100, 20, 0)])
    assert precision.value == 0.0
    assert recall.value is None


def test_intervals_hold_what_they_promise() -> None:
    """The truth lies in the interval of 95 % of the samples, near enough."""
    random = np.random.default_rng(1)
    held = []
    for _ in range(200):
        strong, weak = random.binomial(40, 0.95), random.binomial(40, 0.10)
        precision, recall = shares([Cell(True, 1000, 40, int(strong)), Cell(False, 2000, 40, int(weak))])
        held.append((precision.low <= 0.95 <= precision.high, recall.low <= 950 / 1150 <= recall.high))
    assert np.mean(held, axis=0).min() >= 0.93


JOINED = np.arange(STRATA) % 2 == 1
BELIEVED = np.repeat([0.001, 0.03, 0.2, 0.4, 0.6, 0.8, 0.95, 0.999], 2)
"""Mean match probability of each stratum, as the engine has it."""

POPULATIONS = {
    "nearly flawless": np.where(JOINED, 0.999, 0.0005),
    "flawless": np.where(JOINED, 1.0, 0.0),
    "good, with weak bands": np.where(JOINED, np.repeat([0.92, 0.96, 0.92, 0.9, 0.97, 0.98, 0.99, 0.9996], 2), 0.01),
    "as believed": BELIEVED,
    "half wrong": np.where(JOINED, 0.5, 0.1),
    "nearly all wrong": np.where(JOINED, 0.05, 0.3),
}
SIZES = np.array([270_000, 2700, 8600, 1500, 2900, 700, 1400, 1200, 700, 1300, 400, 1900, 120, 3300, 25, 25_000])


@pytest.mark.parametrize("count", [60, 200])
@pytest.mark.parametrize("rates", POPULATIONS.values(), ids=POPULATIONS.keys())
def test_the_truth_lies_within_whatever_the_strata_are_like(rates: npt.NDArray[np.float64], count: int) -> None:
    """Many strata near 1 must not add up to an interval below the truth; 0.92 of 80 leaves room for chance alone."""
    random = np.random.default_rng(3)
    true = np.round(SIZES * rates).astype(np.int64)
    judged = np.array(allocated(SIZES, BELIEVED, count))
    joined = true[JOINED].sum()
    precision, recall = joined / SIZES[JOINED].sum(), joined / true.sum()
    held = []
    for _ in range(80):
        right = random.hypergeometric(true, SIZES - true, judged)
        cells = [
            Cell(bool(j), float(s), int(n), int(x)) for j, s, n, x in zip(JOINED, SIZES, judged, right, strict=True)
        ]
        one, other = shares(cells)
        held.append((one.low <= precision <= one.high, other.low <= recall <= other.high))
    assert np.mean(held, axis=0).min() >= 0.92


@pytest.mark.parametrize("count", [40, 100, 500])
def test_every_stratum_has_its_pairs_and_none_more_than_there_are(count: int) -> None:
    sizes = [1_000_000, 20, 3000, 50, 1, 0, 40, 10, 0, 30, 60, 70, 500, 4000, 9, 80_000]
    means = [0.001, 0.001, 0.05, 0.05, 0.2, 0.2, 0.4, 0.4, 0.6, 0.6, 0.8, 0.8, 0.95, 0.95, 0.999, 0.999]
    found = allocated(sizes, means, count)
    assert len(found) == STRATA
    assert sum(found) == min(count, sum(sizes))
    for number, size in zip(found, sizes, strict=True):
        assert min(FEWEST_OF_STRATUM, size) <= number <= size
