"""The SQL of the job's tests: records by their names, and golden values with the rules that chose them."""

from __future__ import annotations

from golden_record.warehouse import tidy


def named_records() -> str:
    """One row per record that is asked for and there, with its profile; the parameters are its sources and its keys."""
    return tidy("""
        with asked as (
            select distinct
                unnest(?::varchar[]) as source,
                unnest(?::varchar[]) as source_id
        )
        select
            source,
            source_id,
            record_id,
            profile_id
        from asked
        join source_record using (source, source_id)
        join membership using (record_id)
        order by record_id
    """)


def golden_value() -> str:
    """One row or none: the golden value of a profile and an attribute, the parameters, its rule and its record."""
    return tidy("""
        select
            value,
            rule,
            source,
            source_id
        from attribute_lineage
        where profile_id = ? and attribute = ?
    """)
