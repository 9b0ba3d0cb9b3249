"""Statements that count the links inside profiles per source: all of them, or those of a part before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from golden_record.model.attribute_types import PART_SEPARATOR
from golden_record.model.changes import PAIR_CHANGE
from golden_record.model.tallies import LINK_TALLY, RULE_TALLY
from golden_record.warehouse import added, differences, ident, indented, literal, stack, temporary, tidy

TELLING_BITS = 1.0
"""Match weight from which an attribute counts as telling in a link: less does not double or halve the odds."""

FORMER_MET, PRESENT_MET = "former_met", "present_met"
"""Temporary tables of how sources met in links inside profiles: before, and now."""

MOVED_LINK = "moved_link"
"""Temporary table of the links of the part that may count for others than before."""

MOVED_TALLY = "moved_tally"
"""Temporary table of what will take the place of a table of counts."""


def all_met(comparisons: Sequence[str]) -> str:
    """How sources meet in all links inside profiles, as a temporary table.

    `comparisons` are the names of the model's comparisons, in its order.
    """
    return temporary(PRESENT_MET, _among("membership join source_record using (record_id)", "link", comparisons))


def moved_links(*, moved: bool) -> str:
    """Links of the part that may count for others than before; `moved` says whether `pair_change` tells of some.

    All others are as they were, between records that are where they were: what they add would be taken off again.
    """
    pairs = f"union\nselect left_id, right_id from {PAIR_CHANGE.name}" if moved else ""
    return temporary(
        MOVED_LINK,
        tidy("""
            with mover as (
                select record_id
                from former_membership as former
                full join new_membership as present using (record_id)
                where former.profile_id is distinct from present.profile_id
            ),
            pair as (
                select left_id, right_id from part_link semi join mover on record_id = left_id
                union
                select left_id, right_id from part_link semi join mover on record_id = right_id
                @pairs@
            )
            select left_id, right_id, blocking_rule, weights
            from part_link
            semi join pair using (left_id, right_id)
        """).replace("@pairs@", indented(pairs, 4)),
    )


def part_met_before(comparisons: Sequence[str], *, moved: bool) -> str:
    """How sources met in these as they were, as a temporary table."""
    links = MOVED_LINK
    if moved:
        former = f"select left_id, right_id, blocking_rule, weights from {PAIR_CHANGE.name} where linked"
        kept = f"select * from {MOVED_LINK}\nanti join {PAIR_CHANGE.name} using (left_id, right_id)"
        links = _nested(f"{kept}\nunion all\n{former}", 0)
    return temporary(FORMER_MET, _among("part_stay", links, comparisons))


def part_met_now(comparisons: Sequence[str]) -> str:
    """How sources meet in them now, as a temporary table."""
    return temporary(PRESENT_MET, _among("new_membership join part_record using (record_id)", MOVED_LINK, comparisons))


def link_tallies(comparisons: Sequence[str]) -> str:
    """Add one row per source and attribute compared: what it adds to links."""
    return added(LINK_TALLY.name, f"{_compared(PRESENT_MET, comparisons)}\nhaving sum(told.counted) > 0")


def rule_tallies() -> str:
    """Add one row per source and blocking rule: the links that it found."""
    return added(RULE_TALLY.name, _found(PRESENT_MET))


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
            select source, attribute, -total, -link_count, -telling_count
            from {_nested(_compared(FORMER_MET, comparisons), 12)}
            union all
            {_nested(_compared(PRESENT_MET, comparisons), 12)}
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
            select source, blocking_rule, -link_count
            from {_nested(_found(FORMER_MET), 12)}
            union all
            {_nested(_found(PRESENT_MET), 12)}
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


def _among(members: str, links: str, comparisons: Sequence[str]) -> str:
    member = f"with member as (select record_id, profile_id, source from {members})"
    return f"{member}\n{_met(links, comparisons)}"


def _met(links: str, comparisons: Sequence[str]) -> str:
    """One row per pair of sources and rule: their links inside profiles, so that no link is handled twice.

    Decimals are summed, since a sum of fractions depends on their order.
    """
    return tidy(f"""
        select
            one.source as left_source,
            other.source as right_source,
            blocking_rule,
            {stack(("count(*) as links", *_counts(_sizes(comparisons).values())), indent=12)}
        from {indented(links, 8)} as link
        join member as one on one.record_id = left_id
        join member as other on other.record_id = right_id
        where one.profile_id = other.profile_id
        group by one.source, other.source, blocking_rule
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


def _compared(met: str, comparisons: Sequence[str]) -> str:
    told = (
        f"{{'attribute': {literal(name)}, 'total': total_{at}, 'counted': counted_{at}, 'telling': telling_{at}}}"
        for at, name in enumerate(_sizes(comparisons))
    )
    return tidy(f"""
        select
            source,
            told.attribute as attribute,
            sum(told.total) as total,
            sum(told.counted)::bigint as link_count,
            sum(told.telling)::bigint as telling_count
        from (
            select
                source,
                unnest([
                    {stack(told, indent=20)}
                ]) as told
            from {_nested(_sides(met), 12)}
        )
        group by source, told.attribute
    """)


def _found(met: str) -> str:
    return tidy(f"""
        select source, blocking_rule, sum(links)::bigint as link_count
        from {_nested(_sides(met), 8)}
        group by source, blocking_rule
    """)


def _sides(met: str) -> str:
    """Each link as that of the one source, and as that of the other."""
    return tidy(f"""
        select left_source as source, * from {ident(met)}
        union all
        select right_source, * from {ident(met)}
    """)


def _nested(sql: str, indent: int) -> str:
    return f"(\n{' ' * (indent + 4)}{indented(sql, indent + 4)}\n{' ' * indent})"
