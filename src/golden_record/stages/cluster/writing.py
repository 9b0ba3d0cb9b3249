"""What was decided, as rows of the stage's tables."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from golden_record.model.tables import CROWD, MEMBERSHIP, PROFILE, REFUSED_LINK, Table
from golden_record.stages.cluster import queries
from golden_record.stages.cluster.clustering import Clustered
from golden_record.stages.cluster.extent import Extent
from golden_record.stages.cluster.inside import held_together
from golden_record.stages.cluster.naming.ids import named
from golden_record.stages.cluster.naming.queries import FOUNDER
from golden_record.stages.cluster.refusals import REASONS
from golden_record.warehouse import Warehouse

MEMBERS, DECREES = "member_frame", "decree_frame"
_PROFILES, _REFUSALS, _CROWDS = "profile_frame", "refusal_frame", "crowd_frame"

LARGE_GROUP, LEFT_OUT = "large group", "links left out"
"""Kinds of `crowd`."""

Put = Callable[[Table, str], object]
"""Takes the rows of a query for a table."""


def write(warehouse: Warehouse, found: Clustered, extent: Extent, put: Put) -> None:
    """Name the profiles, and put all that was decided of an extent where it belongs."""
    decrees = pl.DataFrame(
        sorted({(decree.left, decree.right) for decree in found.bonds.followed}),
        schema={"left_id": pl.Int64, "right_id": pl.Int64},
        orient="row",
    )
    with warehouse.registered(decrees, DECREES):
        members, profiles = held_together(found.members, warehouse.frame(queries.link_weights(DECREES, extent)))
        with warehouse.registered(members, MEMBERS), warehouse.registered(named(warehouse, MEMBERS, extent), FOUNDER):
            put(MEMBERSHIP, queries.memberships(MEMBERS, DECREES, extent))
            with warehouse.registered(profiles, _PROFILES):
                put(PROFILE, queries.profiles(_PROFILES))
    with warehouse.registered(found.refused.links, _REFUSALS):
        put(REFUSED_LINK, queries.refused_links(_REFUSALS, REASONS, extent))
    with warehouse.registered(_crowds(found), _CROWDS):
        put(CROWD, queries.crowd_rows(_CROWDS))


def _crowds(found: Clustered) -> pl.DataFrame:
    rows = [(record, LARGE_GROUP, size) for record, size in found.large.items()]
    rows += [(record, LEFT_OUT, links) for record, links in found.refused.left_out.iter_rows()]
    return pl.DataFrame(sorted(rows), schema={"record_id": pl.Int64, "kind": pl.String, "size": pl.Int64}, orient="row")
