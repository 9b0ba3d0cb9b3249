"""A job over the records that a test brings along: the same job, but for where its records come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import polars as pl

from golden_record.config.job import Job
from golden_record.config.match import ThresholdConfig
from golden_record.config.sources import (
    GIVEN_AT_RUN_TIME,
    ColumnMapping,
    SourceConfig,
    SqlMapping,
    positions,
)
from golden_record.config.sources import Mapping as FedBy
from golden_record.config.tests import JobTestConfig, OwnRecordConfig, OwnValue, StatedValue
from golden_record.model.attribute_types import TYPES
from golden_record.model.cleaned import pack_parts

_KEY, _MOMENT = "golden_record key", "golden_record moment"
"""Columns of a frame beside the values; the space keeps them apart from the names of attributes."""

_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_NAME_ORDERS = ("family_first", "given_first")

Place = tuple[str, str, int]
"""A source, an attribute, and a position among the columns that feed it."""

Readings = Mapping[Place, str]
"""How columns write, where the state has learnt it: the order of dates, or of names by alphabet."""

_Row = dict[str, str | None]


def own_job(job: Job, test: JobTestConfig, readings: Readings, threshold: float, folder: Path) -> Job:
    """The job whose sources hold the records of a test and nothing else.

    Columns are read as those of the real source are. `threshold` stands for a precision: what a few pairs would make of
    it is not what the job's own data does. Whatever the line writes beside its state goes to `folder`.
    """
    records = {name: _records_of(test, name) for name in job.config.sources}
    rows = {name: [_row(key, record) for key, record in mine] for name, mine in records.items()}
    sources = {name: _source(job, name, mine, readings) for name, mine in records.items()}
    match = job.config.match
    if match.threshold is not None and match.threshold.precision is not None:
        match = match.model_copy(update={"threshold": ThresholdConfig(weight=threshold)})
    config = job.config.model_copy(
        update={
            "state": str(folder / "state.duckdb"),
            "sources": sources,
            "match": match,
            # Judgements are about records of the sources, and a test may call its own what one of those is called.
            "cluster": job.config.cluster.model_copy(update={"overrides": None}),
            "resources": job.config.resources.model_copy(update={"temp": None}),
            "activity": None,
        }
    )
    return replace(job, config=config, frames={name: _frame(sources[name], rows[name]) for name in sources})


def _records_of(test: JobTestConfig, source: str) -> list[tuple[str, OwnRecordConfig]]:
    """The records of a source with their keys."""
    return [(name.partition(":")[2], record) for name, record in test.own.items() if record.source == source]


def _row(key: str, record: OwnRecordConfig) -> _Row:
    values = {name: _stated(value) for name, value in record.values.items()}
    cells = chain.from_iterable(_cells(name, stated) for name, stated in values.items())
    return {_KEY: key, _MOMENT: record.updated_at, **dict(cells)}


def _stated(value: OwnValue) -> tuple[StatedValue, ...]:
    if isinstance(value, StatedValue):
        return (value,)
    if isinstance(value, str):
        return (StatedValue(value=value),)
    if isinstance(value, tuple):
        return tuple(StatedValue(value=item) for item in value)
    return (StatedValue(value=pack_parts(value.columns())),)


def _cells(attribute: str, values: Sequence[StatedValue]) -> Iterable[tuple[str, str | None]]:
    for position, stated in enumerate(values):
        yield _column(attribute, position), stated.value
        yield f"{_column(attribute, position)} verified", "true" if stated.verified else None
        yield f"{_column(attribute, position)} at", stated.at


def _column(attribute: str, position: int) -> str:
    return f"{attribute} {position}"


def _frame(source: SourceConfig, rows: Sequence[_Row]) -> pl.DataFrame:
    listed = [item for mapping in source.attributes.values() for item in positions(mapping)]
    columns = [
        name for item in listed if isinstance(item, ColumnMapping) for name in (item.column, item.verified, item.at)
    ]
    schema = dict.fromkeys([_KEY, _MOMENT, *(name for name in columns if name)], pl.String)
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def _source(job: Job, name: str, records: Sequence[tuple[str, OwnRecordConfig]], readings: Readings) -> SourceConfig:
    """The source as one of rows in memory: what is known of its records stays, what guards its deliveries goes."""
    source = job.config.sources[name]
    said = [record.values for _, record in records]
    attributes: dict[str, FedBy] = {
        attribute: _listed(
            job, name, attribute, [_stated(values[attribute]) for values in said if attribute in values], readings
        )
        for attribute in source.attributes
    }
    return SourceConfig(
        path=GIVEN_AT_RUN_TIME,
        key=_KEY,
        updated_at=_MOMENT,
        attributes=attributes,
        trust=source.trust,
        unique=source.unique,
        # A source from which the test has no record delivers none.
        max_drop=1.0,
    )


def _listed(
    job: Job, source: str, attribute: str, said: Sequence[tuple[StatedValue, ...]], readings: Readings
) -> tuple[ColumnMapping, ...]:
    """The columns that feed an attribute: as many as any record has values for."""
    most = max((len(values) for values in said), default=1)
    return tuple(
        _mapping(
            job,
            (source, attribute, position),
            [values[position] for values in said if len(values) > position],
            readings,
        )
        for position in range(most)
    )


def _mapping(job: Job, place: Place, values: Sequence[StatedValue], readings: Readings) -> ColumnMapping:
    """A column of test values, read in the way of the column that feeds the attribute at this position."""
    _, attribute, position = place
    own = _column(attribute, position)
    real = _real(job, place)
    return ColumnMapping(
        column=own,
        verified=f"{own} verified" if any(value.verified for value in values) else None,
        at=f"{own} at" if any(value.at for value in values) else None,
        order=(real.order if real else None) or _learnt_order(job, place, values, readings),  # type: ignore[arg-type]  # a word that the state has from the same set
        region=real.region if real else None,
    )


def _real(job: Job, place: Place) -> ColumnMapping | SqlMapping | None:
    """What the job says of the column that feeds an attribute; more values than columns follow the last."""
    source, attribute, position = place
    listed = positions(job.config.sources[source].attributes[attribute])
    single = listed[min(position, len(listed) - 1)]
    return single if isinstance(single, ColumnMapping | SqlMapping) else None


def _learnt_order(job: Job, place: Place, values: Sequence[StatedValue], readings: Readings) -> str | None:
    """The order that the values of the real column have told: of names, that of the alphabet of these values."""
    source, attribute, position = place
    config = job.config.attributes[attribute]
    reading = readings.get((source, attribute, position)) or readings.get((source, attribute, 0))
    if reading is None or config.order is not None:
        return None
    if TYPES[config.type].kind == "date":
        return reading
    alphabet = "cyrillic" if any(_CYRILLIC.search(value.value) for value in values) else "latin"
    told = re.search(rf"{alphabet} (\w+)", reading)
    return told[1] if told and told[1] in _NAME_ORDERS else None
