"""The survive stage: elects golden values and lays them out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from golden_record.config.job import Job
from golden_record.model.keys import Json
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import GOLDEN_PROFILE
from golden_record.stages.survive import queries
from golden_record.stages.survive.ballot import Ballot, hold_elections, statements
from golden_record.stages.survive.rules import AttributeRule, attribute_rules, source_trust
from golden_record.warehouse import Warehouse


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Give every profile its golden values, and every value its lineage.

    Raises:
        UsageError: the job names a plug-in that is not installed.
        EngineError: a plug-in failed.
    """
    ballot = Ballot.of(job)
    rows = hold_elections(warehouse, ballot, context.started_at)
    profiles = warehouse.create(GOLDEN_PROFILE, queries.golden_profiles(ballot.rules), [context.started_at])
    alive = {str(name) for (name,) in warehouse.rows(queries.surviving_attributes())}
    lacking = [rule.attribute for rule in ballot.rules if rule.attribute not in alive]
    return StageReport(
        "survive",
        rows={**rows, GOLDEN_PROFILE.name: profiles},
        notes=(
            *(f"attribute {name}: no usable value in any profile" for name in lacking),
            *_timeless_sources(job, ballot.rules),
        ),
    )


def explain(job: Job) -> str:
    """The statements that `run` would execute for this job, with declared trust where it would learn it."""
    ballot = Ballot.of(job)
    return ";\n\n".join([*statements(ballot), queries.golden_profiles(ballot.rules), queries.surviving_attributes()])


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


def _timeless_sources(job: Job, rules: Sequence[AttributeRule]) -> Iterator[str]:
    """Sources that a rule leaves out altogether, since a value of no time cannot be shown to be young."""
    for rule in rules:
        for name, source in job.config.sources.items():
            mapping = source.attributes.get(rule.attribute)
            if rule.asked.max_age and mapping and not (source.updated_at or getattr(mapping, "at", None)):
                yield f"attribute {rule.attribute}: max_age leaves out source {name}, whose values tell no time"
