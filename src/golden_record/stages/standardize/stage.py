"""The order of work of the standardize stage."""

from __future__ import annotations

import logging
from datetime import date

import polars as pl

from golden_record.config.job import Job
from golden_record.model.keys import Json
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import CLAIM, STANDARD_RECORD
from golden_record.stages.standardize import queries
from golden_record.stages.standardize.cleaners import NAME_VERSION, BoundCleaner, cleaner_for
from golden_record.stages.standardize.values import CLEANERS
from golden_record.warehouse import Warehouse

log = logging.getLogger(__name__)


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Clean what no earlier run has seen, then lay out claims and comparable records."""
    cleaned = {name: _clean(warehouse, job, name, context.started_at.date()) for name in job.config.attributes}
    claims = warehouse.create(CLAIM, queries.claims(list(job.config.attributes)))
    records = warehouse.create(STANDARD_RECORD, queries.standard_records(_types(job)))
    return StageReport(
        "standardize",
        {CLAIM.name: claims, STANDARD_RECORD.name: records},
        facts={"values_cleaned": float(sum(cleaned.values()))},
    )


def explain(job: Job) -> str:
    """The statements that lay out claims and comparable records from the cleaned values."""
    return ";\n\n".join([queries.claims(list(job.config.attributes)), queries.standard_records(_types(job))])


def inputs(job: Job) -> Json:
    """What the claims depend on beside the source values: types, their options, and the cleaners' versions."""
    config = job.config
    return [
        {name: attribute.model_dump(mode="json") for name, attribute in config.attributes.items()},
        {name: list(values) for name, values in config.ignore.items()},
        NAME_VERSION,
        {name: cleaner.version for name, cleaner in CLEANERS.items()},
    ]


def _types(job: Job) -> dict[str, str]:
    return {name: attribute.type for name, attribute in job.config.attributes.items()}


def _clean(warehouse: Warehouse, job: Job, name: str, today: date) -> int:
    """Bring the kept values of one attribute up to date; returns how many values were cleaned."""
    distinct = warehouse.frame(queries.distinct_values(name))["raw"].cast(pl.String)
    cleaner = cleaner_for(job.config.attributes[name], job.config.ignore.get(name, ()), distinct, today)
    _prepare_cache(warehouse, name, cleaner)
    unseen = warehouse.frame(queries.unseen_values(name))["raw"].cast(pl.String)
    if len(unseen):
        with warehouse.registered(cleaner(unseen), "cleaned_frame") as frame:
            warehouse.execute(queries.add_to_cache(name, frame, cleaner.columns))
    log.info("%s: %d of %d distinct values cleaned, the others were known", name, len(unseen), len(distinct))
    return len(unseen)


def _prepare_cache(warehouse: Warehouse, name: str, cleaner: BoundCleaner) -> None:
    """Keep the values of earlier runs only if the same cleaner with the same options made them."""
    table = queries.cache_table(name)
    if warehouse.has(table) and warehouse.scalar(queries.cache_fingerprint(name)) == cleaner.fingerprint:
        return
    warehouse.execute(queries.new_cache(name, cleaner.columns))
    warehouse.execute(queries.mark_cache(name, cleaner.fingerprint))
