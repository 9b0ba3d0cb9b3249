"""How golden profiles are laid out once the elections are over: all of them, or those that were asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from golden_record.model.changes import ELECTION_CHANGE, GOLDEN_CHANGE
from golden_record.model.elections import ATTRIBUTE_LINEAGE
from golden_record.model.tables import GOLDEN_PROFILE, PROFILE
from golden_record.stages.survive.electorate.queries import (
    ASKED_PROFILE,
    everything,
    given_up,
    golden_changes,
    taken_over,
)
from golden_record.stages.survive.golden import queries
from golden_record.stages.survive.lineage.queries import filed
from golden_record.stages.survive.polling import ASKED_LINEAGE, ASKED_RESULTS
from golden_record.stages.survive.rules import AttributeRule
from golden_record.warehouse import Warehouse, dropped, temporary

PROFILES_AT_ONCE = 500_000
"""Profiles that are laid out by one statement.

It joins the golden values of each attribute to them, and holds those of all attributes in memory at once: for ten
million records with twelve attributes more than 4 GB, if they were not taken in parts.
"""


def lay_out_everyone(warehouse: Warehouse, rules: Sequence[AttributeRule], started_at: datetime) -> None:
    """Make all golden profiles anew; those that come out as they were keep the time of their last change."""
    columns = queries.columns_of_golden(rules)
    if not warehouse.has(GOLDEN_PROFILE) or warehouse.columns(GOLDEN_PROFILE) != columns:
        # The rows of a job with other attributes are other rows.
        warehouse.create_empty(GOLDEN_PROFILE, columns)
    warehouse.execute(queries.profile_origins())
    parts = 1 + warehouse.count(PROFILE) // PROFILES_AT_ONCE
    if parts == 1:
        warehouse.create(GOLDEN_PROFILE, queries.golden_profiles(rules, ATTRIBUTE_LINEAGE.name), [started_at])
    else:
        _lay_out_in_parts(warehouse, rules, parts, started_at)
    for name in (queries.PROFILE_ORIGIN, queries.FORMER_GOLDEN):
        warehouse.execute(dropped(name))
    for change in (ELECTION_CHANGE, GOLDEN_CHANGE):
        warehouse.create_empty(change)


def _lay_out_in_parts(warehouse: Warehouse, rules: Sequence[AttributeRule], parts: int, started_at: datetime) -> None:
    warehouse.execute(queries.golden_draft(rules))
    for part in range(parts):
        query = queries.golden_profiles(rules, ATTRIBUTE_LINEAGE.name, part, parts)
        warehouse.execute(filed(queries.GOLDEN_DRAFT, query), [started_at])
    for statement in queries.draft_put_in_place():
        warehouse.execute(statement)


def make_room(warehouse: Warehouse, *, moved: bool) -> None:
    """Do what can be done before the asked profiles have new results: set their golden rows aside, remove all others.

    `moved` says whether any profile may live in another household.
    """
    warehouse.execute(queries.profile_origins())
    warehouse.execute(queries.former_golden(moved=moved))
    for table in ASKED_RESULTS.values():
        warehouse.execute(given_up(table.name))


def lay_out_some(warehouse: Warehouse, rules: Sequence[AttributeRule], started_at: datetime, *, moved: bool) -> None:
    """Put the results of the asked profiles in the room that was made for them, and list who has changed."""
    golden = queries.golden_profiles(rules, ASKED_LINEAGE, former=queries.FORMER_GOLDEN)
    warehouse.execute(temporary(queries.ASKED_GOLDEN, golden), [started_at])
    if moved:
        warehouse.execute(queries.homes_moved(), [started_at])
    warehouse.create(ELECTION_CHANGE, everything(ASKED_PROFILE))
    warehouse.create(GOLDEN_CHANGE, golden_changes(queries.ASKED_GOLDEN))
    # A profile that has only moved house keeps its values and candidates: nobody was asked for others.
    warehouse.execute(given_up(GOLDEN_PROFILE.name, GOLDEN_CHANGE.name))
    fresh = {**ASKED_RESULTS, queries.ASKED_GOLDEN: GOLDEN_PROFILE}
    for name, table in fresh.items():
        warehouse.execute(taken_over(table.name, name))
    for name in (*fresh, queries.FORMER_GOLDEN, queries.PROFILE_ORIGIN):
        warehouse.execute(dropped(name))
