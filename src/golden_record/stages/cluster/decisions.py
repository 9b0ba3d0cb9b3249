"""Who shares a profile with whom: groups taken whole, weighed, or followed link by link, then held against values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from golden_record.config.cluster import ClusterConfig
from golden_record.graph.components import strongest_first
from golden_record.graph.joining import Bounds, Held, join_strongest
from golden_record.graph.linkage import linkage
from golden_record.stages.cluster import queries
from golden_record.stages.cluster.batches import Scale, batches
from golden_record.stages.cluster.bonds import Bonds
from golden_record.stages.cluster.clashes import Clashes, value_clashes
from golden_record.stages.cluster.differences import Difference
from golden_record.stages.cluster.evidence import Details, Evidence, ScoringModel
from golden_record.stages.cluster.extent import Extent
from golden_record.stages.cluster.groups import (
    EVEN,
    PLAUSIBLE,
    Flags,
    Groups,
    Guarding,
    Large,
    Places,
    agreed,
    conflicted,
    groups_of,
    regrouped,
    within_guards,
)
from golden_record.stages.cluster.limits import Ids, Limit
from golden_record.warehouse import Warehouse


@dataclass(frozen=True)
class Rules:
    """What the job says of profiles, and the model that weighs them."""

    config: ClusterConfig
    model: ScoringModel
    bonds: Bonds
    single_limits: tuple[Limit, ...]
    """Limits with the values of each record."""

    limits: tuple[Limit, ...]
    """The same, where a record also holds the values of those that follow it."""

    differences: tuple[Difference, ...]
    extent: Extent
    most_weighed: int
    """Records of a group up to which all its pairs are weighed at once."""

    def guarding(self, groups: Groups, clashes: Clashes) -> Guarding:
        """The guards over some groups."""
        originals, counts = np.unique(self.bonds.follow["original_id"].to_numpy(), return_counts=True)
        sizes = np.ones(len(groups.ids), dtype=np.int64)
        at, known = groups.locate(originals)
        sizes[at[known]] += counts[known]
        return Guarding(sizes, self.config.max_records, self.limits, clashes)


@dataclass(frozen=True)
class Decision:
    """Who is who, and what had to be known to decide it."""

    groups: Groups
    home: Ids
    """The smallest record of the profile of each record of the groups; followers are not among them."""

    clashes: Clashes
    """Everything that excludes anything inside a group."""

    large: Large


def decide(warehouse: Warehouse, evidence: Evidence, rules: Rules) -> Decision:
    """Decide by the links; then look at the values of all that were joined without being compared, and cut."""
    weighed = evidence.between(rules.bonds.stand_in) if len(rules.bonds.cores) else evidence
    if rules.config.method == "connected_components":
        groups, large = groups_of(weighed, EVEN, None)
    else:
        groups, large = groups_of(weighed, PLAUSIBLE, rules.most_weighed)
    ends = np.array(rules.bonds.apart, dtype=np.int64).reshape(-1, 2)
    clashes = Clashes.between(ends[:, 0], ends[:, 1])
    decider = _Decider(warehouse, evidence, rules)
    home = decider.decided(groups, clashes)
    if rules.differences:
        # Only inside of what was joined, so that the second decision joins nothing that was not looked at.
        joined = regrouped(groups, home)
        seen = _unseen_clashes(warehouse, joined, rules)
        if seen:
            clashes = clashes | seen
            home = decider.decided(joined, clashes)
    return Decision(groups, home, clashes, large)


def _unseen_clashes(warehouse: Warehouse, joined: Groups, rules: Rules) -> Clashes:
    """Values that clearly differ in profiles of which some pairs were never compared."""
    unseen = ~joined.whole()
    at, known = joined.locate(rules.bonds.cores)
    # A link between two records that a steward joined to others says nothing of these others.
    unseen[joined.component[at[known]]] = True
    unseen &= joined.sizes > 1
    chosen = unseen[joined.component]
    if not chosen.any():
        return Clashes.none()
    homes = pl.DataFrame({"record_id": joined.ids[chosen], "home": joined.component[chosen]})
    followers = rules.bonds.follow.join(homes.rename({"record_id": "original_id"}), on="original_id")
    homes = pl.concat([homes, followers.select("record_id", "home")])
    return value_clashes(warehouse, rules.differences, homes, rules.bonds.stand_in)


@dataclass(frozen=True)
class _Decider:
    """What gives records their homes; `evidence` are the links as they are read."""

    warehouse: Warehouse
    evidence: Evidence
    rules: Rules

    def decided(self, groups: Groups, clashes: Clashes) -> Ids:
        """The smallest record of the profile of each record."""
        guarding = self.rules.guarding(groups, clashes)
        fits = within_guards(groups, guarding)
        follows = self.rules.config.method == "connected_components"
        fits &= ~conflicted(groups) if follows else agreed(groups)
        home = np.where(fits[groups.component], groups.first()[groups.component], groups.ids)
        if follows:
            _follow_links(groups, ~fits, guarding, home)
        else:
            self._weigh(groups, ~fits, guarding, home)
        return home

    def _weigh(self, groups: Groups, which: Flags, guarding: Guarding, home: Ids) -> None:
        """Give the records of some components their homes by all the evidence."""
        scale = Scale(self.rules.model, self._details(groups.links.row[which[groups.home]]))
        for batch in batches(groups, which, scale, guarding):
            labels = linkage(batch.weights, batch.guards)
            real = batch.members >= 0
            first = np.take_along_axis(batch.members, labels, axis=1)
            home[groups.index.at(batch.members[real])] = first[real]

    def _details(self, row: Places) -> Details:
        """What the comparisons say of the links at some places."""
        pairs = pl.DataFrame({"left_id": self.evidence.left[row], "right_id": self.evidence.right[row], "place": row})
        with self.warehouse.registered(pairs, "weighed_frame"):
            links = self.warehouse.frame(queries.link_details("weighed_frame", self.rules.extent))
        return Details.of(links, len(self.rules.model.comparisons))


def _follow_links(groups: Groups, which: Flags, guarding: Guarding, home: Ids) -> None:
    """Give the records of some components their homes link by link, strongest first, as far as the guards allow."""
    chosen = np.flatnonzero(which[groups.component])
    if not len(chosen):
        return
    ids = groups.ids[chosen]
    links = groups.links.pick(which[groups.home])
    left, right = np.searchsorted(ids, links.left), np.searchsorted(ids, links.right)
    conflicts = Clashes.between(links.left[links.conflict], links.right[links.conflict])
    limits = [(limit.most, _held(ids, limit)) for limit in guarding.limits]
    exclusions = (conflicts | guarding.clashes).exclusions(ids)
    bounds = Bounds(guarding.sizes[chosen], guarding.most_records, limits, exclusions)
    # A rule's pair comes before all others, whatever else it shows.
    strength = np.where(links.certain, np.inf, links.bits)
    tried = np.flatnonzero(links.bits >= EVEN)
    order = tried[strongest_first(left[tried], right[tried], strength[tried])]
    home[chosen] = ids[join_strongest(left[order], right[order], bounds)]


def _held(ids: Ids, limit: Limit) -> Held:
    """Who of some records, which ascend, holds what is limited."""
    at = np.minimum(np.searchsorted(ids, limit.records), len(ids) - 1)
    known = ids[at] == limit.records
    return Held(at[known], limit.values[known])
