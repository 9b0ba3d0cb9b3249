"""Learn how columns write their values, each from its own values alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

import polars as pl

from golden_record.config.job import Job
from golden_record.model.cleaned import RAW
from golden_record.stages.standardize import names
from golden_record.stages.standardize.readings import queries
from golden_record.stages.standardize.readings.columns import (
    USUAL_DATE,
    Found,
    Origin,
    Place,
    Readings,
    as_columns,
    declared_places,
    declared_readings,
)
from golden_record.stages.standardize.steps.rewriting import Rewriting
from golden_record.stages.standardize.values.birth_date import clear_order, order_votes
from golden_record.warehouse import Warehouse

MOST_ASKED = 10_000
"""Distinct values of a column that are asked: more would not change what most of them say."""

_DATE_ORDERS = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}
_WORD_ORDERS = {"family_first": "family name first", "given_first": "given name first"}


def readings_of(warehouse: Warehouse, job: Job, rewriting: Rewriting, kept: Mapping[Place, Found]) -> Readings:
    """How every column of an attribute is read: as the job declares, else as its values tell, else as is usual.

    Columns of which something is `kept` are read as that says, and are not asked.
    """
    attribute = rewriting.attribute
    declared = declared_readings(job, attribute)
    config = job.config.attributes[attribute]
    if config.known_type.kind not in {"name", "date"} or config.order is not None:
        return declared
    known = dict(declared.columns)
    open_places = [place for place, option in declared_places(job, attribute).items() if option is None]
    if not open_places:
        return declared
    if kept.keys() >= set(open_places):
        return replace(declared, columns=as_columns(known | dict(kept)))
    learn = _name_order if config.known_type.kind == "name" else _date_order
    learnt = {place: learn(values) for place, values in _values(warehouse, rewriting, kept)}
    found = {place: item for place, item in learnt.items() if place not in known or place in open_places}
    return replace(declared, columns=as_columns(known | found | dict(kept)))


def _values(warehouse: Warehouse, rewriting: Rewriting, spared: Collection[Place]) -> Iterator[tuple[Place, pl.Series]]:
    """The distinct values of each column as the job's own steps leave them, or as many of them as are asked."""
    query = queries.asked_values(rewriting.attribute, MOST_ASKED, spared)
    asked = warehouse.frame(query).sort("source", "position", RAW)
    texts = asked.with_columns(rewriting.rewritten(warehouse, asked[RAW].cast(pl.String)).alias(RAW))
    for (source, position), values in texts.partition_by("source", "position", as_dict=True).items():
        yield Place(str(source), int(str(position))), values[RAW]


def _name_order(values: pl.Series) -> Found:
    told = names.tallies(values.to_list())
    habit = told.habit
    notes = (
        _share(_WORD_ORDERS[order], tally.agreeing(order), tally.told) + f" in {alphabet} letters"
        for alphabet, tally, usual in (
            ("Latin", told.latin, names.USUAL.latin),
            ("Cyrillic", told.cyrillic, names.USUAL.cyrillic),
        )
        if (order := tally.clear) not in {None, usual}
    )
    origin: Origin = "learnt" if told.clear else "usual"
    return Found(habit.code, origin, told.told, told.agreeing(habit), "; ".join(notes) or None)


def _date_order(values: pl.Series) -> Found:
    votes = order_votes(values)
    order, told = clear_order(votes), sum(votes.values())
    if order is None:
        return Found(USUAL_DATE, "usual", told, votes[USUAL_DATE])
    note = _share(_DATE_ORDERS[order], votes[order], told) if order != USUAL_DATE else None
    return Found(order, "learnt", told, votes[order], note)


def _share(what: str, agreeing: int, told: int) -> str:
    return f"{what} in {agreeing / told:.0%} of the tell-tale values".replace("%", " %")
