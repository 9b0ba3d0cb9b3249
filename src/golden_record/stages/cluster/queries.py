"""Statements of the cluster stage: links with their conflicts in, memberships out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from golden_record.model.attribute_types import TYPES
from golden_record.model.keys import EQUAL, JUDGED, JUDGED_WEIGHT
from golden_record.stages.cluster.extent import Extent
from golden_record.stages.cluster.naming.queries import FOUNDER
from golden_record.warehouse import indented, literal, tidy
from golden_record.warehouse.sql import column


def model_in_use() -> str:
    """One row: weights and comparisons, JSON, Splink's settings, JSON, and the match weight of the weakest link."""
    return "select diagnostics, settings, threshold from model where current"


def weighed_links(conflicts: Sequence[tuple[int, int]], extent: Extent) -> str:
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
        from {extent.links}
        where blocking_rule <> {literal(EQUAL)}
        order by left_id, right_id
    """)


def link_details(frame: str, extent: Extent) -> str:
    """One row per link of `frame` (left_id, right_id, place), in no order: level and weight per comparison.

    These are in the model's order.
    """
    return tidy(f"""
        select place, levels, weights
        from {frame}
        join {extent.links} using (left_id, right_id)
    """)


def copies(threshold: float, extent: Extent) -> str:
    """One row per record that equals another in everything comparable, where that is enough to be one person."""
    return tidy(f"""
        select
            right_id as record_id,
            left_id as original_id
        from {extent.links}
        where blocking_rule = {literal(EQUAL)}
            and weight >= {literal(threshold)}
        order by record_id
    """)


def limited_values(attribute: str, type_: str, extent: Extent) -> str:
    """One row per record and value of a limited attribute."""
    value = f"unnest({column(attribute)})" if TYPES[type_].multiple else column(attribute)
    return tidy(f"""
        select *
        from (select record_id, {value} as value from {extent.values})
        where value is not null
        order by record_id, value
    """)


def unique_records(source: str, extent: Extent) -> str:
    """One row per record of a source that holds at most one record of a person; each is a value of its own."""
    return tidy(f"""
        select
            record_id,
            record_id as value
        from {extent.records}
        where source = {literal(source)}
        order by record_id
    """)


def record_ids(extent: Extent) -> str:
    """One row per record."""
    return f"select record_id from {extent.records} order by record_id"


# --- who is who


def link_weights(decrees: str, extent: Extent) -> str:
    """One row per link or must-link, in no order. `decrees` are the must-links that hold (left_id, right_id)."""
    return tidy(f"""
        with known as (
            {indented(_known_links(decrees, extent), 12)}
        )
        select left_id, right_id, weight
        from known
    """)


def memberships(frame: str, decrees: str, extent: Extent) -> str:
    """One row per record: its profile and its strongest link there.

    `frame` is (record_id, founder_id, and left_id and right_id of that link), `decrees` as in `link_weights`.
    """
    return tidy(f"""
        with known as (
            {indented(_known_links(decrees, extent), 12)}
        )
        select
            record_id,
            profile_id,
            case when record_id = founder_id then 'founder' else matched_by end as matched_by,
            probability as match_probability
        from {frame}
        join {FOUNDER} using (founder_id)
        left join known using (left_id, right_id)
        order by record_id
    """)


def _known_links(decrees: str, extent: Extent) -> str:
    """One row per link, what a steward joined taken as certain."""
    return tidy(f"""
        select left_id, right_id, weight, probability, matched_by
        from {extent.links}
        anti join {decrees} using (left_id, right_id)
        union all
        select left_id, right_id, {literal(JUDGED_WEIGHT)}, 1.0, {literal(JUDGED)}
        from {decrees}
    """)


def profiles(frame: str) -> str:
    """One row per profile. `frame` is (founder_id, record_count, weight of the weakest link on its tree)."""
    return tidy(f"""
        select
            profile_id,
            founder_id,
            record_count,
            coalesce(1 / (1 + pow(2, -weakest)), 1.0)::double as confidence
        from {frame}
        join {FOUNDER} using (founder_id)
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


def refused_links(frame: str, words: Mapping[str, str], extent: Extent) -> str:
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
        left join {extent.links} using (left_id, right_id)
        order by left_id, right_id
    """)


def crowd_rows(frame: str) -> str:
    """The rows of a frame with the columns of `crowd`."""
    return f"select record_id, kind, size from {frame} order by record_id, kind"


def crowds() -> str:
    """One row per kind of crowd: how many, the largest, and all their sizes together."""
    return tidy("""
        select
            kind,
            count(*) as crowds,
            max(size) as largest,
            sum(size)::bigint as together
        from crowd
        group by kind
        order by kind
    """)
