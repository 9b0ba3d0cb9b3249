"""Statements about a part of all records: which they are, what they were, and what they have become."""

from __future__ import annotations

from collections.abc import Iterable

from golden_record.warehouse import differences, tidy

STEPS = ("view part_record", "view part_value", "table part_link", "table part")
"""What is set apart for the length of the stage, the last first."""


# --- which records


def same_history() -> str:
    """One row: whether the history knows the memberships as they are."""
    return tidy("""
        select
            (select {'records': count(*), 'mark': bit_xor(hash(record_id, profile_id))} from membership)
            = (
                select {'records': count(*), 'mark': bit_xor(hash(record_id, profile_id))}
                from member_history
                where valid_to is null
            )
    """)


def no_part() -> str:
    """An empty part."""
    return "create or replace temporary table part (record_id bigint)"


def concerned_records(changes: Iterable[str], judged: str) -> str:
    """Fill the part: records of some tables of changes and of a frame, and whoever a link ties to one of them."""
    listed = "\nunion\n".join(f"select record_id from {name}" for name in (*changes, judged))
    return tidy("""
        insert into part
        with concerned as (
        @listed@
        ),
        touched as (
            select distinct group_id
            from link_group
            semi join concerned using (record_id)
        )
        select record_id from concerned
        union
        select record_id from link_group semi join touched using (group_id)
    """).replace("@listed@", listed)


def groups_of_judged(frame: str) -> str:
    """One row per record of a frame: the smallest record that links tie it to, and whether it is in the part."""
    return tidy(f"""
        select
            record_id,
            coalesce(group_id, record_id) as group_id,
            record_id in (select record_id from part) as inside
        from {frame}
        left join link_group using (record_id)
        order by record_id
    """)


def further_groups(frame: str) -> str:
    """Add the records of groups, a frame of `group_id`, to the part; a record without a link is a group of its own."""
    return tidy(f"""
        insert into part
        select record_id
        from (
            select group_id as record_id from {frame}
            union
            select record_id from link_group semi join {frame} using (group_id)
        )
        anti join part using (record_id)
    """)


def judged_before() -> str:
    """One row per judgement that counted in the last run, followed or not."""
    return tidy("""
        select
            origin,
            number,
            least(left_id, right_id) as left_id,
            greatest(left_id, right_id) as right_id,
            decision,
            decided_at
        from judgement
        where status in ('in force', 'contradicted', 'too large')
        order by all
    """)


# --- what they are decided by


def part_record() -> str:
    """The records of the part that are there."""
    return (
        "create or replace temporary view part_record as select * from source_record semi join part using (record_id)"
    )


def part_value() -> str:
    """Their values."""
    return (
        "create or replace temporary view part_value as select * from standard_record semi join part using (record_id)"
    )


def part_link() -> str:
    """Their links; none leads out of the part."""
    return tidy("""
        create or replace temporary table part_link as
        select link.*
        from link
        semi join part on left_id = record_id
    """)


def no_step(name: str) -> str:
    """Drop what was set apart."""
    return f"drop {name}"


# --- what has become of them


def put_aside(table: str, query: str) -> str:
    """Keep the new rows of a table, as `new_` and its name."""
    return f"create or replace temporary table new_{table} as\n{query}"


def member_before() -> str:
    """Keep the memberships of the part as they were."""
    return tidy("""
        create or replace temporary table member_before as
        select membership.*
        from membership
        semi join part using (record_id)
    """)


def profile_before() -> str:
    """Keep the profiles that records of the part were in."""
    return tidy("""
        create or replace temporary table profile_before as
        select profile.*
        from profile
        where profile_id in (select profile_id from member_before)
    """)


def changed_profiles() -> str:
    """Fill `membership_change`: profiles, gone ones too, of which a record or the row in `profile` is other."""
    return tidy("""
        insert into membership_change
        select profile_id from (select * from member_before except select * from new_membership)
        union
        select profile_id from (select * from new_membership except select * from member_before)
        union
        select profile_id from (select * from profile_before except select * from new_profile)
        union
        select profile_id from (select * from new_profile except select * from profile_before)
        order by 1
    """)


def differing_rows(table: str, key: str) -> str:
    """One row: how many rows of the part, by the column that names its records, were not or are no longer there."""
    before = f"with before as (\n    select * from {table} where {key} in (select record_id from part)\n)"
    return f"{before}\n{differences('before', f'new_{table}')}"


def without_profiles_of_part() -> str:
    """Delete the profiles that records of the part were in."""
    return "delete from profile where profile_id in (select profile_id from profile_before)"


def without_part(table: str, key: str) -> str:
    """Delete the rows of the part, by the column that names its records."""
    return f"delete from {table} where {key} in (select record_id from part)"


def new_rows(table: str) -> str:
    """Put the new rows in their place."""
    return f"insert into {table} select * from new_{table}"
