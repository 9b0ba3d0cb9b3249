"""The order of work of the cluster stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from golden_record.config.job import Job
from golden_record.errors import Problem
from golden_record.graph.trees import weakest_on_tree
from golden_record.model.judgements import JUDGEMENT
from golden_record.model.keys import Json
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import MEMBERSHIP, PROFILE, REFUSED_LINK
from golden_record.stages.cluster import queries
from golden_record.stages.cluster.bonds import Bonds, bonds
from golden_record.stages.cluster.copies import admitted, gathered
from golden_record.stages.cluster.decisions import Decision, Rules, decide
from golden_record.stages.cluster.differences import differences
from golden_record.stages.cluster.evidence import Evidence, ScoringModel
from golden_record.stages.cluster.groups import MOST_WEIGHED
from golden_record.stages.cluster.judging.contradictions import OUTCOMES
from golden_record.stages.cluster.judging.docket import Decrees, docket, notes, write_judgements
from golden_record.stages.cluster.judging.overrides import judgements, problems_of
from golden_record.stages.cluster.limits import Ids, limits_of
from golden_record.stages.cluster.naming import name_profiles
from golden_record.stages.cluster.refusals import MOST_REFUSED, REASONS, Refusals, refusals
from golden_record.warehouse import Warehouse

_MEMBERS, _JOINED, _DECREES = "member_frame", "joined_frame", "decree_frame"
_REFUSALS, _CONFIDENCE = "refusal_frame", "confidence_frame"


LARGE = 20
"""Records above which a profile is larger than nearly every person's: together at below even odds, it is a crowd."""

