"""The survive stage: elects golden values and lays them out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time

from golden_record.config.job import Job
from golden_record.model.changes import GOLDEN_CHANGE
from golden_record.model.elections import ATTRIBUTE_CANDIDATE, ATTRIBUTE_LINEAGE, SOURCE_ACCURACY
from golden_record.model.keys import Json
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import GOLDEN_PROFILE
from golden_record.stages.survive.ballot import Ballot, statements
from golden_record.stages.survive.electorate import queries as electorate_queries
from golden_record.stages.survive.electorate.asking import asked_among, everyone_asked, some_asked
from golden_record.stages.survive.fields import queries as field_queries
from golden_record.stages.survive.fields.agreeing import agree_all, agree_some
from golden_record.stages.survive.golden import queries as golden_queries
from golden_record.stages.survive.golden.laying import lay_out_everyone, lay_out_some, make_room
from golden_record.stages.survive.holding import Kept
from golden_record.stages.survive.pins.file import checked_wishes
from golden_record.stages.survive.pins.notes import pin_notes
from golden_record.stages.survive.pins.retiring import Results, settle
from golden_record.stages.survive.pins.standing import (
    Stand,
    moved_profiles,
    note_statuses,
    standing,
    what_people_did,
)
from golden_record.stages.survive.pins.teaching import pins_taught
from golden_record.stages.survive.polling import ASKED_LINEAGE, ask_everyone, ask_some, kept_accuracies
from golden_record.stages.survive.rules import AttributeRule, attribute_rules, source_trust
from golden_record.warehouse import Warehouse

_REPORTED = (ATTRIBUTE_LINEAGE, ATTRIBUTE_CANDIDATE, SOURCE_ACCURACY, GOLDEN_PROFILE)


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Give every profile its golden values, and every value its lineage.

    Raises:
        UsageError: the job names a plug-in that is not installed.
        EngineError: a plug-in failed.
    """
    ballot = Ballot.of(job)
    pinned = standing(warehouse, job.config.attributes, context.started_at)
    changed, settled = _elect(warehouse, ballot, context, pinned)
    note_statuses(warehouse, settled)
    alive = {str(name) for (name,) in warehouse.rows(golden_queries.surviving_attributes())}
    lacking = [rule.attribute for rule in ballot.rules if rule.attribute not in alive]
    return StageReport(
        "survive",
        rows={table.name: warehouse.count(table) for table in _REPORTED},
        notes=(
            *(f"attribute {name}: no usable value in any profile" for name in lacking),
            *_timeless_sources(job, ballot.rules),
            *pin_notes(pinned, settled),
        ),
        changed=changed,
    )


def _elect(
    warehouse: Warehouse, ballot: Ballot, context: RunContext, pinned: Sequence[Stand]
) -> tuple[int | None, list[Stand]]:
    """Elect what may be other than it was; returns in how many profiles, None for all, and where the pins stand."""
    # A new model asks for new figures of everything that is learnt.
    kept = {} if context.retrain else kept_accuracies(warehouse)
    day, moment = _start_of_day(context.started_at), context.started_at
    lists = frozenset(rule.attribute for rule in ballot.rules if rule.is_list)
    with some_asked(warehouse, ballot, context.changed, moved_profiles(warehouse, pinned)) as few:
        moved = "household" in (context.changed or ())
        if few and _some_elect(warehouse, ballot, day, kept, pinned, moved=moved):
            asked = asked_among(warehouse, (stand.profile_id for stand in pinned if stand.profile_id))
            settling = [stand for stand in pinned if stand.profile_id in asked]
            settled = settle(warehouse, settling, Results(ASKED_LINEAGE, lists), moment)
            agree_some(warehouse, lists, ASKED_LINEAGE)
            lay_out_some(warehouse, ballot.rules, moment, moved=moved)
            return warehouse.count(GOLDEN_CHANGE), _put_back(pinned, settled)
    with everyone_asked(warehouse):
        with pins_taught(warehouse, pinned) as judged:
            ask_everyone(warehouse, ballot, day, kept, judged)
        settled = settle(warehouse, pinned, Results(ATTRIBUTE_LINEAGE.name, lists), moment)
        agree_all(warehouse, lists)
        lay_out_everyone(warehouse, ballot.rules, moment)
    return None, settled


