"""The SQL of `ops.source_quality`: every field beside all that is counted of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from golden_record.stages.publish.operations.uses import queries as uses
from golden_record.stages.publish.operations.uses.roles import Roles
from golden_record.warehouse import indented, literal, stack, tidy


def source_quality(fields: Sequence[tuple[str, str]], roles: Roles, identifiers: str) -> str:
    """One row per source and attribute it feeds; the parameter is the id of the run.

    `fields` are these pairs; `identifiers` is the table `profile_identifier` of the mart that is being written, which
    must be complete.
    """
    counted = {
        "agreed": _AGREED,
        "found": _FOUND,
        "golden_use": uses.golden_uses(roles.lists),
        "owned": uses.own_identifiers(identifiers),
        "housed": uses.household_uses(roles.name),
    }
    return uses.verdicts(_measured(fields, counted.items()), roles.purposes)


def _measured(fields: Sequence[tuple[str, str]], counted: Iterable[tuple[str, str]]) -> str:
    return tidy(f"""
        with field (source, attribute) as (
            values
                {stack((f"({literal(source)}, {literal(name)})" for source, name in fields), indent=16)}
        ),
        size as (
            select source, count(*) as record_count from source_record group by source
        ),
        variety as (
            select
                source,
                attribute,
                sum(distinct_count)::bigint as distinct_count,
                max(frequency) as top_count
            from value_spread
            group by source, attribute
        )
        select
            cast(? as varchar) as run_id,
            source,
            attribute,
            coalesce(record_count, 0) as record_count,
            coalesce(filled_count, 0) as filled_count,
            coalesce(value_count, 0) as value_count,
            coalesce(valid_count, 0) as valid_count,
            coalesce(suspicious_count, 0) as suspicious_count,
            coalesce(placeholder_count, 0) as placeholder_count,
            coalesce(distinct_count, 0) as distinct_count,
            top_count / value_count as top_value_share,
            total::double / link_count as match_weight,
            coalesce(golden_count, 0) as golden_count,
            agreement,
            coalesce(telling_count, 0) as telling_count,
            coalesce(blocking_count, 0) as blocking_count,
            coalesce(identifier_count, 0) as identifier_count,
            coalesce(household_count, 0) as household_count
        from field
        left join size using (source)
        left join field_tally using (source, attribute)
        left join variety using (source, attribute)
        left join link_tally using (source, attribute)
        {stack((_joined(name, query) for name, query in counted), indent=8, separator="")}
    """)


_AGREED = tidy("""
    select source, attribute, sum(agreeing_count) / sum(value_count) as agreement
    from field_agreement
    group by source, attribute
""")


_FOUND = tidy("""
    select source, attribute, sum(link_count)::bigint as blocking_count
    from rule_tally
    join (select name as blocking_rule, unnest(attributes) as attribute from blocking_rule) using (blocking_rule)
    group by source, attribute
""")


def _joined(name: str, query: str) -> str:
    return f"left join (\n            {indented(query, 12)}\n        ) as {name} using (source, attribute)"
