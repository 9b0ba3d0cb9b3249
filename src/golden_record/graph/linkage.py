"""Attribute-wise linkage under guards: who belongs together by all the evidence inside a group, not by its best chain.

Two clusters of records are weighed like two records that hold everything their members hold: for each comparison the
mean weight of the pairs in which both sides have a value, then the sum over comparisons. A thin record speaks only
about what it has, and a chain of chance agreements is outvoted by what its ends say.

Many groups are worked on at once, padded to one size: the arithmetic of a hundred thousand small groups is then a few
array operations instead of as many loops.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    """Evidence about p pairs of the members of some groups, in k comparisons and in those that strangers may share."""

    group: Places
    """The group of each pair, (p,)."""

    left: Places
    right: Places
    """The places of both members, (p,); no pair stands here twice, whichever of them is left."""

    said: Tensor
    """What each pair says, (p, 2 k + s), side by side as it is always read and written in one piece: the match weight
    in bits of each comparison, zero where a side has no value; 1 for each in which both have one; and, one kind of
    related strangers after another, their weight against plain ones in each comparison that the kind shares."""

    comparisons: int
    """How many there are, k."""

    shared: Sequence[Places]
    """The comparisons on which each kind of related strangers agrees by more than chance, together s."""

    odds: Tensor
    """Odds of each kind of related strangers, (j,)."""

    prior: float
    """Bits of the prior odds, less the threshold."""

    wait: bool = False
    """Whether two clusters merge only if most of the pairs between them are among these. Otherwise what was never
    compared says nothing."""


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
        self.sizes, self.values = guards.sizes.copy(), guards.values.copy()
        self.members = (guards.sizes > 0).astype(np.float64)
        self.labels: Labels = np.tile(np.arange(members, dtype=np.int64), (groups, 1))
        pair, mirrored = (weights.group, weights.left, weights.right), (weights.group, weights.right, weights.left)
        self.said = np.zeros((groups * members * members, weights.said.shape[1]))
        self.said[self._cells(*pair)] = weights.said
        self.scores = np.full((groups, members, members), _score(np.zeros((1, weights.said.shape[1])), weights))
        self.scores[pair] = self.scores[mirrored] = _score(weights.said, weights)
        self.compared: Tensor | None = None
        if weights.wait:
            self.compared = np.zeros((groups, members, members))
            self.compared[pair] = self.compared[mirrored] = 1.0
            self.scores = np.where(self.compared > 0, self.scores, UNSEEN)
        padding = guards.sizes == 0
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
        row = np.full(closed.shape, -np.inf)
        row[~closed] = _score(self._joined(group, left, right, ~closed), self.weights)
        row = self._seen(group, left, right, row)
        row[closed] = -np.inf
        self.scores[group, left], self.scores[group, :, left] = row, row
        self.scores[group, right], self.scores[group, :, right] = -np.inf, -np.inf
        self.sizes[group, left] += self.sizes[group, right]
        self.values[:, group, left] |= self.values[:, group, right]
        labels = self.labels[group]
        self.labels[group] = np.where(labels == right[:, None], left[:, None], labels)

    def _joined(self, group: Places, left: Places, right: Places, others: npt.NDArray[np.bool_]) -> Tensor:
        """What is said of the merged cluster of each group and of others, (g, n), of it: from now on of the left one.

        Nobody asks again what is said of two clusters that are closed to each other, nor of what has gone into another.
        """
        at, place = np.nonzero(others)
        group, left, right = group[at], left[at], right[at]
        cells = self._cells(group, left, place)
        joined: Tensor = self.said.take(cells, axis=0) + self.said.take(self._cells(group, right, place), axis=0)
        self.said[cells] = joined
        return joined

    def _cells(self, group: Places, one: Places, other: Places) -> Places:
        """Where in `said` it stands what is said of pairs of places: under the smaller of them."""
        members = self.labels.shape[1]
        cells: Places = (group * members + np.minimum(one, other)) * members + np.maximum(one, other)
        return cells

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


def _score(said: Tensor, weights: Weights) -> Tensor:
    """Bits for a match of pairs of clusters, (...), by what is said of them, (..., 2 k + s)."""
    # One comparison after another, as they are summed: to pick each out of what is said of every pair takes longer.
    said = np.ascontiguousarray(np.moveaxis(said, -1, 0))
    end = 2 * weights.comparisons
    shown = np.maximum(said[weights.comparisons : end], 1.0)
    related = np.zeros(said.shape[1:])
    for shared, odds in zip(weights.shared, weights.odds, strict=True):
        start, end = end, end + len(shared)
        related += np.exp2(_total(said[start:end] / shown[shared])) * odds
    result: Tensor = weights.prior + _total(said[: weights.comparisons] / shown) - np.log2(1.0 + related)
    return result


def _total(terms: Tensor) -> Tensor:
    """The sum over the first axis, always from first to last.

    numpy's own sums take the order that suits the layout, so that the last bit, and with it what a tie becomes, would
    depend on which other groups happen to be in the batch.
    """
    total: Tensor = np.zeros(terms.shape[1:])
    for term in terms:
        total += term
    return total
