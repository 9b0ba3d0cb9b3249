"""Must-links that cannot be followed: what became of each, and the chain that a cannot-link forbids to close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from golden_record.graph.strongest import strongest_path
from golden_record.model.keys import ordered
from golden_record.stages.cluster.judging.cores import JUDGEMENT, MAX_RECORDS, Cores
from golden_record.stages.cluster.judging.docket import CONTRADICTED, TOO_LARGE, Decree, Decrees
from golden_record.stages.cluster.judging.judgement import Judgement

OUTCOMES: Mapping[str, str] = {JUDGEMENT: CONTRADICTED, MAX_RECORDS: TOO_LARGE}
"""What becomes of a must-link, by the guard that it ran into."""


@dataclass(frozen=True)
class Contradiction:
    """A must-link that is not followed, and what speaks against it."""

    refused: Judgement
    against: Judgement
    """The cannot-link."""

    chain: tuple[Judgement, ...]
    """Must-links, the refused one among them, that would join the two records of the cannot-link, from one to the
    other."""


@dataclass(frozen=True)
class Unfollowed:
    """Must-links in force that are not followed."""

    outcomes: Mapping[Judgement, str]
    """`contradicted` or `too large`."""

    contradictions: tuple[Contradiction, ...]
    """The youngest first."""


def unfollowed(decrees: Decrees, most_records: int) -> Unfollowed:
    """Follow must-links, the youngest first, as clustering does, and tell which it does not follow, and why."""
    cores = Cores(decrees.different, most_records, ())
    followed: list[Decree] = []
    outcomes: dict[Judgement, str] = {}
    contradictions = []
    for decree in decrees.same:
        foes = cores.foes_between(decree.left, decree.right)
        guard = cores.join(decree.left, decree.right, decreed=True)
        if guard is None:
            followed.append(decree)
            continue
        outcomes[decree.judgement] = OUTCOMES[guard]
        if foes is not None:
            chain = _chain([*followed, decree], foes)
            contradictions.append(Contradiction(decree.judgement, _between(decrees.different, foes), chain))
    return Unfollowed(outcomes, tuple(contradictions))


def _chain(same: Sequence[Decree], ends: tuple[int, int]) -> tuple[Judgement, ...]:
    """The must-links on the way from one record to another."""
    way = strongest_path([(each.left, each.right, 1.0) for each in same], *ends)
    return tuple(_between(same, step) for step in pairwise(way))


def _between(decrees: Sequence[Decree], records: tuple[int, int]) -> Judgement:
    return next(each.judgement for each in decrees if (each.left, each.right) == ordered(*records))
