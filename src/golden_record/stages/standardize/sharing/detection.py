"""Find what several people hold, keep it with its evidence, and say what was found: counts, never values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from golden_record.config.job import Job
from golden_record.model.tables import SHARED_VALUE
from golden_record.stages.standardize.scope import Scope
from golden_record.stages.standardize.sharing import queries
from golden_record.warehouse import Warehouse, dropped

RULES_VERSION = 1
"""Raise it when the rules of sharing change: they are applied anew although nothing else has changed."""

_MEANING = {
    "family": ("held by several people", "evidence, but no proof"),
    "organisation": ("held by people of several families", "evidence, but no proof"),
    "placeholder": ("held by a crowd", "neither compared nor shown"),
}


@dataclass(frozen=True)
class Findings:
    """What was found among the values of a run."""

    values: int
    crowded: tuple[str, ...]
    """Attributes of which values became placeholders on account of their holders: records are compared without them."""

    notes: tuple[str, ...]


def find_shared_values(warehouse: Warehouse, job: Job, scope: Scope) -> Findings:
    """Write `shared_value` from the comparable records, of which those of a scope are other, and sum it up."""
    types = types_of(job)
    warehouse.execute(queries.classed_values(shared_attributes(job)))
    warehouse.execute(queries.default_dates(types))
    spiked = [str(name) for (name,) in warehouse.rows(queries.default_attributes())]
    values = warehouse.create(SHARED_VALUE, queries.shared_values(types, spiked, scope))
    for name in queries.OF_A_RUN:
        warehouse.execute(dropped(name))
    counts = warehouse.rows(queries.class_counts())
    notes = (*map(_note, counts), *_constants(warehouse, job))
    return Findings(values, tuple(str(name) for name, kind, *_ in counts if kind == "placeholder"), notes)


def types_of(job: Job) -> Mapping[str, str]:
    """Attributes of the job, name to type."""
    return {name: attribute.type for name, attribute in job.config.attributes.items()}


def identifying_attributes(job: Job) -> list[str]:
    """Attributes of which several people may hold one value: what identifies."""
    return [name for name, attribute in job.config.attributes.items() if attribute.known_type.identifies]


def judged_attributes(job: Job) -> list[str]:
    """Attributes of which a value may turn out to be a crowd's: what identifies, and birth dates."""
    dates = [name for name, attribute in job.config.attributes.items() if attribute.type == "birth_date"]
    return [*identifying_attributes(job), *dates]


def shared_attributes(job: Job) -> list[str]:
    """Attributes whose values many people may use by the job's own word."""
    return [name for name, attribute in job.config.attributes.items() if attribute.shared]


def _note(row: tuple[object, ...]) -> str:
    attribute, kind, values, uses = row
    held, consequence = _MEANING[str(kind)]
    return f"{attribute}: values {held} ({kind}): {values:,}, in {uses:,} records; {consequence}"


def _constants(warehouse: Warehouse, job: Job) -> Iterator[str]:
    """A note per compared attribute that says nothing, because nearly everybody has the same value."""
    single = [
        name
        for name, attribute in job.config.attributes.items()
        if attribute.compare and not attribute.known_type.multiple
    ]
    doubtful = [str(name) for (name,) in warehouse.rows(queries.perhaps_constant(single))] if single else []
    for attribute, share in warehouse.rows(queries.constant_attributes(doubtful)) if doubtful else ():
        yield f"{attribute}: {float(str(share)):.0%} of its records hold the same value, so it says nothing"
