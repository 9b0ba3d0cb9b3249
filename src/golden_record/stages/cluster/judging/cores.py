"""Sets of records that stewards joined, as they grow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from golden_record.stages.cluster.judging.docket import Decree

JUDGEMENT = "judgement"
MAX_RECORDS = "max_records"

Held = tuple[str, int, dict[int, set[int]]]
"""A guard, the most values that it allows, and the values of each record."""


class Cores:
    """Sets of records that belong together by decree, each led by its smallest record."""

    def __init__(self, different: Iterable[Decree], most_records: int, held: Sequence[Held]) -> None:
        self.most = most_records
        self.held = held
        self.members: dict[int, set[int]] = {}
        self.led: dict[int, int] = {}
        self.foes: dict[int, set[int]] = {}
        for decree in different:
            self.foes.setdefault(decree.left, set()).add(decree.right)
            self.foes.setdefault(decree.right, set()).add(decree.left)

    def leader(self, record: int) -> int:
        """The smallest record of its set: itself, where it has joined nobody."""
        return self.led.get(record, record)

    def leaders(self) -> list[int]:
        """Leaders of all sets of several records."""
        return sorted(self.members)

    def join(self, one: int, other: int, *, decreed: bool) -> str | None:
        """Put two records and all theirs together, or tell the guard that forbids it."""
        low, high = sorted((self.leader(one), self.leader(other)))
        if low == high:
            return None
        mine, theirs = (self.members.get(leader, {leader}) for leader in (low, high))
        guard = self._guard(mine, theirs, decreed=decreed)
        if guard is None:
            together = mine | theirs
            self.members.pop(high, None)
            self.members[low] = together
            self.led |= dict.fromkeys(together, low)
        return guard

    def _guard(self, mine: set[int], theirs: set[int], *, decreed: bool) -> str | None:
        fewer, more = sorted((mine, theirs), key=len)
        if any(not self.foes.get(record, set()).isdisjoint(more) for record in fewer):
            return JUDGEMENT
        if len(mine) + len(theirs) > self.most:
            return MAX_RECORDS
        return None if decreed else self._limit(mine, theirs)

    def _limit(self, mine: set[int], theirs: set[int]) -> str | None:
        for guard, most, held in self.held:
            one, other = (set().union(*(held.get(record, set()) for record in side)) for side in (mine, theirs))
            if len(one | other) > max(most, len(one), len(other)):
                return guard
        return None

    def followers(self) -> list[tuple[int, int]]:
        """Records that another one leads, each with that one."""
        return [(record, leader) for record, leader in sorted(self.led.items()) if record != leader]

    def foes_between(self, one: int, other: int) -> tuple[int, int] | None:
        """Two records of their two sets that a cannot-link keeps apart, the smallest such pair; none where none is."""
        mine, theirs = (self.members.get(self.leader(record), {record}) for record in (one, other))
        met = [(record, foe) for record in mine for foe in self.foes.get(record, set()) & theirs]
        return min(met, default=None)
