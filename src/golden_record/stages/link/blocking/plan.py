"""What blocking is about to do: the rules considered and chosen, what they should add and find."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from golden_record.stages.link.blocking.choice import Chosen, Pilot, RuleCost, choose
from golden_record.stages.link.blocking.recall import Recall, estimated_recall, found_by


@dataclass(frozen=True)
class BlockingPlan:
    """Counted costs of all rules considered, the pilot over them, and the choice."""

    costs: tuple[RuleCost, ...]
    pilot: Pilot
    chosen: tuple[Chosen, ...]
    ceiling: int
    """Pairs that the job allows."""

    @property
    def left_out(self) -> tuple[RuleCost, ...]:
        """Rules that would find pairs and do not run."""
        running = {one.rule for one in self.chosen}
        return tuple(cost for cost in self.costs if cost.pairs[-1] and cost.rule not in running)

    @cached_property
    def new_pairs(self) -> tuple[float, ...]:
        """Pairs that each chosen rule should add to those of the rules before it, as far as the pilot can tell."""
        found = found_by(self.pilot, [cost.rule for cost in self.costs], self.chosen)
        first = found & (np.cumsum(found, axis=1) == 1)
        return tuple(float(pairs) for pairs in self.pilot.pairs @ first)

    @cached_property
    def recall(self) -> Recall:
        """The share of the matches that the chosen rules should find."""
        return estimated_recall(self.pilot, [cost.rule for cost in self.costs], self.chosen)

    def within(self, most: int) -> BlockingPlan:
        """The same with another choice, of fewer pairs."""
        return replace(self, chosen=choose(self.costs, self.pilot, most))
