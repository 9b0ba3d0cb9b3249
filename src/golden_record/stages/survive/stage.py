"""The survive stage: elects golden values and lays them out."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence

from golden_record.config.job import Job
from golden_record.model.keys import Json
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import ATTRIBUTE_LINEAGE, GOLDEN_PROFILE
from golden_record.stages.survive import queries
from golden_record.stages.survive.rules import AttributeRule, attribute_rules, source_trust
from golden_record.warehouse import Warehouse

log = logging.getLogger(__name__)


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Give every profile its golden values, and every value its lineage."""
    rules = attribute_rules(job.config)
    values = _elect(warehouse, rules, source_trust(job.config))
    profiles = warehouse.create(GOLDEN_PROFILE, queries.golden_profiles(rules), [context.started_at])
    alive = {str(name) for (name,) in warehouse.rows(queries.surviving_attributes())}
    return StageReport(
        "survive",
        rows={ATTRIBUTE_LINEAGE.name: values, GOLDEN_PROFILE.name: profiles},
        notes=tuple(
            f"attribute {rule.attribute}: no usable value in any profile"
            for rule in rules
            if rule.attribute not in alive
        ),
    )


def explain(job: Job) -> str:
    """The statements that `run` would execute for this job."""
    rules = attribute_rules(job.config)
    statements = [
        queries.ranked_records(source_trust(job.config)),
        *map(queries.elected_values, rules),
        queries.no_ranked_records(),
        queries.golden_profiles(rules),
        queries.surviving_attributes(),
    ]
    return ";\n\n".join(statements)


def inputs(job: Job) -> Json:
    """What the golden values depend on beside claims and memberships: chains, the order of attributes, trust."""
    return {
        "attributes": list(job.config.attributes),
        "survivorship": job.config.survivorship.model_dump(mode="json"),
        "trust": dict(source_trust(job.config)),
    }


def _elect(warehouse: Warehouse, rules: Sequence[AttributeRule], trust: Mapping[str, float]) -> int:
    """Fill the lineage, one attribute after the other; return its row count."""
    started = time.perf_counter()
    warehouse.create_empty(ATTRIBUTE_LINEAGE)
    warehouse.execute(queries.ranked_records(trust))
    for rule in rules:
        warehouse.execute(queries.elected_values(rule))
    warehouse.execute(queries.no_ranked_records())
    count = warehouse.count(ATTRIBUTE_LINEAGE)
    log.info("%s: %d rows in %.2f s", ATTRIBUTE_LINEAGE.name, count, time.perf_counter() - started)
    return count
