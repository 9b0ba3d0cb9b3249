"""Put a model that somebody brings along into use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from golden_record.config.job import Job
from golden_record.stages.link.declared import job_comparisons
from golden_record.stages.link.labels.judged import labels_of
from golden_record.stages.link.model import Diagnostics
from golden_record.stages.link.repair import findings_json, told
from golden_record.stages.link.threshold import threshold
from golden_record.stages.link.versions.importing import imported_model
from golden_record.stages.link.versions.store import Birth, ModelVersion, add_version, current_version, signature
from golden_record.warehouse import Warehouse

_RELATIVES = (
    "Splink's format has no word for relatives and namesakes: what the model in use knew of them is kept, or else what"
    " such pairs usually share; `golden-record run JOB --retrain` learns it anew"
)


_LATER = "the job asks for a precision of its links: the next run finds the threshold among the pairs that it scores"


def take_over(
    warehouse: Warehouse, job: Job, settings: Mapping[str, object], now: datetime
) -> tuple[ModelVersion, list[str]]:
    """Append a version from Splink settings and put it into use; returns it with what a person should know.

    Raises:
        UsageError: the settings do not fit the job.
    """
    comparisons, before = job_comparisons(job), current_version(warehouse)
    imported = imported_model(settings, comparisons, before)
    cut, told_of_cut = _threshold(job, before)
    notes = [*([_RELATIVES] if imported.model.kin else []), *told_of_cut]
    found: Diagnostics = {"notes": notes, "findings": findings_json(imported.findings)}
    birth = Birth(now, "imported", threshold=cut)
    version = add_version(warehouse, imported.model, birth, fits=signature(comparisons, labels_of(job)), found=found)
    return version, [*told(imported.findings, comparisons), *notes]


def _threshold(job: Job, before: ModelVersion | None) -> tuple[float, list[str]]:
    """The threshold that the next run will use: the job's, or, where pairs decide, the last one, and a note of that."""
    config = job.config.match.threshold
    if config is None or config.precision is None:
        return threshold(config, np.empty(0)), []
    return before.threshold if before else threshold(config, np.empty(0)), [_LATER]
