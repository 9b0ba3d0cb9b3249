"""Groups that must be weighed, in padded batches: what linkage needs, as tensors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from golden_record.graph.linkage import Guards, Weights
from golden_record.stages.cluster.evidence import Details, Evidence, ScoringModel
from golden_record.stages.cluster.groups import Flags, Groups, Guarding, Places, distinct
from golden_record.stages.cluster.limits import Ids, Limit

CERTAIN_BITS = 1_000.0
"""Evidence of a deterministic rule: neither probabilistic evidence nor a threshold outweighs it, only a guard."""

MOST_CELLS = 200_000
"""Pairs of places in one batch: some hundred megabytes of tensors."""


@dataclass(frozen=True)
class Batch:
    """Components of similar size, padded to one: what linkage needs, and whom the places stand for."""

    members: Ids
    """Record per group and place, (g, n); -1 pads."""

    weights: Weights
    guards: Guards


@dataclass(frozen=True)
class Scale:
    """What weighs links: the model, and what each comparison says of the links of all groups that are weighed."""

    model: ScoringModel
    details: Details


def batches(groups: Groups, which: Flags, scale: Scale, guarding: Guarding) -> Iterator[Batch]:
    """The chosen components in batches, smallest first; those that were cut from larger ones in batches of their own.

    What was never compared says nothing in a whole component, where nearly all is compared; in a part of a larger one
    it is a reason to wait.
    """
    for cut in (False, True):
        chosen = np.flatnonzero(which & (groups.cut == cut))
        chosen = chosen[np.argsort(groups.sizes[chosen], kind="stable")]
        start = 0
        while start < len(chosen):
            length = _fitting(groups.sizes[chosen[start:]])
            yield _batch(groups, chosen[start : start + length], scale, guarding, cut=cut)
            start += length


def _fitting(widths: Ids) -> int:
    """How many of the components, by their sizes, make one batch."""
    # Cells of the tensors if the batch ended with each group: all are padded to the widest.
    cells = widths**2 * np.arange(1, len(widths) + 1)
    fitting = (cells <= MOST_CELLS) & (widths <= widths[0] + widths[0] // 4)
    return max(int(np.argmin(fitting)) if not fitting.all() else len(widths), 1)


def _batch(groups: Groups, chosen: Places, scale: Scale, guarding: Guarding, *, cut: bool) -> Batch:
    row = np.full(groups.count, -1, dtype=np.intp)
    row[chosen] = np.arange(len(chosen))
    inside = np.flatnonzero(row[groups.component] >= 0)
    at, place = row[groups.component[inside]], groups.place[inside]
    shape = (len(chosen), int(groups.sizes[chosen].max()))
    members = np.full(shape, -1, dtype=np.int64)
    members[at, place] = groups.ids[inside]
    sizes = np.zeros(shape, dtype=np.int64)
    sizes[at, place] = guarding.sizes[inside]
    links = np.flatnonzero(row[groups.home] >= 0)
    found = groups.links.pick(links)
    ends = [groups.place[groups.locate(side)[0]] for side in (found.left, found.right)]
    where = _Where(row[groups.home[links]], ends[0], ends[1], shape)
    forbidden = _forbidden(found, where, members, guarding)
    values = _value_bits(groups, row, shape, guarding.limits)
    most = np.array([limit.most for limit in guarding.limits], dtype=np.int64)
    guards = Guards(sizes, guarding.most_records, forbidden, values, most)
    return Batch(members, _weights(found, where, scale, cut=cut), guards)


@dataclass(frozen=True)
class _Where:
    """Group, and places of both ends, of each link of a batch."""

    group: Places
    left: Places
    right: Places
    shape: tuple[int, int]

    def both_ways(self) -> Iterator[tuple[Places, Places]]:
        return iter(((self.left, self.right), (self.right, self.left)))

    def rounds(self) -> Iterator[Places | slice]:
        """The links, such that no round has two links of one pair; of records that nobody joined there is one round."""
        size = self.shape[1]
        pair = (self.group * size + np.minimum(self.left, self.right)) * size + np.maximum(self.left, self.right)
        order = np.argsort(pair, kind="stable")
        repeated = np.flatnonzero(pair[order][1:] == pair[order][:-1]) + 1
        if not len(repeated):
            yield slice(None)
            return
        start = np.arange(len(pair))
        start[repeated] = 0
        nth = np.empty(len(pair), dtype=np.int64)
        nth[order] = np.arange(len(pair)) - np.maximum.accumulate(start)
        for number in range(int(nth.max()) + 1):
            yield np.flatnonzero(nth == number)


def _forbidden(links: Evidence, where: _Where, members: Ids, guarding: Guarding) -> Flags:
    """Pairs of places that exclude each other, (g, n, n)."""
    count, size = where.shape
    forbidden = np.zeros((count, size, size), dtype=np.bool_)
    conflicts = links.conflict
    for one, other in where.both_ways():
        forbidden[where.group[conflicts], one[conflicts], other[conflicts]] = True
    if guarding.clashes:
        flat = members.ravel()
        met = guarding.clashes.meeting(flat, np.repeat(np.arange(count), size))
        left, right = met["one"].to_numpy(), met["other"].to_numpy()
        forbidden[left // size, left % size, right % size] = True
        forbidden[left // size, right % size, left % size] = True
    return forbidden


def _weights(links: Evidence, where: _Where, scale: Scale, *, cut: bool) -> Weights:
    """The links as tensors over the places; deterministic rules are one comparison more."""
    model, details = scale.model, scale.details.pick(links.row)
    compared, kinds = len(model.comparisons), len(model.odds)
    count, size = where.shape
    seen = details.levels >= 0
    levels = np.maximum(details.levels, 0).astype(np.intp)
    each = np.arange(compared)
    own = np.where(seen, details.weights, 0.0)
    frequency = np.where(seen, own - model.weights[each, levels], 0.0)
    kin = np.where(seen & model.shares[:, None, :], model.kin[:, each, levels] + frequency, 0.0)
    said = np.column_stack([own, np.where(links.certain, CERTAIN_BITS, 0.0)])
    told = np.column_stack([seen, links.certain]).astype(np.float64)
    likened = np.zeros((len(links.row), kinds, compared + 1))
    likened[:, :, :compared] = kin.transpose(1, 0, 2)
    # What one pair says stands side by side: it is then written, and later joined to another's, in one piece.
    sums, counts = np.zeros((2, count, size, size, compared + 1))
    related = np.zeros((count, size, size, kinds, compared + 1))
    known = np.zeros((count, size, size)) if cut else None
    for some in where.rounds():
        for one, other in where.both_ways():
            pair = where.group[some], one[some], other[some]
            sums[pair] += said[some]
            counts[pair] += told[some]
            related[pair] += likened[some]
            if known is not None:
                known[pair] = 1.0
    return Weights(
        np.moveaxis(sums, 3, 1),
        np.moveaxis(counts, 3, 1),
        np.moveaxis(related, (3, 4), (1, 2)),
        model.odds,
        model.prior,
        known,
    )


def _value_bits(groups: Groups, row: Places, shape: tuple[int, int], limits: Sequence[Limit]) -> npt.NDArray[np.uint64]:
    """The limited values of each place as bits: within a group every distinct value has a bit of its own."""
    found = []
    for limit in limits:
        at, known = groups.locate(limit.records)
        known = known & (row[groups.component[at]] >= 0) if len(groups.ids) else known
        at, values = at[known], limit.values[known]
        group = row[groups.component[at]]
        owners, which, _ = distinct(group, values)
        firsts = np.searchsorted(owners, np.arange(shape[0]))
        found.append((group, groups.place[at], which - firsts[owners[which]]))
    words = max((int(bits.max()) // 64 + 1 for _, _, bits in found if len(bits)), default=1)
    result = np.zeros((len(limits), *shape, words), dtype=np.uint64)
    for number, (group, place, bits) in enumerate(found):
        np.bitwise_or.at(result[number], (group, place, bits // 64), np.uint64(1) << (bits % 64).astype(np.uint64))
    return result
