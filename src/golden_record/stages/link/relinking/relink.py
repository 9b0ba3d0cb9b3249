"""Links brought up to date around the records that changed."""

from __future__ import annotations

from golden_record.config.job import Job
from golden_record.model.changes import LINK_CHANGE, PAIR_CHANGE, STANDARD_CHANGE
from golden_record.model.matching import CROWDED_BLOCK, LEVEL_TALLY
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.stages.link.anew import forget
from golden_record.stages.link.blocking.candidates import kept_recall
from golden_record.stages.link.fitting import model_in_use
from golden_record.stages.link.kept import KeptPlan, kept_plan
from golden_record.stages.link.model import frequency_columns, frequency_table
from golden_record.stages.link.relinking import queries
from golden_record.stages.link.relinking.blocks import move_blocks
from golden_record.stages.link.relinking.groups import queries as group_queries
from golden_record.stages.link.relinking.groups.joining import join_groups
from golden_record.stages.link.relinking.records import move_nodes
from golden_record.stages.link.relinking.weighing import Weighing, weigh
from golden_record.stages.link.reporting import Done, report_of, row_counts
from golden_record.stages.link.scoring.queries import CERTAIN_WEIGHT
from golden_record.stages.link.scoring.splink_scorer import scoring
from golden_record.stages.link.settings import Asked
from golden_record.warehouse import Warehouse, dropped, unviewed

MOST_TOUCHED = 0.2
"""Share of the records beyond which everything is made anew: around so many are most groups, and half the work."""

_BEFORE = "standardize"
"""The stage whose changes are all that links depend on."""


def relink(warehouse: Warehouse, job: Job, context: RunContext, asked: Asked) -> StageReport | None:
    """Bring the links up to date, exactly as if all were made anew; None where they must be made anew.

    It may find that out late, and leaves the tables of the stage as they are then: all of them are to be replaced.
    """
    plan = _usable_plan(warehouse, job, context, asked)
    if plan is None or context.changed is None:
        return None
    if _BEFORE not in context.changed:
        return _unchanged(warehouse)
    few = warehouse.count(STANDARD_CHANGE) <= MOST_TOUCHED * plan.records
    found = _moved(warehouse, job, context, asked, plan) if few else None
    _forget(warehouse, asked)
    return found


def _usable_plan(warehouse: Warehouse, job: Job, context: RunContext, asked: Asked) -> KeptPlan | None:
    """The plan that the links were made by, if it still holds and they tell what they are made of."""
    known = not context.retrain and all(map(warehouse.has, (CROWDED_BLOCK, LEVEL_TALLY)))
    plan = kept_plan(warehouse, job) if known else None
    # A rule that lifts its pairs to a higher threshold hides what they weigh, and with it the order in which they tie.
    hidden = plan is not None and asked.certain and plan.threshold > CERTAIN_WEIGHT
    return None if hidden else plan


def _moved(warehouse: Warehouse, job: Job, context: RunContext, asked: Asked, plan: KeptPlan) -> StageReport | None:
    move_nodes(warehouse, asked)
    records = int(str(warehouse.scalar(queries.compared_count())))
    fitted = model_in_use(warehouse, job, context, asked.comparisons, records)
    if fitted is None or not plan.holds_for(records):
        return None
    if not plan.affords(move_blocks(warehouse, asked, plan), job.config.match):
        return None
    with scoring(warehouse, fitted.model) as scorer:
        weighing = Weighing(asked, fitted, scorer)
        also = [queries.OPEN, *plan.required]
        pairs = weigh(warehouse, weighing, queries.touched_pairs(), group_queries.WEIGHED, also)
        pairs += join_groups(warehouse, plan, weighing)
    listed = warehouse.count(LINK_CHANGE)
    return report_of(warehouse, context, Done(plan, fitted, kept_recall(warehouse), records, pairs, listed))


def _unchanged(warehouse: Warehouse) -> StageReport:
    warehouse.create_empty(LINK_CHANGE)
    warehouse.create_empty(PAIR_CHANGE)
    return StageReport("link", row_counts(warehouse), changed=0)


def _forget(warehouse: Warehouse, asked: Asked) -> None:
    """Drop what only a run needs."""
    for name in map(frequency_table, frequency_columns(asked.comparisons)):
        warehouse.execute(unviewed(name))
    for name in (*queries.TABLES, *group_queries.TABLES):
        warehouse.execute(dropped(name))
    forget(warehouse, ())
