"""Statements that count the links inside profiles per source: all of them, or those of a part before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from golden_record.model.attribute_types import PART_SEPARATOR
from golden_record.model.changes import PAIR_CHANGE
from golden_record.model.tallies import LINK_TALLY, RULE_TALLY
from golden_record.warehouse import added, differences, ident, indented, literal, stack, temporary, tidy

TELLING_BITS = 1.0
"""Match weight from which an attribute counts as telling in a link: less does not double or halve the odds."""

MET = "met"
"""Temporary table of how sources met in links inside profiles."""

MOVED_TALLY = "moved_tally"
"""Temporary table of what will take the place of a table of counts."""


def all_met(comparisons: Sequence[str]) -> str:
    """How sources meet in all links inside profiles, as a temporary table.

    `comparisons` are the names of the model's comparisons, in its order.
    """
    members = "select record_id, profile_id, source from membership join source_record using (record_id)"
    return temporary(
        MET,
        tidy(f"""
            with member as (
                {members}
            )
            {indented(_met("(select *, true as present from link)", comparisons), 12)}
        """),
    )


def moved_met(comparisons: Sequence[str], *, moved: bool) -> str:
    """How sources meet now in the links of the part that may count for others than before, and how they met there.

    As a temporary table, where `present` tells one from the other. `moved` says whether `pair_change` tells of some.
    All other links are as they were, between records that are where they were: what they add would be taken off again.
    """
    changed = PAIR_CHANGE.name
    pairs = [f"select left_id, right_id from part_link semi join mover on record_id = {side}" for side in _SIDES]
    told = ["select *, true as present from moved_link"]
    if moved:
        pairs += [f"select left_id, right_id from {changed}"]
        told += [
            f"select *, false from moved_link anti join {changed} using (left_id, right_id)",
            f"select left_id, right_id, blocking_rule, weights, false from {changed} where linked",
        ]
    else:
        told += ["select *, false from moved_link"]
    return temporary(
        MET,
        tidy(f"""
            with mover as (
                select record_id
                from former_membership as former
                full join new_membership as present using (record_id)
                where former.profile_id is distinct from present.profile_id
            ),
            pair as (
                {stack(pairs, indent=16, separator=_UNION)}
            ),
            moved_link as (
                select left_id, right_id, blocking_rule, weights
                from part_link
                semi join pair using (left_id, right_id)
            ),
            told as (
                {stack(told, indent=16, separator=f"{_UNION} all")}
            ),
            member as (
                select record_id, profile_id, source, true as present
                from new_membership
                join part_record using (record_id)
                union all
                select record_id, profile_id, source, false from part_stay
            )
            {indented(_met("told", comparisons, "and {side}.present = link.present"), 12)}
        """),
    )


_SIDES = ("left_id", "right_id")
_UNION = "\n                union"


def link_tallies(comparisons: Sequence[str]) -> str:
    """Add one row per source and attribute compared: what it adds to links."""
    return added(LINK_TALLY.name, f"{_compared(comparisons)}\nhaving {_balance('told.counted')} > 0")


def rule_tallies() -> str:
    """Add one row per source and blocking rule: the links that it found."""
    return added(RULE_TALLY.name, _found())


def link_tallies_moved(comparisons: Sequence[str]) -> str:
    """One row per source and attribute compared: what it adds to links, now that those of the part are others."""
    return tidy(f"""
        select
            source,
            attribute,
            sum(total) as total,
            sum(link_count)::bigint as link_count,
            sum(telling_count)::bigint as telling_count
        from (
            select * from {LINK_TALLY.name}
            union all
            {_nested(_compared(comparisons), 12)}
        )
        group by source, attribute
        having sum(link_count) > 0
    """)


def rule_tallies_moved() -> str:
    """One row per source and blocking rule: the links that it found, now that those of the part are others."""
    return tidy(f"""
        select source, blocking_rule, sum(link_count)::bigint as link_count
        from (
            select * from {RULE_TALLY.name}
            union all
            {_nested(_found(), 12)}
        )
        group by source, blocking_rule
        having sum(link_count) > 0
    """)


def moved_rows() -> str:
    """The rows that take the place of a table's."""
    return f"from {MOVED_TALLY}"


def other_rows(table: str) -> str:
    """One row: how many of these are not in a table, and the other way round."""
    return differences(MOVED_TALLY, ident(table))


def _met(links: str, comparisons: Sequence[str], condition: str = "") -> str:
    """One row per pair of sources and rule: their links inside profiles, so that no link is handled twice.

    `condition` is what else must hold of a `{side}` of a link. Decimals are summed, since a sum of fractions depends on
    their order.
    """
    return tidy(f"""
        select
            link.present,
            one.source as left_source,
            other.source as right_source,
            blocking_rule,
            {stack(("count(*) as links", *_counts(_sizes(comparisons).values())), indent=12)}
        from {links} as link
        join member as one on one.record_id = left_id {condition.format(side="one")}
        join member as other on other.record_id = right_id {condition.format(side="other")}
        where one.profile_id = other.profile_id
        group by link.present, one.source, other.source, blocking_rule
    """)


def _sizes(comparisons: Sequence[str]) -> dict[str, str]:
    """By attribute how much it adds to a link; that of one compared in parts, as names are, is the sum of theirs."""
    places: dict[str, list[int]] = {}
    for at, name in enumerate(comparisons, start=1):
        places.setdefault(name.partition(PART_SEPARATOR)[0], []).append(at)
    return {name: f"abs({' + '.join(f'weights[{at}]' for at in parts)})" for name, parts in places.items()}


def _counts(sizes: Iterable[str]) -> Iterator[str]:
    for at, size in enumerate(sizes):
        yield f"sum({size}::decimal(18, 6)) as total_{at}"
        yield f"count({size}) as counted_{at}"
        yield f"count(*) filter (where {size} >= {TELLING_BITS}) as telling_{at}"


def _compared(comparisons: Sequence[str]) -> str:
    """One row per source and attribute: what it adds to links that are present, less what it added to the others."""
    told = (
        f"{{'attribute': {literal(name)}, 'total': total_{at}, 'counted': counted_{at}, 'telling': telling_{at}}}"
        for at, name in enumerate(_sizes(comparisons))
    )
    return tidy(f"""
        select
            source,
            told.attribute as attribute,
            {_balance("told.total")} as total,
            {_balance("told.counted")}::bigint as link_count,
            {_balance("told.telling")}::bigint as telling_count
        from (
            select
                present,
                source,
                unnest([
                    {stack(told, indent=20)}
                ]) as told
            from {_nested(_sides(), 12)}
        )
        group by source, told.attribute
    """)


def _found() -> str:
    """One row per source and blocking rule: the links that it found and that are present, less the others."""
    return tidy(f"""
        select source, blocking_rule, {_balance("links")}::bigint as link_count
        from {_nested(_sides(), 8)}
        group by source, blocking_rule
    """)


def _balance(count: str) -> str:
    return f"sum(case when present then {count} else -{count} end)"


def _sides() -> str:
    """Each link as that of the one source, and as that of the other."""
    return tidy(f"""
        select left_source as source, * from {MET}
        union all
        select right_source, * from {MET}
    """)


def _nested(sql: str, indent: int) -> str:
    return f"(\n{' ' * (indent + 4)}{indented(sql, indent + 4)}\n{' ' * indent})"
