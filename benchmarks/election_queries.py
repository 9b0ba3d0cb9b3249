"""The SQL of made up claims: what several sources say of people who are known by their number."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.queries import REST_OF_A_RECORD
from golden_record.warehouse import literal, stack, tidy

PEOPLE_SHARE = 0.42
"""People per record: about as many as a retailer's sources have."""

_SCATTER = "hash({} * 7919 + {})"
"""A number without any pattern for a record or person and an attribute; the same on every machine."""


def made_records(records: int, sources: Sequence[str]) -> str:
    """One row per record: its source, and the day on which it was last changed."""
    names = ", ".join(map(literal, sources))
    return tidy(f"""
        select
            i + 1 as record_id,
            [{names}][i % {len(sources)} + 1] as source,
            'r' || i as source_id,
            timestamp '2018-01-01' + to_days((hash(i) % 2900)::int) as observed_at,
            {stack(REST_OF_A_RECORD, indent=12)}
        from range({records}) as r(i)
    """)


def made_memberships(records: int) -> str:
    """One row per record: whose it is. The first record of each person founds the profile."""
    people = round(records * PEOPLE_SHARE)
    return tidy(f"""
        with owned as (
            select
                i + 1 as record_id,
                case when i < {people} then i else hash(i) % {people} end + 1 as founder_id
            from range({records}) as r(i)
        )
        select
            record_id,
            'p' || lpad(founder_id::varchar, 10, '0') as profile_id,
            case when record_id = founder_id then 'founder' else 'probabilistic' end as matched_by,
            case when record_id <> founder_id then 0.8 + (record_id % 20) / 100 end::double as match_probability
        from owned
        order by record_id
    """)


def made_profiles() -> str:
    """One row per person."""
    return tidy("""
        select
            profile_id,
            min(record_id) as founder_id,
            count(*) as record_count,
            0.9::double as confidence
        from membership
        group by profile_id
        order by profile_id
    """)


def made_claims(attribute: str, place: int, *, numeric: bool) -> str:
    """Add one row per record that says something of an attribute, seven in ten.

    Four in five say what is true of the person, the others one of nine other things.
    """
    said = f"({_SCATTER.format('record_id', place)} % 1000)"
    told = f"case when {said} % 5 = 0 then {said} % 9 + 1 else 0 end"
    value = f"(({told}) * 100)::varchar" if numeric else f"profile_id || '-{attribute}-' || ({told})"
    return tidy(f"""
        insert into claim
        select
            record_id,
            {literal(attribute)} as attribute,
            0 as position,
            {value} as raw,
            {value} as value,
            {value} as key,
            case when {said} % 50 = 7 then 'suspicious' else 'good' end as quality,
            null as reason,
            {said} % 3 = 0 as verified,
            observed_at
        from membership
        join source_record using (record_id)
        where {said} < 700
        order by record_id
    """)
