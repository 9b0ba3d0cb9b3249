"""Statements about the ids of profiles: those that founders give, those that last, and those that are taken."""

from __future__ import annotations

from golden_record.stages.cluster.extent import Extent
from golden_record.warehouse import tidy

FOUNDER = "founder_frame"
"""The frame of profiles with their ids: `founder_id`, `profile_id`."""


def first_ids(frame: str, kept: str, extent: Extent) -> str:
    """One row per profile to which no earlier id came, with the id that its founding record gives it.

    `frame` is (record_id, founder_id), `kept` are the others. The id is that of `model.keys.profile_id`; made here, two
    million of them take a second and not five.
    """
    return tidy(f"""
        with new as (
            select founder_id
            from {frame}
            anti join {kept} using (founder_id)
            where record_id = founder_id
        ),
        digest as (
            select
                founder_id,
                sha256(source || chr(31) || source_id) as hex
            from new
            join {extent.records} as record on record.record_id = founder_id
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
        order by founder_id
    """)


def taken_ids(frame: str, extent: Extent) -> str:
    """One row per profile of a frame (founder_id, profile_id) that must not have this id, with its founding record.

    An id is taken while it stands for records, and while readers are led away from it. The id of a person whose records
    had all left is free for the same founder: the person is back.
    """
    return tidy(f"""
        with taken as (
            select founder_id
            from {frame}
            semi join {extent.ids} using (profile_id)
            union
            select founder_id
            from {frame} as new
            semi join profile_redirect on old_profile_id = new.profile_id
        )
        select founder_id, source, source_id
        from taken
        join {extent.records} as record on record.record_id = founder_id
        order by founder_id
    """)


def kept_ids(frame: str, extent: Extent) -> str:
    """One row per profile that keeps an id of the run before. `frame` is (record_id, founder_id).

    An earlier profile goes where most of its records are now; of those that arrive at one profile, the id stays that
    stood for more records, then the older one. Only of these the whole past is looked up.
    """
    return tidy(f"""
        with shared as (
            select stay.profile_id, founder_id, count(*) as records
            from {frame}
            join {extent.stays} as stay using (record_id)
            group by stay.profile_id, founder_id
        ),
        heir as (
            select profile_id, founder_id
            from shared
            qualify row_number() over (partition by profile_id order by records desc, founder_id) = 1
        ),
        rival as (
            select profile_id
            from heir
            qualify count(*) over (partition by founder_id) > 1
        ),
        past as (
            select
                profile_id,
                count(*) filter (where valid_to is null) as records,
                min(valid_from) as since
            from (
                select profile_id, valid_from, null as valid_to from {extent.stays}
                union all
                select profile_id, valid_from, valid_to from member_history where valid_to is not null
            )
            semi join rival using (profile_id)
            group by profile_id
        )
        select founder_id, profile_id
        from heir
        left join past using (profile_id)
        qualify row_number() over (partition by founder_id order by past.records desc, since, profile_id) = 1
        order by founder_id
    """)


def _base_32(number: str) -> str:
    """Forty bits as eight characters of the base 32 of RFC 4648, in lower case."""
    # One character at a time: `translate` over the digits of `to_base` takes five times as long.
    return " || ".join(f"chr({_LETTER.format(number, shift)})" for shift in range(35, -1, -5))


_LETTER = "(97 + (({0} >> {1}) & 31) - case when (({0} >> {1}) & 31) > 25 then 73 else 0 end)::int"
"""A number under 32 as a letter from `a`, or from 26 on as a digit from `2`."""
