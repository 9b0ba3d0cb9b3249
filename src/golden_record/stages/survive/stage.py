"""The survive stage: elects golden values and lays them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from golden_record.stages.survive.electorate.asking import everyone_asked, some_asked
from golden_record.stages.survive.golden import queries as golden_queries
from golden_record.stages.survive.golden.laying import lay_out_everyone, lay_out_some
from golden_record.stages.survive.polling import ask_everyone, ask_some, kept_accuracies
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
    changed = _elect(warehouse, ballot, context)
    alive = {str(name) for (name,) in warehouse.rows(golden_queries.surviving_attributes())}
    lacking = [rule.attribute for rule in ballot.rules if rule.attribute not in alive]
    return StageReport(
        "survive",
        rows={table.name: warehouse.count(table) for table in _REPORTED},
        notes=(
            *(f"attribute {name}: no usable value in any profile" for name in lacking),
            *_timeless_sources(job, ballot.rules),
        ),
        changed=changed,
    )


def _elect(warehouse: Warehouse, ballot: Ballot, context: RunContext) -> int | None:
    """Elect what may be other than it was; returns in how many profiles, or nothing where it was all of them."""
    # A new model asks for new figures of everything that is learnt.
    kept = {} if context.retrain else kept_accuracies(warehouse)
    day = _start_of_day(context.started_at)
    with some_asked(warehouse, ballot, context.changed) as few:
        if few and ask_some(warehouse, ballot, day, kept):
            moved = "household" in (context.changed or ())
            lay_out_some(warehouse, ballot.rules, context.started_at, moved=moved)
            return warehouse.count(GOLDEN_CHANGE)
    with everyone_asked(warehouse):
        ask_everyone(warehouse, ballot, day, kept)
        lay_out_everyone(warehouse, ballot.rules, context.started_at)
    return None


def explain(job: Job) -> str:
    """The statements that `run` would execute for this job, with declared trust where it would learn it."""
    ballot = Ballot.of(job)
    golden = golden_queries.golden_profiles(ballot.rules, ATTRIBUTE_LINEAGE.name)
    told = golden_queries.surviving_attributes()
    return ";\n\n".join([*electorate_queries.everyone(), *statements(ballot), golden, told])


def inputs(job: Job) -> Json:
    """What the golden values depend on beside claims and memberships: chains, the order of attributes, trust."""
    return {
        "attributes": [[name, attribute.type, attribute.many] for name, attribute in job.config.attributes.items()],
        "survivorship": job.config.survivorship.model_dump(mode="json"),
        # Orders that mappings have and their fingerprints have not.
        "orders": [
            [list(rule.sources), [tier.condition for tier in rule.tiers]] for rule in attribute_rules(job.config)
        ],
        "trust": dict(source_trust(job.config)),
        "candidates": job.config.publish.candidates,
    }


def moments(warehouse: Warehouse, job: Job, moment: datetime) -> Json:
    """What changes for golden values by the mere passing of time: the day, where any of them looks at ages."""
    del warehouse
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
