"""The SQL of what fields are good for: uses counted per source and attribute, and the verdict on each."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.config.household import FAMILY_NAME
from golden_record.model.attribute_types import PART_SEPARATOR
from golden_record.warehouse import ident, indented, literal, stack, tidy

LEAST_USE = 0.001
"""Uses per record of the source below which a use is none: so few are slips of the pen, and nobody would miss them."""


def golden_uses(lists: Sequence[str]) -> str:
    """One row per source and attribute: the golden values that come from it, `lists` being attributes of several."""
    first = tidy("""
        select source, attribute, count(*) as golden_count
        from attribute_lineage
        where source is not null and value is not null
        group by source, attribute
    """)
    if not lists:
        return first
    return tidy(f"""
        select source, attribute, sum(golden_count)::bigint as golden_count
        from (
            {indented(first, 12)}
            union all
            {indented(_others_of_lists(lists), 12)}
        )
        group by source, attribute
    """)


def _others_of_lists(lists: Sequence[str]) -> str:
    """The same of the values of golden lists that are not the first: they are JSON in the lineage."""
    listed = ", ".join(map(literal, lists))
    # Lists that others are in are few: only these are parsed.
    within = """list_contains(from_json(list, '["VARCHAR"]'), candidate.value)"""
    return tidy(f"""
        select candidate.source, attribute, count(*)
        from (from attribute_candidate where rank > 1 and attribute in ({listed})) as candidate
        join (
            select profile_id, attribute, value as list from attribute_lineage where attribute in ({listed})
        ) using (profile_id, attribute)
        where case when json_valid(list) then {within} end
        group by candidate.source, attribute
    """)


def own_identifiers(identifiers: str) -> str:
    """One row per source and attribute: identifiers of profiles that no other source knows."""
    return tidy(f"""
        select sources[1] as source, type as attribute, count(*) as identifier_count
        from {ident(identifiers)}
        where len(sources) = 1
        group by sources[1], type
    """)


def household_uses(name: str) -> str:
    """One row per source and attribute: profiles of the source's records that it ties to a household.

    `name` is the attribute that `family_name` means. Reasons are few: they are taken apart once they are counted.
    """
    return tidy(f"""
        with told as (
            select reason, source, count(*) as profile_count
            from (select reason, unnest(sources) as source from household_member join golden_profile using (profile_id))
            group by reason, source
        ),
        tie as (
            select distinct
                reason,
                case
                    when part = {literal(FAMILY_NAME)} then {literal(name)}
                    else split_part(part, {literal(PART_SEPARATOR)}, 1)
                end as attribute
            from (select reason, unnest(string_split(reason, ' and ')) as part from told)
        )
        select source, attribute, sum(profile_count)::bigint as household_count
        from told
        join tie using (reason)
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
