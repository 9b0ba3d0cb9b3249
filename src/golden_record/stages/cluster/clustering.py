"""Who is who among all records or a part of them: the links and what the job says of profiles, decided in memory."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from golden_record.config.job import Job
from golden_record.graph.index import Index
from golden_record.stages.cluster import queries
from golden_record.stages.cluster.bonds import Bonds, bonds
from golden_record.stages.cluster.copies import admitted, gathered
from golden_record.stages.cluster.decisions import Decision, Rules, decide
from golden_record.stages.cluster.differences import differences
from golden_record.stages.cluster.evidence import Evidence, ScoringModel
from golden_record.stages.cluster.extent import Extent
from golden_record.stages.cluster.groups import Large
from golden_record.stages.cluster.judging.docket import Decrees
from golden_record.stages.cluster.limits import limits_of
from golden_record.stages.cluster.refusals import Refusals, refusals
from golden_record.warehouse import Warehouse


@dataclass(frozen=True)
class Clustered:
    """What is written down; all that it was made from can go before that, as writing takes as much room again."""

    members: pl.DataFrame
    """`record_id` and `founder_id` of every record of the extent, in its order."""

    bonds: Bonds
    refused: Refusals
    large: Large


def clustered(warehouse: Warehouse, rules: Rules, evidence: Evidence) -> Clustered:
    """Decide who is who, by what `prepared` found."""
    decision = decide(warehouse, evidence, rules)
    members = _members(warehouse, decision, rules)
    return Clustered(members, rules.bonds, refusals(evidence, decision, members, rules), decision.large)


def prepared(
    warehouse: Warehouse, job: Job, decrees: Decrees, extent: Extent, most_weighed: int
) -> tuple[Rules, Evidence]:
    """What the job says of profiles, and the links of an extent, as what decides works with them.

    Groups of links of up to `most_weighed` records are to be weighed whole.
    """
    ((diagnostics, settings, cut),) = warehouse.rows(queries.model_in_use())
    threshold = float(str(cut))
    model = ScoringModel.of(str(diagnostics), threshold)
    found = differences(job, str(settings))
    single = limits_of(warehouse, job, found, extent)
    most = job.config.cluster.max_records
    copies = admitted(warehouse.frame(queries.copies(threshold, extent)), most, single)
    bound = bonds(copies, decrees, most, single)
    together = tuple(gathered(limit, bound.follow) for limit in single)
    rules = Rules(job.config.cluster, model, bound, single, together, found, extent, most_weighed)
    links = warehouse.frame(queries.weighed_links([(each.place, each.last_level) for each in found], extent))
    return rules, Evidence.of(links, threshold)


def _members(warehouse: Warehouse, decision: Decision, rules: Rules) -> pl.DataFrame:
    """Every record with the founder of its profile: the oldest record, so the one with the smallest id."""
    records = warehouse.frame(queries.record_ids(rules.extent))["record_id"].to_numpy()
    index, founders = Index(records), records.copy()
    founders[index.at(decision.groups.ids)] = decision.home
    followers, originals = (rules.bonds.follow[name].to_numpy() for name in ("record_id", "original_id"))
    # Whoever stands for others is the smallest of them, so that no follower founds a profile.
    founders[index.at(followers)] = founders[index.at(originals)]
    return pl.DataFrame({"record_id": records, "founder_id": founders})
