"""What was decided, as rows of the stage's tables."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from golden_record.graph.index import Index
from golden_record.graph.trees import weakest_on_tree
from golden_record.model.tables import CROWD, MEMBERSHIP, PROFILE, REFUSED_LINK, Table
from golden_record.stages.cluster import queries
from golden_record.stages.cluster.clustering import Clustered
from golden_record.stages.cluster.extent import Extent
from golden_record.stages.cluster.naming.ids import name_profiles
from golden_record.stages.cluster.naming.queries import no_founders
from golden_record.stages.cluster.refusals import REASONS
from golden_record.warehouse import Warehouse

MEMBERS, JOINED, DECREES = "member_frame", "joined_frame", "decree_frame"
_REFUSALS, _CONFIDENCE, _CROWDS = "refusal_frame", "confidence_frame", "crowd_frame"

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
    with (
        warehouse.registered(found.members, MEMBERS),
        warehouse.registered(_joined(found.members), JOINED),
        warehouse.registered(decrees, DECREES),
        warehouse.registered(found.refused.links, _REFUSALS),
        warehouse.registered(_crowds(found), _CROWDS),
    ):
        name_profiles(warehouse, MEMBERS, extent)
        put(MEMBERSHIP, queries.memberships(MEMBERS, JOINED, DECREES, extent))
        with warehouse.registered(_confidence(warehouse, extent), _CONFIDENCE):
            put(PROFILE, queries.profiles(MEMBERS, _CONFIDENCE))
        put(REFUSED_LINK, queries.refused_links(_REFUSALS, REASONS, extent))
        put(CROWD, queries.crowd_rows(_CROWDS))
        warehouse.execute(no_founders())


def _joined(members: pl.DataFrame) -> pl.DataFrame:
    """Members of profiles of several records: only these have links inside."""
    places = Index(members["record_id"].to_numpy()).at(members["founder_id"].to_numpy())
    return members.filter(np.bincount(places, minlength=members.height)[places] > 1)


def _confidence(warehouse: Warehouse, extent: Extent) -> pl.DataFrame:
    """`founder_id`, and the weight of the `weakest` link that its profile needs, of profiles of several records."""
    inner = warehouse.frame(queries.inner_links(JOINED, DECREES, extent))
    weakest = weakest_on_tree(
        inner["left_id"].to_numpy(),
        inner["right_id"].to_numpy(),
        inner["weight"].to_numpy(),
        inner["founder_id"].to_numpy(),
    )
    schema = {"founder_id": pl.Int64, "weakest": pl.Float64}
    return pl.DataFrame(sorted(weakest.items()), schema=schema, orient="row")


def _crowds(found: Clustered) -> pl.DataFrame:
    rows = [(record, LARGE_GROUP, size) for record, size in found.large.items()]
    rows += [(record, LEFT_OUT, links) for record, links in found.refused.left_out.iter_rows()]
    return pl.DataFrame(sorted(rows), schema={"record_id": pl.Int64, "kind": pl.String, "size": pl.Int64}, orient="row")
