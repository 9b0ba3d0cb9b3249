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


def golden_values() -> str:
    """One row per golden value that is asked for and there, with its rule and its record.

    The parameters are its profiles and its attributes.
    """
    return tidy("""
        with asked as (
            select distinct
                unnest(?::varchar[]) as profile_id,
                unnest(?::varchar[]) as attribute
        )
        select
            profile_id,
            attribute,
            value,
            rule,
            source,
            source_id
        from asked
        join attribute_lineage using (profile_id, attribute)
        where value is not null
        order by profile_id, attribute
    """)
