"""The SQL of activity in summaries: segments of profiles, and what became of events."""

from __future__ import annotations

from golden_record.model.activity import LIFECYCLES
from golden_record.warehouse import literal, stack, tidy


def segments() -> str:
    """One row per stage of life, in order: its profiles, and what they have spent."""
    stages = stack((f"({place}, {literal(name)})" for place, name in enumerate(LIFECYCLES)), indent=16)
    return tidy(f"""
        with stage (place, lifecycle) as (
            values
                {stages}
        )
        select
            lifecycle,
            count(profile_id) as profiles,
            coalesce(sum(monetary), 0) as money
        from stage
        left join profile_activity using (lifecycle)
        group by place, lifecycle
        order by place
    """)


def inactive_profiles() -> str:
    """One row: profiles, and those of them without any dated event."""
    return "select count(*), count(*) filter (where lifecycle is null) from profile_activity"


def event_fates() -> str:
    """One row per table of events: how many there are, how many belong to a profile, and why the others do not."""
    return tidy("""
        select
            events,
            owner,
            event_count,
            assigned_count,
            keyless_count,
            unknown_count,
            ambiguous_count,
            future_count,
            repeated_count,
            undated_count,
            unread_amount_count,
            rejected_count
        from event_quality
        order by events
    """)
