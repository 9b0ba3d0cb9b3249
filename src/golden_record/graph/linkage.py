"""Attribute-wise linkage under guards: who belongs together by all the evidence inside a group, not by its best chain.

Two groups of records are weighed like two records that hold everything their members hold: for each comparison the
mean weight of the pairs in which both sides have a value, then the sum over comparisons. A thin record speaks only
about what it has, and a chain of chance agreements is outvoted by what its ends say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Tensor = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Weights:
    """Evidence about the pairs of a group of n members, k comparisons and j kinds of related strangers.

    The tensors are symmetric in their last two axes, and zero where a pair says nothing.
    """

    sums: Tensor
    """Match weight in bits, (k, n, n)."""

    counts: Tensor
    """1 where both sides have a value, (k, n, n)."""

    kin: Tensor
    """Weight of related strangers against plain ones, (j, k, n, n)."""

    odds: Tensor
    """Odds of each kind of related strangers, (j,)."""

    prior: float
    """Bits of the prior odds, less the threshold."""


@dataclass(frozen=True)
class Guards:
    """What may never share a cluster, for the members of one group."""

    sizes: npt.NDArray[np.int64]
    """Records that each member stands for."""

    most_records: int
    """Most records of one cluster."""

    forbidden: npt.NDArray[np.bool_]
    """Pairs that exclude each other."""

    values: Sequence[Sequence[frozenset[str]]] = field(default=())
    """Per limited attribute, the values of each member."""

    limits: Sequence[int] = field(default=())
    """Per limited attribute, the most distinct values of one cluster."""


def linkage(weights: Weights, guards: Guards) -> Labels:
    """Merge, best first, clusters whose evidence is positive and which no guard keeps apart.

    Returns for each member the smallest index of its cluster. Ties go to the smaller indices.
    """
    state = _State(weights, guards)
    while (found := state.best()) is not None:
        state.merge(*found)
    return state.labels


class _State:
    """Clusters as they grow: summed evidence between them, and what each contains."""

    def __init__(self, weights: Weights, guards: Guards) -> None:
        count = len(guards.sizes)
        self.weights, self.guards = weights, guards
        self.sums, self.counts, self.kin = weights.sums.copy(), weights.counts.copy(), weights.kin.copy()
        self.sizes = guards.sizes.copy()
        self.values = [list(values) for values in guards.values]
        self.labels: Labels = np.arange(count, dtype=np.int64)
        self.scores = _score(self.sums, self.counts, self.kin, weights)
        self.scores[guards.forbidden] = -np.inf
        np.fill_diagonal(self.scores, -np.inf)

    def best(self) -> tuple[int, int] | None:
        """The pair of clusters with the most positive evidence that the guards let join."""
        while True:
            left, right = sorted(divmod(int(self.scores.argmax()), len(self.scores)))
            if not self.scores[left, right] > 0:
                return None
            if self._allowed(left, right):
                return left, right
            self.scores[left, right] = self.scores[right, left] = -np.inf

    def merge(self, left: int, right: int) -> None:
        """Join two clusters under the smaller index."""
        closed = np.isneginf(self.scores[left]) | np.isneginf(self.scores[right])
        for tensor in (self.sums, self.counts, self.kin):
            tensor[..., left, :] += tensor[..., right, :]
            tensor[..., :, left] = tensor[..., left, :]
        row = _score(self.sums[:, left], self.counts[:, left], self.kin[:, :, left], self.weights)
        row[closed] = -np.inf
        self.scores[left], self.scores[:, left] = row, row
        self.scores[right], self.scores[:, right] = -np.inf, -np.inf
        self.sizes[left] += self.sizes[right]
        for values in self.values:
            values[left] |= values[right]
        self.labels[self.labels == right] = left

    def _allowed(self, left: int, right: int) -> bool:
        if self.sizes[left] + self.sizes[right] > self.guards.most_records:
            return False
        return all(
            len(values[left] | values[right]) <= limit
            for values, limit in zip(self.values, self.guards.limits, strict=True)
        )


def _score(sums: Tensor, counts: Tensor, kin: Tensor, weights: Weights) -> Tensor:
    """Bits for a match, of every pair or of one row of pairs."""
    shown = np.maximum(counts, 1.0)
    related = np.tensordot(weights.odds, np.exp2((kin / shown).sum(axis=1)), axes=1)
    result: Tensor = weights.prior + (sums / shown).sum(axis=0) - np.log2(1.0 + related)
    return result
