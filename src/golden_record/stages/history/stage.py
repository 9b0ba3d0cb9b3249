"""The order of work of the history stage."""

from __future__ import annotations

from datetime import datetime

from golden_record.config.job import Job
from golden_record.model.history import MEMBER_HISTORY, PROFILE_EVENT, PROFILE_HISTORY, PROFILE_REDIRECT
from golden_record.model.keys import Json
from golden_record.model.loads import SOURCE_NAME
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import MEMBERSHIP
from golden_record.stages.history import queries
from golden_record.stages.history.events.queries import profile_events
from golden_record.warehouse import Warehouse, added, dropped, temporary

_TABLES = (MEMBER_HISTORY, PROFILE_HISTORY, PROFILE_EVENT, PROFILE_REDIRECT)


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Tell what this run changed, and keep it; a run that changed nothing adds nothing."""
    for table in _TABLES:
        warehouse.ensure(table)
    rewritten = any([_forget(warehouse, job), _renamed(warehouse)])
    attributes = _attributes(warehouse, job)
    for name, query in _compared(job, context).items():
        warehouse.execute(temporary(name, query))
    before = warehouse.count(PROFILE_EVENT)
    members = MEMBERSHIP.name if context.changed is None else queries.TOUCHED_MEMBER
    told = added(PROFILE_EVENT.name, profile_events(attributes, members))
    warehouse.execute(told, [context.run_id, context.started_at])
    for sql, parameters in _kept(context.started_at, context.run_id):
        warehouse.execute(sql, parameters)
    changed = sum(warehouse.count(name) for name in (queries.MEMBER_CHANGE, queries.PROFILE_CHANGE))
    counts = {table.name: warehouse.count(table) for table in _TABLES}
    facts = {str(event): float(str(count)) for event, count in warehouse.rows(queries.event_counts(), [before])}
    for name in _compared(job, context):
        warehouse.execute(dropped(name))
    return StageReport("history", counts, facts=facts, changed=None if rewritten else changed)


def explain(job: Job) -> str:
    """The statements that `run` would execute for a job whose attributes have not changed."""
    made = [temporary(name, query) for name, query in _changes(job).items()]
    told = added(PROFILE_EVENT.name, profile_events(_told(job)))
    kept = [sql for sql, _ in _kept(None, None)]
    return ";\n\n".join([*made, told, *kept])


def inputs(job: Job) -> Json:
    """What the history depends on beside the profiles: which attributes they have."""
    return [*_told(job)]


def _told(job: Job) -> list[str]:
    """What a version tells of a profile: not its payment cards, of which nothing is kept beyond the present."""
    return [*(name for name in job.config.attributes if name not in _cards(job)), "household_id"]


def _cards(job: Job) -> list[str]:
    return [name for name, attribute in job.config.attributes.items() if attribute.type == "card"]


def _forget(warehouse: Warehouse, job: Job) -> bool:
    """Take out of the history what must not be kept; tell whether anything of it was there."""
    return any([int(str(warehouse.scalar(sql))) for sql in _forgotten(job)])


def _renamed(warehouse: Warehouse) -> bool:
    """Call the sources that have another name by it, wherever the history tells of them; tell whether it did."""
    if not (warehouse.has(SOURCE_NAME) and warehouse.count(SOURCE_NAME)):
        return False
    return bool(warehouse.scalar(queries.names_taken_over()))


def _forgotten(job: Job) -> list[str]:
    """Statements that take out of the history what an attribute said before the job called it a card.

    All of it is looked through, however long ago that was: the job may have done without the attribute in between.
    """
    return [
        statement for name in _cards(job) for statement in (queries.version_without(name), queries.event_without(name))
    ]


def _attributes(warehouse: Warehouse, job: Job) -> list[str]:
    """Attributes of the job, and those that it had in the run before."""
    found = warehouse.rows(queries.told_before())
    earlier = {str(name) for (name,) in found} - set(_told(job))
    return [*_told(job), *sorted(earlier)]


def _compared(job: Job, context: RunContext) -> dict[str, str]:
    """What differs from the run before, looked for where anything can: temporary tables, in this order."""
    if context.changed is None:
        return _changes(job)
    touched = {
        queries.TOUCHED_PROFILE: queries.touched_profiles(context.changed),
        queries.TOUCHED_MEMBER: queries.touched_members(),
    }
    return touched | _changes(job, touched=True)


def _changes(job: Job, *, touched: bool = False) -> dict[str, str]:
    """What differs from the run before: name of a temporary table to its query."""
    return {
        queries.MEMBER_CHANGE: queries.member_changes(touched=touched),
        queries.PROFILE_CHANGE: queries.profile_changes(_told(job), touched=touched),
        queries.SUCCESSION: queries.successions(),
    }


def _kept(start: datetime | None, run_id: str | None) -> list[tuple[str, list[object]]]:
    """What is written once the events are told, in order: redirects look at the stays that the run has ended."""
    return [
        (queries.redirects_carried_on(), []),
        (queries.new_redirects(), [start]),
        (queries.stays_ended(), [start]),
        (queries.stays_begun(), [start, run_id]),
        (queries.redirects_followed(), []),
        (queries.versions_ended(), [start]),
        (queries.versions_begun(), [start, run_id]),
    ]
