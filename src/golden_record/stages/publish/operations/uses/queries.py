"""The SQL of what fields are good for: uses counted per source and attribute, and the verdict on each."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.config.household import FAMILY_NAME
from golden_record.model.attribute_types import PART_SEPARATOR
from golden_record.model.claims import USABLE_CLAIM
from golden_record.warehouse import literal, stack, tidy
from golden_record.warehouse.sql import column

TELLING_BITS = 1.0
"""Match weight from which an attribute counts as telling in a link: less does not double or halve the odds."""

LEAST_USE = 0.001
"""Uses per record of the source below which a use is none: so few are slips of the pen, and nobody would miss them."""

ASKED_PROFILES = 50_000
"""Profiles asked for the agreement, about: shares come out within half a percent, and asking all takes seconds."""

_PAIR_USES = """
            with member as (
                select record_id, profile_id, source from membership join source_record using (record_id)
            ),
            inside as (
                select one.source as left_source, other.source as right_source, {columns}
                from link
                join member as one on one.record_id = left_id
                join member as other on other.record_id = right_id
                where one.profile_id = other.profile_id
            )
"""


def golden_uses(lists: Sequence[str]) -> str:
    """One row per source and attribute: the golden values that come from it, `lists` being attributes of several."""
    more = tidy(f"""
        union all
        select candidate.source, attribute
        from attribute_candidate as candidate
        join attribute_lineage as lineage using (profile_id, attribute)
        where rank > 1 and list_contains({_items(lists, "lineage.value")}, candidate.value)
    """)
    return tidy(f"""
        select source, attribute, count(*) as golden_count
        from (
            select source, attribute from attribute_lineage where source is not null and value is not null
            {_below(more, 12) if lists else ""}
        )
        group by source, attribute
    """)


def agreements(lists: Sequence[str]) -> str:
    """One row per source and attribute: the share of its values that are the golden one, or in the golden list.

    Values that cleaning finds equal agree, however they are written. Where there are many profiles, some are asked.
    """
    return tidy(f"""
        with asked as (
            select profile_id
            from profile
            where founder_id % (select greatest(1, count(*) // {ASKED_PROFILES}) from profile) = 0
        ),
        said as (
            select
                profile_id,
                source,
                source_id,
                attribute,
                value,
                coalesce(key, value) as identity
            from claim
            join membership using (record_id)
            join source_record using (record_id)
            semi join asked using (profile_id)
            where {USABLE_CLAIM}
        ),
        golden as (
            select
                profile_id,
                attribute,
                {_items(lists, "lineage.value")} as items,
                any_value(identity) as identity
            from attribute_lineage as lineage
            join said using (profile_id, attribute, source, source_id)
            where said.value = written
            group by profile_id, attribute, items
        )
        select
            source,
            attribute,
            avg((said.identity = golden.identity or coalesce(list_contains(items, said.value), false))::integer)
                as agreement
        from said
        join golden using (profile_id, attribute)
        group by source, attribute
    """)


def telling_links(comparisons: Sequence[str]) -> str:
    """One row per source and attribute compared: links inside profiles in which it speaks with a bit or more.

    `comparisons` are the names of the model's comparisons, in its order; parts of an attribute speak together.
    """
    if not comparisons:
        return "select null::varchar as source, null::varchar as attribute, 0::bigint as telling_count"
    places: dict[str, list[int]] = {}
    for at, name in enumerate(comparisons, start=1):
        places.setdefault(name.partition(PART_SEPARATOR)[0], []).append(at)
    counts = (
        f"count(*) filter (where abs({' + '.join(f'weights[{at}]' for at in parts)}) >= {TELLING_BITS})"
        f" as {column(name)}"
        for name, parts in places.items()
    )
    return tidy(f"""
        unpivot (
            {_below(_PAIR_USES.format(columns="weights").strip(), 0)}
            select
                source,
                {stack(counts, indent=16)}
            from (
                select left_source as source, weights from inside
                union all
                select right_source, weights from inside
            )
            group by source
        )
        on
            {stack(map(column, places), indent=12)}
        into name attribute value telling_count
    """)


def blocked_links() -> str:
    """One row per source and attribute: links inside profiles that were found because they share it."""
    return tidy(f"""
        {_below(_PAIR_USES.format(columns="link.blocking_rule as name").strip(), 0)}
        select source, attribute, count(*) as blocking_count
        from (
            select left_source as source, name from inside
            union all
            select right_source, name from inside
        )
        join (select name, unnest(attributes) as attribute from blocking_rule) using (name)
        group by source, attribute
    """)


def own_identifiers(types: Sequence[str]) -> str:
    """One row per source and attribute: identifiers of profiles that no other source knows."""
    return tidy(f"""
        select source, attribute, count(*) as identifier_count
        from (
            select attribute, min(source) as source, max(source) as last_source
            from claim
            join membership using (record_id)
            join source_record using (record_id)
            where attribute in ({_listed(types)}) and {USABLE_CLAIM}
            group by profile_id, attribute, coalesce(key, value)
        )
        where source = last_source
        group by source, attribute
    """)


def household_uses(name: str) -> str:
    """One row per source and attribute: profiles of the source's records that it ties to a household.

    `name` is the attribute that `family_name` means.
    """
    return tidy(f"""
        select source, attribute, count(distinct profile_id) as household_count
        from (
            select
                profile_id,
                case
                    when told = {literal(FAMILY_NAME)} then {literal(name)}
                    else split_part(told, {literal(PART_SEPARATOR)}, 1)
                end as attribute
            from (select profile_id, unnest(string_split(reason, ' and ')) as told from household_member)
        )
        join (select profile_id, unnest(sources) as source from golden_profile) using (profile_id)
        group by source, attribute
    """)


def verdicts(measured: str, purposes: Sequence[tuple[str, str]]) -> str:
    """The rows of `measured` with what each field serves, and of those that serve nothing the reason.

    `purposes` are attributes with what the job itself names them for.
    """
    told = stack((f"({literal(name)}, {literal(purpose)})" for name, purpose in purposes), indent=16)
    named = f"values\n                {told}" if purposes else "select null::varchar, null::varchar where false"
    uses = (f"case when {count} >= least_use then {literal(use)} end" for count, use in _USES.items())
    reasons = (
        f"case when {count} = 0 then {literal(never)} else {count} || {literal(few)} end"
        for count, (never, few) in _REASONS.items()
    )
    return tidy(f"""
        with purpose (attribute, purpose) as (
            {named}
        ),
        named as (
            select attribute, list(purpose order by purpose) as purposes from purpose group by attribute
        ),
        weighed as (
            select
                *,
                greatest(1, ceil({LEAST_USE} * record_count)) as least_use
            from ({measured})
        ),
        judged as (
            select
                weighed.*,
                list_concat(
                    list_filter(
                        [
                            {stack(uses, indent=28)}
                        ],
                        lambda use: use is not null
                    ),
                    coalesce(purposes, [])
                ) as uses
            from weighed
            left join named using (attribute)
        )
        select
            * exclude (least_use, uses),
            case when record_count > 0 and len(uses) > 0 then uses end as serves,
            case
                when record_count > 0 and len(uses) = 0 then concat_ws(
                    '; ',
                    case
                        when filled_count = 0 then 'never filled'
                        else 'filled in ' || filled_count || ' of ' || record_count || ' records'
                    end,
                    {stack(reasons, indent=20)}
                )
            end as needless_because
        from judged
        order by source, attribute
    """)


_USES = {
    "golden_count": "golden values",
    "telling_count": "matching",
    "blocking_count": "blocking",
    "identifier_count": "identifiers",
    "household_count": "households",
}
_REASONS = {
    "golden_count": ("wins no golden value", " golden values"),
    "telling_count": ("tells in no link", " links in which it tells"),
    "blocking_count": ("finds no link", " links found by it"),
    "identifier_count": ("no identifier that no other source knows", " identifiers that no other source knows"),
    "household_count": ("ties nobody to a household", " profiles tied to a household"),
}
"""What is said of a use that is too rare: where there is none, and behind the number where there are some."""


def _items(lists: Sequence[str], value: str) -> str:
    """The items of a golden value that is a list, which the lineage keeps as JSON; null for one that is none."""
    if not lists:
        return "null::varchar[]"
    items = f"""from_json({value}, '["VARCHAR"]')"""
    return f"case when attribute in ({_listed(lists)}) and json_valid({value}) then {items} end"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(literal, names)) or "null"


def _below(sql: str, indent: int) -> str:
    return sql.replace("\n", "\n" + " " * indent)
