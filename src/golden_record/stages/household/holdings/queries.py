"""Statements on what profiles hold that a household could share: their present homes, and values of other traits."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.model.attribute_types import part_column
from golden_record.model.claims import NEVER_US
from golden_record.stages.household.rules import Households, Trait
from golden_record.warehouse import literal, tidy
from golden_record.warehouse.sql import column


def homes(home: Trait | None, town: Sequence[str]) -> str:
    """Make `home`: one row per profile with an address: the home that its address observed last names.

    `value` is null where that address names no single home. `shown` is how it was written, `whole` whether with a flat.
    A bare house number is a home of its own where nobody is known to have a flat in the house. Else it is the flat that
    the same person has given elsewhere, or the only one that is known there; in a block of several flats it is no home
    at all. `town` are columns that stand in for a town that the address does not name.
    """
    if home is None:
        columns = "profile_id varchar, value varchar, seen_at timestamp, shown varchar, whole boolean"
        return f"create or replace temp table home ({columns})"
    return tidy(f"""
        create or replace temp table home as
        with place as (
        @place@
        ),
        house as (
            select town, street, house, count(distinct flat) as flats, min(flat) as first_flat
            from place
            group by town, street, house
        ),
        own as (
            select profile_id, town, street, house, min(flat) as own_flat
            from place
            group by profile_id, town, street, house
            having count(distinct flat) = 1
        ),
        located as (
            select
                place.*,
                coalesce(flat, own_flat, case flats when 0 then '' when 1 then first_flat end) as meant,
                case when meant is not null then concat_ws('|', town, street, house, meant) end as value
            from place
            join house using (town, street, house)
            left join own using (profile_id, town, street, house)
        ),
        latest as (
            select
                profile_id,
                max({{
                    'at': coalesce(epoch_us(seen_at), {NEVER_US}),
                    'records': records,
                    'whole': flat is not null,
                    'home': coalesce(value, ''),
                    'shown': struct_extract(shown, 'value'),
                    'value': value,
                    'seen_at': seen_at
                }}) as own
            from located
            group by profile_id
        )
        select
            profile_id,
            struct_extract(own, 'value') as value,
            struct_extract(own, 'seen_at') as seen_at,
            struct_extract(own, 'shown') as shown,
            struct_extract(own, 'whole') as whole
        from latest
    """).replace("@place@", _places(home, town))


def held_values(households: Households) -> str:
    """Make `held`: one row per trait, profile and value that it holds, with the time of its last observation.

    What `shared_value` calls an organisation's or a placeholder is left out.
    """
    parts = [_lived_in(trait) if trait == households.home else _held(trait) for trait in households.traits]
    return "create or replace temp table held as\n" + "\nunion all\n".join(parts)


# --- parts


def _places(home: Trait, town: Sequence[str]) -> str:
    """One row per profile and place where an address of any of its records says it has lived."""
    street, house, flat, city, postcode = (
        f"record.{column(part_column(home.attribute, part))}"
        for part in ("street", "house", "flat", "city", "postcode")
    )
    towns = ", ".join([city, *(f"record.{column(name)}" for name in town), postcode])
    return tidy(f"""
        select
            membership.profile_id,
            coalesce({towns}, '') as town,
            coalesce({street}, '') as street,
            {house} as house,
            {flat} as flat,
            max(claim.observed_at) as seen_at,
            count(*) as records,
            max({{'at': coalesce(epoch_us(claim.observed_at), {NEVER_US}), 'value': claim.value}}) as shown
        from standard_record as record
        join membership using (record_id)
        join claim
            on claim.record_id = record.record_id
            and claim.attribute = {literal(home.attribute)}
            and claim.key = record.{column(home.column)}
        group by all
    """)


def _lived_in(home: Trait) -> str:
    return tidy(f"""
        select
            {literal(home.name)} as trait,
            profile_id,
            value,
            seen_at
        from home
        where value is not null
    """)


def _held(trait: Trait) -> str:
    """Values of one trait with their last observation; of places only the last one, since people move."""
    return tidy(f"""
        select
            {literal(trait.name)} as trait,
            profile_id,
            value,
            max(observed_at) as seen_at
        from (
        @said@
        )
        where value is not null and value not in (
            select key
            from shared_value
            where attribute = {literal(trait.attribute)} and class <> 'family' and key is not null
        )
        group by profile_id, value
    """).replace("@said@", _said(trait)) + (f"\n{_LAST}" if trait.only_last else "")


_LAST = tidy(f"""
    qualify row_number() over (
        partition by profile_id
        order by
            coalesce(epoch_us(max(observed_at)), {NEVER_US}) desc,
            count(*) desc,
            value
    ) = 1
""")


def _said(trait: Trait) -> str:
    """One row per record and value: what it says of the trait, whose record it is, and when it said so."""
    records, value = "", "claim.key"
    if trait.column != trait.attribute:
        own = f"record.{column(trait.column)}"
        same = f"record.record_id = claim.record_id and record.{column(trait.attribute)} = claim.key"
        records = f"join standard_record as record on {same}\n"
        value = f"{f'unnest({own})' if trait.is_list else own}::varchar"
    return tidy(f"""
        select
            membership.profile_id,
            {value} as value,
            claim.observed_at
        from claim
        join membership using (record_id)
        @records@where claim.attribute = {literal(trait.attribute)} and claim.key is not null
    """).replace("@records@", records)
