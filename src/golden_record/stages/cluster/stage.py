"""The order of work of the cluster stage."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import polars as pl

from golden_record.config.job import Job
from golden_record.graph.linkage import linkage
from golden_record.graph.trees import weakest_on_tree
from golden_record.model.attribute_types import TYPES, part_column
from golden_record.model.keys import Json, ordered, profile_id
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import MEMBERSHIP, PROFILE, REFUSED_LINK
from golden_record.stages.cluster import queries
from golden_record.stages.cluster.evidence import Evidence, Group, Limits, ScoringModel, groups
from golden_record.warehouse import Warehouse

REASONS = {
    "conflict": "two values of an attribute in cluster.conflicts clearly differ",
    "unique": "both sides hold a record of a source that has one record per person",
    "limit": "together the two sides hold more values of an attribute than cluster.limits allows",
    "max_records": "together the two sides hold more records than cluster.max_records",
    "evidence": "the other records of the two sides speak against it",
}


UNIQUE = "unique"


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Assign every record to exactly one profile."""
    del context
    ((diagnostics, cut),) = warehouse.rows(queries.model_in_use())
    threshold = float(str(cut))
    model = ScoringModel.of(str(diagnostics), threshold)
    links = warehouse.frame(queries.weighed_links(_conflicts(job, model)))
    evidence = Evidence.of(links, threshold, len(model.comparisons))
    copies = _copies(warehouse, threshold)
    sizes = {record: 1 + more for record, more in Counter(copies.values()).items()}
    limits = _limits(warehouse, job)
    home: dict[int, int] = {}
    for group in groups(evidence):
        home.update(_decide(group, job, model, sizes, limits))
    home.update({record: home.get(original, original) for record, original in copies.items()})
    members = _members(warehouse, home)
    refusals = _refusals(job, evidence, home, sizes, limits)
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
        [queries.model_in_use(), queries.weighed_links([]), queries.copies(), queries.memberships("member_frame")]
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
        place = places.get(part_column(attribute, "given") if is_name else attribute)
        if place is not None:
            found.append((place, int(model.last_level[place])))
    return found


def _copies(warehouse: Warehouse, threshold: float) -> dict[int, int]:
    """Records that equal another and follow it: record to original. Where equality proves too little, none."""
    return {
        int(str(record)): int(str(original))
        for record, original, weight in warehouse.rows(queries.copies())
        if float(str(weight)) >= threshold
    }


def _limits(warehouse: Warehouse, job: Job) -> Limits:
    """The job's limits, and one for each source that holds at most one record of a person."""
    config = job.config
    own = {name: attribute.limit for name, attribute in config.attributes.items() if attribute.limit}
    most = own | dict(config.cluster.limits)
    values = [_values(warehouse.rows(queries.limited_values(name, config.attributes[name].type))) for name in most]
    unique = [name for name, source in config.sources.items() if source.unique]
    if unique:
        by_source: dict[str, dict[int, frozenset[str]]] = defaultdict(dict)
        for record, source in warehouse.rows(queries.unique_records(unique)):
            by_source[str(source)][int(str(record))] = frozenset([str(record)])
        values.extend(by_source[name] for name in unique)
    names = (*("limit" for _ in most), *(UNIQUE for _ in unique))
    return Limits(tuple(values), (*most.values(), *(1 for _ in unique)), names)


def _values(rows: Iterable[tuple[object, ...]]) -> dict[int, frozenset[str]]:
    held: dict[int, set[str]] = defaultdict(set)
    for record, value in rows:
        held[int(str(record))].add(str(value))
    return {record: frozenset(values) for record, values in held.items()}


def _decide(group: Group, job: Job, model: ScoringModel, sizes: Mapping[int, int], limits: Limits) -> dict[int, int]:
    """The profile of each record of a group, named by its smallest record."""
    config = job.config.cluster
    members = group.members.tolist()
    fits = _fits(members, sizes, config.max_records, limits)
    if fits and (group.agreed or config.method == "connected_components"):
        return dict.fromkeys(members, members[0])
    labels = linkage(group.evidence(model), group.guards(sizes, config.max_records, limits))
    return {member: members[label] for member, label in zip(members, labels.tolist(), strict=True)}


def _fits(members: Iterable[int], sizes: Mapping[int, int], most_records: int, limits: Limits) -> bool:
    return _broken(set(members), sizes, most_records, limits) is None


def _broken(members: set[int], sizes: Mapping[int, int], most_records: int, limits: Limits) -> str | None:
    """The first guard that these records together would break."""
    if sum(sizes.get(member, 1) for member in members) > most_records:
        return "max_records"
    for values, limit, name in zip(limits.values, limits.limits, limits.names, strict=True):
        if len(frozenset().union(*(values.get(member, frozenset()) for member in members))) > limit:
            return name
    return None


def _members(warehouse: Warehouse, home: Mapping[int, int]) -> pl.DataFrame:
    """Every record with its profile and founder: the profile's oldest record, so the one with the smallest id."""
    records = [int(str(record)) for (record,) in warehouse.rows(queries.record_ids())]
    frame = pl.DataFrame(
        {"record_id": records, "founder_id": [home.get(record, record) for record in records]},
        schema={"record_id": pl.Int64, "founder_id": pl.Int64},
    )
    oldest = frame.with_columns(pl.col("record_id").min().over("founder_id").alias("founder_id"))
    with warehouse.registered(oldest, "home_frame"):
        named = warehouse.rows(queries.founders("home_frame"))
    ids = pl.DataFrame(
        [(int(str(founder)), profile_id(str(source), str(key))) for founder, source, key in named],
        schema={"founder_id": pl.Int64, "profile_id": pl.String},
        orient="row",
    )
    return oldest.join(ids, on="founder_id", how="left").sort("record_id")


def _refusals(
    job: Job, evidence: Evidence, home: Mapping[int, int], sizes: Mapping[int, int], limits: Limits
) -> pl.DataFrame:
    """Pairs of profiles that a likely link tried to join, with the guard that kept them apart."""
    members: dict[int, set[int]] = defaultdict(set)
    for record, founder in home.items():
        members[founder].add(record)
    apart: dict[tuple[int, int], str | None] = {}
    pairs = zip(evidence.left.tolist(), evidence.right.tolist(), evidence.bits, evidence.conflict, strict=True)
    for left, right, bits, conflict in pairs:
        ends = ordered(home.get(left, left), home.get(right, right))
        if ends[0] == ends[1] or (bits < 0 and not conflict):
            continue
        if conflict:
            apart[ends] = "conflict"
        elif ends not in apart:
            together = members.get(ends[0], {ends[0]}) | members.get(ends[1], {ends[1]})
            apart[ends] = _broken(together, sizes, job.config.cluster.max_records, limits)
    rows = [(left, right, guard) for (left, right), guard in sorted(apart.items()) if guard]
    schema = {"left_founder": pl.Int64, "right_founder": pl.Int64, "guard": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


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
