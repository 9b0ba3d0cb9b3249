"""The choice among rules: what each costs up to which size of block, and the most likely matches per pair compared.

A pair out of a block of `n` records is a match about as often as one in `n`: the larger the block, the less it gives.
So a rule is not taken or left as a whole; each gets a limit of its own on the blocks that it compares.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from golden_record.stages.link.blocking.rules import Rule

LEVELS = (3, 6, 12, 25, 50, 100, 200, 400)
"""Limits on a block that a rule may get, in records. Beyond the last a value says too little to compare everyone."""

MAX_BLOCK = LEVELS[-1]
"""Records that one value may bring together at most."""

NOT_FOUND = len(LEVELS)
"""Level of a pair that a rule does not find."""

PAIRS_PER_RECORD = 4
"""Pairs per record that `auto` compares, however high the job's budget: where rules can be told apart by what they
find, more of them find next to nothing."""

FREE_PAIRS = 3_000_000
"""Pairs that are cheap at any size: small jobs may compare generously."""

WORTH_IT = 0.001
"""Likely matches per pair below which blocks are left alone, once not everything can be compared."""

NEXT_TO_NOTHING = 0.005
"""Share of the budget below which a rule is taken unseen: a sample says little of what is rare."""

ENOUGH_TO_TELL = 100
"""Sampled pairs of a rule, all of them found by others, that make it a repetition."""

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class RuleCost:
    """What a rule costs: counted from value frequencies, not guessed."""

    rule: Rule
    pairs: tuple[int, ...]
    """Pairs in blocks up to each level."""

    skipped: tuple[int, ...]
    """Values whose blocks are larger than each level."""

    largest: int
    """Records of the largest block, whatever its size."""

    def up_to(self, limit: int) -> Chosen:
        """The rule with a limit on its blocks, which is one of `LEVELS`."""
        level = LEVELS.index(limit)
        return Chosen(self.rule, limit, self.pairs[level], self.skipped[level], self.largest, self.skipped[-1])


@dataclass(frozen=True)
class Chosen:
    """A rule that runs, and how far."""

    rule: Rule
    largest_block: int
    """Records of the largest block that it may compare."""

    pairs: int
    skipped_values: int
    heaviest: int
    """Records of the largest block of the rule, compared or not."""

    beyond_any: int = 0
    """Values whose blocks no rule compares, whatever the budget."""


@dataclass(frozen=True)
class Pilot:
    """Sampled pairs, those that the same rules find at the same levels taken together."""

    found: npt.NDArray[np.int8]
    """(patterns, rules): the level at which the rule finds the pairs, `NOT_FOUND` where it does not."""

    pairs: Array
    """Pairs of all the data that a pattern stands for."""

    likely: Array
    """Matches expected among them."""

    share: float = 1.0
    """Share of all pairs that were drawn."""


def rule_cost(rule: Rule, sizes: Iterable[tuple[int, int]]) -> RuleCost:
    """The cost of a rule from the sizes of its blocks, as (records, blocks of so many)."""
    known = sorted(sizes)
    return RuleCost(
        rule,
        tuple(sum(size * (size - 1) // 2 * blocks for size, blocks in known if size <= level) for level in LEVELS),
        tuple(sum(blocks for size, blocks in known if size > level) for level in LEVELS),
        max((size for size, _ in known), default=0),
    )


def budget(records: int, ceiling: int) -> int:
    """Pairs that `auto` may compare for so many records."""
    return min(ceiling, max(FREE_PAIRS, records * PAIRS_PER_RECORD))


def whole(costs: Iterable[RuleCost]) -> tuple[Chosen, ...]:
    """Every rule as far as a rule may go, without those that find nothing."""
    return tuple(cost.up_to(MAX_BLOCK) for cost in costs if cost.pairs[-1])


def everything_of(rules: Iterable[Rule]) -> tuple[Chosen, ...]:
    """Rules as far as a rule may go, before anything has been counted."""
    return tuple(Chosen(rule, LEVELS[-1], 0, 0, 0) for rule in rules)


def choose(costs: Sequence[RuleCost], pilot: Pilot, most: int) -> tuple[Chosen, ...]:
    """The rules to run, in their own order, each with its limit: at most so many pairs, the likeliest first.

    Required rules run whole, and what is left of the budget goes to the others.
    """
    if sum(cost.pairs[-1] for cost in costs) <= most:
        levels = np.full(len(costs), len(LEVELS) - 1)
    else:
        levels = np.array([_given(cost, most) for cost in costs])
        left, spent = _uncovered(pilot, levels)
        for rule, level, _ in _steps(left, levels, most - spent):
            levels[rule] = level
    kept = _without_repeats(costs, levels, pilot)
    return tuple(
        cost.up_to(LEVELS[level]) for cost, level in zip(costs, kept, strict=True) if level >= 0 and cost.pairs[level]
    )


def _without_repeats(costs: Sequence[RuleCost], levels: npt.NDArray[np.int64], pilot: Pilot) -> npt.NDArray[np.int64]:
    """The levels, without rules that find enough in the pilot to tell, and nothing that one before them does not."""
    kept = levels.copy()
    covered = np.zeros(len(pilot.pairs), dtype=np.bool_)
    for place, cost in enumerate(costs):
        found = pilot.found[:, place] <= levels[place]
        drawn = float(pilot.pairs[found].sum()) * pilot.share
        if not cost.rule.required and drawn >= ENOUGH_TO_TELL and bool(covered[found].all()):
            kept[place] = -1
        covered |= found
    return kept


def _given(cost: RuleCost, most: int) -> int:
    """The level that a rule gets without asking what it finds; -1 for none."""
    taken = cost.rule.required or cost.pairs[-1] <= most * NEXT_TO_NOTHING
    return len(LEVELS) - 1 if taken else -1


def _uncovered(pilot: Pilot, levels: npt.NDArray[np.int64]) -> tuple[Pilot, float]:
    """What rules at these levels do not find, and the pairs that they do."""
    covered = (pilot.found <= levels).any(axis=1)
    rest = Pilot(pilot.found[~covered], pilot.pairs[~covered], pilot.likely[~covered])
    return rest, float(pilot.pairs[covered].sum())


def _steps(left: Pilot, levels: npt.NDArray[np.int64], most: float) -> Iterator[tuple[int, int, float]]:
    """One step after another, each a rule, its new level and its new pairs: always the most likely matches per pair."""
    levels = levels.copy()
    while len(left.pairs):
        step = max(_affordable(left, levels, most), default=None)
        if step is None or step[0] < WORTH_IT:
            return
        _, rule, level = -step[0], -step[1], -step[2]
        levels[rule] = level
        left, pairs = _uncovered(left, levels)
        most -= pairs
        yield rule, level, pairs


def _affordable(left: Pilot, levels: npt.NDArray[np.int64], most: float) -> Iterator[tuple[float, int, int]]:
    """What each rule would find at each higher level: likely matches per pair, then rule and level, turned round.

    Turned round, the first of equals is the largest.
    """
    for rule in range(left.found.shape[1]):
        found = left.found[:, rule]
        seen = found < NOT_FOUND
        if not seen.any():
            continue
        at = found[seen]
        pairs = np.cumsum(np.bincount(at, weights=left.pairs[seen], minlength=NOT_FOUND))
        likely = np.cumsum(np.bincount(at, weights=left.likely[seen], minlength=NOT_FOUND))
        for level in range(levels[rule] + 1, NOT_FOUND):
            if 0 < pairs[level] <= most:
                yield float(likely[level] / pairs[level]), -rule, -level
