"""The order of work of the household stage."""

from __future__ import annotations

from collections.abc import Iterator

from golden_record.config.job import Job
from golden_record.model.changes import HOUSEHOLD_CHANGE
from golden_record.model.homes import HOUSEHOLD_CROWD, HOUSEHOLD_PLACE, HOUSEHOLD_TIE, HOUSEHOLD_TRAIT
from golden_record.model.keys import Json
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import HOUSEHOLD, HOUSEHOLD_MEMBER
from golden_record.stages.household import queries
from golden_record.stages.household.extent import ALL
from golden_record.stages.household.holdings import queries as holdings
from golden_record.stages.household.part.queries import no_part
from golden_record.stages.household.part.replacing import replace_part
from golden_record.stages.household.part.touching import few_touched
from golden_record.stages.household.rules import Households, households_of
from golden_record.stages.household.settling import MEMBERS, PLACED, settle
from golden_record.warehouse import Warehouse, added, dropped, temporary

_TABLES = (HOUSEHOLD, HOUSEHOLD_MEMBER)
_KEPT = (HOUSEHOLD_PLACE, HOUSEHOLD_TRAIT, HOUSEHOLD_CROWD, HOUSEHOLD_TIE)

_TEXTS = frozenset({"profile_id", "value", "shown", "left_id", "right_id", "component"})
"""Columns that are kept as they are: to compress them takes as long as to find out what they hold."""


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Put profiles that share a home into one household, each into one at most; profiles stay as they are.

    Where few profiles have changed, only what these hold or held is looked at again, and whom it ties or tied.
    """
    asked = households_of(job.config)
    changed = _done_in_part(warehouse, asked, context)
    if changed is None:
        _do_all(warehouse, asked)
        warehouse.create_empty(HOUSEHOLD_CHANGE)
    return StageReport(
        "household",
        {table.name: warehouse.count(table) for table in _TABLES},
        (*_crowds(warehouse, asked), *_left_out(warehouse, asked)) if asked else (),
        changed=changed,
    )


def _done_in_part(warehouse: Warehouse, asked: Households | None, context: RunContext) -> int | None:
    """Do again what a change may concern; how many rows are other for it. None where this is not possible."""
    if context.changed is None or not warehouse.has(*_TABLES, *_KEPT):
        return None
    changed = few_touched(warehouse, context.changed) if asked else 0
    if not changed:
        warehouse.create_empty(HOUSEHOLD_CHANGE)
    elif asked:
        changed = replace_part(warehouse, asked)
    for statement in (*no_part(), *map(dropped, queries.STEPS)):
        warehouse.execute(statement)
    return changed


def _do_all(warehouse: Warehouse, asked: Households | None) -> None:
    for table in _KEPT:
        warehouse.create_empty(table, plain=_TEXTS & set(table.column_names))
    if asked is None:
        for table in _TABLES:
            warehouse.create_empty(table)
        return
    for statement in _preparations(asked):
        warehouse.execute(statement)
    settle(warehouse, asked, warehouse.create)
    for name in queries.STEPS:
        warehouse.execute(dropped(name))


def _preparations(asked: Households) -> tuple[str, ...]:
    """From what profiles hold to whom it ties."""
    return (
        added(HOUSEHOLD_PLACE.name, holdings.places(asked.home, asked.town, ALL)),
        holdings.homes(),
        added(HOUSEHOLD_TRAIT.name, holdings.held_values(asked, ALL)),
        added(HOUSEHOLD_CROWD.name, queries.crowd_traits(asked)),
        queries.evidence(asked),
        queries.holdings(),
        added(HOUSEHOLD_CROWD.name, queries.crowd_rules(asked.max_profiles)),
        temporary("tie", queries.ties(asked.max_profiles)),
    )


def explain(job: Job) -> str:
    """The statements that tie profiles and tell of households; who joins whom first is decided in memory."""
    asked = households_of(job.config)
    if asked is None:
        return "-- the job has no `household` block: the tables of the stage stay empty"
    statements = [
        *_preparations(asked),
        queries.ties_by_strength(),
        queries.known_homes(),
        queries.founders("first_frame"),
        added(HOUSEHOLD_TIE.name, queries.settled_ties(PLACED)),
        queries.households(MEMBERS, asked.rules),
        queries.members(MEMBERS, asked.rules),
        queries.crowded_values(asked),
        queries.left_out(),
        *map(dropped, queries.STEPS),
    ]
    return ";\n\n".join(statements)


def inputs(job: Job) -> Json:
    """What households depend on beside profiles and their values: the block, and what its words mean."""
    block = job.config.household
    return {
        "household": block if block is None or block == "auto" else block.model_dump(mode="json"),
        "attributes": [[name, attribute.type, attribute.shared] for name, attribute in job.config.attributes.items()],
    }


def _crowds(warehouse: Warehouse, asked: Households) -> Iterator[str]:
    for name, values in warehouse.rows(queries.crowded_values(asked)):
        count = int(str(values))
        told = "value" if count == 1 else "values"
        yield f"{name}: {count:,} {told} that more than {asked.max_profiles} profiles share found no household"


def _left_out(warehouse: Warehouse, asked: Households) -> Iterator[str]:
    ((apart, beyond),) = warehouse.rows(queries.left_out())
    if apart and asked.home:
        yield f"{_told(int(str(apart)))} something, but not the latest {asked.home.name}"
    if beyond:
        reason = f"the households they are in differ in their home, or exceed {asked.max_profiles} profiles together"
        yield f"{_told(int(str(beyond)))} something, but {reason}"


def _told(pairs: int) -> str:
    return "1 pair of profiles shares" if pairs == 1 else f"{pairs:,} pairs of profiles share"
