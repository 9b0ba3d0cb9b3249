"""Statements about a part of all records: which they are, what they were, and what they have become."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from golden_record.warehouse import tidy

STAY = "part_stay"
"""Where the records of the part were after the run before."""

STEPS = ("view part_value", "table part_link", "table part_record", "table part")
"""What is set apart for the length of the stage, the last first."""


# --- which records


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
    return tidy("""
        create or replace temporary table part_record as
        select record_id, source, source_id
        from source_record
        semi join part using (record_id)
    """)


def part_stay() -> str:
    """One row per record of the part that there was after the run before, and where it was."""
    return tidy("""
        select record_id, profile_id, source, valid_from
        from member_history
        semi join part using (record_id)
        where valid_to is null
    """)


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


def former(table: str) -> str:
    """The name by which the rows of the part are known as they were."""
    return f"former_{table}"


def rows_before(table: str, key: str) -> str:
    """The rows of the part as they were; `key` names the column of records."""
    return tidy(f"""
        select *
        from {table}
        where {key} in (select record_id from part)
    """)


def other_rows(table: str) -> str:
    """Keep the rows that are new, or no longer there, as `other_` and the name of the table."""
    return tidy(f"""
        create or replace temporary table other_{table} as
        select *, true as present
        from (select * from new_{table} except select * from former_{table})
        union all
        select *, false
        from (select * from former_{table} except select * from new_{table})
    """)


def changed_profiles() -> str:
    """Fill `membership_change`: profiles, gone ones too, of which a record or the row in `profile` is other."""
    return tidy("""
        insert into membership_change
        select profile_id from other_membership
        union
        select profile_id from other_profile
        order by 1
    """)


def without_other(table: str, key: Sequence[str]) -> str:
    """Delete the rows that are no longer there, by the columns of which a value has one row."""
    columns = ", ".join(key)
    return f"delete from {table} where ({columns}) in (select ({columns}) from other_{table} where not present)"


def with_other(table: str, key: Sequence[str]) -> str:
    """Add the rows that are new."""
    return tidy(f"""
        insert into {table}
        select * exclude (present)
        from other_{table}
        where present
        order by {", ".join(key)}
    """)
