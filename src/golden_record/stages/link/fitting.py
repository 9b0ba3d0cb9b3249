"""Which model scores a run: the one in use where it fits the job, else a new one, trained on the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from golden_record.config.job import Job
from golden_record.model.run import RunContext
from golden_record.stages.link import queries
from golden_record.stages.link.comparisons import Comparison
from golden_record.stages.link.labels.calibration import calibrated, fitted
from golden_record.stages.link.labels.judged import JUDGED, judged_pairs, judged_weights, labels_of
from golden_record.stages.link.learning import learn
from golden_record.stages.link.model import Diagnostics, Model, model_of, trained_model
from golden_record.stages.link.repair import doubts_kept, findings_json, notes_of
from golden_record.stages.link.training import PRIOR_STRENGTH, Parameters
from golden_record.stages.link.versions.store import (
    Birth,
    ModelVersion,
    add_version,
    count_frequencies,
    current_version,
    next_version,
    prepare_frequencies,
    signature,
)
from golden_record.warehouse import Warehouse, dropped


@dataclass(frozen=True)
class Fitted:
    """The model of a run, the version that it is, and what a person should know of the choice."""

    model: Model
    version: ModelVersion
    notes: tuple[str, ...]


def reason_to_train(warehouse: Warehouse, job: Job, comparisons: Sequence[Comparison], records: int) -> str:
    """Why the model in use cannot score so many compared records; empty when it can."""
    return _reason(current_version(warehouse), signature(comparisons, labels_of(job)), records, asked=False)


def model_in_use(
    warehouse: Warehouse, job: Job, context: RunContext, comparisons: Sequence[Comparison], records: int
) -> Fitted | None:
    """The model in use, where it can score so many compared records and no new one is asked for."""
    known, fits = current_version(warehouse), signature(comparisons, labels_of(job))
    if known is None or _reason(known, fits, records, asked=context.retrain):
        return None
    return _as_it_is(known, context, comparisons)


def fitting_model(
    warehouse: Warehouse, job: Job, context: RunContext, comparisons: Sequence[Comparison], records: int
) -> Fitted:
    """The model in use where it fits so many records; else, or where a new one is asked for, one that is trained.

    Training looks at the candidate pairs, which must be there then.
    """
    fits = signature(comparisons, labels_of(job))
    known = current_version(warehouse)
    reason = _reason(known, fits, records, asked=context.retrain)
    if known is not None and not reason:
        return _as_it_is(known, context, comparisons)
    model, parameters, found = _trained(warehouse, job, comparisons)
    version = add_version(warehouse, model, _birth(warehouse, context), fits=fits, found=found)
    notes = (*_why(known, version, reason), *found["notes"], *notes_of(parameters.findings, comparisons))
    return Fitted(model, version, notes)


def _as_it_is(known: ModelVersion, context: RunContext, comparisons: Sequence[Comparison]) -> Fitted:
    doubts = doubts_kept(known.diagnostics.get("findings", []))
    return Fitted(model_of(comparisons, known.diagnostics), known, (_used(known, context), *doubts))


def _trained(
    warehouse: Warehouse, job: Job, comparisons: Sequence[Comparison]
) -> tuple[Model, Parameters, Diagnostics]:
    """A new model, the parameters that training found, and what is to be kept of the way there."""
    judged = judged_pairs(warehouse, job)
    parameters = learn(warehouse, job.config.match.train, comparisons, judged)
    model = trained_model(comparisons, parameters)
    found: Diagnostics = {
        "notes": [*parameters.notes, *(judged.notes if judged else ())],
        "findings": findings_json(parameters.findings),
    }
    if judged is None:
        return model, parameters, found
    number = next_version(warehouse)
    count_frequencies(warehouse, number, comparisons)
    prepare_frequencies(warehouse, number, comparisons)
    calibration = fitted(judged_weights(warehouse, model), judged.match)
    warehouse.execute(dropped(JUDGED))
    found["calibration"] = {
        "factor": calibration.factor,
        "shift": calibration.shift,
        "pairs": calibration.pairs,
        "matches": calibration.matches,
    }
    found["notes"] = [*found["notes"], calibration.note]
    return calibrated(model, calibration), parameters, found


def _reason(known: ModelVersion | None, fits: str, records: int, *, asked: bool) -> str:
    """Why the model in use cannot score a run; empty when it can."""
    if known is None:
        return "there is no model yet"
    if known.signature != fits:
        return f"{known.name} was made for other attributes, comparisons or judged pairs"
    if asked:
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
