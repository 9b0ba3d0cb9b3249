"""The model in use as it leaves one state for another, where it scores and is never trained anew."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from golden_record.config.job import Job
from golden_record.model.matching import MODEL, MODEL_FREQUENCY
from golden_record.stages.link.declared import job_comparisons
from golden_record.stages.link.labels.judged import labels_of
from golden_record.stages.link.versions import queries
from golden_record.stages.link.versions.store import current_version, ensure_tables, signature
from golden_record.warehouse import Warehouse


@dataclass(frozen=True)
class LentModel:
    """The version in use, with the frequencies that it weighs by, and its threshold in bits."""

    version: pl.DataFrame
    frequencies: pl.DataFrame
    threshold: float


def lent_model(warehouse: Warehouse, job: Job) -> LentModel | None:
    """The model that a run of the job would score with; None where it would have to train one first."""
    found = current_version(warehouse)
    if found is None or found.signature != signature(job_comparisons(job), labels_of(job)):
        return None
    return LentModel(
        # As of an imported model nobody here knows what it was trained on: it is trusted, however few its records.
        version=warehouse.frame(queries.versions()).filter(pl.col("current")).with_columns(records=None, pairs=None),
        frequencies=warehouse.frame(queries.frequencies(found.version)),
        threshold=found.threshold,
    )


def borrow(warehouse: Warehouse, lent: LentModel) -> None:
    """Put a model into use in a state that has none."""
    ensure_tables(warehouse)
    warehouse.load(MODEL, lent.version)
    warehouse.load(MODEL_FREQUENCY, lent.frequencies)
