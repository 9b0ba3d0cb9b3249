"""The SQL of activity: events with their owners, and what the events of a profile come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from golden_record.config.activity import LifecycleConfig
from golden_record.config.expressions import in_fixed_order
from golden_record.config.quantities import length_of
from golden_record.model.claims import NEVER_US
from golden_record.stages.activity.owners.queries import AMBIGUOUS, ASSIGNED, UNKNOWN
from golden_record.warehouse import literal, stack, tidy
from golden_record.warehouse.sql import column

OWNER = "event_owner"
"""Temporary table of keys: the table of events, the key, the founder of its profile, its fate."""

OWNED = "event_owned"
"""Temporary table of the events that count for a profile."""

FORMER = "profile_activity_former"
"""Temporary table of what the last run found."""

_ORDER = "happened_at, events, path, line"
_EXACT = ("amount", "age_days")
_STAGES = ("active", "cooling", "sleeping")


def all_owners(parts: Iterable[str]) -> str:
    """The owners of all tables of events."""
    return "\nunion all\n".join(f"select * from (\n{part}\n)" for part in parts)


def owned_events() -> str:
    """One row per event that counts for a profile. The only parameter is the start of the day it is looked at.

    What is said to have happened on a later day does not count yet.
    """
    return tidy(f"""
        with clock as (select cast(? as timestamp) as day),
        latest as ({_latest()})
        select
            founder_id,
            events,
            path,
            line,
            happened_at,
            date_diff('day', happened_at, day)::integer as age_days,
            amount,
            channel,
            payment
        from latest
        join {OWNER} using (events, key)
        cross join clock
        where founder_id is not null and not {_is_later()}
    """)


def last_day() -> str:
    """The start of the day of the last event that is of no later day than the parameter's; null without any."""
    return tidy("""
        select date_trunc('day', max(happened_at))::timestamp
        from event
        where happened_at < cast(? as timestamp) + interval 1 day
    """)


def later_events() -> str:
    """How many events are of a later day than the parameter's."""
    return "select count(*) from event where happened_at >= cast(? as timestamp) + interval 1 day"


def profile_activity(lifecycle: LifecycleConfig, traits: Mapping[str, str]) -> str:
    """One row per live profile: what its events come to. The only parameter is the start of the day it is looked at.

    `traits` are further columns, name to aggregate over the events of a profile.
    """
    own = [f"({in_fixed_order(sql, _ORDER, _EXACT)}) as {column(name)}" for name, sql in traits.items()]
    names = [column(name) for name in traits]
    return tidy(f"""
        with clock as (select cast(? as timestamp) as day),
        total as (
            select
                founder_id,
                count(*) filter (where amount is null or amount >= 0) as frequency,
                coalesce(sum(amount), 0)::decimal(38, 4) as monetary,
                min(happened_at) as first_activity_at,
                {stack(["max(happened_at) as last_activity_at", *own], indent=16)}
            from {OWNED}
            group by founder_id
        ),
        used as (
            select
                founder_id,
                channel,
                payment,
                count(*) as uses,
                max(happened_at) as latest
            from {OWNED}
            group by founder_id, channel, payment
        ),
        channel_preference as ({_preference("channel")}),
        payment_preference as ({_preference("payment")}),
        scored as (
            select
                founder_id,
                concat({_fifth("last_activity_at")}, {_fifth("frequency")}, {_fifth("monetary")}) as rfm_score
            from total
            where last_activity_at is not null
        )
        select
            profile_id,
            date_diff('day', last_activity_at, day)::integer as recency_days,
            coalesce(frequency, 0) as frequency,
            coalesce(monetary, 0)::decimal(38, 4) as monetary,
            first_activity_at,
            last_activity_at,
            channel as channel_preference,
            payment as payment_preference,
            rfm_score,
            {stack([f"{_lifecycle(lifecycle)} as lifecycle", *names], indent=12)}
        from profile
        left join total using (founder_id)
        left join channel_preference using (founder_id)
        left join payment_preference using (founder_id)
        left join scored using (founder_id)
        cross join clock
        order by profile_id
    """)


