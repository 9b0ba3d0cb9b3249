"""Groups that must be weighed, in padded batches: what linkage needs, as tensors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from golden_record.graph.linkage import Guards, Weights
from golden_record.stages.cluster.evidence import Details, ScoringModel
from golden_record.stages.cluster.groups import Flags, Groups, Guarding, Places, distinct
from golden_record.stages.cluster.limits import Ids, Limit

CERTAIN_BITS = 1_000.0
"""Evidence of a deterministic rule: neither probabilistic evidence nor a threshold outweighs it, only a guard."""

MOST_CELLS = 50_000
"""Pairs of places in one batch: some sixteen megabytes of what these say, most of which stays near the processor."""


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
    limited = [_limited(groups, limit) for limit in guarding.limits]
    for cut in (False, True):
        turns = _Turns.of(groups.sizes, np.flatnonzero(which & (groups.cut == cut)))
        records, links = turns.split(groups.component), turns.split(groups.home)
        held = [turns.split(groups.component[at]) for at, _ in limited]
        for number, shape in enumerate(turns.shapes):
            values = [(at[own[number]], value[own[number]]) for own, (at, value) in zip(held, limited, strict=True)]
            inside = _Inside(groups, turns.row, shape, records[number], links[number], values)
            yield _batch(inside, scale, guarding, wait=cut)


@dataclass(frozen=True)
class _Turns:
    """Which components are in which batch, and where."""

    turn: Places
    """Number of the batch of each component; of those that are in none, how many batches there are."""

    row: Places
    """Row of each component within its batch."""

    shapes: Sequence[tuple[int, int]]
    """Components of each batch, and records of the largest of them."""

    @classmethod
    def of(cls, sizes: Ids, chosen: Places) -> _Turns:
        """Batches of some components, smallest first; `sizes` are those of all."""
        chosen = chosen[np.argsort(sizes[chosen], kind="stable")]
        row, number = np.zeros(len(sizes), dtype=np.intp), np.full(len(chosen), 0)
        shapes: list[tuple[int, int]] = []
        start = 0
        while start < len(chosen):
            length = _fitting(sizes[chosen[start:]])
            row[chosen[start : start + length]] = np.arange(length)
            number[start : start + length] = len(shapes)
            start += length
            shapes.append((length, int(sizes[chosen[start - 1]])))
        turn = np.full(len(sizes), len(shapes))
        turn[chosen] = number
        return cls(turn, row, shapes)

    def split(self, component: Places) -> list[Places]:
        """Of things that are each in a component: those of each batch, in their order."""
        turn = self.turn[component]
        own = np.flatnonzero(turn < len(self.shapes))
        own = own[np.argsort(turn[own], kind="stable")]
        return np.split(own, np.searchsorted(turn[own], np.arange(1, len(self.shapes))))


def _fitting(widths: Ids) -> int:
    """How many of the components, by their sizes, make one batch."""
    # Cells of the tensors if the batch ended with each group: all are padded to the widest.
    cells = widths**2 * np.arange(1, len(widths) + 1)
    fitting = (cells <= MOST_CELLS) & (widths <= widths[0] + widths[0] // 2)
    return max(int(np.argmin(fitting)) if not fitting.all() else len(widths), 1)


@dataclass(frozen=True)
class _Inside:
    """What is in one batch."""

    groups: Groups
    row: Places
    """Row of each component."""

    shape: tuple[int, int]
    records: Places
    links: Places
    held: Sequence[tuple[Places, Ids]]
    """Per limit, records and the value that each holds."""

    def spots(self, records: Places) -> tuple[Places, Places]:
        """Row and place of some of the records."""
        return self.row[self.groups.component[records]], self.groups.place[records]

    def pairs(self, links: Places) -> tuple[Places, Places, Places]:
        """Row, and places of both records, of some of the links; the smaller record, so the smaller place, is left."""
        left, right = (self.groups.place[end[links]] for end in self.groups.ends)
        return self.row[self.groups.home[links]], left, right


def _batch(inside: _Inside, scale: Scale, guarding: Guarding, *, wait: bool) -> Batch:
    spots = inside.spots(inside.records)
    members = np.full(inside.shape, -1, dtype=np.int64)
    members[spots] = inside.groups.ids[inside.records]
    sizes = np.zeros(inside.shape, dtype=np.int64)
    sizes[spots] = guarding.sizes[inside.records]
    most = np.array([limit.most for limit in guarding.limits], dtype=np.int64)
    guards = Guards(sizes, guarding.most_records, _forbidden(inside, members, guarding), _value_bits(inside), most)
    return Batch(members, _weights(inside, scale, wait=wait), guards)


def _forbidden(inside: _Inside, members: Ids, guarding: Guarding) -> Flags:
    """Pairs of places that exclude each other, (g, n, n)."""
    count, size = inside.shape
    forbidden = np.zeros((count, size, size), dtype=np.bool_)
    conflicts = inside.links[inside.groups.links.conflict[inside.links]]
    group, left, right = inside.pairs(conflicts)
    forbidden[group, left, right] = forbidden[group, right, left] = True
    if guarding.clashes:
        flat = members.ravel()
        met = guarding.clashes.meeting(flat, np.repeat(np.arange(count), size))
        left, right = met["one"].to_numpy(), met["other"].to_numpy()
        forbidden[left // size, left % size, right % size] = True
        forbidden[left // size, right % size, left % size] = True
    return forbidden


def _weights(inside: _Inside, scale: Scale, *, wait: bool) -> Weights:
    """The links as evidence about their pairs; deterministic rules are one comparison more."""
    model, links = scale.model, inside.groups.links
    said = _said(model, *scale.details.of_links(links.row[inside.links]), links.certain[inside.links])
    pairs = inside.pairs(inside.links)
    if links.repeated:
        pairs, said = _once(pairs, said, inside.shape[1])
    shared = [np.flatnonzero(kind) for kind in model.shares]
    return Weights(*pairs, said, len(model.comparisons) + 1, shared, model.odds, model.prior, wait)


def _said(
    model: ScoringModel, levels: npt.NDArray[np.int8], weights: npt.NDArray[np.float32], certain: Flags
) -> npt.NDArray[np.float64]:
    """What each link says, as linkage reads it."""
    (compared, width), (kind, shared) = model.weights.shape, np.nonzero(model.shares)
    seen = levels >= 0
    own = np.where(seen, weights, 0.0)
    level = np.maximum(levels, 0).take(shared, axis=1)
    at = level + np.arange(0, len(shared) * width, width)
    # What a value's frequency adds: an agreement on something rare is rare among relatives, too.
    frequency = own.take(shared, axis=1) - model.weights[shared].take(at)
    said = np.empty((len(levels), 2 * (compared + 1) + len(shared)))
    said[:, :compared], said[:, compared] = own, np.where(certain, CERTAIN_BITS, 0.0)
    said[:, compared + 1 : 2 * compared + 1], said[:, 2 * compared + 1] = seen, certain
    said[:, 2 * (compared + 1) :] = np.where(
        seen.take(shared, axis=1), model.kin[kind, shared].take(at) + frequency, 0.0
    )
    return said


def _once(
    pairs: tuple[Places, Places, Places], said: npt.NDArray[np.float64], size: int
) -> tuple[tuple[Places, Places, Places], npt.NDArray[np.float64]]:
    """Every pair once, with what all its links say added up in their order."""
    group, left, right = pairs
    _, first, which = np.unique((group * size + left) * size + right, return_index=True, return_inverse=True)
    together = said[first]
    further = np.ones(len(group), dtype=np.bool_)
    further[first] = False
    np.add.at(together, which[further], said[further])
    return (group[first], left[first], right[first]), together


def _limited(groups: Groups, limit: Limit) -> tuple[Places, Ids]:
    """Which records of the groups hold what is limited, and the values."""
    at, known = groups.locate(limit.records)
    return at[known], limit.values[known]


def _value_bits(inside: _Inside) -> npt.NDArray[np.uint64]:
    """The limited values of each place as bits: within a group every distinct value has a bit of its own."""
    found = []
    for at, values in inside.held:
        group, place = inside.spots(at)
        owners, which, _ = distinct(group, values)
        firsts = np.searchsorted(owners, np.arange(inside.shape[0]))
        found.append((group, place, which - firsts[owners[which]]))
    words = max((int(bits.max()) // 64 + 1 for _, _, bits in found if len(bits)), default=1)
    result = np.zeros((len(found), *inside.shape, words), dtype=np.uint64)
    for number, (group, place, bits) in enumerate(found):
        np.bitwise_or.at(result[number], (group, place, bits // 64), np.uint64(1) << (bits % 64).astype(np.uint64))
    return result
