"""What the stage tells when it is done, however it came there."""

from __future__ import annotations

from dataclasses import dataclass

from golden_record.model.matching import BLOCKING_ESTIMATE, BLOCKING_RULE, MODEL
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import LINK
from golden_record.stages.link.blocking.candidates import notes
from golden_record.stages.link.blocking.recall import Recall
from golden_record.stages.link.fitting import Fitted
from golden_record.stages.link.kept import KeptPlan
from golden_record.stages.link.versions import queries as version_queries
from golden_record.stages.link.versions.ageing import Use, note_use
from golden_record.warehouse import Warehouse


@dataclass(frozen=True)
class Done:
    """What a run linked with, and how much."""

    plan: KeptPlan
    fitted: Fitted
    recall: Recall
    records: int
    pairs: int
    """Pairs that the run compared."""

    changed: int | None = None
    """Records that the change table lists; None if everything was made anew."""


def report_of(warehouse: Warehouse, context: RunContext, done: Done) -> StageReport:
    """Put the use of the model on record, and tell what was done."""
    plan, version = done.plan, done.fitted.version
    warehouse.execute(version_queries.keep_threshold(), [plan.threshold])
    ageing = note_use(warehouse, context, version, Use(done.records, plan.pairs, plan.threshold))
    kept = () if plan.run_id == context.run_id else (f"blocking goes by the rules that run {plan.run_id} chose",)
    return StageReport(
        "link",
        row_counts(warehouse),
        notes=(*done.fitted.notes, *ageing, *kept, *notes(done.recall, plan.chosen)),
        facts={
            "pairs_compared": float(done.pairs),
            "estimated_blocking_recall": round(done.recall.share, 4),
            "threshold_weight": plan.threshold,
            "model_version": float(version.version),
        },
        changed=done.changed,
    )


def row_counts(warehouse: Warehouse) -> dict[str, int]:
    """Rows per table that a report of the stage names."""
    return {table.name: warehouse.count(table) for table in (LINK, BLOCKING_RULE, BLOCKING_ESTIMATE, MODEL)}
