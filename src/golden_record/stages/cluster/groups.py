"""Components of plausible links as groups to decide on: who agrees outright, and padded batches of all others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from golden_record.graph.components import bounded_components
from golden_record.graph.linkage import Guards, Weights
from golden_record.stages.cluster.evidence import Evidence, ScoringModel

Ids = npt.NDArray[np.int64]
Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

EVEN = 0.0
"""Bits from which a link is one by the job's threshold."""

PLAUSIBLE = -6.0
"""Bits from which a link may tie a component together: what is missing to even odds, other records may add."""

MOST_WEIGHED = 120
"""Records of a component up to which all pairs are weighed at once; in larger ones the strongest pairs join first."""

CERTAIN_BITS = 1_000.0
"""Evidence of a deterministic rule: neither probabilistic evidence nor a threshold outweighs it, only a guard."""

MOST_CELLS = 200_000
"""Pairs of places in one batch: some hundred megabytes of tensors."""


@dataclass(frozen=True)
class Limit:
    """At most so many distinct values of something in one profile."""

    guard: str
    """`limit` or `unique`, as refused links name it."""

    most: int
    records: Ids
    """Records that have a value, ascending, once per value."""

    values: Ids
    """The value of each, as a number."""


@dataclass(frozen=True)
class Groups:
    """Every record of a plausible link, and the component that it is in."""

    ids: Ids
    """Records, ascending."""

    component: Places
    """Number of the component of each record."""

    place: Places
    """Place of each record within its component, by record id."""

    sizes: Ids
    """Records per component."""

    links: Evidence
    """The links inside components, ordered by component."""

    home: Places
    """Number of the component of each link."""

    def first(self) -> Ids:
        """The smallest record of each component."""
        smallest = np.full(len(self.sizes), np.iinfo(np.int64).max)
        np.minimum.at(smallest, self.component, self.ids)
        return smallest

    def locate(self, records: Ids) -> tuple[Places, Flags]:
        """Index into `ids` of some records, and which of them are there at all."""
        found = np.minimum(np.searchsorted(self.ids, records), max(len(self.ids) - 1, 0))
        return found, (self.ids[found] == records if len(self.ids) else np.zeros(len(records), dtype=np.bool_))


def groups_of(evidence: Evidence, floor: float, most: int) -> Groups:
    """Components, of at most so many records, of the links from `floor` bits on; with every link inside them."""
    likely = evidence.pick(evidence.bits >= floor)
    ids, named = bounded_components(likely.left, likely.right, likely.bits, most)
    _, component, sizes = np.unique(named, return_inverse=True, return_counts=True)
    order = np.argsort(component, kind="stable")
    starts = np.cumsum(sizes) - sizes
    place = np.empty(len(ids), dtype=np.intp)
    place[order] = np.arange(len(ids)) - starts[component[order]]
    bare = Groups(ids, component, place, sizes, evidence.pick(slice(0, 0)), np.zeros(0, dtype=np.intp))
    left, known_left = bare.locate(evidence.left)
    right, known_right = bare.locate(evidence.right)
    if not len(ids):
        return bare
    within = known_left & known_right & (component[left] == component[right])
    home = component[left[within]]
    by_home = np.argsort(home, kind="stable")
    return Groups(ids, component, place, sizes, evidence.pick(np.flatnonzero(within)[by_home]), home[by_home])


