"""The SQL of what links rest on: what attributes weigh in them, and which found them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from golden_record.model.attribute_types import PART_SEPARATOR
from golden_record.warehouse import literal, stack, tidy

TELLING_BITS = 1.0
"""Match weight from which an attribute counts as telling in a link: less does not double or halve the odds."""


def link_figures(comparisons: Sequence[str]) -> str:
    """One row per source and attribute that links inside profiles were compared by, or found by.

    It tells the average size of the attribute's weight, in how many links it speaks with a bit or more, and how many
    were found because they share it. `comparisons` are the names of the model's comparisons, in its order.
    """
    sizes = _sizes(comparisons)
    return tidy(f"""
        with member as (
            select record_id, profile_id, source from membership join source_record using (record_id)
        ),
        met as materialized (
            {_below(_met(sizes.values()), 12)}
        ),
        side as (
            select left_source as source, * exclude (left_source, right_source) from met
            union all
            select right_source, * exclude (left_source, right_source) from met
        ),
        compared as (
            {_below(_compared(list(sizes)), 12)}
        ),
        found as (
            select source, attribute, sum(links)::bigint as blocking_count
            from side
            join (select name as blocking_rule, unnest(attributes) as attribute from blocking_rule)
                using (blocking_rule)
            group by source, attribute
        )
        select source, attribute, match_weight, telling_count, blocking_count
        from compared
        full join found using (source, attribute)
    """)


def _sizes(comparisons: Sequence[str]) -> dict[str, str]:
    """By attribute how much it adds to a link; that of one compared in parts, as names are, is the sum of theirs."""
    places: dict[str, list[int]] = {}
    for at, name in enumerate(comparisons, start=1):
        places.setdefault(name.partition(PART_SEPARATOR)[0], []).append(at)
    return {name: f"abs({' + '.join(f'weights[{at}]' for at in parts)})" for name, parts in places.items()}


def _met(sizes: Iterable[str]) -> str:
    """One row per pair of sources and rule: their links inside profiles, so that no link is handled twice.

    Decimals are summed, since a sum of fractions depends on their order.
    """
    return tidy(f"""
        select
            one.source as left_source,
            other.source as right_source,
            blocking_rule,
            {stack(("count(*) as links", *_counts(sizes)), indent=12)}
        from link
        join member as one on one.record_id = left_id
        join member as other on other.record_id = right_id
        where one.profile_id = other.profile_id
        group by one.source, other.source, blocking_rule
    """)


def _counts(sizes: Iterable[str]) -> Iterator[str]:
    for at, size in enumerate(sizes):
        yield f"sum({size}::decimal(18, 6)) as total_{at}"
        yield f"count({size}) as count_{at}"
        yield f"count(*) filter (where {size} >= {TELLING_BITS}) as telling_{at}"


def _compared(attributes: Sequence[str]) -> str:
    if not attributes:
        return tidy("""
            select
                null::varchar as source,
                null::varchar as attribute,
                null::double as match_weight,
                null::bigint as telling_count
            where false
        """)
    told = (
        f"{{'attribute': {literal(name)}, 'total': total_{at}, 'counted': count_{at}, 'telling': telling_{at}}}"
        for at, name in enumerate(attributes)
    )
    return tidy(f"""
        select
            source,
            told.attribute as attribute,
            sum(told.total)::double / sum(told.counted) as match_weight,
            sum(told.telling)::bigint as telling_count
        from (
            select
                source,
                unnest([
                    {stack(told, indent=20)}
                ]) as told
            from side
        )
        group by source, told.attribute
    """)


def _below(sql: str, indent: int) -> str:
    return sql.replace("\n", "\n" + " " * indent)
