"""The order of work of the standardize stage."""

from __future__ import annotations

import logging
from datetime import date

import polars as pl

from golden_record.config.job import Job
from golden_record.model.cards import key_mark
from golden_record.model.keys import Json
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import CLAIM, SHARED_VALUE, STANDARD_RECORD
from golden_record.stages.standardize import queries
from golden_record.stages.standardize.cleaners import NAME_VERSION, BoundCleaner, cleaner_for
from golden_record.stages.standardize.sharing import queries as sharing_queries
from golden_record.stages.standardize.sharing.detection import (
    RULES_VERSION,
    find_shared_values,
    judged_attributes,
    shared_attributes,
    types_of,
)
from golden_record.stages.standardize.steps.rewriting import Rewriting
from golden_record.stages.standardize.values import CLEANERS
from golden_record.warehouse import Warehouse

log = logging.getLogger(__name__)


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Clean what no earlier run has seen, find what many people share, and lay out claims and comparable records."""
    cleaned = {name: _clean(warehouse, job, name, context.started_at.date()) for name in job.config.attributes}
    types = types_of(job)
    records = warehouse.create(STANDARD_RECORD, queries.standard_records(types))
    found = find_shared_values(warehouse, job)
    for name in found.crowded:
        warehouse.execute(queries.crowds_left_out(name, types[name]))
    claims = warehouse.create(CLAIM, queries.claims(list(types)))
    return StageReport(
        "standardize",
        {CLAIM.name: claims, STANDARD_RECORD.name: records, SHARED_VALUE.name: found.values},
        notes=found.notes,
        facts={"values_cleaned": float(sum(cleaned.values()))},
    )


def explain(job: Job) -> str:
    """The statements that lay out comparable records, shared values and claims from the cleaned values."""
    types = types_of(job)
    return ";\n\n".join(
        [
            queries.standard_records(types),
            sharing_queries.shared_values(types, shared_attributes(job)),
            *(queries.crowds_left_out(name, types[name]) for name in judged_attributes(job)),
            queries.claims(list(types)),
        ]
    )


def inputs(job: Job) -> Json:
    """What the claims depend on beside the source values: types, their options, and the versions of what is done."""
    config = job.config
    return [
        {name: attribute.model_dump(mode="json") for name, attribute in config.attributes.items()},
        {name: Rewriting(job, name).fingerprint for name in config.attributes},
        {name: list(values) for name, values in config.ignore.items()},
        NAME_VERSION,
        {name: cleaner.version for name, cleaner in CLEANERS.items()},
        RULES_VERSION,
    ]


def _clean(warehouse: Warehouse, job: Job, name: str, today: date) -> int:
    """Bring the kept values of one attribute up to date; returns how many values were cleaned."""
    attribute = job.config.attributes[name]
    distinct = warehouse.frame(queries.distinct_values(name))["raw"].cast(pl.String)
    rewriting = Rewriting(job, name)
    # The order of dates is read from all of them, as they are once the job's own steps are done.
    read = rewriting.rewritten(warehouse, distinct) if attribute.known_type.kind == "date" else distinct
    # Hashes under a former key are of no use, and may be the reason why there is another one.
    steps = key_mark(job.secret_key) if attribute.type == "card" else rewriting.fingerprint
    cleaner = cleaner_for(attribute, job.config.ignore.get(name, ()), read, today, steps)
    _prepare_cache(warehouse, name, cleaner)
    unseen = warehouse.frame(queries.unseen_values(name))["raw"].cast(pl.String)
    if len(unseen):
        cleaned = cleaner(unseen, rewriting.rewritten(warehouse, unseen) if rewriting.steps else None)
        with warehouse.registered(cleaned, "cleaned_frame") as frame:
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
