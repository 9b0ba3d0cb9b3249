"""What blocking is about to do: the rules considered and chosen, what they should add and find."""

from __future__ import annotations

from collections.abc import Sequence
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

    chosen_by: str | None = None
    """The run that chose these rules and keeps them; None where the next run will choose them."""

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

    def keeping(self, run_id: str, chosen: Sequence[Chosen]) -> BlockingPlan:
        """The same with the rules and limits that a run chose, as they are counted now."""
        costs = {cost.rule: cost for cost in self.costs}
        counted = (costs[one.rule].up_to(one.largest_block) for one in chosen if one.rule in costs)
        return replace(self, chosen=tuple(counted), chosen_by=run_id)

    def within(self, most: int) -> BlockingPlan:
        """The same with another choice, of fewer pairs."""
        return replace(self, chosen=choose(self.costs, self.pilot, most))
