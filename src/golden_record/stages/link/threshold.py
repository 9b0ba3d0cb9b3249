"""From where on a pair counts as a link: as the job says, or where joining pays off after clustering."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from golden_record.config.match import ThresholdConfig

OWN_CUT = -2.0
"""Match weight from which the engine links by itself: odds of one to four, as the pair alone is weighed.

Even odds would be the cut of least expected error if a pair were judged alone and its weight were exact. It is neither:
clustering averages over the pairs of two groups, which understates what many records say together, and the differences
of a true pair come in company (who has moved has another address and another telephone), which overstates what speaks
against it. The choice is flat: see `benchmarks/holdout.py`, where each dataset is judged by what the others choose.
"""

MOST_BITS = 60.0


def threshold(config: ThresholdConfig | None, weights: npt.NDArray[np.float64]) -> float:
    """The match weight of the weakest link. `weights` are those of all scored pairs."""
    if config is None:
        return OWN_CUT
    if config.weight is not None:
        return config.weight
    if config.probability is not None:
        return _bits(config.probability)
    return _for_precision(config.precision or 0.0, weights)


def _bits(probability: float) -> float:
    if probability <= 0:
        return -MOST_BITS
    if probability >= 1:
        return MOST_BITS
    return math.log2(probability / (1 - probability))


def _for_precision(wanted: float, weights: npt.NDArray[np.float64]) -> float:
    """The lowest weight above which the mean match probability of the pairs is at least the wanted precision."""
    if not len(weights):
        return _bits(wanted)
    ordered = np.sort(weights)[::-1]
    precision = np.cumsum(1 / (1 + np.exp2(-ordered))) / np.arange(1, len(ordered) + 1)
    # Pairs of one weight come in together, so only the last of a tie can be the cut.
    last = np.append(ordered[1:] != ordered[:-1], True)
    enough = np.flatnonzero((precision >= wanted) & last)
    return float(ordered[enough[-1]]) if len(enough) else _bits(wanted)
