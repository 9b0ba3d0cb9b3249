"""Which model scores a run: the one in use where it fits the job, else a new one, trained on the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from golden_record.config.job import Job
from golden_record.model.run import RunContext
from golden_record.stages.link import queries
from golden_record.stages.link.comparisons import Comparison
from golden_record.stages.link.learning import learn
from golden_record.stages.link.model import Model, model_of, trained_model
from golden_record.stages.link.training import Parameters
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
    """The model in use; trained anew where there is none, where it was made for other comparisons, or on request."""
    ensure_tables(warehouse)
    fits = signature(comparisons, None)
    known = current_version(warehouse)
    if known is not None and known.signature == fits and not context.retrain:
        return Fitted(model_of(comparisons, known.diagnostics), known, (_used(known, context),))
    parameters = learn(warehouse, job.config.match.train, comparisons)
    model = trained_model(comparisons, parameters)
    notes = _notes(parameters)
    birth = Birth(
        context.started_at, "trained", context.run_id, warehouse.count(queries.NODE), warehouse.count(queries.CANDIDATE)
    )
    version = add_version(warehouse, model, birth, fits=fits, notes={"notes": notes})
    return Fitted(model, version, (*_why(known, version, fits), *notes))


def _used(known: ModelVersion, context: RunContext) -> str:
    days = max((context.started_at - known.created_at).days, 0)
    age = "today" if days == 0 else "1 day ago" if days == 1 else f"{days:,} days ago"
    made_on = "" if known.records is None else f" on {known.records:,} records"
    return f"scored with {known.name}, {known.origin} {age} ({known.created_at:%Y-%m-%d}){made_on}"


def _why(known: ModelVersion | None, version: ModelVersion, fits: str) -> list[str]:
    """Why there is a new version, where a reader might not expect one."""
    if known is None:
        return []
    if version.version == known.version:
        return [f"training again gave {known.name} again"]
    if known.signature != fits:
        return [f"{version.name} was trained: {known.name} was made for other attributes or comparisons"]
    return [f"{version.name} was trained, as asked, and takes the place of {known.name}"]


def _notes(parameters: Parameters) -> list[str]:
    if not parameters.reordered:
        return list(parameters.notes)
    put_right = f"levels put in order, better agreement weighing more: {', '.join(parameters.reordered)}"
    return [*parameters.notes, put_right]
