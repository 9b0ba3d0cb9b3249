"""Attribute-wise linkage under guards: who belongs together by all the evidence inside a group, not by its best chain.

Two clusters of records are weighed like two records that hold everything their members hold: for each comparison the
mean weight of the pairs in which both sides have a value, then the sum over comparisons. A thin record speaks only
about what it has, and a chain of chance agreements is outvoted by what its ends say.

Many groups are worked on at once, padded to one size: the arithmetic of a hundred thousand small groups is then a few
array operations instead of as many loops.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Tensor = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
Places = npt.NDArray[np.intp]

UNSEEN = -1e9
"""Bits of two clusters of which too few pairs were compared: never merged as they are, unlike `-inf` not for ever."""


@dataclass(frozen=True)
class Weights:
    """Evidence about the pairs of g groups of n members, with k comparisons and j kinds of related strangers.

    The tensors are symmetric in their last two axes, and zero where a pair says nothing.
    """

    sums: Tensor
    """Match weight in bits, (g, k, n, n)."""

    counts: Tensor
    """1 where both sides have a value, (g, k, n, n)."""

    kin: Tensor
    """Weight of related strangers against plain ones, (g, j, k, n, n)."""

    odds: Tensor
    """Odds of each kind of related strangers, (j,)."""

    prior: float
    """Bits of the prior odds, less the threshold."""

    compared: Tensor | None = None
    """1 where a pair was compared at all, (g, n, n): two clusters then merge only if most of the pairs between them
    were. None where what was never compared says nothing."""


@dataclass(frozen=True)
class Guards:
    """What may never share a cluster."""

    sizes: npt.NDArray[np.int64]
    """Records that each member stands for, (g, n); 0 for a place that pads a smaller group."""

    most_records: int
    """Most records of one cluster."""

    forbidden: npt.NDArray[np.bool_]
    """Pairs that exclude each other, (g, n, n)."""

    values: npt.NDArray[np.uint64]
    """Per limited attribute, the values of each member as bits of a set that its group shares, (l, g, n, words)."""

    limits: npt.NDArray[np.int64]
    """Per limited attribute, the most distinct values of one cluster, (l,); what one member holds is no breach."""


def linkage(weights: Weights, guards: Guards) -> Labels:
    """Merge, best first, clusters whose evidence is positive and which no guard keeps apart.

    Returns for each member the smallest place of its cluster, (g, n). Ties go to the smaller places.
    """
    state = _State(weights, guards)
    active: Places = np.arange(len(guards.sizes))
    while len(active):
        active = state.step(active)
    return state.labels


class _State:
    """Clusters as they grow: summed evidence between them, and what each contains."""

    def __init__(self, weights: Weights, guards: Guards) -> None:
        groups, members = guards.sizes.shape
        self.weights, self.guards = weights, guards
        # In the order in which they lie in memory, whatever it is.
        self.sums, self.counts, self.kin = (each.copy("K") for each in (weights.sums, weights.counts, weights.kin))
        self.sizes, self.values = guards.sizes.copy(), guards.values.copy()
        self.compared = None if weights.compared is None else weights.compared.copy()
        self.members = (guards.sizes > 0).astype(np.float64)
        self.labels: Labels = np.tile(np.arange(members, dtype=np.int64), (groups, 1))
        self.scores = _score(self.sums, self.counts, self.kin, weights)
        padding = guards.sizes == 0
        if self.compared is not None:
            pairs = self.members[:, :, None] * self.members[:, None, :]
            self.scores = np.where(2 * self.compared > pairs, self.scores, UNSEEN)
        closed = guards.forbidden | padding[:, :, None] | padding[:, None, :] | np.eye(members, dtype=np.bool_)
        self.scores[closed] = -np.inf

    def step(self, active: Places) -> Places:
        """Join the best pair of each active group, or close it where a guard forbids; returns who may go on."""
        members = self.labels.shape[1]
        flat = self.scores[active].reshape(len(active), -1)
        best = flat.argmax(axis=1)
        going = flat[np.arange(len(active)), best] > 0
        active, best = active[going], best[going]
        left, right = np.minimum(best // members, best % members), np.maximum(best // members, best % members)
        allowed = self._allowed(active, left, right)
        refused = ~allowed
        self.scores[active[refused], left[refused], right[refused]] = -np.inf
        self.scores[active[refused], right[refused], left[refused]] = -np.inf
        self._merge(active[allowed], left[allowed], right[allowed])
        return active

    def _merge(self, group: Places, left: Places, right: Places) -> None:
        """Join two clusters of each group under the smaller place."""
        closed = np.isneginf(self.scores[group, left]) | np.isneginf(self.scores[group, right])
        for tensor in (self.sums, self.counts):
            joined = tensor[group, :, left] + tensor[group, :, right]
            tensor[group, :, left], tensor[group, :, :, left] = joined, joined
        related = self.kin[group, :, :, left] + self.kin[group, :, :, right]
        self.kin[group, :, :, left], self.kin[group, :, :, :, left] = related, related
        row = _row_score(self.sums[group, :, left], self.counts[group, :, left], related, self.weights)
        row = self._seen(group, left, right, row)
        row[closed] = -np.inf
        self.scores[group, left], self.scores[group, :, left] = row, row
        self.scores[group, right], self.scores[group, :, right] = -np.inf, -np.inf
        self.sizes[group, left] += self.sizes[group, right]
        self.values[:, group, left] |= self.values[:, group, right]
        labels = self.labels[group]
        self.labels[group] = np.where(labels == right[:, None], left[:, None], labels)

    def _seen(self, group: Places, left: Places, right: Places, row: Tensor) -> Tensor:
        """The scores of merged clusters with all others, where most of the pairs between them were compared."""
        self.members[group, left] += self.members[group, right]
        if self.compared is None:
            return row
        joined = self.compared[group, :, left] + self.compared[group, :, right]
        self.compared[group, :, left], self.compared[group, left] = joined, joined
        pairs = self.members[group] * self.members[group, left][:, None]
        return np.where(2 * joined > pairs, row, UNSEEN)

    def _allowed(self, group: Places, left: Places, right: Places) -> npt.NDArray[np.bool_]:
        fits: npt.NDArray[np.bool_] = self.sizes[group, left] + self.sizes[group, right] <= self.guards.most_records
        for values, limit in zip(self.values, self.guards.limits, strict=True):
            one, other = values[group, left], values[group, right]
            most = np.maximum(limit, np.maximum(_count(one), _count(other)))
            fits &= _count(one | other) <= most
        return fits


def _count(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    counted: npt.NDArray[np.int64] = np.bitwise_count(values).sum(axis=-1, dtype=np.int64)
    return counted


def _score(sums: Tensor, counts: Tensor, kin: Tensor, weights: Weights) -> Tensor:
    """Bits for a match of every pair of clusters, (g, n, n)."""
    shown = np.maximum(counts, 1.0)
    related = np.exp2(_total(np.moveaxis(kin / shown[:, None], 2, 1))) * weights.odds[None, :, None, None]
    result: Tensor = weights.prior + _total(sums / shown) - np.log2(1.0 + _total(related))
    return result


def _total(terms: Tensor) -> Tensor:
    """The sum over the second axis, always from first to last.

    numpy's own sums take the order that suits the layout, so that the last bit, and with it what a tie becomes, would
    depend on which other groups happen to be in the batch.
    """
    total: Tensor = np.zeros(terms.shape[:1] + terms.shape[2:])
    for place in range(terms.shape[1]):
        total += terms[:, place]
    return total


def _row_score(sums: Tensor, counts: Tensor, kin: Tensor, weights: Weights) -> Tensor:
    """Bits for a match of one cluster of each group with every other, (g, n)."""
    return _score(sums[..., None], counts[..., None], kin[..., None], weights)[..., 0]
