"""How well weights put true pairs before false ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Ranking:
    """Average precision, and the cut with the best F1; pairs of one weight are taken together."""

    pairs: int
    true: int
    average_precision: float
    cut: float
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """F1 at the cut."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def ranked(weights: Sequence[float], same: Sequence[bool]) -> Ranking:
    """The ranking of pairs by falling weight.

    Raises:
        ValueError: no pair is true.
    """
    if not any(same):
        msg = "no pair is true: there is nothing to find"
        raise ValueError(msg)
    order = np.argsort(-np.asarray(weights), kind="stable")
    falling, truth = np.asarray(weights)[order], np.asarray(same)[order]
    last = np.flatnonzero(np.append(np.diff(falling) != 0, True))
    found = np.cumsum(truth)[last]
    precision, recall = found / (last + 1), found / truth.sum()
    best = int(np.argmax(2 * found / (last + 1 + truth.sum())))
    return Ranking(
        pairs=len(truth),
        true=int(truth.sum()),
        average_precision=float((precision * np.diff(recall, prepend=0.0)).sum()),
        cut=float(falling[last][best]),
        precision=float(precision[best]),
        recall=float(recall[best]),
    )
