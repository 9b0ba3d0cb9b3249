"""Statements of the cluster stage: links with their conflicts in, memberships out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from golden_record.model.attribute_types import TYPES
from golden_record.model.keys import EQUAL, JUDGED, JUDGED_WEIGHT
from golden_record.warehouse import literal, tidy
from golden_record.warehouse.sql import column

FOUNDER = "profile_founder"


def model_in_use() -> str:
    """One row: weights and comparisons, JSON, Splink's settings, JSON, and the match weight of the weakest link."""
    return "select diagnostics, settings, threshold from model where current"


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
            matched_by <> 'probabilistic' as certain
        from link
        where blocking_rule <> {literal(EQUAL)}
        order by left_id, right_id
    """)


def link_details(frame: str) -> str:
    """One row per link of `frame` (left_id, right_id): level and weight per comparison, in the model's order."""
    return tidy(f"""
        select levels, weights
        from {frame}
        join link using (left_id, right_id)
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


# --- who is who


def founders(frame: str) -> str:
    """A table with one row per profile: its founding record and its id. `frame` is (record_id, founder_id).

    The id is that of `model.keys.profile_id`; made here, two million of them take a second and not five.
    """
    return tidy(f"""
        create or replace temporary table {FOUNDER} as
        with digest as (
            select
                founder_id,
                sha256(source || chr(31) || source_id) as hex
            from {frame}
            join source_record using (record_id)
            where record_id = founder_id
        ),
        part as (
            select
                founder_id,
                ('0x' || substr(hex, 1, 10))::bigint as high,
                ('0x' || substr(hex, 11, 10))::bigint as low
            from digest
        )
        select
            founder_id,
            {_base_32("high")}
                || {_base_32("low")} as profile_id
        from part
    """)


def founders_anew(kept: str) -> str:
    """One row per profile whose new id must not be used, with its founder; `kept` are those with an earlier one."""
    return tidy(f"""
        select founder_id, source, source_id
        from {FOUNDER}
        anti join {kept} as kept using (founder_id)
        join source_record on source_record.record_id = founder_id
        where profile_id in (select profile_id from ({_indented(taken_ids(), 12)}))
        order by founder_id
    """)


def renamed_founders(frame: str) -> str:
    """Give profiles of a frame (founder_id, profile_id) these ids."""
    return tidy(f"""
        update {FOUNDER}
        set profile_id = renamed.profile_id
        from {frame} as renamed
        where {FOUNDER}.founder_id = renamed.founder_id
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


def no_founders() -> str:
    """Founders are needed no longer."""
    return f"drop table {FOUNDER}"


def _base_32(number: str) -> str:
    """Forty bits as eight characters of the base 32 of RFC 4648, in lower case."""
    # One character at a time: `translate` over the digits of `to_base` takes five times as long.
    return " || ".join(f"chr({_LETTER.format(number, shift)})" for shift in range(35, -1, -5))


_LETTER = "(97 + (({0} >> {1}) & 31) - case when (({0} >> {1}) & 31) > 25 then 73 else 0 end)::int"
"""A number under 32 as a letter from `a`, or from 26 on as a digit from `2`."""


def memberships(frame: str, joined: str, decrees: str) -> str:
    """One row per record: its profile and its strongest link there.

    `frame` is (record_id, founder_id), `joined` its rows of profiles of several records, `decrees` the must-links that
    hold (left_id, right_id).
    """
    return tidy(f"""
        with known as (
            {_indented(_known_links(decrees), 12)}
        ),
        inside as (
            select known.*
            from known
            join {joined} as l on l.record_id = left_id
            join {joined} as r on r.record_id = right_id and r.founder_id = l.founder_id
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
        join {FOUNDER} using (founder_id)
        left join strongest using (record_id)
        order by record_id
    """)


def _known_links(decrees: str) -> str:
    """One row per link, what a steward joined taken as certain."""
    return tidy(f"""
        select left_id, right_id, weight, probability, matched_by
        from link
        anti join {decrees} using (left_id, right_id)
        union all
        select left_id, right_id, {literal(JUDGED_WEIGHT)}, 1.0, {literal(JUDGED)}
        from {decrees}
    """)


def inner_links(frame: str, decrees: str) -> str:
    """One row per link or must-link inside a profile, named by its founder."""
    return tidy(f"""
        with known as (
            {_indented(_known_links(decrees), 12)}
        )
        select
            left_id,
            right_id,
            weight,
            l.founder_id
        from known
        join {frame} as l on l.record_id = left_id
        join {frame} as r on r.record_id = right_id and r.founder_id = l.founder_id
        order by left_id, right_id
    """)


def profiles(frame: str, confidence: str) -> str:
    """One row per profile. `confidence` is (founder_id, weight of the weakest link on its tree)."""
    return tidy(f"""
        with counted as (
            select
                founder_id,
                count(*)::bigint as record_count
            from {frame}
            group by founder_id
        )
        select
            profile_id,
            founder_id,
            record_count,
            coalesce(1 / (1 + pow(2, -weakest)), 1.0)::double as confidence
        from counted
        join {FOUNDER} using (founder_id)
        left join {confidence} using (founder_id)
        order by founder_id
    """)


def doubtful_profiles() -> str:
    """One row: profiles of more records than the first parameter at a confidence below even odds, and their records.

    And all records.
    """
    return tidy("""
        with weighed as (
            select
                record_count,
                record_count > ? and confidence < 0.5 as doubtful
            from profile
        )
        select
            count(*) filter (where doubtful) as profiles,
            coalesce(sum(record_count) filter (where doubtful), 0)::bigint as records,
            coalesce(sum(record_count), 0)::bigint as everyone
        from weighed
    """)


def refused_links(frame: str, words: Mapping[str, str]) -> str:
    """One row per refused link, with why. `frame` is (left_id, right_id, guard); not every must-link is a link."""
    cases = " ".join(f"when {literal(guard)} then {literal(text)}" for guard, text in words.items())
    return tidy(f"""
        select
            left_id,
            right_id,
            weight,
            probability,
            guard,
            case guard {cases} end as reason
        from {frame}
        left join link using (left_id, right_id)
        order by left_id, right_id
    """)


def _indented(sql: str, indent: int) -> str:
    return sql.replace("\n", "\n" + " " * indent)
