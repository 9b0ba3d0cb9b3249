"""The SQL of a profile's elections: golden values with where they come from, and the candidates that lost."""

from __future__ import annotations

from golden_record.warehouse import tidy


def golden_values() -> str:
    """One row per attribute of a profile, the parameter: its golden value and where it comes from."""
    return tidy("""
        select
            attribute,
            value,
            source,
            source_id,
            observed_at,
            rule,
            candidate_count,
            agreement,
            runner_up,
            written,
            quality,
            computed,
            confidence,
            attribute_lineage.pinned_by as pinned_by,
            pinned_at,
            why
        from attribute_lineage
        left join (
            select
                profile_id,
                attribute,
                pinned_at,
                why
            from pin
            join pin_status using (pin_id)
            where status = 'in force'
        ) as pinned using (profile_id, attribute)
        where profile_id = ?
        order by attribute
    """)


def lost_candidates() -> str:
    """One row per candidate that lost in a profile, the parameter, in the order of their places."""
    return tidy("""
        select
            attribute,
            value,
            source,
            source_id,
            observed_at,
            record_count,
            reason
        from attribute_candidate
        where profile_id = ? and rank > 1
        order by attribute, rank
    """)
