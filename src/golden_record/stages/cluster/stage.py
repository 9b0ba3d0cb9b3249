"""The order of work of the cluster stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from golden_record.config.job import Job
from golden_record.graph.linkage import linkage
from golden_record.graph.trees import weakest_on_tree
from golden_record.model.attribute_types import TYPES, part_column
from golden_record.model.keys import Json, ordered
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import MEMBERSHIP, PROFILE, REFUSED_LINK
from golden_record.stages.cluster import queries
from golden_record.stages.cluster.copies import Copies, admitted, gathered
from golden_record.stages.cluster.evidence import Evidence, ScoringModel
from golden_record.stages.cluster.groups import (
    EVEN,
    MOST_WEIGHED,
    PLAUSIBLE,
    Groups,
    Ids,
    Limit,
    agreed,
    batches,
    conflicted,
    groups_of,
    within_guards,
)
from golden_record.stages.cluster.naming import named
from golden_record.warehouse import Warehouse

REASONS = {
    "conflict": "two values of an attribute in cluster.conflicts clearly differ",
    "unique": "both sides hold a record of a source that has one record per person",
    "limit": "together the two sides hold more values of an attribute than cluster.limits allows",
    "max_records": "together the two sides hold more records than cluster.max_records",
    "evidence": "the other records of the two sides speak against it",
}


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Assign every record to exactly one profile."""
    del context
    ((diagnostics, cut),) = warehouse.rows(queries.model_in_use())
    threshold = float(str(cut))
    model = ScoringModel.of(str(diagnostics), threshold)
    links = warehouse.frame(queries.weighed_links(_conflicts(job, model)))
    evidence = Evidence.of(links, threshold, len(model.comparisons))
    guards = _guards(warehouse, job, warehouse.frame(queries.copies(threshold)))
    members = _members(warehouse, _decide(_groups(evidence, job), job, model, guards), guards.copies.follow)
    refusals = _refusals(evidence, members, guards)
    with warehouse.registered(members, "member_frame"), warehouse.registered(refusals, "refusal_frame"):
        counts = {
            MEMBERSHIP.name: warehouse.create(MEMBERSHIP, queries.memberships("member_frame")),
            PROFILE.name: _write_profiles(warehouse),
            REFUSED_LINK.name: warehouse.create(
                REFUSED_LINK, queries.refused_links("member_frame", "refusal_frame", threshold, REASONS)
            ),
        }
    return StageReport("cluster", counts)


def explain(job: Job) -> str:
    """The statements that bring links in and memberships out; the decisions between are made in memory."""
    del job
    return ";\n\n".join(
        [queries.model_in_use(), queries.weighed_links([]), queries.copies(0.0), queries.memberships("member_frame")]
    )


def inputs(job: Job) -> Json:
    """What memberships depend on beside the links."""
    unique = [name for name, source in job.config.sources.items() if source.unique]
    limits = {name: attribute.limit for name, attribute in job.config.attributes.items()}
    return [job.config.cluster.model_dump(mode="json"), sorted(unique), limits]


def _conflicts(job: Job, model: ScoringModel) -> list[tuple[int, int]]:
    """Positions of the comparisons that decide the job's conflicts, each with its level of clear difference."""
    places = {name: place for place, name in enumerate(model.comparisons)}
    found = []
    for attribute in job.config.cluster.conflicts:
        is_name = TYPES[job.config.attributes[attribute].type].kind == "name"
        # A name is compared part by part, unless the job lists a comparison of the whole.
        place = places.get(part_column(attribute, "given") if is_name else attribute, places.get(attribute))
        if place is not None:
            found.append((place, int(model.last_level[place])))
    return found


@dataclass(frozen=True)
class _Guards:
    """What guards need beside the links."""

    copies: Copies
    most_records: int
    limits: tuple[Limit, ...]

    def sizes(self, records: Ids) -> Ids:
        """Records that each of these stands for: itself and its copies."""
        originals, counts = np.unique(self.copies.follow["original_id"].to_numpy(), return_counts=True)
        at = np.minimum(np.searchsorted(originals, records), max(len(originals) - 1, 0))
        found = originals[at] == records if len(originals) else np.zeros(len(records), dtype=np.bool_)
        sizes = np.ones(len(records), dtype=np.int64)
        sizes[found] += counts[at[found]]
        return sizes


def _guards(warehouse: Warehouse, job: Job, copies: pl.DataFrame) -> _Guards:
    config = job.config
    own = {name: attribute.limit for name, attribute in config.attributes.items() if attribute.limit}
    most = own | dict(config.cluster.limits)
    limits = [
        _limit("limit", limit, warehouse.frame(queries.limited_values(name, config.attributes[name].type)))
        for name, limit in most.items()
    ]
    unique = [name for name, source in config.sources.items() if source.unique]
    limits += [_limit("unique", 1, warehouse.frame(queries.unique_records(name))) for name in unique]
    told = admitted(copies, config.cluster.max_records, limits)
    return _Guards(told, config.cluster.max_records, tuple(gathered(limit, told.follow) for limit in limits))


def _limit(guard: str, most: int, held: pl.DataFrame) -> Limit:
    numbers = held["value"].cast(pl.String).rank("dense").cast(pl.Int64)
    return Limit(guard, most, held["record_id"].to_numpy(), numbers.to_numpy())


def _groups(evidence: Evidence, job: Job) -> Groups:
    """Records that plausible links tie together; for `connected_components`, only links from the threshold on."""
    config = job.config.cluster
    if config.method == "connected_components":
        return groups_of(evidence, EVEN, config.max_records)
    return groups_of(evidence, PLAUSIBLE, MOST_WEIGHED)


