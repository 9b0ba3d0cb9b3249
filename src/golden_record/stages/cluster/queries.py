"""Statements of the cluster stage: links with their conflicts in, memberships out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from golden_record.model.attribute_types import TYPES
from golden_record.model.keys import EQUAL
from golden_record.warehouse import literal, tidy
from golden_record.warehouse.sql import column


def model_in_use() -> str:
    """One row: names of the comparisons, JSON, and the match weight of the weakest link."""
    return "select diagnostics, threshold from model where current"


def weighed_links(conflicts: Sequence[tuple[int, int]]) -> str:
    """One row per pair between records that are not mere copies of another, with whether the pair conflicts.

    `conflicts` are (position of a comparison, its level of clear difference).
    """
    differs = " or ".join(f"levels[{place + 1}] = {level}" for place, level in conflicts) or "false"
    return tidy(f"""
        select
            left_id,
            right_id,
            weight,
            ({differs}) as conflict,
            matched_by <> 'probabilistic' as certain,
            levels,
            weights
        from link
        where blocking_rule <> {literal(EQUAL)}
        order by left_id, right_id
    """)


def copies(threshold: float) -> str:
    """One row per record that equals another in everything comparable, where that is enough to be one person."""
    return tidy(f"""
        select
            right_id as record_id,
            left_id as original_id
        from link
        where blocking_rule = {literal(EQUAL)}
            and weight >= {literal(threshold)}
        order by record_id
    """)


def limited_values(attribute: str, type_: str) -> str:
    """One row per record and value of a limited attribute."""
    value = f"unnest({column(attribute)})" if TYPES[type_].multiple else column(attribute)
    return tidy(f"""
        select *
        from (select record_id, {value} as value from standard_record)
        where value is not null
        order by record_id, value
    """)


def unique_records(source: str) -> str:
    """One row per record of a source that holds at most one record of a person; each is a value of its own."""
    return tidy(f"""
        select
            record_id,
            record_id as value
        from source_record
        where source = {literal(source)}
        order by record_id
    """)


def record_ids() -> str:
    """One row per record."""
    return "select record_id from source_record order by record_id"


def founders(frame: str) -> str:
    """One row per profile: its founding record. `frame` is (record_id, founder_id)."""
    return tidy(f"""
        select distinct founder_id, source, source_id
        from {frame}
        join source_record on source_record.record_id = founder_id
        order by founder_id
    """)


def kept_ids(frame: str) -> str:
    """One row per profile that keeps an id of the run before. `frame` is (record_id, founder_id).

    An earlier profile goes where most of its records are now; of those that arrive at one profile, the id stays that
    stood for more records, then the older one.
    """
    return tidy(f"""
        with past as (
            select
                profile_id,
                count(*) filter (where valid_to is null) as records,
                min(valid_from) as since
            from member_history
            group by profile_id
        ),
        shared as (
            select member_history.profile_id, founder_id, count(*) as records
            from {frame}
            join member_history using (record_id)
            where valid_to is null
            group by member_history.profile_id, founder_id
        ),
        heir as (
            select profile_id, founder_id
            from shared
            qualify row_number() over (partition by profile_id order by records desc, founder_id) = 1
        )
        select founder_id, profile_id
        from heir
        join past using (profile_id)
        qualify row_number() over (partition by founder_id order by past.records desc, since, profile_id) = 1
        order by founder_id
    """)


def taken_ids() -> str:
    """One row per id that a new profile must not have: live ones, and those that readers were led away from.

    The id of a person whose records had all left is free for the same founder: the person is back.
    """
    return tidy("""
        select profile_id from member_history where valid_to is null
        union
        select old_profile_id from profile_redirect
        order by 1
    """)


def memberships(frame: str) -> str:
    """One row per record: its profile and its strongest link there. `frame` is (record_id, profile_id, founder_id)."""
    return tidy(f"""
        with inside as (
            select
                link.*,
                l.profile_id
            from link
            join {frame} as l on l.record_id = left_id
            join {frame} as r on r.record_id = right_id and r.profile_id = l.profile_id
        ),
        ended as (
            select left_id as record_id, right_id as other_id, weight, probability, matched_by from inside
            union all
            select right_id, left_id, weight, probability, matched_by from inside
        ),
        strongest as (
            select
                record_id,
                arg_max({{'probability': probability, 'matched_by': matched_by}}, row(weight, -other_id)) as own
            from ended
            group by record_id
        )
        select
            record_id,
            profile_id,
            case when record_id = founder_id then 'founder' else struct_extract(own, 'matched_by') end as matched_by,
            struct_extract(own, 'probability')::double as match_probability
        from {frame}
        left join strongest using (record_id)
        order by record_id
    """)


def inner_links(frame: str) -> str:
    """One row per link inside a profile, named by its founder."""
    return tidy(f"""
        select
            left_id,
            right_id,
            probability,
            weight,
            l.founder_id
        from link
        join {frame} as l on l.record_id = left_id
        join {frame} as r on r.record_id = right_id and r.founder_id = l.founder_id
        order by left_id, right_id
    """)


def profiles(frame: str, confidence: str) -> str:
    """One row per profile. `confidence` is (founder_id, weight of the weakest link on its tree)."""
    return tidy(f"""
        select
            profile_id,
            founder_id,
            count(*)::bigint as record_count,
            coalesce(1 / (1 + pow(2, -any_value(weakest))), 1.0)::double as confidence
        from {frame}
        left join {confidence} using (founder_id)
        group by profile_id, founder_id
        order by profile_id
    """)


def refused_links(frame: str, reasons: str, threshold: float, words: Mapping[str, str]) -> str:
    """One row per link above the threshold between two profiles, with the guard that kept them apart.

    `reasons` is (left_founder, right_founder, guard); without a row there, the rest of the evidence did.
    """
    cases = " ".join(f"when {literal(guard)} then {literal(text)}" for guard, text in words.items())
    return tidy(f"""
        with apart as (
            select
                link.*,
                least(l.founder_id, r.founder_id) as left_founder,
                greatest(l.founder_id, r.founder_id) as right_founder
            from link
            join {frame} as l on l.record_id = left_id
            join {frame} as r on r.record_id = right_id and r.founder_id <> l.founder_id
            where weight >= {literal(threshold)}
        )
        select
            left_id,
            right_id,
            weight,
            probability,
            coalesce(guard, 'evidence') as guard,
            case coalesce(guard, 'evidence') {cases} end as reason
        from apart
        left join {reasons} using (left_founder, right_founder)
        order by left_id, right_id
    """)
