"""Statements about scored pairs: which there are, and what became of those that people judged."""

from __future__ import annotations

from golden_record.model.keys import EQUAL
from golden_record.warehouse import literal, tidy


def scored_pairs() -> str:
    """One row per scored pair kept, copies of a record left out, in the order of its blocking rule and records.

    With its match probability, and whether its records are in one profile.
    """
    return tidy(f"""
        select
            left_id,
            right_id,
            probability,
            one.profile_id = other.profile_id as joined
        from link
        join membership as one on one.record_id = left_id
        join membership as other on other.record_id = right_id
        where blocking_rule <> {literal(EQUAL)}
        order by blocking_rule, left_id, right_id
    """)


def record_names() -> str:
    """One row per record of the list that is the parameter: its id, source and key."""
    return tidy("""
        select record_id, source, source_id
        from source_record
        where record_id in (select unnest(?::bigint[]))
        order by record_id
    """)


def joined_pairs(frame: str) -> str:
    """One row per pair of the frame whose records are both there: its place, and whether they are in one profile.

    `frame` is (place, left_source, left_key, right_source, right_key).
    """
    return tidy(f"""
        select
            place,
            one.profile_id = other.profile_id as joined
        from {frame}
        join source_record as l on l.source = left_source and l.source_id = left_key
        join source_record as r on r.source = right_source and r.source_id = right_key
        join membership as one on one.record_id = l.record_id
        join membership as other on other.record_id = r.record_id
        order by place
    """)