def _some_elect(
    warehouse: Warehouse, ballot: Ballot, day: datetime, kept: Kept, pinned: Sequence[Stand], *, moved: bool
) -> bool:
    with pins_taught(warehouse, pinned) as judged:
        return ask_some(warehouse, ballot, day, kept, judged, lambda: make_room(warehouse, moved=moved))


def _put_back(pinned: Sequence[Stand], settled: Iterable[Stand]) -> list[Stand]:
    """The pins in their order, those that were settled as they stand now."""
    now = {stand.pin.pin_id: stand for stand in settled}
    return [now.get(stand.pin.pin_id, stand) for stand in pinned]


def explain(job: Job) -> str:
    """The statements that `run` would execute for this job, with declared trust where it would learn it."""
    ballot = Ballot.of(job)
    golden = (
        golden_queries.profile_origins(),
        golden_queries.golden_profiles(ballot.rules, ATTRIBUTE_LINEAGE.name),
    )
    told = golden_queries.surviving_attributes()
    lists = [rule.attribute for rule in ballot.rules if rule.is_list]
    agreements = field_queries.field_agreements(field_queries.everyone(ATTRIBUTE_LINEAGE.name), lists)
    return ";\n\n".join([*electorate_queries.everyone(), *statements(ballot), agreements, *golden, told])


def inputs(job: Job) -> dict[str, Json]:
    """What the golden values depend on beside claims and memberships: chains, the order of attributes, trust, pins.

    Raises:
        ConfigError: the file of pins cannot be read, or a line of it is malformed.
    """
    return {
        "attributes": [[name, attribute.type, attribute.many] for name, attribute in job.config.attributes.items()],
        "survivorship": job.config.survivorship.model_dump(mode="json", exclude={"pins"}),
        # Orders that mappings have and their fingerprints have not.
        "orders": [
            [list(rule.sources), [tier.condition for tier in rule.tiers]] for rule in attribute_rules(job.config)
        ],
        "trust": dict(source_trust(job.config)),
        "candidates": job.config.publish.candidates,
        "pins": [repr(wish) for _, wish in checked_wishes(job)],
    }


def settings(job: Job) -> Json:
    """Of the inputs, those by which all profiles elect anew: pins are told apart one by one."""
    return {**inputs(job), "pins": None}


def moments(warehouse: Warehouse, job: Job, moment: datetime) -> Json:
    """What changes for golden values while the job does not: the day for ages, what was pinned, and what expired."""
    return [day_of_ages(job, moment), what_people_did(warehouse, moment)]


def day_of_ages(job: Job, moment: datetime) -> Json:
    """The day, where any golden value depends on how old something is: then all may be others on the next."""
    aged = any(rule.looks_at_ages for rule in attribute_rules(job.config))
    return _start_of_day(moment).isoformat() if aged else None


def _start_of_day(moment: datetime) -> datetime:
    """The moment that ages are measured from: results do not depend on the hour at which a job runs."""
    return datetime.combine(moment.date(), time.min)


def _timeless_sources(job: Job, rules: Sequence[AttributeRule]) -> Iterator[str]:
    """Sources that a rule leaves out altogether, since a value of no time cannot be shown to be young."""
    for rule in rules:
        for name, source in job.config.sources.items():
            mapping = source.attributes.get(rule.attribute)
            if rule.asked.max_age and mapping and not (source.updated_at or getattr(mapping, "at", None)):
                yield f"attribute {rule.attribute}: max_age leaves out source {name}, whose values tell no time"
