"""All links made anew: every record, every candidate pair, with what is kept of earlier choices or with new ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from golden_record.config.job import Job
from golden_record.config.match import ThresholdConfig
from golden_record.model.changes import LINK_CHANGE, PAIR_CHANGE
from golden_record.model.matching import LEVEL_TALLY, LINK_NODE, LINK_SHARED
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import LINK
from golden_record.stages.link import queries
from golden_record.stages.link.blocking import queries as blocking_queries
from golden_record.stages.link.blocking.candidates import (
    bring_together,
    find_candidates,
    index_blocks,
    kept_recall,
    recount,
)
from golden_record.stages.link.blocking.choice import Chosen
from golden_record.stages.link.blocking.recall import Recall
from golden_record.stages.link.comparisons import Comparison
from golden_record.stages.link.fitting import fitting_model, reason_to_train
from golden_record.stages.link.grouping import regroup
from golden_record.stages.link.kept import KeptPlan, keep_plan, kept_plan, plan_signature
from golden_record.stages.link.model import frequency_columns, frequency_table
from golden_record.stages.link.reporting import Done, report_of
from golden_record.stages.link.scoring import queries as score_queries
from golden_record.stages.link.scoring.scored import score_candidates
from golden_record.stages.link.settings import Asked
from golden_record.stages.link.threshold import threshold
from golden_record.stages.link.versions import queries as version_queries
from golden_record.stages.link.versions.store import prepare_frequencies
from golden_record.warehouse import Warehouse, dropped, temporary

WEAKEST_READ = -10.0
"""Match weight from which pairs count for the expected precision of a threshold; weaker ones are never links."""


@dataclass(frozen=True)
class _Brought:
    """Candidate pairs: the rules that found them, how many they are, and the choice that was kept, if one was."""

    chosen: Sequence[Chosen]
    recall: Recall
    pairs: int
    kept: KeptPlan | None


def link_anew(warehouse: Warehouse, job: Job, context: RunContext, asked: Asked) -> StageReport:
    """Score the pairs worth comparing, with the model in use, or with one trained on the data itself."""
    prepare(warehouse, asked)
    records = warehouse.count(queries.NODE)
    brought = _candidates(warehouse, job, context, asked)
    fitted = fitting_model(warehouse, job, context, asked.comparisons, records)
    prepare_frequencies(warehouse, fitted.version.version, asked.comparisons)
    floors = (brought.kept.floor,) if brought.kept else None
    floor = score_candidates(warehouse, fitted.model, [one.rule for one in brought.chosen], asked.certain, floors)
    cut = brought.kept.threshold if brought.kept else _cut(warehouse, job.config.match.threshold)
    warehouse.create(LINK, score_queries.links(asked.certain, "component", floor, cut))
    plan = brought.kept or _keep(warehouse, job, context, brought, (floor, cut, records))
    _remember(warehouse, asked, plan.threshold)
    forget(warehouse, asked.comparisons)
    return report_of(warehouse, context, Done(plan, fitted, brought.recall, records, brought.pairs))


def standing_plan(warehouse: Warehouse, job: Job, asked: Asked, records: int) -> KeptPlan | None:
    """The plan that is kept, as long as it holds for so many compared records and the model need not be another."""
    kept = None if reason_to_train(warehouse, job, asked.comparisons, records) else kept_plan(warehouse, job)
    return kept if kept is not None and kept.holds_for(records) else None


def prepare(warehouse: Warehouse, asked: Asked) -> None:
    """Lay out the comparable records, and what of each node is compared."""
    marks = queries.record_marks(asked.attributes, asked.unique)
    warehouse.execute(temporary(queries.COMPARABLE, queries.comparable_records(marks)))
    records = f"({queries.picked_records(f'({queries.compared_ids()})')})"
    nodes = queries.nodes(asked.attributes, asked.shared, records)
    warehouse.execute(temporary(queries.NODE, queries.in_order(nodes)))


def forget(warehouse: Warehouse, comparisons: Sequence[Comparison]) -> None:
    """Drop what only a run needs."""
    tables = (blocking_queries.BLOCK, queries.CANDIDATE, score_queries.SCORED, "component")
    for name in (*tables, queries.NODE, queries.COMPARABLE, *map(frequency_table, frequency_columns(comparisons))):
        warehouse.execute(dropped(name))


def _candidates(warehouse: Warehouse, job: Job, context: RunContext, asked: Asked) -> _Brought:
    """Bring together the pairs to compare, by the rules that are kept as long as these hold."""
    records = warehouse.count(queries.NODE)
    kept = None if context.retrain else standing_plan(warehouse, job, asked, records)
    if kept is not None:
        index_blocks(warehouse, kept.chosen)
        if kept.affords(recount(warehouse, kept.chosen), job.config.match):
            return _Brought(kept.chosen, kept_recall(warehouse), bring_together(warehouse, kept.chosen), kept)
    plan = find_candidates(warehouse, job.config.match, asked.attributes)
    return _Brought(plan.chosen, plan.recall, warehouse.count(queries.CANDIDATE), None)


def _keep(
    warehouse: Warehouse, job: Job, context: RunContext, brought: _Brought, found: tuple[float, float, int]
) -> KeptPlan:
    """Keep what this run chose: the rules, and with them floor, threshold and records."""
    floor, cut, records = found
    plan = KeptPlan(
        run_id=context.run_id,
        signature=plan_signature(warehouse, job),
        records=records,
        pairs=brought.pairs,
        listed_pairs=sum(one.pairs for one in brought.chosen),
        floor=floor,
        threshold=cut,
        chosen=tuple(brought.chosen),
    )
    keep_plan(warehouse, plan)
    return plan


def _remember(warehouse: Warehouse, asked: Asked, threshold: float) -> None:
    """Keep what tells the next run which links what changed will touch."""
    warehouse.create(LINK_NODE, queries.everything(queries.COMPARABLE))
    warehouse.create(LINK_SHARED, queries.shared_keys(asked.personal_lists))
    warehouse.create(LEVEL_TALLY, version_queries.linked_levels(threshold))
    regroup(warehouse)
    warehouse.create_empty(LINK_CHANGE)
    warehouse.create_empty(PAIR_CHANGE)


def _cut(warehouse: Warehouse, config: ThresholdConfig | None) -> float:
    """The match weight of the weakest link; the scored pairs are read only where a precision depends on them."""
    if config is None or config.precision is None:
        return threshold(config, np.empty(0))
    return threshold(config, warehouse.frame(score_queries.likely_pairs(WEAKEST_READ))["weight"].to_numpy())
