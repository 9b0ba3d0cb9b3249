"""Which model scores a run: the one in use where it fits the job, else a new one, trained on the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from golden_record.config.job import Job
from golden_record.model.keys import Json
from golden_record.model.run import RunContext
from golden_record.stages.link import queries
from golden_record.stages.link.comparisons import Comparison
from golden_record.stages.link.learning import learn
from golden_record.stages.link.model import Model, model_of, trained_model
from golden_record.stages.link.repair import notes_of
from golden_record.stages.link.training import PRIOR_STRENGTH
from golden_record.stages.link.versions.store import (
    Birth,
    ModelVersion,
    add_version,
    current_version,
    ensure_tables,
    signature,
)
from golden_record.warehouse import Warehouse


@dataclass(frozen=True)
class Fitted:
    """The model of a run, the version that it is, and what a person should know of the choice."""

    model: Model
    version: ModelVersion
    notes: tuple[str, ...]


def fitting_model(warehouse: Warehouse, job: Job, context: RunContext, comparisons: Sequence[Comparison]) -> Fitted:
    """The model in use where it fits; else, or where a new one is asked for, a model trained on the candidates."""
    ensure_tables(warehouse)
    fits = signature(comparisons, None)
    known = current_version(warehouse)
    reason = _reason(known, context, fits, warehouse.count(queries.NODE))
    if known is not None and not reason:
        return Fitted(model_of(comparisons, known.diagnostics), known, (_used(known, context),))
    parameters = learn(warehouse, job.config.match.train, comparisons)
    model = trained_model(comparisons, parameters)
    notes = [*parameters.notes, *notes_of(parameters.findings, comparisons)]
    found: dict[str, Json] = {"notes": notes, "findings": [asdict(finding) for finding in parameters.findings]}
    version = add_version(warehouse, model, _birth(warehouse, context), fits=fits, found=found)
    return Fitted(model, version, (*_why(known, version, reason), *notes))


def _reason(known: ModelVersion | None, context: RunContext, fits: str, records: int) -> str:
    """Why the model in use cannot score this run; empty when it can."""
    if known is None:
        return "there is no model yet"
    if known.signature != fits:
        return f"{known.name} was made for other attributes or comparisons"
    if context.retrain:
        return "as asked"
    if known.matches < PRIOR_STRENGTH and records != known.records:
        return f"{known.name} had seen too few matches to be kept"
    return ""


def _birth(warehouse: Warehouse, context: RunContext) -> Birth:
    records, pairs = warehouse.count(queries.NODE), warehouse.count(queries.CANDIDATE)
    return Birth(context.started_at, "trained", context.run_id, records, pairs)


def _used(known: ModelVersion, context: RunContext) -> str:
    days = max((context.started_at - known.created_at).days, 0)
    age = "today" if days == 0 else "1 day ago" if days == 1 else f"{days:,} days ago"
    made_on = "" if known.records is None else f" on {known.records:,} records"
    return f"scored with {known.name}, {known.origin} {age} ({known.created_at:%Y-%m-%d}){made_on}"


def _why(known: ModelVersion | None, version: ModelVersion, reason: str) -> list[str]:
    """Why there is a new version, where a reader might not expect one."""
    if known is None:
        return []
    if version.version == known.version:
        return [f"training again gave {known.name} again"]
    return [f"{version.name} was trained: {reason}"]
