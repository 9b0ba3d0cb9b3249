"""The SQL that counts in which profiles the values of a source are the golden ones."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from golden_record.model.claims import USABLE_CLAIM
from golden_record.model.tallies import FIELD_AGREEMENT
from golden_record.stages.survive.electorate.queries import ASKED_CLAIM, ASKED_MEMBER, ASKED_PROFILE
from golden_record.warehouse import added, ident, literal, tidy


@dataclass(frozen=True)
class Electorate:
    """Whose values are looked at: relations of records with their profile, of claims, and of lineage."""

    members: str
    claims: str
    lineage: str


def everyone(lineage: str, asked_lineage: str | None = None) -> Electorate:
    """All profiles; with `asked_lineage`, which holds the lineage of those in the table of asked ones."""
    members = "(select record_id, profile_id, source, source_id from membership join source_record using (record_id))"
    if asked_lineage is None:
        return Electorate(members, "claim", ident(lineage))
    others = f"from {ident(lineage)} anti join {ASKED_PROFILE} using (profile_id)"
    return Electorate(members, "claim", f"({others} union all by name from {ident(asked_lineage)})")


def asked(asked_lineage: str) -> Electorate:
    """The profiles of the tables of the asked."""
    return Electorate(ASKED_MEMBER, ASKED_CLAIM, ident(asked_lineage))


def field_agreements(electorate: Electorate, lists: Collection[str]) -> str:
    """Add a row per profile, source and attribute; `lists` are attributes of which a golden profile keeps a list.

    Values that cleaning finds equal agree, however they are written. Parameter, twice: of how many profiles one is
    asked. Each step is made before the next: all at once, every claim would be joined before most are left out.
    """
    return added(
        FIELD_AGREEMENT.name,
        tidy(f"""
            with member as materialized (
                select record_id, profile_id, source, source_id
                from {electorate.members} as everybody
                semi join (select profile_id from profile where founder_id % ? = 0) using (profile_id)
            ),
            said as materialized (
                select profile_id, source, source_id, attribute, value, coalesce(key, value) as identity
                from {electorate.claims} as claim
                join member using (record_id)
                where {USABLE_CLAIM}
            ),
            elected as materialized (
                select
                    profile_id,
                    attribute,
                    source,
                    source_id,
                    written as value,
                    {_items(lists)} as items
                from {electorate.lineage} as lineage
                semi join member using (profile_id)
            ),
            golden as (
                select profile_id, attribute, min(identity) as identity, any_value(items) as items
                from elected
                join said using (profile_id, attribute, source, source_id, value)
                group by profile_id, attribute
            )
            select
                profile_id,
                source,
                attribute,
                count(*) as value_count,
                count(*) filter (where said.identity = golden.identity or list_contains(items, said.value)),
                ?
            from said
            join golden using (profile_id, attribute)
            group by profile_id, source, attribute
        """),
    )


def kept_share() -> str:
    """One row: of how many profiles one was asked; null where nothing is known."""
    return f"select max(one_in) from {FIELD_AGREEMENT.name}"


def _items(lists: Collection[str]) -> str:
    """The items of a golden value that is a list, which the lineage keeps as JSON; null for one that is none."""
    if not lists:
        return "null::varchar[]"
    listed = ", ".join(map(literal, sorted(lists)))
    items = """from_json(lineage.value, '["VARCHAR"]')"""
    return f"case when attribute in ({listed}) and json_valid(lineage.value) then {items} end"
