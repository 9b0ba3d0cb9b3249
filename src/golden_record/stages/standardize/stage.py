"""The order of work of the standardize stage."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from datetime import date

import polars as pl

from golden_record.config.job import Job
from golden_record.config.quantities import percent
from golden_record.model.cards import key_mark
from golden_record.model.keys import Json
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import CLAIM, COLUMN_READING, SHARED_VALUE, STANDARD_RECORD
from golden_record.stages.standardize import queries
from golden_record.stages.standardize.cleaners import NAME_VERSION, BoundCleaner, cleaner_for
from golden_record.stages.standardize.readings.columns import Readings, declared_readings, rows_of
from golden_record.stages.standardize.readings.learning import readings_of
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

# Half of a column is more than slips of the pen: it is mapped or declared wrongly. Of fewer values, half is chance.
_DOUBTFUL_SHARE = 0.5
_FEWEST_VALUES = 5

_BATCH = 200_000
"""Values cleaned at a time: their answers take a hundred times their own memory while they are made."""


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Clean what no earlier run has seen, find what many people share, and lay out claims and comparable records."""
    rewritings = {name: Rewriting(job, name) for name in job.config.attributes}
    readings = [readings_of(warehouse, job, name, rewriting) for name, rewriting in rewritings.items()]
    _write_readings(warehouse, readings)
    today = context.started_at.date()
    cleaned = [_clean(warehouse, job, read, rewritings[read.attribute], today) for read in readings]
    types = types_of(job)
    several = {str(name) for (name,) in warehouse.rows(queries.repeated_attributes(types))}
    warehouse.execute(queries.draft_records(types, readings, several))
    found = find_shared_values(warehouse, job, readings)
    crowded = [read for read in readings if read.attribute in found.crowded]
    records = warehouse.create(STANDARD_RECORD, queries.standard_records(crowded, types))
    warehouse.execute(queries.draft_dropped())
    claims = _write_claims(warehouse, readings, several, found.crowded)
    return StageReport(
        "standardize",
        {CLAIM.name: claims, STANDARD_RECORD.name: records, SHARED_VALUE.name: found.values},
        notes=(*(note for read in readings for note in read.notes), *_doubtful(warehouse), *found.notes),
        facts={"values_cleaned": float(sum(cleaned))},
    )


def explain(job: Job) -> str:
    """The statements that lay out comparable records, shared values and claims from the cleaned values.

    Columns are read as the job declares: what their values tell is known in a run only.
    """
    types = types_of(job)
    readings = [declared_readings(job, name) for name in types]
    judged = [read for read in readings if read.attribute in judged_attributes(job)]
    return ";\n\n".join(
        [
            queries.draft_records(types, readings),
            sharing_queries.shared_values(types, shared_attributes(job), readings),
            queries.standard_records(judged, types),
            *(queries.add_claims(read, several=True, crowded=read in judged) for read in readings),
        ]
    )


def inputs(job: Job) -> Json:
    """What the claims depend on beside the source values: types, their options, and the versions of what is done."""
    config = job.config
    return [
        {name: attribute.model_dump(mode="json") for name, attribute in config.attributes.items()},
        {name: Rewriting(job, name).fingerprint for name in config.attributes},
        {name: list(values) for name, values in config.ignore.items()},
        [list(row) for row in rows_of(declared_readings(job, name) for name in config.attributes)],
        NAME_VERSION,
        {name: cleaner.version for name, cleaner in CLEANERS.items()},
        RULES_VERSION,
    ]


def _write_readings(warehouse: Warehouse, readings: Sequence[Readings]) -> None:
    types = (pl.String, pl.String, pl.Int32, pl.String, pl.String, pl.Int64, pl.Int64)
    schema = dict(zip(COLUMN_READING.column_names, types, strict=True))
    warehouse.load(COLUMN_READING, pl.DataFrame(rows_of(readings), schema=schema, orient="row"))


def _write_claims(
    warehouse: Warehouse, readings: Sequence[Readings], several: Collection[str], crowded: Collection[str]
) -> int:
    """Claims one attribute after another: sorting all of them at once takes twice the time and memory."""
    warehouse.create_empty(CLAIM, plain=queries.LONG_TEXTS)
    for read in readings:
        name = read.attribute
        warehouse.execute(queries.add_claims(read, several=name in several, crowded=name in crowded))
    return warehouse.count(CLAIM)


def _doubtful(warehouse: Warehouse) -> Iterator[str]:
    """A note per source and attribute most of whose values are of no use, without any of them."""
    for source, attribute, share, count in warehouse.rows(
        queries.doubtful_columns(share=_DOUBTFUL_SHARE, fewest=_FEWEST_VALUES)
    ):
        told = f"{percent(float(str(share)))} of {int(str(count)):,} values are suspicious or invalid"
        yield f"{source}.{attribute}: {told}; check its column, its type and its options; `claim` has the reasons"


def _clean(warehouse: Warehouse, job: Job, readings: Readings, rewriting: Rewriting, today: date) -> int:
    """Bring the kept values of one attribute up to date; returns how many values were cleaned."""
    name = readings.attribute
    attribute = job.config.attributes[name]
    # Hashes under a former key are of no use, and may be the reason why there is another one.
    steps = key_mark(job.secret_key) if attribute.type == "card" else rewriting.fingerprint
    cleaner = cleaner_for(attribute, job.config.ignore.get(name, ()), today, steps)
    _prepare_cache(warehouse, name, cleaner)
    unseen = warehouse.frame(queries.unseen_values(readings)).cast(pl.String)
    for (reading,), values in unseen.partition_by("reading", as_dict=True, maintain_order=True).items():
        for batch in values["raw"].to_frame().iter_slices(_BATCH):
            raw = batch["raw"]
            cleaned = cleaner(raw, str(reading), rewriting.rewritten(warehouse, raw) if rewriting.steps else None)
            with warehouse.registered(cleaned, "cleaned_frame") as frame:
                warehouse.execute(queries.add_to_cache(name, frame, cleaner.columns))
    log.info("%s: %d distinct values cleaned, all others were known", name, len(unseen))
    return len(unseen)


def _prepare_cache(warehouse: Warehouse, name: str, cleaner: BoundCleaner) -> None:
    """Keep the values of earlier runs only if the same cleaner with the same options made them."""
    table = queries.cache_table(name)
    if warehouse.has(table) and warehouse.scalar(queries.cache_fingerprint(name)) == cleaner.fingerprint:
        return
    warehouse.execute(queries.new_cache(name, cleaner.columns))
    warehouse.execute(queries.mark_cache(name, cleaner.fingerprint))
