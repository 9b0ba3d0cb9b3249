"""The order of work of the activity stage."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from golden_record.config.activity import ActivityConfig, EventConfig
from golden_record.config.job import Job
from golden_record.model.activity import EVENT, EVENT_LOAD, EVENT_QUALITY, PROFILE_ACTIVITY
from golden_record.model.attribute_types import Kind
from golden_record.model.changes import ACTIVITY_CHANGE
from golden_record.model.keys import Json
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.stages.activity import queries
from golden_record.stages.activity.owners.queries import owners
from golden_record.warehouse import Warehouse, dropped, temporary


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Sum up the events of every profile; events that belong to none are counted, with the reason."""
    asked = job.config.activity
    former_quality = warehouse.rows(queries.qualities()) if warehouse.has(EVENT_QUALITY) else None
    if asked is None:
        return StageReport("activity", {PROFILE_ACTIVITY.name: 0}, changed=_emptied(warehouse))
    warehouse.create_empty(ACTIVITY_CHANGE)
    if former_quality is not None:
        warehouse.execute(temporary(queries.FORMER, queries.former_activity()))
    start = _looked_at(warehouse, asked, context.started_at)
    for name, query, parameters in _steps(job, asked, start):
        warehouse.execute(temporary(name, query), parameters)
    rows = {
        PROFILE_ACTIVITY.name: warehouse.create(
            PROFILE_ACTIVITY, queries.profile_activity(asked.lifecycle, asked.traits), [start]
        ),
        EVENT_QUALITY.name: warehouse.create(EVENT_QUALITY, queries.event_quality(_owners(asked)), [start]),
    }
    changed = None if former_quality is None else _changed(warehouse)
    if changed == 0 and warehouse.rows(queries.qualities()) != former_quality:
        # Events that belong to nobody are published too.
        changed = 1
    for name in (queries.FORMER, queries.OWNED, queries.OWNER):
        warehouse.execute(dropped(name))
    return StageReport("activity", rows, (*_as_of(asked, start), *_notes(warehouse)), changed=changed)


def explain(job: Job) -> str:
    """The SQL that `run` would execute."""
    asked = job.config.activity
    if asked is None:
        return "-- the job has no `activity` block: the tables of the stage stay empty"
    steps = [temporary(name, query) for name, query, _ in _steps(job, asked, None)]
    made = [queries.profile_activity(asked.lifecycle, asked.traits), queries.event_quality(_owners(asked))]
    return ";\n\n".join([*steps, *made])


def inputs(job: Job) -> Json:
    """What activity depends on beside events, records and profiles: the block, and what its identifiers are."""
    asked = job.config.activity
    if asked is None:
        return None
    events = {name: [each.source, each.attribute, _kind(job, each)] for name, each in asked.events.items()}
    return [events, str(asked.as_of), asked.lifecycle.model_dump(mode="json"), dict(asked.traits)]


def day(warehouse: Warehouse, job: Job, moment: datetime) -> Json:
    """What activity depends on by the mere passing of time: the day, UTC, where the job looks from it."""
    asked = job.config.activity
    if asked is None or isinstance(asked.as_of, date):
        return None
    if asked.as_of == "last_event":
        # Only that events are no longer ones of a day to come.
        return int(str(warehouse.scalar(queries.later_events(), [_midnight(moment)]))) if warehouse.has(EVENT) else 0
    return moment.date().isoformat()


def loaded(warehouse: Warehouse) -> Json:
    """Which events the state holds: files come and go without a change to any record."""
    return [list(map(str, row)) for row in warehouse.rows(queries.loaded_events())] if warehouse.has(EVENT_LOAD) else []


def _steps(job: Job, asked: ActivityConfig, start: datetime | None) -> Iterator[tuple[str, str, list[datetime | None]]]:
    parts = [
        owners(name, each, _kind(job, each), sealed=each.attribute in job.card_attributes)
        for name, each in sorted(asked.events.items())
    ]
    yield queries.OWNER, queries.all_owners(parts), []
    yield queries.OWNED, queries.owned_events(), [start]


def _kind(job: Job, events: EventConfig) -> Kind | None:
    return job.config.attributes[events.attribute].known_type.kind if events.attribute else None


def _owners(asked: ActivityConfig) -> dict[str, str]:
    return {name: events.source or str(events.attribute) for name, events in sorted(asked.events.items())}


def _looked_at(warehouse: Warehouse, asked: ActivityConfig, moment: datetime) -> datetime:
    """The start of the day from which the job looks at events; where nothing is dated, the day of the run."""
    if isinstance(asked.as_of, date):
        return _midnight(asked.as_of)
    today = _midnight(moment)
    found = warehouse.scalar(queries.last_day(), [today]) if asked.as_of == "last_event" else None
    return found if isinstance(found, datetime) else today


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _emptied(warehouse: Warehouse) -> int | None:
    """Leave empty tables where there are no events; tell whether that is as it was."""
    tables = (PROFILE_ACTIVITY, EVENT_QUALITY, ACTIVITY_CHANGE)
    plain = warehouse.has(*tables) and set(warehouse.columns(PROFILE_ACTIVITY)) == set(PROFILE_ACTIVITY.column_names)
    if plain and not any(map(warehouse.count, tables)):
        # Not even emptied: that would wait for what the stages before have written to come into the file.
        return 0
    as_before = all(warehouse.has(table) and not warehouse.count(table) for table in (PROFILE_ACTIVITY, EVENT_QUALITY))
    for table in tables:
        warehouse.create_empty(table)
    return 0 if as_before else None


def _changed(warehouse: Warehouse) -> int | None:
    """How many profiles are not what they were, each listed; None where they have other columns."""
    if warehouse.columns(queries.FORMER) != warehouse.columns(PROFILE_ACTIVITY):
        return None
    return warehouse.create(ACTIVITY_CHANGE, queries.changed_profiles(queries.FORMER))


def _as_of(asked: ActivityConfig, start: datetime) -> Iterator[str]:
    if asked.as_of != "run":
        what = "the day of the last event" if asked.as_of == "last_event" else "the day that the job names"
        yield f"looked at as of {start:%Y-%m-%d}, {what} (`activity: as_of`)"


def _notes(warehouse: Warehouse) -> Iterator[str]:
    for events, *counts in warehouse.rows(queries.lost_events()):
        total, keyless, unknown, ambiguous, later, repeated = (int(str(count)) for count in counts)
        told = {
            "do not say whose they are": keyless,
            "have a key that no record holds": unknown,
            "have a key that several profiles hold": ambiguous,
            "are of a day yet to come": later,
            "are told again later": repeated,
        }
        said = ", ".join(f"{count:,} {what}" for what, count in told.items() if count)
        if said:
            yield f"{events}: of {total:,} events {said}: they do not count"
