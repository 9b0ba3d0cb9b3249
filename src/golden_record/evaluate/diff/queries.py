"""The SQL of the difference between two runs: what was so at one of two moments only, and what that makes of profiles.

The statements that make temporary tables take both moments, the earlier one first, and each moment twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.warehouse import literal, stack, tidy

RECORD_MOVE = "diff_record_move"
PROFILE_CHANGE = "diff_profile_change"
PROFILE_KIND = "diff_profile_kind"
VALUE_CHANGE = "diff_value_change"


# --- runs


def runs() -> str:
    """One row per run, the youngest first: when it began, how it ended, and whether it compared profiles."""
    return tidy("""
        select
            run_id,
            started_at,
            run.status,
            stage_run.status is not null as told
        from run
        left join (select run_id, status from stage_run where stage = 'history' and status = 'done') as stage_run
            using (run_id)
        order by run_id desc
    """)


def profiles_at() -> str:
    """One row: how many profiles there were at a moment, the parameter twice."""
    return f"select count(*) from profile_history where {_HELD}"


# --- what is other, as temporary tables


def record_moves() -> str:
    """One row per record whose profile is another one; a record that came or left has only one side.

    Records go by their names: one that was away and came back has another id.
    """
    return tidy(f"""
        with {_at_one_moment("member_history", "source, source_id, profile_id")}
        select
            source,
            source_id,
            before.profile_id as from_id,
            after.profile_id as to_id
        from before
        full join after using (source, source_id)
        where before.profile_id is distinct from after.profile_id
    """)


def profile_changes() -> str:
    """One row per profile that is new, gone, or has other golden values."""
    return tidy(f"""
        with {_at_one_moment("profile_history", "profile_id, content")}
        select
            profile_id,
            before.content as old_content,
            after.content as new_content
        from before
        full join after using (profile_id)
        where before.content is distinct from after.content
    """)


def profile_kinds() -> str:
    """One row per profile and what became of it, with the other profile concerned and how many records.

    A profile that is gone has `merged` into the one where most of its records are, or is `retired`. A new one is
    `split` from the profile where most of its records were, or `created`. One that stays may have other values
    (`updated`), other records (`regrouped`), or both.
    """
    return tidy(f"""
        with gone as (
            select from_id, to_id, count(*) as records
            from {RECORD_MOVE}
            join {PROFILE_CHANGE} on profile_id = from_id and new_content is null
            where to_id is not null
            group by from_id, to_id
            qualify row_number() over (partition by from_id order by records desc, to_id) = 1
        ),
        born as (
            select to_id, from_id, count(*) as records
            from {RECORD_MOVE}
            join {PROFILE_CHANGE} on profile_id = to_id and old_content is null
            where from_id is not null
            group by to_id, from_id
            qualify row_number() over (partition by to_id order by records desc, from_id) = 1
        ),
        origin as (
            select born.to_id as profile_id, coalesce(gone.to_id, born.from_id) as parent_id, born.records
            from born
            left join gone using (from_id)
            where coalesce(gone.to_id, born.from_id) <> born.to_id
        ),
        touched as (
            select profile_id, count(*) as records
            from (
                select from_id as profile_id from {RECORD_MOVE} where from_id is not null
                union all
                select to_id from {RECORD_MOVE} where to_id is not null
            )
            group by profile_id
        ),
        met as (
            select
                profile_id,
                old_content,
                new_content,
                changed.profile_id is not null as is_changed,
                coalesce(touched.records, 0) as records
            from {PROFILE_CHANGE} as changed
            full join touched using (profile_id)
        )
        select
            profile_id,
            unnest(case
                when not is_changed then ['regrouped']
                when new_content is null then [case when gone.to_id is null then 'retired' else 'merged' end]
                when old_content is null then [case when parent_id is null then 'created' else 'split' end]
                when met.records > 0 then ['updated', 'regrouped']
                else ['updated']
            end) as kind,
            coalesce(gone.to_id, parent_id) as other_profile_id,
            coalesce(gone.records, origin.records, met.records) as records
        from met
        left join gone on from_id = profile_id and new_content is null
        left join origin using (profile_id)
    """)


def value_changes(attributes: Sequence[str]) -> str:
    """One row per profile and attribute whose golden value is another one, old and new as JSON."""
    fields = stack((_both_values(name) for name in attributes), indent=20)
    return tidy(f"""
        select profile_id, change.attribute as attribute, change.old as old, change.new as new
        from (
            select
                profile_id,
                unnest([
                    {fields}
                ]) as change
            from {PROFILE_CHANGE}
        )
        where change.old is distinct from change.new
    """)


def told_attributes() -> str:
    """One row per attribute that a changed profile tells of, at either moment."""
    return tidy(f"""
        select distinct unnest(json_keys(content)) as attribute
        from (
            select old_content as content from {PROFILE_CHANGE} where old_content is not null
            union all
            select new_content from {PROFILE_CHANGE} where new_content is not null
        )
        order by attribute
    """)


# --- what is told


def kind_counts() -> str:
    """One row per kind: how many profiles."""
    return f"select kind, count(*) from {PROFILE_KIND} group by kind order by kind"


def record_counts() -> str:
    """One row: records that came, that left, and that are in another profile."""
    return tidy(f"""
        select
            count(*) filter (where from_id is null) as came,
            count(*) filter (where to_id is null) as gone,
            count(*) filter (where from_id is not null and to_id is not null) as moved
        from {RECORD_MOVE}
    """)


def attribute_counts() -> str:
    """One row per attribute of profiles that stay: how many have another value, their first one, or none any more."""
    return tidy(f"""
        select
            attribute,
            count(*) filter (where old is not null and new is not null) as changed,
            count(*) filter (where old is null) as filled,
            count(*) filter (where new is null) as emptied
        from {VALUE_CHANGE}
        semi join (select profile_id from {PROFILE_KIND} where kind = 'updated') using (profile_id)
        group by attribute
        order by count(*) desc, attribute
    """)


def examples() -> str:
    """The largest changes of a kind, and which values they changed. Parameters: the kind, and how many profiles."""
    return tidy(f"""
        with change as (
            select
                profile_id,
                list({{'attribute': attribute, 'old': old, 'new': new}} order by attribute) as changes
            from {VALUE_CHANGE}
            group by profile_id
        )
        select
            profile_id,
            other_profile_id,
            records,
            to_json(coalesce(changes, []))::varchar as changes
        from {PROFILE_KIND}
        left join change using (profile_id)
        where kind = ?
        order by records desc, len(coalesce(changes, [])) desc, profile_id
        limit ?
    """)


# --- parts

_HELD = "valid_from <= ? and (valid_to is null or valid_to > ?)"


def _at_one_moment(table: str, columns: str) -> str:
    """Rows that held at the earlier moment and not at the later one, and the other way round: all others are equal."""
    return f"""held as (
            select
                {columns},
                valid_from <= ? and (valid_to is null or valid_to > ?) as was,
                valid_from <= ? and (valid_to is null or valid_to > ?) as became
            from {table}
        ),
        before as (
            select {columns} from held where was and not became
        ),
        after as (
            select {columns} from held where became and not was
        )"""


def _both_values(name: str) -> str:
    path = literal(f'$."{name}"')
    sides = ", ".join(
        f"'{side}': case json_type({content}, {path}) when 'NULL' then null else {content} -> {path} end"
        for side, content in (("old", "old_content"), ("new", "new_content"))
    )
    return f"{{'attribute': {literal(name)}, {sides}}}"