def _decide(groups: Groups, job: Job, model: ScoringModel, guards: _Guards) -> pl.DataFrame:
    """The profile of each record of a plausible link, named by its smallest record: `record_id`, `home`."""
    sizes = guards.sizes(groups.ids)
    fits = within_guards(groups, sizes, guards.most_records, guards.limits)
    fits &= agreed(groups) if job.config.cluster.method == "constrained" else ~conflicted(groups)
    home = np.where(fits[groups.component], groups.first()[groups.component], groups.ids)
    for batch in batches(groups, ~fits, model, sizes, guards.most_records, guards.limits):
        labels = linkage(batch.weights, batch.guards)
        real = batch.members >= 0
        first = np.take_along_axis(batch.members, labels, axis=1)
        home[np.searchsorted(groups.ids, batch.members[real])] = first[real]
    return pl.DataFrame({"record_id": groups.ids, "home": home})


def _members(warehouse: Warehouse, decided: pl.DataFrame, copies: pl.DataFrame) -> pl.DataFrame:
    """Every record with its profile and founder: the profile's oldest record, so the one with the smallest id."""
    followed = copies.join(decided, left_on="original_id", right_on="record_id", how="left").select(
        "record_id", pl.coalesce("home", "original_id").alias("home")
    )
    frame = (
        warehouse.frame(queries.record_ids())
        .join(pl.concat([decided, followed]), on="record_id", how="left")
        .with_columns(pl.coalesce("home", "record_id").alias("home"))
        .select("record_id", pl.col("record_id").min().over("home").alias("founder_id"))
    )
    return frame.join(named(warehouse, frame), on="founder_id", how="left").sort("record_id")


def _refusals(evidence: Evidence, members: pl.DataFrame, guards: _Guards) -> pl.DataFrame:
    """Pairs of profiles that a likely link tried to join, with the guard that kept them apart, if one did."""
    apart = _apart(evidence.pick((evidence.bits >= 0) | evidence.conflict), members)
    involved = pl.concat([apart["left_founder"], apart["right_founder"]]).unique()
    counted = _Counted.of(members.filter(pl.col("founder_id").is_in(involved.implode())), guards)
    kept = {
        (left, right): "conflict" if conflict else counted.broken(left, right)
        for left, right, conflict in apart.iter_rows()
    }
    refused = guards.copies.refused
    one, other = (_founders(refused[side].to_numpy(), members) for side in ("original_id", "record_id"))
    for left, right, guard in zip(one.tolist(), other.tolist(), refused["guard"], strict=True):
        kept[ordered(left, right)] = guard
    rows = [(*ends, guard) for ends, guard in sorted(kept.items()) if guard]
    schema = {"left_founder": pl.Int64, "right_founder": pl.Int64, "guard": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _apart(tried: Evidence, members: pl.DataFrame) -> pl.DataFrame:
    """Pairs of profiles that links tried to join: `left_founder`, `right_founder`, and whether any was a `conflict`."""
    one, other = _founders(tried.left, members), _founders(tried.right, members)
    ends = {"left_founder": np.minimum(one, other), "right_founder": np.maximum(one, other), "conflict": tried.conflict}
    between = pl.DataFrame(ends).filter(pl.col("left_founder") != pl.col("right_founder"))
    return between.group_by("left_founder", "right_founder").agg(pl.col("conflict").any())


def _founders(records: Ids, members: pl.DataFrame) -> Ids:
    """The founder of each record; `members` is ordered by record."""
    found: Ids = members["founder_id"].to_numpy()[np.searchsorted(members["record_id"].to_numpy(), records)]
    return found


@dataclass(frozen=True)
class _Counted:
    """Per profile, what the guards count: records, and distinct values of what is limited."""

    guards: _Guards
    records: Mapping[int, int]
    values: tuple[Mapping[int, set[int]], ...]

    @classmethod
    def of(cls, members: pl.DataFrame, guards: _Guards) -> _Counted:
        """Counts of the profiles in a frame `record_id`, `founder_id`."""
        records = dict(members.group_by("founder_id").len().iter_rows())
        values = []
        for limit in guards.limits:
            held = pl.DataFrame({"record_id": limit.records, "value": limit.values})
            lists = held.join(members, on="record_id").group_by("founder_id").agg("value")
            values.append({founder: set(found) for founder, found in lists.iter_rows()})
        return cls(guards, records, tuple(values))

    def broken(self, left: int, right: int) -> str | None:
        """The first guard that two profiles would break together."""
        if self.records.get(left, 1) + self.records.get(right, 1) > self.guards.most_records:
            return "max_records"
        for limit, values in zip(self.guards.limits, self.values, strict=True):
            if len(values.get(left, set()) | values.get(right, set())) > limit.most:
                return limit.guard
        return None


def _write_profiles(warehouse: Warehouse) -> int:
    inner = warehouse.frame(queries.inner_links("member_frame"))
    weakest = weakest_on_tree(
        inner["left_id"].to_numpy(),
        inner["right_id"].to_numpy(),
        inner["weight"].to_numpy(),
        inner["founder_id"].to_numpy(),
    )
    schema = {"founder_id": pl.Int64, "weakest": pl.Float64}
    frame = pl.DataFrame(sorted(weakest.items()), schema=schema, orient="row")
    with warehouse.registered(frame, "confidence_frame"):
        return warehouse.create(PROFILE, queries.profiles("member_frame", "confidence_frame"))
