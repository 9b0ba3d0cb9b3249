"""What the stage chooses once and keeps: blocking rules with their limits, the component floor, the threshold.

All three are chosen from all records. Chosen anew in each run they would move a little with every record that comes,
and links that have nothing to do with that record would come and go.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from golden_record import __version__
from golden_record.config.job import Job
from golden_record.config.match import MatchConfig
from golden_record.model.keys import fingerprint
from golden_record.model.matching import LINK_PLAN
from golden_record.stages.link import queries
from golden_record.stages.link.blocking.choice import Chosen
from golden_record.stages.link.blocking.rules import Rule
from golden_record.stages.link.settings import inputs
from golden_record.stages.link.versions.store import current_model_id
from golden_record.warehouse import Warehouse

MOVED = 0.25
"""Share by which the records may grow or shrink before everything is chosen again: blocks grow as fast, and a limit is
half of the next one."""

ROOM = 1.1
"""Times the expected pairs that must fit under the job's ceiling: they are reckoned, not counted."""


@dataclass(frozen=True)
class KeptPlan:
    """A choice, the run that made it, and what it was made for."""

    run_id: str
    signature: str
    records: int
    pairs: int
    """Pairs that the rules brought together when they were chosen."""

    listed_pairs: int
    """The same, a pair counted once per rule that found it."""

    floor: float
    threshold: float
    chosen: tuple[Chosen, ...]

    @property
    def limits(self) -> tuple[int, ...]:
        """Records of the largest block that each rule may compare."""
        return tuple(one.largest_block for one in self.chosen)

    @property
    def names(self) -> tuple[str, ...]:
        """The rules by name, in their order."""
        return tuple(one.rule.name for one in self.chosen)

    @property
    def required(self) -> tuple[int, ...]:
        """Positions of the rules that must run: their pairs are kept whatever they weigh."""
        return tuple(place for place, one in enumerate(self.chosen) if one.rule.required)

    def holds_for(self, records: int) -> bool:
        """Whether there are about as many records as when it was made."""
        return abs(records - self.records) <= MOVED * self.records

    def affords(self, pairs: Sequence[int], config: MatchConfig) -> bool:
        """Whether the job allows what the rules find now, each by itself: `pairs`, in their order."""
        asked = [one.rule.required or config.blocking != "auto" for one in self.chosen]
        if sum(found for found, by_job in zip(pairs, asked, strict=True) if by_job) > config.max_comparisons:
            return False
        expected = self.pairs * sum(pairs) / max(self.listed_pairs, 1)
        return config.blocking != "auto" or expected * ROOM <= config.max_comparisons


def plan_signature(warehouse: Warehouse, job: Job) -> str:
    """What a choice is made for: settings, the model in use, and the versions that hashes and rules come from."""
    return fingerprint(__version__, warehouse.engine, inputs(job), current_model_id(warehouse))


def kept_plan(warehouse: Warehouse, job: Job) -> KeptPlan | None:
    """The choice in the state, if there is one and it was made for this job and the model in use."""
    if not warehouse.has(LINK_PLAN):
        return None
    for row in warehouse.rows(queries.everything(LINK_PLAN.name)):
        known = dict(zip(LINK_PLAN.column_names, row, strict=True))
        known["chosen"] = tuple(_chosen(one) for one in json.loads(str(known.pop("rules"))))
        plan = KeptPlan(**known)  # type: ignore[arg-type]  # the contract of the table types its columns
        return plan if plan.signature == plan_signature(warehouse, job) else None
    return None


def keep_plan(warehouse: Warehouse, plan: KeptPlan) -> None:
    """Put a choice into the state, in place of the one before."""
    rules = json.dumps([asdict(one) for one in plan.chosen], ensure_ascii=False, sort_keys=True)
    row = (plan.run_id, plan.signature, plan.records, plan.pairs, plan.listed_pairs, plan.floor, plan.threshold, rules)
    warehouse.create_empty(LINK_PLAN)
    warehouse.execute(queries.add_plan(), row)


def _chosen(known: dict[str, object]) -> Chosen:
    rule = known.pop("rule")
    parts = dict(rule) if isinstance(rule, dict) else {}
    parts["attributes"] = tuple(parts["attributes"])
    return Chosen(rule=Rule(**parts), **known)  # type: ignore[arg-type]  # as `keep_plan` wrote it
