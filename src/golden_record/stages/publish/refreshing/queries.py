"""The SQL that brings a copy of the last mart up to date: what has changed since, and which rows that makes stale."""

from __future__ import annotations

from collections.abc import Collection

from golden_record.model.changes import PAIR_CHANGE, PROFILES_LISTED
from golden_record.stages.publish.operations.queries import named_pairs
from golden_record.warehouse import ident, stack, tidy
from golden_record.warehouse.sql import column

TOUCHED_PROFILE = "touched_profile"
TOUCHED_MEMBER = "touched_member"
TOUCHED_PAIR = "touched_pair"
TOUCHED_NAME = "touched_name"
TOUCHED_EDGE = "touched_edge"

_PROFILES_OF = {
    "sources": "select profile_id from membership semi join source_change using (record_id)",
    "standardize": "select profile_id from membership semi join standard_change using (record_id)",
    **{stage: f"select profile_id from {table.name}" for stage, table in PROFILES_LISTED.items()},
}
"""By stage: the profiles that its changes concern."""


def touched_profiles(changed: Collection[str]) -> str:
    """One row per profile, gone ones too, that the mart may tell otherwise now.

    `changed` are the stages whose change tables count. Parameter, twice: the last event that the mart tells of.
    """
    told = [sql for stage, sql in _PROFILES_OF.items() if stage in changed]
    told += [
        "select profile_id from profile_event where sequence > ?",
        "select other_profile_id from profile_event where sequence > ? and other_profile_id is not null",
    ]
    return stack(told, separator="\nunion")


def touched_members() -> str:
    """One row per record of the touched profiles, with why it is in its profile and where it comes from."""
    return tidy(f"""
        select *
        from (from membership semi join {TOUCHED_PROFILE} using (profile_id))
        join source_record using (record_id)
    """)


def touched_pairs(changed: Collection[str]) -> str:
    """One row per pair, gone ones too, that the mart may tell otherwise now."""
    pairs = f"select left_id, right_id from {PAIR_CHANGE.name}"
    return pairs if "link" in changed else f"{pairs} where false"


def touched_names() -> str:
    """One row per record of these pairs, and its name; those that are gone are known from their history."""
    return tidy(f"""
        with touched as (
            select left_id as record_id from {TOUCHED_PAIR}
            union
            select right_id from {TOUCHED_PAIR}
        )
        select distinct record_id, source, source_id
        from member_history
        semi join touched using (record_id)
    """)


def touched_edges() -> str:
    """One row per pair of these, and how the mart names it."""
    return named_pairs(TOUCHED_PAIR, ("left_id", "right_id"), TOUCHED_NAME)


def last_event(catalog: str) -> str:
    """One row: the number of the last event that a mart tells of; 0 where it tells of none."""
    return f"select coalesce(max(sequence), 0) from {column(catalog)}.main.profile_event"


def stale_removed(table: str, condition: str) -> str:
    """Remove the rows of a table that hold no longer."""
    return f"delete from {ident(table)} where {condition}"


def of_touched_profiles() -> str:
    """A condition: the row is one of a touched profile."""
    return f"profile_id in (select profile_id from {TOUCHED_PROFILE})"


def of_touched_pairs() -> str:
    """A condition: the row is one of a touched pair."""
    names = "left_source, left_source_id, right_source, right_source_id"
    return f"({names}) in (select {names} from {TOUCHED_EDGE})"


def added_by_name(table: str, query: str) -> str:
    """Append the rows of a query to a table, each value to the column of its name."""
    return f"insert into {ident(table)} by name\n{query}"


def state_counts() -> str:
    """One row per table of the mart that has a row for each of one of the state: its name, and how many there are."""
    told = (f"select '{mart}', count(*) from {state}" for mart, state in _COUNTERPARTS.items())
    return tidy(stack(told, separator="\nunion all"))


_COUNTERPARTS = {
    "golden_profile": "golden_profile",
    "profile_record": "source_record",
    "attribute_lineage": "attribute_lineage",
    "attribute_candidate": "attribute_candidate",
    "household": "household",
    "profile_history": "profile_history",
    "profile_record_history": "member_history",
    "profile_event": "profile_event",
    "ops.match_edge": "link",
    "ops.refused_edge": "refused_link",
}
