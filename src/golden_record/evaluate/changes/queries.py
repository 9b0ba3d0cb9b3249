"""The SQL of what a run changed: records against those before it, and the events that it told."""

from __future__ import annotations

from golden_record.warehouse import ident, literal, tidy

RECORD_CHANGE = "record_change"
"""Temporary table of the records that are new, changed or gone."""

_NAMED = '[{"source": "VARCHAR", "source_id": "VARCHAR"}]'
"""How events tell of records."""


def records() -> str:
    """One row per record: what tells whether it is the same later."""
    return "select record_id, source, content_hash, observed_at from source_record order by record_id"


def live_profiles() -> str:
    """One row: how many profiles the last history knows."""
    return "select count(*) from profile_history where valid_to is null"


def record_changes(before: str) -> str:
    """One row per record that is other than in a registered frame of `records`: its source, and what changed."""
    return tidy(f"""
        select
            coalesce(record.record_id, earlier.record_id) as record_id,
            coalesce(record.source, earlier.source) as source,
            case
                when earlier.record_id is null then 'new'
                when record.record_id is null then 'gone'
                else 'changed'
            end as change
        from source_record as record
        full join {ident(before)} as earlier on earlier.record_id = record.record_id
        where earlier.record_id is null
            or record.record_id is null
            or record.content_hash <> earlier.content_hash
            or record.observed_at is distinct from earlier.observed_at
    """)


def record_change_counts() -> str:
    """One row per source and kind of change: how many records."""
    return tidy(f"""
        select source, change, count(*) as records
        from {RECORD_CHANGE}
        group by source, change
        order by source, change
    """)


def event_counts() -> str:
    """One row per kind of event of a run, the parameter: how many."""
    return "select event, count(*) from profile_event where run_id = ? group by event order by event"


def retiring_ids(most: int) -> str:
    """One row per id that a run, the parameter, takes out of use: the id, and the profile that it leads to, if any."""
    return tidy(f"""
        select
            case event when 'merged' then other_profile_id else profile_id end as profile_id,
            case event when 'merged' then profile_id end as leads_to
        from profile_event
        where run_id = ? and event in ('merged', 'retired')
        order by 1
        limit {most}
    """)


def largest_moves(most: int) -> str:
    """One row per event of a run, the parameter, that moves records, those of most records first."""
    return tidy(f"""
        select
            sequence,
            event,
            profile_id,
            other_profile_id,
            coalesce(json_array_length(details, '$.records'), 0)::bigint
                + coalesce(json_array_length(details, '$.removed'), 0)::bigint as records,
            details ->> '$.because' as because
        from profile_event
        where run_id = ? and event in ('merged', 'split', 'record_moved', 'retired')
        order by records desc, sequence
        limit {most}
    """)


def moving_ties() -> str:
    """One row or none: the strongest link that ties the records of an event to the rest of a profile.

    Parameters: the number of the event, and the profile.
    """
    return _strongest("link anti join refused_link using (left_id, right_id)", "null::varchar", "null::varchar")


def parting_refusals() -> str:
    """One row or none: the strongest refused link between the records of an event and a profile, with its guard."""
    return _strongest("refused_link as link", "guard", "reason")


def _strongest(links: str, guard: str, reason: str) -> str:
    return tidy(f"""
        with told as (
            select unnest(from_json(details -> '$.records', {literal(_NAMED)})) as record
            from profile_event
            where sequence = ?
        ),
        mover as (
            select record_id
            from source_record
            join told on record.source = source_record.source and record.source_id = source_record.source_id
        ),
        other as (
            select record_id from membership anti join mover using (record_id) where profile_id = ?
        )
        select
            one.record_id,
            two.record_id,
            {guard} as guard,
            {reason} as reason
        from {links}
        join source_record as one on one.record_id = left_id
        join source_record as two on two.record_id = right_id
        where (left_id in (from mover select record_id) and right_id in (from other select record_id))
            or (left_id in (from other select record_id) and right_id in (from mover select record_id))
        order by weight desc nulls first, left_id, right_id
        limit 1
    """)


def records_with_change() -> str:
    """One row per record of a list of ids, the parameter: its name, its profile, and whether it is new or changed."""
    return tidy(f"""
        select
            record_id,
            source_record.source,
            source_id,
            profile_id,
            change
        from source_record
        join membership using (record_id)
        left join {RECORD_CHANGE} using (record_id)
        where record_id in (select unnest(?::bigint[]))
        order by record_id
    """)