DOUBTFUL_SHARE = 0.01
"""Share of all records in such profiles from which on the report says so; a few are everywhere."""


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Assign every record to exactly one profile.

    Raises:
        ConfigError: the file of judgements cannot be read, or a line of it is malformed.
    """
    return assign(warehouse, job, context, MOST_WEIGHED)


def assign(warehouse: Warehouse, job: Job, context: RunContext, most_weighed: int) -> StageReport:
    """The same, where groups of up to `most_weighed` records are weighed whole."""
    judged = docket(warehouse, job, context.started_at)
    found = _clustered(warehouse, job, judged.decrees(), most_weighed)
    counts = _write(warehouse, found)
    outcomes = {decree.judgement: OUTCOMES[guard] for decree, guard in found.bonds.dropped}
    counts[JUDGEMENT.name] = write_judgements(warehouse, judged, outcomes)
    told = [
        *_doubts(warehouse),
        *notes(job.config.cluster.overrides or "", judged, outcomes),
        *_flags(found, most_weighed),
    ]
    largest = {"largest_group": float(found.large.max())} if len(found.large) else {}
    return StageReport("cluster", counts, tuple(told), largest)


def explain(job: Job) -> str:
    """The statements that bring links in and memberships out; the decisions between are made in memory."""
    del job
    return ";\n\n".join(
        [
            queries.model_in_use(),
            queries.weighed_links([]),
            queries.copies(0.0),
            queries.memberships(_MEMBERS, _JOINED, _DECREES),
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


@dataclass(frozen=True)
class _Clustered:
    """What is written down; all that it was made from can go before that, as writing takes as much room again."""

    members: pl.DataFrame
    """`record_id` and `founder_id` of every record, in its order."""

    bonds: Bonds
    refused: Refusals
    large: Ids
    """Records of each group that was too large to be weighed whole."""


def _clustered(warehouse: Warehouse, job: Job, decrees: Decrees, most_weighed: int) -> _Clustered:
    rules, evidence = _prepared(warehouse, job, decrees, most_weighed)
    decision = decide(warehouse, evidence, rules)
    members = _members(warehouse, decision, rules.bonds)
    return _Clustered(members, rules.bonds, refusals(evidence, decision, members, rules), decision.large)


def _prepared(warehouse: Warehouse, job: Job, decrees: Decrees, most_weighed: int) -> tuple[Rules, Evidence]:
    """What the job says of profiles, and the links, as what decides works with them."""
    ((diagnostics, settings, cut),) = warehouse.rows(queries.model_in_use())
    threshold = float(str(cut))
    model = ScoringModel.of(str(diagnostics), threshold)
    found = differences(job, str(settings))
    single = limits_of(warehouse, job, found)
    most = job.config.cluster.max_records
    copies = admitted(warehouse.frame(queries.copies(threshold)), most, single)
    bound = bonds(copies, decrees, most, single)
    together = tuple(gathered(limit, bound.follow) for limit in single)
    rules = Rules(job.config.cluster, model, bound, single, together, found, most_weighed)
    links = warehouse.frame(queries.weighed_links([(each.place, each.last_level) for each in found]))
    return rules, Evidence.of(links, threshold)


def _members(warehouse: Warehouse, decision: Decision, bound: Bonds) -> pl.DataFrame:
    """Every record with the founder of its profile: the oldest record, so the one with the smallest id."""
    records = warehouse.frame(queries.record_ids())["record_id"].to_numpy()
    founders = records.copy()
    founders[np.searchsorted(records, decision.groups.ids)] = decision.home
    followers, originals = (bound.follow[name].to_numpy() for name in ("record_id", "original_id"))
    # Whoever stands for others is the smallest of them, so that no follower founds a profile.
    founders[np.searchsorted(records, followers)] = founders[np.searchsorted(records, originals)]
    return pl.DataFrame({"record_id": records, "founder_id": founders})


def _joined(members: pl.DataFrame) -> pl.DataFrame:
    """Members of profiles of several records: only these have links inside."""
    places = np.searchsorted(members["record_id"].to_numpy(), members["founder_id"].to_numpy())
    return members.filter(np.bincount(places, minlength=members.height)[places] > 1)


def _write(warehouse: Warehouse, found: _Clustered) -> dict[str, int]:
    """Write what was decided; rows per table."""
    decrees = pl.DataFrame(
        sorted({(decree.left, decree.right) for decree in found.bonds.followed}),
        schema={"left_id": pl.Int64, "right_id": pl.Int64},
        orient="row",
    )
    with (
        warehouse.registered(found.members, _MEMBERS),
        warehouse.registered(_joined(found.members), _JOINED),
        warehouse.registered(decrees, _DECREES),
        warehouse.registered(found.refused.links, _REFUSALS),
    ):
        name_profiles(warehouse, _MEMBERS)
        counts = {
            MEMBERSHIP.name: warehouse.create(MEMBERSHIP, queries.memberships(_MEMBERS, _JOINED, _DECREES)),
            PROFILE.name: _write_profiles(warehouse),
            REFUSED_LINK.name: warehouse.create(REFUSED_LINK, queries.refused_links(_REFUSALS, REASONS)),
        }
        warehouse.execute(queries.no_founders())
    return counts


def _write_profiles(warehouse: Warehouse) -> int:
    inner = warehouse.frame(queries.inner_links(_JOINED, _DECREES))
    weakest = weakest_on_tree(
        inner["left_id"].to_numpy(),
        inner["right_id"].to_numpy(),
        inner["weight"].to_numpy(),
        inner["founder_id"].to_numpy(),
    )
    schema = {"founder_id": pl.Int64, "weakest": pl.Float64}
    frame = pl.DataFrame(sorted(weakest.items()), schema=schema, orient="row")
    with warehouse.registered(frame, _CONFIDENCE):
        return warehouse.create(PROFILE, queries.profiles(_MEMBERS, _CONFIDENCE))


def _doubts(warehouse: Warehouse) -> Iterator[str]:
    """That profiles hang together by little in bulk: then the model is wrong, or a limit is missing."""
    ((profiles, records, everyone),) = warehouse.rows(queries.doubtful_profiles(), [LARGE])
    share = int(str(records)) / max(int(str(everyone)), 1)
    if share >= DOUBTFUL_SHARE:
        yield (
            f"{share:.0%} of all records are in profiles of more than {LARGE} records that hang together below even"
            f" odds ({profiles:,} of them): different people may be in one profile; look at the least certain, set"
            " `cluster.limits` or `cluster.conflicts`, or judge a sample (`golden-record audit sample`)"
        )


def _flags(found: _Clustered, most_weighed: int) -> Iterator[str]:
    """What a person should look at: groups like chains and stars, and links too many to list."""
    large = found.large
    if len(large):
        subject = "1 group of links holds" if len(large) == 1 else f"{len(large):,} groups of links hold"
        yield (
            f"{subject} more than {most_weighed:,} records, the largest {int(large.max()):,}: cut where the"
            " evidence is weakest, see refused_link"
        )
    if found.refused.left_out:
        yield (
            f"{found.refused.left_out:,} refused links are not in refused_link, which lists at most {MOST_REFUSED:,} of"
            " one record"
        )
