"""Keep what columns have told: asked again each day, a column near the line would change its mind for a few values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from golden_record.config.job import Job
from golden_record.config.sources import positions
from golden_record.model.keys import Json, fingerprint
from golden_record.model.tables import COLUMN_READING
from golden_record.stages.standardize import queries as stage_queries
from golden_record.stages.standardize.readings import queries
from golden_record.stages.standardize.readings.columns import Found, Place, Readings, rows_of
from golden_record.warehouse import Warehouse

Kept = Mapping[str, Mapping[Place, Found]]
"""What was learnt of columns, by attribute."""


def kept_readings(warehouse: Warehouse, mark: str) -> Kept:
    """What earlier runs have learnt of columns; nothing where the job said other things of them.

    What is only usual, because nothing told, is not kept: the column is asked again.
    """
    if warehouse.rows(stage_queries.marks_of([COLUMN_READING.name])) != [(COLUMN_READING.name, mark)]:
        return {}
    kept: dict[str, dict[Place, Found]] = {}
    for source, attribute, position, reading, telling, agreeing in warehouse.rows(queries.learnt_readings()):
        place = Place(str(source), int(str(position)))
        found = Found(str(reading), "learnt", int(str(telling)), int(str(agreeing)))
        kept.setdefault(str(attribute), {})[place] = found
    return kept


def readings_mark(job: Job, steps: Mapping[str, str], versions: Sequence[int]) -> str:
    """A mark of everything that decides what columns tell, but for their values.

    `steps` are the fingerprints of what is done to the values of attributes before they are asked.
    """
    attributes: dict[str, Json] = {
        name: [attribute.type, attribute.order, steps[name]]
        for name, attribute in job.config.attributes.items()
        if attribute.known_type.kind in {"name", "date"}
    }
    columns: Json = {
        source: {
            name: [one if isinstance(one, str) else one.model_dump(mode="json") for one in positions(mapping)]
            for name, mapping in settings.attributes.items()
            if name in attributes
        }
        for source, settings in job.config.sources.items()
    }
    return fingerprint(attributes, columns, [*versions])


def write_readings(warehouse: Warehouse, readings: Iterable[Readings], mark: str) -> bool:
    """Write `column_reading`; returns whether every column is read as it was before."""
    former = _read(warehouse) if warehouse.has(COLUMN_READING) else set()
    types = (pl.String, pl.String, pl.Int32, pl.String, pl.String, pl.Int64, pl.Int64)
    schema = dict(zip(COLUMN_READING.column_names, types, strict=True))
    warehouse.load(COLUMN_READING, pl.DataFrame(rows_of(readings), schema=schema, orient="row"))
    warehouse.execute(stage_queries.marked(COLUMN_READING.name, mark))
    return _read(warehouse) == former


def _read(warehouse: Warehouse) -> set[tuple[object, ...]]:
    return set(warehouse.rows(queries.present_readings()))
