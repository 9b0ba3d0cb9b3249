"""Joining members strongest pair first, as long as no guard is broken: in time linear in the pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]
Places = npt.NDArray[np.intp]

CHUNK = 100_000
"""Pairs looked at between two sweeps that drop, all at once, the pairs whose clusters are full by then."""


@dataclass(frozen=True)
class Held:
    """Which members hold which values: both as numbers, one entry per member and value."""

    members: Places
    values: Ids

    @classmethod
    def nothing(cls) -> Held:
        """No member holds anything."""
        return cls(np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.int64))


@dataclass(frozen=True)
class Exclusions:
    """Values that never share a cluster, whoever holds them."""

    held: Held
    one: Ids
    other: Ids

    @classmethod
    def nothing(cls) -> Exclusions:
        """No value excludes another."""
        none = np.zeros(0, dtype=np.int64)
        return cls(Held.nothing(), none, none)


@dataclass(frozen=True)
class Bounds:
    """What no cluster may break."""

    sizes: Ids
    """Records that each member stands for, (n,)."""

    most_records: int
    limits: Sequence[tuple[int, Held]] = ()
    """Most distinct values of one cluster, and who holds which; what one member holds by itself is no breach."""

    exclusions: Exclusions | None = None


def join_strongest(left: Places, right: Places, bounds: Bounds) -> Places:
    """The smallest member of the cluster of each member, (n,), when pairs join in the order given."""
    forest = _Forest(bounds)
    for start in range(0, len(left), CHUNK):
        forest.join(left[start : start + CHUNK], right[start : start + CHUNK])
    return forest.root


class _Forest:
    """Clusters as they grow, each named by its smallest member."""

    def __init__(self, bounds: Bounds) -> None:
        self.most = bounds.most_records
        self.root: Places = np.arange(len(bounds.sizes), dtype=np.intp)
        self.size = bounds.sizes.astype(np.int64)
        self.limits = [(most, _by_member(held)) for most, held in bounds.limits]
        exclusions = bounds.exclusions or Exclusions.nothing()
        self.marks = _by_member(exclusions.held)
        self.barred = _barred(self.marks, exclusions)
        self.guarded = bool(self.limits or self.barred)

    def join(self, left: Places, right: Places) -> None:
        """Join what may be joined of some pairs, in their order."""
        one, other = self.root[left], self.root[right]
        may = (one != other) & (self.size[one] + self.size[other] <= self.most)
        one, other = one[may], other[may]
        # Plain numbers in mappings: a loop over single elements of arrays takes several times as long.
        size = dict(zip(one.tolist(), self.size[one].tolist(), strict=True))
        size |= dict(zip(other.tolist(), self.size[other].tolist(), strict=True))
        moved = self._joined(one.tolist(), other.tolist(), size)
        if moved:
            gone = np.fromiter(moved, dtype=np.intp, count=len(moved))
            heads = np.array([_find(moved, member) for member in moved], dtype=np.intp)
            self.root[gone] = heads
            self.root = self.root[self.root]
            self.size[heads] = [size[head] for head in heads.tolist()]

    def _joined(self, one: Sequence[int], other: Sequence[int], size: dict[int, int]) -> dict[int, int]:
        """Clusters that went into another; `size` grows with those that took them in."""
        moved: dict[int, int] = {}
        for first, second in zip(one, other, strict=True):
            low, high = _find(moved, first), _find(moved, second)
            together = size[low] + size[high]
            if low == high or together > self.most:
                continue
            if low > high:
                low, high = high, low
            if self.guarded and not self._united(low, high):
                continue
            moved[high], size[low] = low, together
        return moved

    def _united(self, low: int, high: int) -> bool:
        """Put together what two clusters hold, if that is allowed."""
        if self._over_limit(low, high) or self._excluded(low, high):
            return False
        for held in (*(held for _, held in self.limits), self.marks, self.barred):
            if high in held:
                held.setdefault(low, set()).update(held.pop(high))
        return True

    def _over_limit(self, low: int, high: int) -> bool:
        for most, held in self.limits:
            one, other = held.get(low, _NONE), held.get(high, _NONE)
            if len(one | other) > max(most, len(one), len(other)):
                return True
        return False

    def _excluded(self, low: int, high: int) -> bool:
        return not self.barred.get(low, _NONE).isdisjoint(self.marks.get(high, _NONE))


_NONE: frozenset[int] = frozenset()


def _by_member(held: Held) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for member, value in zip(held.members.tolist(), held.values.tolist(), strict=True):
        found.setdefault(member, set()).add(value)
    return found


def _barred(marks: dict[int, set[int]], exclusions: Exclusions) -> dict[int, set[int]]:
    """Per member, the values that those it holds exclude."""
    against: dict[int, set[int]] = {}
    for one, other in zip(exclusions.one.tolist(), exclusions.other.tolist(), strict=True):
        against.setdefault(one, set()).add(other)
        against.setdefault(other, set()).add(one)
    barred = {member: set().union(*(against.get(value, _NONE) for value in own)) for member, own in marks.items()}
    return {member: values for member, values in barred.items() if values}


def _find(moved: dict[int, int], member: int) -> int:
    while member in moved:
        above = moved[member]
        if above in moved:
            moved[member] = moved[above]
        member = above
    return member