def event_quality(owners: Mapping[str, str]) -> str:
    """One row per table of events: how many belong to a profile, and why the others do not.

    `owners` says of each table what its keys are. The only parameter is the start of the day it is looked at.
    """
    told = stack((f"({literal(name)}, {literal(owner)})" for name, owner in owners.items()), indent=16)
    return tidy(f"""
        with clock as (select cast(? as timestamp) as day),
        told (events, owner) as (
            values
                {told}
        ),
        loaded as (
            select
                events,
                sum(rejected_count)::bigint as rejected_count,
                sum(unread_amounts)::bigint as unread_amount_count
            from event_load
            group by events
        ),
        read as (
            select events, count(*) as event_count from event group by events
        ),
        latest as ({_latest()}),
        counted as (
            select
                events,
                count(*) as distinct_count,
                count(*) filter (where fate = {literal(ASSIGNED)} and not later) as assigned_count,
                count(*) filter (where key is null and not later) as keyless_count,
                count(*) filter (where fate = {literal(UNKNOWN)} and not later) as unknown_count,
                count(*) filter (where fate = {literal(AMBIGUOUS)} and not later) as ambiguous_count,
                count(*) filter (where happened_at is null) as undated_count,
                count(*) filter (where later) as future_count,
                sum(amount) as amount,
                sum(amount) filter (where fate = {literal(ASSIGNED)} and not later) as assigned_amount
            from (
                select latest.*, fate, {_is_later()} as later
                from latest
                left join {OWNER} using (events, key)
                cross join clock
            )
            group by events
        )
        select
            events,
            owner,
            coalesce(event_count, 0) as event_count,
            coalesce(rejected_count, 0) as rejected_count,
            coalesce(assigned_count, 0) as assigned_count,
            coalesce(keyless_count, 0) as keyless_count,
            coalesce(unknown_count, 0) as unknown_count,
            coalesce(ambiguous_count, 0) as ambiguous_count,
            coalesce(undated_count, 0) as undated_count,
            coalesce(future_count, 0) as future_count,
            coalesce(event_count - distinct_count, 0) as repeated_count,
            coalesce(unread_amount_count, 0) as unread_amount_count,
            coalesce(amount, 0)::decimal(38, 4) as amount,
            coalesce(assigned_amount, 0)::decimal(38, 4) as assigned_amount
        from told
        left join read using (events)
        left join counted using (events)
        left join loaded using (events)
        order by events
    """)


def changed_profiles(former: str) -> str:
    """One row per profile whose row is not what it was, or that came or went."""
    return tidy(f"""
        select distinct profile_id
        from (
            (select * from profile_activity except select * from {former})
            union all
            (select * from {former} except select * from profile_activity)
        )
        order by profile_id
    """)


def former_activity() -> str:
    """What the last run found."""
    return "select * from profile_activity"


def qualities() -> str:
    """One row per table of events, whatever is known of it."""
    return "select * from event_quality order by events"


def lost_events() -> str:
    """One row per table of events: all of them, and those that do not count, by reason."""
    return tidy("""
        select
            events,
            event_count,
            keyless_count,
            unknown_count,
            ambiguous_count,
            future_count,
            repeated_count
        from event_quality
        order by events
    """)


def loaded_events() -> str:
    """One row per file of events: what the event table holds."""
    return "select events, path, reading, fingerprint from event_load order by events, path"


def _latest() -> str:
    """The events, of several with one id the last by file and line."""
    return """
            select * from event where event_id is null
            union all
            (
                select *
                from event
                where event_id is not null
                qualify row_number() over (partition by events, event_id order by path desc, line desc) = 1
            )
        """


def _is_later() -> str:
    return "coalesce(happened_at >= day + interval 1 day, false)"


def _preference(name: str) -> str:
    """One row per profile: what most of its events name; among equals the latest, then the first by the alphabet."""
    latest = f"-coalesce(epoch_us(max(latest)), {NEVER_US})"
    return f"""
            select founder_id, arg_min({name}, {{'uses': -uses, 'latest': latest, 'name': {name}}}) as {name}
            from (
                select founder_id, {name}, sum(uses)::bigint as uses, {latest} as latest
                from used
                where {name} is not null
                group by founder_id, {name}
            )
            group by founder_id
        """


def _fifth(name: str) -> str:
    """1 to 5 by how many profiles have less: equal profiles have equal digits, the lowest that any of them could have.

    So that no order of ids decides, and nobody is praised for what most have.
    """
    return f"1 + (5 * (rank() over (order by {name}) - 1)) // count(*) over ()"


def _lifecycle(lifecycle: LifecycleConfig) -> str:
    new = _age(lifecycle.new or lifecycle.active)
    steps = [f"when first_activity_at >= day - {new} then 'new'"]
    steps += [
        f"when last_activity_at >= day - {_age(getattr(lifecycle, name))} then {literal(name)}" for name in _STAGES
    ]
    return f"case {' '.join(steps)} when last_activity_at is not null then 'lost' end"


def _age(span: str) -> str:
    return f"interval {int(length_of(span).total_seconds()) // 3600} hours"
