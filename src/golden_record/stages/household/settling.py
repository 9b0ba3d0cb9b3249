"""Who lives with whom: ties followed in memory, strongest first, and the households that come of it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from golden_record.graph.components import components
from golden_record.graph.labelled import NO_LABEL, labelled_components
from golden_record.model.homes import HOUSEHOLD_TIE
from golden_record.model.keys import household_id
from golden_record.model.tables import HOUSEHOLD, HOUSEHOLD_MEMBER, Table
from golden_record.stages.household import queries
from golden_record.stages.household.rules import Households
from golden_record.warehouse import Warehouse, added

PLACED, MEMBERS = "placed_frame", "member_frame"

Put = Callable[[Table, str], object]
"""Takes the rows of a query for a table."""


def settle(warehouse: Warehouse, asked: Households, put: Put) -> None:
    """Decide over the ties in `tie`, given the homes in `home`; keep the ties, put the households in their place."""
    placed = _placed(warehouse, asked.max_profiles)
    members = placed.select("profile_id", "household_id").drop_nulls()
    with warehouse.registered(placed, PLACED), warehouse.registered(members, MEMBERS):
        warehouse.execute(added(HOUSEHOLD_TIE.name, queries.settled_ties(PLACED)))
        put(HOUSEHOLD, queries.households(MEMBERS, asked.rules))
        put(HOUSEHOLD_MEMBER, queries.members(MEMBERS, asked.rules))


def _placed(warehouse: Warehouse, most: int) -> pl.DataFrame:
    """Follow the ties as long as a household keeps to one home and to `most` profiles.

    One row per profile that has ties, in the order of their ids: `profile_id`; `component`, the smallest id that ties
    lead to; `home`, a number per known home; and `household_id`, null where it lives with nobody.
    """
    ties = warehouse.frame(queries.ties_by_strength())
    names = pl.concat([ties["left_id"], ties["right_id"]]).unique().sort()
    places = pl.DataFrame({"profile_id": names, "place": np.arange(len(names), dtype=np.int64)})
    left, right = (
        ties.join(places, left_on=side, right_on="profile_id", how="left", maintain_order="left")["place"].to_numpy()
        for side in ("left_id", "right_id")
    )
    homes = places.join(warehouse.frame(queries.known_homes()), on="profile_id", how="left", maintain_order="left")
    home = homes["value"].rank("dense").cast(pl.Int64)
    first = labelled_components(left, right, home.fill_null(NO_LABEL).to_numpy(), most)
    sizes = np.bincount(first, minlength=len(first))[first]
    _, component = components(left, right)
    placed = pl.DataFrame({"profile_id": names, "component": names.gather(component), "home": home})
    return placed.with_columns(household_id=_named(warehouse, names, names.gather(first), pl.Series(sizes > 1)))


def _named(warehouse: Warehouse, names: pl.Series, first: pl.Series, housed: pl.Series) -> pl.Series:
    """The household of each profile, named after its member with the oldest record; null where it has no other."""
    members = pl.DataFrame({"profile_id": names, "first_id": first})
    with warehouse.registered(members.filter(housed), "first_frame"):
        founders = warehouse.frame(queries.founders("first_frame"))
    ids = pl.Series("household_id", [household_id(founder) for founder in founders["founder"]], dtype=pl.String)
    named = founders.select("first_id").with_columns(ids)
    return members.join(named, on="first_id", how="left", maintain_order="left")["household_id"]
