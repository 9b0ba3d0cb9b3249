"""The SQL that brings a copy of the last mart up to date: what has changed since, and which rows that makes stale."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from golden_record.model.changes import PAIR_CHANGE, PROFILES_LISTED, RECORDS_LISTED
from golden_record.stages.publish.operations.queries import named_pairs
from golden_record.warehouse import ident, indented, literal, stack, tidy
from golden_record.warehouse.sql import column

TOUCHED_PROFILE = "touched_profile"
TOUCHED_MEMBER = "touched_member"
TOUCHED_PAIR = "touched_pair"
TOUCHED_NAME = "touched_name"
TOUCHED_EDGE = "touched_edge"
LATER_RUN = "later_run"
DIFFERENCE = "row_difference"


def touched_profiles(changed: Collection[str]) -> str:
    """One row per profile, gone ones too, that the mart may tell otherwise now.

    `changed` are the stages whose change tables count. Parameter, twice: the last event that the mart tells of.
    """
    records = [f"select record_id from {table.name}" for stage, table in RECORDS_LISTED.items() if stage in changed]
    told = [_profiles_of(records)] if records else []
    told += [f"select profile_id from {table.name}" for stage, table in PROFILES_LISTED.items() if stage in changed]
    told += [
        "select profile_id from profile_event where sequence > ?",
        "select other_profile_id from profile_event where sequence > ? and other_profile_id is not null",
    ]
    return stack(told, separator="\nunion")


def _profiles_of(records: Iterable[str]) -> str:
    return f"select profile_id from membership semi join ({' union '.join(records)}) using (record_id)"


def touched_members() -> str:
    """One row per record of the touched profiles, with why it is in its profile and where it comes from."""
    return tidy(f"""
        select membership.*, source, source_id, loaded_at
        from membership
        semi join {TOUCHED_PROFILE} using (profile_id)
        join source_record using (record_id)
    """)


def touched_pairs() -> str:
    """One row per pair, gone ones too, that the mart may tell otherwise now."""
    return f"select left_id, right_id from {PAIR_CHANGE.name}"


def touched_names() -> str:
    """One row per record of these pairs, and its name; those that are gone are known from their history."""
    return tidy(f"""
        with touched as (
            select left_id as record_id from {TOUCHED_PAIR}
            union
            select right_id from {TOUCHED_PAIR}
        ),
        here as materialized (
            select record_id, source, source_id from source_record semi join touched using (record_id)
        )
        select * from here
        union
        select record_id, source, source_id
        from member_history
        semi join (from touched anti join here using (record_id)) using (record_id)
    """)


def touched_edges() -> str:
    """One row per pair of these, and how the mart names it."""
    return named_pairs(TOUCHED_PAIR, ("left_id", "right_id"), TOUCHED_NAME)


def touched_links() -> dict[str, str]:
    """By name, in their order: the tables from which is told which pairs are stale, with the queries of their rows."""
    return {
        TOUCHED_PAIR: touched_pairs(),
        TOUCHED_NAME: touched_names(),
        TOUCHED_EDGE: touched_edges(),
    }


def later_runs() -> str:
    """One row per run after another, the parameter, and its start."""
    return "select run_id, started_at from run where run_id > ?"


def last_event() -> str:
    """One row: the number of the last event that the mart of a run tells of; 0 where it tells of none.

    The parameter is the id of the run.
    """
    return "select coalesce(max(sequence), 0) from profile_event where run_id <= ?"


def reopened(path: str, catalog: str) -> str:
    """Open a copy of a mart beside the state, in the storage version that it has.

    There is no log: a copy of a run that died is thrown away. A table takes what is added to it in parts of so many
    rows, which are compressed and written by the statement that adds them, and not one after the other at the end.
    """
    options = f"recovery_mode 'no_wal_writes', row_group_size {_PART}"
    return f"attach {literal(path)} as {column(catalog)} ({options})"


_PART = 2**14
"""Rows per part: of a million records of which one in a hundred is other, most tables get some ten thousands of rows.
Smaller parts are compressed less well, and take longer to be read."""


def stale_removed(table: str, condition: str) -> str:
    """Remove the rows of a table that hold no longer."""
    return f"delete from {ident(table)} where {condition}"


def of_profiles(among: str) -> str:
    """A condition: the row is one of a profile that stands in a table."""
    return f"profile_id in (select profile_id from {among})"


def of_touched_pairs() -> str:
    """A condition: the row is one of a touched pair."""
    names = "left_source, left_source_id, right_source, right_source_id"
    # One name sorts most rows out, for a third less than four would.
    likely = f"left_source_id in (select left_source_id from {TOUCHED_EDGE})"
    return f"{likely} and ({names}) in (select {names} from {TOUCHED_EDGE})"


def added_by_name(table: str, query: str) -> str:
    """Append the rows of a query to a table, each value to the column of its name."""
    return f"insert into {ident(table)} by name\n{query}"


def versions_ended(table: str) -> str:
    """End those versions of profiles, in a table of a mart, that a later run has ended."""
    return _ended(table, "profile_history", ("profile_id",))


def stays_ended(table: str) -> str:
    """End those stays of records, in a table of a mart, that a later run has ended."""
    return _ended(table, "member_history", ("source", "source_id"))


def _ended(table: str, history: str, whose: Sequence[str]) -> str:
    """No more is written than the column of ends: all others, and the rows that still hold, stay where they are.

    A run begins no more than one row of the same profile or record. A row that another run has ended at the same moment
    may be found as well: it ends as it did.
    """
    key = (*whose, "run_id")
    return tidy(f"""
        update {ident(table)} as told
        set valid_to = ended.valid_to
        from (
            select {", ".join(key)}, valid_to
            from {history}
            where valid_to in (select started_at from {LATER_RUN})
        ) as ended
        where {" and ".join(f"told.{name} = ended.{name}" for name in key)}
    """)


def differences_of(table: str, query: str) -> str:
    """One row per row that a table has and should not have, its place, or that it has not and should have, itself.

    It should have those of the query. Nulls are equal, as they are inside of any two values.
    """
    return tidy(f"""
        select present.rowid as place, one
        from {ident(table)} as present
        full join (
            select one from (
                {indented(query, 16)}
            ) as one
        ) as wanted on present = one
        where present.rowid is null or one is null
    """)


def unwanted_removed(table: str) -> str:
    """Remove the rows that the table should not have."""
    return f"delete from {ident(table)} where rowid in (select place from {DIFFERENCE})"


def missing_added(table: str) -> str:
    """Append the rows that the table has not and should have."""
    return f"insert into {ident(table)}\nselect unnest(one) from {DIFFERENCE} where one is not null order by one"


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
