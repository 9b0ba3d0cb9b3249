"""Components of plausible links as groups to decide on, and what can be told of a group at one glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from golden_record.graph.components import components, cut_to_size, in_larger
from golden_record.graph.index import Index, indexed
from golden_record.stages.cluster.clashes import Clashes
from golden_record.stages.cluster.evidence import Evidence
from golden_record.stages.cluster.limits import Ids, Limit

Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

Large = Mapping[int, int]
"""Records of each group that is too large to be weighed whole, by the smallest of them."""

EVEN = 0.0
"""Bits from which a link is one by the job's threshold."""

PLAUSIBLE = -6.0
"""Bits from which a link may tie a component together: what is missing to even odds, other records may add."""

MOST_WEIGHED = 120
"""Records of a component up to which all pairs are weighed at once; in larger ones the strongest pairs join first."""


@dataclass(frozen=True)
class Groups:
    """Every record of a plausible link, and the component that it is in."""

    index: Index
    """The records."""

    component: Places
    """Number of the component of each record."""

    place: Places
    """Place of each record within its component, by record id."""

    sizes: Ids
    """Records per component."""

    links: Evidence
    """The links inside components, ordered by component."""

    ends: tuple[Places, Places]
    """Index into `ids` of both records of each link."""

    home: Places
    """Number of the component of each link."""

    cut: Flags
    """Whether each component is a part of a larger one, which was cut to size."""

    @property
    def ids(self) -> Ids:
        """Records, ascending."""
        return self.index.ids

    @property
    def count(self) -> int:
        """How many components there are."""
        return len(self.sizes)

    def first(self) -> Ids:
        """The smallest record of each component."""
        smallest = np.full(self.count, np.iinfo(np.int64).max)
        np.minimum.at(smallest, self.component, self.ids)
        return smallest

    def locate(self, records: Ids) -> tuple[Places, Flags]:
        """Index into `ids` of some records, and which of them are there at all."""
        return self.index.find(records)

    def pairs(self) -> npt.NDArray[np.int64]:
        """Pairs of records per component that were compared."""
        if not self.links.repeated:
            return np.bincount(self.home, minlength=self.count)
        left, right = self.ends
        _, first = np.unique(left.astype(np.int64) * len(self.ids) + right, return_index=True)
        return np.bincount(self.home[first], minlength=self.count)

    def whole(self) -> Flags:
        """Components in which every pair was compared."""
        result: Flags = self.pairs() == self.sizes * (self.sizes - 1) // 2
        return result


@dataclass(frozen=True)
class Guarding:
    """What guards hold against the records of some groups."""

    sizes: Ids
    """Records that each record of the groups stands for."""

    most_records: int
    limits: Sequence[Limit]
    clashes: Clashes


def groups_of(evidence: Evidence, floor: float, most: int | None) -> tuple[Groups, Large]:
    """Components of the links from `floor` bits on, with every link inside them, and those of them over `most`.

    Components of more records than `most` are cut to that size, where the evidence is weakest.
    """
    likely = evidence.bits >= floor
    left, right = evidence.left[likely], evidence.right[likely]
    ids, whole = components(left, right)
    if most is None:
        return grouped(ids, whole, evidence, np.zeros(len(ids), dtype=np.bool_)), {}
    large = in_larger(whole, most)
    named = cut_to_size((ids, whole), left, right, evidence.bits[likely], most)
    names, sizes = np.unique(whole[large], return_counts=True)
    return grouped(ids, named, evidence, large), dict(zip(names.tolist(), sizes.tolist(), strict=True))


def grouped(ids: Ids, named: Ids, evidence: Evidence, cut: Flags) -> Groups:
    """Groups of records by name, with the links inside them. `ids` ascend; `cut` is by record."""
    bare = _bare(Index(ids), named, cut)
    left, known_left = bare.locate(evidence.left)
    right, known_right = bare.locate(evidence.right)
    return _with_links(bare, evidence, (left, right), np.flatnonzero(known_left & known_right))


def regrouped(groups: Groups, named: Ids) -> Groups:
    """The same records in groups of other names, with those of the links that are still inside of one."""
    bare = _bare(groups.index, named, groups.cut[groups.component])
    return _with_links(bare, groups.links, groups.ends, np.arange(len(groups.home)))


def _bare(index: Index, named: Ids, cut: Flags) -> Groups:
    """Groups without links."""
    names, component = indexed(named)
    sizes = np.bincount(component, minlength=len(names.ids))
    order = np.argsort(component, kind="stable")
    starts = np.cumsum(sizes) - sizes
    place = np.empty(len(named), dtype=np.intp)
    place[order] = np.arange(len(named)) - starts[component[order]]
    none, parts = np.zeros(0, dtype=np.intp), np.zeros(len(sizes), dtype=np.bool_)
    parts[component] = cut
    return Groups(index, component, place, sizes, Evidence.nothing(), (none, none), none, parts)


def _with_links(bare: Groups, evidence: Evidence, ends: tuple[Places, Places], known: Places) -> Groups:
    """Groups with the links inside them, out of those of which both ends are known."""
    left, right = ends
    within = known[bare.component[left[known]] == bare.component[right[known]]]
    inside = within[np.argsort(bare.component[left[within]], kind="stable")]
    ends = left[inside], right[inside]
    return replace(bare, links=evidence.pick(inside), ends=ends, home=bare.component[ends[0]])


def agreed(groups: Groups) -> Flags:
    """Components in which every pair was scored, none speaks against, and none conflicts."""
    against = (groups.links.bits < 0) | groups.links.conflict
    doubts = np.bincount(groups.home[against], minlength=groups.count)
    result: Flags = groups.whole() & (doubts == 0)
    return result


def conflicted(groups: Groups) -> Flags:
    """Components in which two records conflict."""
    result: Flags = np.bincount(groups.home[groups.links.conflict], minlength=groups.count) > 0
    return result


def within_guards(groups: Groups, guarding: Guarding) -> Flags:
    """Components that break no guard when taken whole."""
    held = np.bincount(groups.component, weights=guarding.sizes, minlength=groups.count)
    fits: Flags = held <= guarding.most_records
    for limit in guarding.limits:
        at, known = groups.locate(limit.records)
        home, _, _ = distinct(groups.component[at[known]], limit.values[known])
        fits &= np.bincount(home, minlength=groups.count) <= limit.most
    if guarding.clashes:
        met = guarding.clashes.meeting(groups.ids, groups.component)
        fits[groups.component[met["one"].to_numpy()]] = False
    return fits


def distinct(group: Places, values: Ids) -> tuple[Places, Places, Ids]:
    """Distinct (group, value) pairs: the group of each, ascending, which of them each input is, and the value."""
    span = int(values.max()) + 1 if len(values) else 1
    keys, which = np.unique(group.astype(np.int64) * span + values, return_inverse=True)
    return (keys // span).astype(np.intp), which, keys % span