def agreed(groups: Groups) -> Flags:
    """Components in which every pair was scored, none speaks against, and none conflicts."""
    count = len(groups.sizes)
    pairs = np.bincount(groups.home, minlength=count)
    against = (groups.links.bits < 0) | groups.links.conflict
    doubts = np.bincount(groups.home[against], minlength=count)
    result: Flags = (pairs == groups.sizes * (groups.sizes - 1) // 2) & (doubts == 0)
    return result


def conflicted(groups: Groups) -> Flags:
    """Components in which two records conflict."""
    result: Flags = np.bincount(groups.home[groups.links.conflict], minlength=len(groups.sizes)) > 0
    return result


def within_guards(groups: Groups, sizes: Ids, most_records: int, limits: Sequence[Limit]) -> Flags:
    """Components that break no guard when taken whole. `sizes` are the records that each record stands for."""
    count = len(groups.sizes)
    fits: Flags = np.bincount(groups.component, weights=sizes, minlength=count) <= most_records
    for limit in limits:
        at, known = groups.locate(limit.records)
        home, _, _ = _distinct(groups.component[at[known]], limit.values[known])
        fits &= np.bincount(home, minlength=count) <= limit.most
    return fits


@dataclass(frozen=True)
class Batch:
    """Components of similar size, padded to one: what linkage needs, and whom the places stand for."""

    members: Ids
    """Record per group and place, (g, n); -1 pads."""

    weights: Weights
    guards: Guards


def batches(
    groups: Groups, which: Flags, model: ScoringModel, sizes: Ids, most_records: int, limits: Sequence[Limit]
) -> Iterator[Batch]:
    """The chosen components in batches, smallest first."""
    chosen = np.flatnonzero(which)
    chosen = chosen[np.argsort(groups.sizes[chosen], kind="stable")]
    start = 0
    while start < len(chosen):
        widths = groups.sizes[chosen[start:]]
        # Cells of the tensors if the batch ended with each group: all are padded to the widest.
        cells = widths**2 * np.arange(1, len(widths) + 1)
        fitting = (cells <= MOST_CELLS) & (widths <= widths[0] + widths[0] // 4)
        length = max(int(np.argmin(fitting)) if not fitting.all() else len(widths), 1)
        yield _batch(groups, chosen[start : start + length], model, _Guarded(sizes, most_records, limits))
        start += length


@dataclass(frozen=True)
class _Guarded:
    sizes: Ids
    most_records: int
    limits: Sequence[Limit]


def _batch(groups: Groups, chosen: Places, model: ScoringModel, guarded: _Guarded) -> Batch:
    row = np.full(len(groups.sizes), -1, dtype=np.intp)
    row[chosen] = np.arange(len(chosen))
    inside = np.flatnonzero(row[groups.component] >= 0)
    at, place = row[groups.component[inside]], groups.place[inside]
    shape = (len(chosen), int(groups.sizes[chosen].max()))
    members = np.full(shape, -1, dtype=np.int64)
    members[at, place] = groups.ids[inside]
    sizes = np.zeros(shape, dtype=np.int64)
    sizes[at, place] = guarded.sizes[inside]
    links = np.flatnonzero(row[groups.home] >= 0)
    found = groups.links.pick(links)
    ends = [groups.place[groups.locate(side)[0]] for side in (found.left, found.right)]
    where = _Where(row[groups.home[links]], ends[0], ends[1], shape)
    forbidden = np.zeros((*shape, shape[1]), dtype=np.bool_)
    for one, other in ((where.left, where.right), (where.right, where.left)):
        forbidden[where.group, one, other] = found.conflict
    values = _value_bits(groups, row, shape, guarded.limits)
    most = np.array([limit.most for limit in guarded.limits], dtype=np.int64)
    return Batch(members, _weights(found, where, model), Guards(sizes, guarded.most_records, forbidden, values, most))


@dataclass(frozen=True)
class _Where:
    """Group, and places of both ends, of each link of a batch."""

    group: Places
    left: Places
    right: Places
    shape: tuple[int, int]


def _weights(links: Evidence, where: _Where, model: ScoringModel) -> Weights:
    """The links as tensors over the places; deterministic rules are one comparison more."""
    compared, kinds = len(model.comparisons), len(model.odds)
    count, size = where.shape
    seen = links.levels >= 0
    levels = np.maximum(links.levels, 0).astype(np.intp)
    each = np.arange(compared)
    own = np.where(seen, links.weights, 0.0)
    frequency = np.where(seen, own - model.weights[each, levels], 0.0)
    kin = np.where(seen & model.shares[:, None, :], model.kin[:, each, levels] + frequency, 0.0)
    sums = np.zeros((count, compared + 1, size, size))
    counts = np.zeros((count, compared + 1, size, size))
    related = np.zeros((count, kinds, compared + 1, size, size))
    for one, other in ((where.left, where.right), (where.right, where.left)):
        sums[where.group, :compared, one, other], counts[where.group, :compared, one, other] = own, seen
        sums[where.group, compared, one, other] = np.where(links.certain, CERTAIN_BITS, 0.0)
        counts[where.group, compared, one, other] = links.certain
        related[where.group, :, :compared, one, other] = kin.transpose(1, 0, 2)
    return Weights(sums, counts, related, model.odds, model.prior)


def _value_bits(groups: Groups, row: Places, shape: tuple[int, int], limits: Sequence[Limit]) -> npt.NDArray[np.uint64]:
    """The limited values of each place as bits: within a group every distinct value has a bit of its own."""
    found = []
    for limit in limits:
        at, known = groups.locate(limit.records)
        known = known & (row[groups.component[at]] >= 0) if len(groups.ids) else known
        at, values = at[known], limit.values[known]
        group = row[groups.component[at]]
        owners, which, _ = _distinct(group, values)
        firsts = np.searchsorted(owners, np.arange(shape[0]))
        found.append((group, groups.place[at], which - firsts[owners[which]]))
    words = max((int(bits.max()) // 64 + 1 for _, _, bits in found if len(bits)), default=1)
    result = np.zeros((len(limits), *shape, words), dtype=np.uint64)
    for number, (group, place, bits) in enumerate(found):
        np.bitwise_or.at(result[number], (group, place, bits // 64), np.uint64(1) << (bits % 64).astype(np.uint64))
    return result


def _distinct(group: Places, values: Ids) -> tuple[Places, Places, Ids]:
    """Distinct (group, value) pairs: the group of each, ascending, which of them each input is, and the value."""
    span = int(values.max()) + 1 if len(values) else 1
    keys, which = np.unique(group.astype(np.int64) * span + values, return_inverse=True)
    return (keys // span).astype(np.intp), which, keys % span
