"""Statements on what profiles hold that a household could share: their present homes, and values of other traits."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.model.attribute_types import part_column
from golden_record.model.claims import NEVER_US
from golden_record.stages.household.extent import Extent
from golden_record.stages.household.rules import Households, Trait
from golden_record.warehouse import indented, literal, tidy
from golden_record.warehouse.sql import column


def places(home: Trait | None, town: Sequence[str], extent: Extent) -> str:
    """One row per profile and place where an address of any of its records says that it lives, or has lived.

    `town` are columns that stand in for a town that the address does not name.
    """
    if home is None:
        return "select * from household_place where false"
    own, street, house, flat, *towns = (f"record.{column(name)}" for name in place_columns(home, town))
    last = f"max({{'at': coalesce(epoch_us(claim.observed_at), {NEVER_US}), 'value': claim.value}})"
    return tidy(f"""
        select
            profile_id,
            coalesce({", ".join(towns)}, '') as town,
            coalesce({street}, '') as street,
            {house} as house,
            {flat} as flat,
            max(claim.observed_at) as seen_at,
            count(*) as records,
            struct_extract({last}, 'value') as shown
        from {extent.claims}
        join {extent.records} as record on record.record_id = claim.record_id and {own} = claim.key
        where claim.attribute = {literal(home.attribute)}
        group by all
    """)


def place_columns(home: Trait | None, town: Sequence[str]) -> list[str]:
    """Columns of `standard_record` that places are made of: address, street, house, flat, and what names the town."""
    if home is None:
        return []
    street, house, flat, city, postcode = (
        part_column(home.attribute, part) for part in ("street", "house", "flat", "city", "postcode")
    )
    return [home.column, street, house, flat, city, *town, postcode]


def trait_columns(traits: Sequence[Trait]) -> list[str]:
    """Columns of `standard_record` that traits are made of; what is a trait as a whole is read from claims."""
    return [name for trait in traits if trait.column != trait.attribute for name in (trait.attribute, trait.column)]


def homes(among: str | None = None) -> str:
    """Make `home`: one row per profile with an address: the home that its address observed last names.

    `among` is a table of `profile_id`: all profiles without it. `value` is null where that address names no single
    home. `shown` is how it was written, `whole` whether with a flat. A bare house number is a home of its own where
    nobody is known to have a flat in the house. Else it is the flat that the same person has given elsewhere, or the
    only one that is known there; in a block of several flats it is no home at all.
    """
    return tidy(f"""
        create or replace temp table home as
        with place as (
            select *
            from household_place{indented(_semi_join(among, "profile_id"), 12)}
        ),
        house as (
            select town, street, house, {ANSWER} as answer
            from household_place{indented(_semi_join(among and "place", "town, street, house"), 12)}
            group by town, street, house
        ),
        own as (
            select profile_id, town, street, house, min(flat) as own_flat
            from place
            group by profile_id, town, street, house
            having min(flat) = max(flat)
        ),
        located as (
            select
                place.*,
                coalesce(flat, own_flat, answer) as meant,
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
                    'shown': shown,
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
    """)


ANSWER = "case when count(flat) = 0 then '' when min(flat) = max(flat) then min(flat) end"
"""Of all places of a house: the flat that a bare house number means, empty where the house has none. Null: any."""


def held_values(households: Households, extent: Extent) -> str:
    """One row per trait, profile and value that it holds, with the time of its last observation.

    Of the home, whoever is in `home`; of all other traits, the profiles of an extent. What `shared_value` calls an
    organisation's or a placeholder is left out.
    """
    parts = [_lived_in(trait) if trait == households.home else _held(trait, extent) for trait in households.traits]
    return "\nunion all\n".join(parts)


# --- parts


def _semi_join(table: str | None, columns: str) -> str:
    return f"\nsemi join {table} using ({columns})" if table else ""


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


def _held(trait: Trait, extent: Extent) -> str:
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
    """).replace("@said@", _said(trait, extent)) + (f"\n{_LAST}" if trait.only_last else "")


_LAST = tidy(f"""
    qualify row_number() over (
        partition by profile_id
        order by
            coalesce(epoch_us(max(observed_at)), {NEVER_US}) desc,
            count(*) desc,
            value
    ) = 1
""")


def _said(trait: Trait, extent: Extent) -> str:
    """One row per record and value: what it says of the trait, whose record it is, and when it said so."""
    records, value = "", "claim.key"
    if trait.column != trait.attribute:
        own = f"record.{column(trait.column)}"
        same = f"record.record_id = claim.record_id and record.{column(trait.attribute)} = claim.key"
        records = f"join {extent.records} as record on {same}\n"
        value = f"{f'unnest({own})' if trait.is_list else own}::varchar"
    return tidy(f"""
        select
            profile_id,
            {value} as value,
            claim.observed_at
        from {extent.claims}
        @records@where claim.attribute = {literal(trait.attribute)} and claim.key is not null
    """).replace("@records@", records)
