"""The SQL of golden profiles: one row per profile, a column per attribute, and when the row was last another one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from golden_record.model.changes import HOUSEHOLD_CHANGE
from golden_record.model.tables import GOLDEN_PROFILE
from golden_record.stages.survive.electorate.queries import ASKED_PROFILE
from golden_record.stages.survive.rules import AttributeRule
from golden_record.warehouse import ident, indented, literal, stack, temporary, tidy
from golden_record.warehouse.sql import column

ASKED_GOLDEN = "asked_golden"
FORMER_GOLDEN = "former_golden"
PROFILE_ORIGIN = "profile_origin"
"""Temporary tables: golden profiles that take the place of former ones, the former, and what is behind who is asked."""

GOLDEN_DRAFT = "golden_draft"
"""A table that lives as long as golden profiles are laid out."""


def profile_origins() -> str:
    """Make the temporary table `profile_origin`: one row per asked profile, with what its records are.

    Which sources a profile has is told by one bit per source: to gather bits takes a quarter of the time of gathering
    lists, and there are fewer different lists than profiles. Hardly any claim was observed at another time than its
    record.
    """
    return temporary(
        PROFILE_ORIGIN,
        tidy("""
            with voice as (
                select source, number, set_bit(repeat('0', total::integer)::bit, number, 1) as bit
                from (
                    select
                        source,
                        (row_number() over (order by source) - 1)::integer as number,
                        count(*) over () as total
                    from asked_member
                    group by source
                )
            ),
            sighting as materialized (
                select
                    profile_id,
                    bit_or(bit) as voices,
                    min(observed_at) as first_seen_at,
                    max(observed_at) as last_seen_at
                from asked_member
                join voice using (source)
                group by profile_id
            ),
            choir as (
                select voices, list(source order by source) as sources
                from (select distinct voices from sighting)
                join voice on get_bit(voices, number) = 1
                group by voices
            ),
            elsewhen as (
                select
                    profile_id,
                    min(asked_claim.observed_at) as first_said_at,
                    max(asked_claim.observed_at) as last_said_at
                from asked_claim
                join asked_member using (record_id)
                where asked_claim.observed_at is distinct from asked_member.observed_at
                group by profile_id
            )
            select
                profile_id,
                bit_count(voices)::bigint as source_count,
                sources,
                least(first_seen_at, first_said_at) as first_seen_at,
                greatest(last_seen_at, last_said_at) as last_seen_at
            from sighting
            join choir using (voices)
            left join elsewhen using (profile_id)
        """),
    )


def golden_profiles(
    rules: Sequence[AttributeRule], lineage: str, part: int = 0, parts: int = 1, former: str = GOLDEN_PROFILE.name
) -> str:
    """One row per asked profile that is alive: a column per attribute, and what is known of the profile as a whole.

    `lineage` is the table of their golden values. Of several `parts` of the profiles, these are the rows of one. A row
    that is as the last run left it, in `former`, keeps its `updated_at`. The only parameter is the start of the run.

    Of all profiles, each column is a join of its own. To turn rows into columns by grouping takes longer, and as long
    as the rows of a profile have not met, each of them takes up the room of all columns. Of a few profiles, whose
    `former` rows are in a table of their own, neither can be felt, but that there is one join instead of many.
    """
    few = former != GOLDEN_PROFILE.name
    joins = [_golden_values(rule, lineage, _in_part(part, parts, "and")) for rule in rules]
    values = [_golden_rows(rules, lineage)] if few else joins
    return tidy(f"""
        with origin as (
            select * from {PROFILE_ORIGIN}{_in_part(part, parts, "where")}
        ),
        fresh as (
            select
                profile_id,
                {stack((_golden_column(rule, few=few) for rule in rules), indent=16)},
                profile.record_count,
                origin.source_count,
                origin.sources,
                origin.first_seen_at,
                origin.last_seen_at,
                profile.confidence,
                household_member.household_id
            from profile
            join origin using (profile_id)
            {indented(stack(values, separator=""), 12)}
            left join household_member using (profile_id)
        )
        select
            fresh.*,
            case
                when {_same(rules)}
                then former.updated_at
                else cast(? as timestamp)
            end as updated_at
        from fresh
        left join {former} as former using (profile_id)
    """)


def golden_draft(rules: Iterable[AttributeRule]) -> str:
    """Declare the table in which golden profiles are laid out in parts, beside those that they are compared with."""
    columns = stack((f"{column(name)} {type_}" for name, type_ in columns_of_golden(rules).items()), indent=4)
    return f"create or replace table {GOLDEN_DRAFT} (\n    {columns}\n)"


def draft_put_in_place() -> tuple[str, ...]:
    """Let the draft be the golden profiles."""
    return f"drop table {GOLDEN_PROFILE.name}", f"alter table {GOLDEN_DRAFT} rename to {GOLDEN_PROFILE.name}"


def former_golden(*, moved: bool) -> str:
    """Make `former_golden`: golden rows of the asked profiles as they were.

    Where any profile may have `moved` into another household, also of these: to look for rows and to read them is most
    of the work, so both are read together.
    """
    asked = f"select profile_id from {ASKED_PROFILE}"
    who = f"{asked} union select profile_id from {HOUSEHOLD_CHANGE.name}" if moved else asked
    return temporary(
        FORMER_GOLDEN, f"select golden_profile.*\nfrom golden_profile\nsemi join ({who}) using (profile_id)"
    )


def homes_moved() -> str:
    """Add to `asked_golden` who was not asked and lives in another household than the golden row says, or in none.

    The only parameter is the start of the run.
    """
    return tidy(f"""
        insert into {ASKED_GOLDEN} by name
        select former.* replace (household_member.household_id as household_id, cast(? as timestamp) as updated_at)
        from {FORMER_GOLDEN} as former
        left join household_member using (profile_id)
        where household_member.household_id is distinct from former.household_id
            and profile_id not in (select profile_id from {ASKED_PROFILE})
    """)


def surviving_attributes() -> str:
    """One row per attribute that has a golden value anywhere."""
    return "select distinct attribute from attribute_lineage where value is not null order by attribute"


def columns_of_golden(rules: Iterable[AttributeRule]) -> dict[str, str]:
    """The columns of golden profiles, in order, with their types."""
    fixed = {item.name: item.type for item in GOLDEN_PROFILE.columns}
    own = {rule.attribute: "VARCHAR[]" if rule.is_list else "VARCHAR" for rule in rules}
    return {"profile_id": fixed["profile_id"], **own, **fixed}


def _same(rules: Sequence[AttributeRule]) -> str:
    names = (column(name) for name in columns_of_golden(rules) if name != "updated_at")
    return stack((f"former.{name} is not distinct from fresh.{name}" for name in names), indent=20, separator=" and")


def _in_part(part: int, parts: int, word: str) -> str:
    return f" {word} hash(profile_id) % {parts} = {part}" if parts > 1 else ""


def _golden_values(rule: AttributeRule, lineage: str, in_part: str) -> str:
    """Join the golden values of one attribute."""
    values = f"select profile_id, value from {ident(lineage)} where attribute = {literal(rule.attribute)}{in_part}"
    return f"left join ({values}) as {_golden_of(rule)} using (profile_id)"


def _golden_rows(rules: Sequence[AttributeRule], lineage: str) -> str:
    """Join the golden values of all attributes."""
    columns = [
        f"any_value(value) filter (where attribute = {literal(rule.attribute)}) as {column(rule.attribute)}"
        for rule in rules
    ]
    return tidy(f"""
        left join (
            select
                profile_id,
                {stack(columns, indent=16)}
            from {ident(lineage)}
            group by profile_id
        ) as golden using (profile_id)
    """)


def _golden_column(rule: AttributeRule, *, few: bool) -> str:
    value = f"golden.{column(rule.attribute)}" if few else f"{_golden_of(rule)}.value"
    as_list = f"""from_json({value}, '["VARCHAR"]')"""
    return f"{as_list if rule.is_list else value} as {column(rule.attribute)}"


def _golden_of(rule: AttributeRule) -> str:
    return column(f"golden_{rule.attribute}")
