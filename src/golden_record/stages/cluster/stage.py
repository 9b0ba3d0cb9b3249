"""The order of work of the cluster stage."""

from __future__ import annotations

from collections.abc import Mapping

from golden_record.config.job import Job
from golden_record.errors import Problem
from golden_record.model.changes import MEMBERSHIP_CHANGE
from golden_record.model.judgements import JUDGEMENT
from golden_record.model.keys import Json
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import MEMBERSHIP, PROFILE, REFUSED_LINK
from golden_record.stages.cluster import queries
from golden_record.stages.cluster.clustering import clustered, prepared
from golden_record.stages.cluster.extent import ALL, PART
from golden_record.stages.cluster.flags import crowds, doubts, flags
from golden_record.stages.cluster.groups import MOST_WEIGHED
from golden_record.stages.cluster.judging.contradictions import unfollowed
from golden_record.stages.cluster.judging.docket import Decrees, docket, notes, write_judgements
from golden_record.stages.cluster.judging.overrides import judgements, problems_of
from golden_record.stages.cluster.part.replacing import read_beside, replace_part
from golden_record.stages.cluster.part.scope import part_of
from golden_record.stages.cluster.tallies.counting import count_all, count_once
from golden_record.stages.cluster.writing import DECREES, LARGE_GROUP, MEMBERS, write
from golden_record.warehouse import Warehouse

_COUNTED = (MEMBERSHIP, PROFILE, REFUSED_LINK, JUDGEMENT)


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Assign every record to exactly one profile.

    Raises:
        ConfigError: the file of judgements cannot be read, or a line of it is malformed.
    """
    return assign(warehouse, job, context, MOST_WEIGHED)


def assign(warehouse: Warehouse, job: Job, context: RunContext, most_weighed: int) -> StageReport:
    """The same, where groups of up to `most_weighed` records are weighed whole."""
    judged = docket(warehouse, job, context.started_at)
    decrees = judged.decrees()
    changed = _done_in_part(warehouse, job, context, decrees, most_weighed)
    if changed is None:
        found = clustered(warehouse, *prepared(warehouse, job, decrees, ALL, most_weighed))
        write(warehouse, found, ALL, warehouse.create)
        count_all(warehouse)
        warehouse.create_empty(MEMBERSHIP_CHANGE)
    outcomes = unfollowed(decrees, job.config.cluster.max_records).outcomes
    other = write_judgements(warehouse, judged, outcomes)
    crowded = crowds(warehouse)
    told = [
        *doubts(warehouse),
        *notes(job.config.cluster.overrides or "", judged, outcomes),
        *flags(crowded, most_weighed),
    ]
    return StageReport(
        "cluster",
        {table.name: warehouse.count(table) for table in _COUNTED},
        tuple(told),
        _facts(crowded),
        changed=None if changed is None else changed + other,
    )


def _done_in_part(
    warehouse: Warehouse, job: Job, context: RunContext, decrees: Decrees, most_weighed: int
) -> int | None:
    """Decide on those alone whom a change may concern; how many rows it changed. None where this is not possible."""
    if context.changed is None:
        return None
    with part_of(warehouse, decrees, context.changed) as part:
        if part is None:
            return None
        if not part.size:
            warehouse.create_empty(MEMBERSHIP_CHANGE)
            count_once(warehouse)
            return 0
        known = prepared(warehouse, job, part.decrees, PART, most_weighed)
        with read_beside(warehouse):
            found = clustered(warehouse, *known)
        return replace_part(warehouse, found, context.changed)


def _facts(crowded: Mapping[str, tuple[int, int, int]]) -> dict[str, float]:
    return {"largest_group": float(crowded[LARGE_GROUP][1])} if LARGE_GROUP in crowded else {}


def explain(job: Job) -> str:
    """The statements that bring links in and memberships out; the decisions between are made in memory."""
    del job
    return ";\n\n".join(
        [
            queries.model_in_use(),
            queries.weighed_links([], ALL),
            queries.copies(0.0, ALL),
            queries.link_weights(DECREES, ALL),
            queries.memberships(MEMBERS, DECREES, ALL),
        ]
    )


def inputs(job: Job) -> Json:
    """What memberships depend on beside the links.

    Raises:
        ConfigError: the file of judgements cannot be read, or a line of it is malformed.
    """
    return [settings(job), [repr(judgement) for judgement in judgements(job)]]


def settings(job: Job) -> Json:
    """Of the inputs, what makes every membership anew: all but the judgements."""
    unique = [name for name, source in job.config.sources.items() if source.unique]
    limits = {name: attribute.limit for name, attribute in job.config.attributes.items()}
    return [job.config.cluster.model_dump(mode="json"), sorted(unique), limits]


def problems(job: Job) -> tuple[Problem, ...]:
    """What is wrong with the file of judgements."""
    return problems_of(job)
