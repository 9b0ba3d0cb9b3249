"""Statements of blocking: how large the blocks of a rule are, the pairs inside them, and a sample of such pairs."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.stages.link.blocking.choice import MAX_BLOCK, Chosen
from golden_record.stages.link.blocking.rules import Rule
from golden_record.stages.link.queries import CANDIDATE, NODE
from golden_record.warehouse import tidy

PILOT = "pilot_pair"
PILOT_DISTINCT = "pilot_pair_distinct"

_SCATTER = 2_654_435_761
_BUCKETS = 1_000_003
"""A multiplier and a prime that scatter dense ids over as many buckets, the same on every machine."""


# --- costs


def block_sizes(rule: Rule) -> str:
    """One row per size of the blocks of a rule, from two records on: the size, and how many blocks have it."""
    return tidy(f"""
        with block as (
            select count(*) as size
            from ({_keys(rule)})
            group by key
        )
        select size, count(*) as blocks
        from block
        where size > 1
        group by size
        order by size
    """)


def heaviest_value(rule: Rule, largest: int) -> str:
    """One row: the key of the largest block that is no larger than a limit, as text, and its records."""
    source = NODE if rule.explode is None else f"(select *, unnest({rule.explode}) as item from {NODE})"
    return tidy(f"""
        with held as (
            select ({rule.key})::varchar as value, count(distinct record_id) as size
            from {source}
            where ({rule.key}) is not null
            group by value
        )
        select value, size
        from held
        where size <= {largest}
        order by size desc, value
        limit 1
    """)


# --- pairs


def candidate_pairs(chosen: Sequence[Chosen]) -> str:
    """One row per pair that any rule finds, with the position of the first rule that does."""
    found = "\nunion all\n".join(_pairs(rule, place) for place, rule in enumerate(chosen))
    return f"with found as (\n{found}\n)\n" + tidy("""
        select
            join_key_l,
            join_key_r,
            min(place)::varchar as match_key
        from found
        group by join_key_l, join_key_r
        """)


def no_pairs() -> str:
    """No row at all, in the shape of candidate pairs."""
    return "select 0::bigint as join_key_l, 0::bigint as join_key_r, '0' as match_key where false"


def pairs_by_rule() -> str:
    """One row per rule position: pairs that no earlier rule found."""
    return f"select match_key::int as place, count(*) as pairs from {CANDIDATE} group by place order by place"


# --- pilot


def pilot_table() -> str:
    """An empty table of sampled pairs: which rule found them, and in a block of how many records."""
    return tidy(f"""
        create or replace temporary table {PILOT} (
            left_id bigint,
            right_id bigint,
            rule smallint,
            size integer
        )
    """)


def add_pilot_pairs(rule: Rule, place: int, share: float) -> str:
    """Add the pairs of a rule whose first record is in the sample, so that each pair has the same chance."""
    return tidy(f"""
        insert into {PILOT}
        with keyed as ({_keys(rule)}),
        block as (
            select key, count(*) as size
            from keyed
            group by key
            having count(*) between 2 and {MAX_BLOCK}
        ),
        sampled as (
            select record_id, key, size
            from keyed
            join block using (key)
            where record_id * {_SCATTER} % {_BUCKETS} < {round(share * _BUCKETS)}
        )
        select
            l.record_id as left_id,
            r.record_id as right_id,
            {place} as rule,
            min(size) as size
        from sampled as l
        join keyed as r on l.key = r.key and l.record_id < r.record_id
        group by left_id, right_id
    """)


def distinct_pilot_pairs() -> str:
    """One row per sampled pair, numbered from 0."""
    return tidy(f"""
        select left_id, right_id, row_number() over (order by left_id, right_id) - 1 as pair
        from (select distinct left_id, right_id from {PILOT})
    """)


def pilot_findings() -> str:
    """One row per sampled pair and rule that finds it: the numbers of both, and the size of the block."""
    return tidy(f"""
        select pair, rule, size
        from {PILOT}
        join {PILOT_DISTINCT} using (left_id, right_id)
        order by pair, rule
    """)


def _keys(rule: Rule) -> str:
    if rule.explode is None:
        return f"select record_id, hash({rule.key}) as key from {NODE} where ({rule.key}) is not null"
    return tidy(f"""
        select distinct record_id, hash({rule.key}) as key
        from (select *, unnest({rule.explode}) as item from {NODE})
        where ({rule.key}) is not null
    """)


def _pairs(chosen: Chosen, place: int) -> str:
    return tidy(f"""
        (
            with keyed as ({_keys(chosen.rule)}),
            small as (
                select key
                from keyed
                group by key
                having count(*) between 2 and {chosen.largest_block}
            ),
            kept as (
                select *
                from keyed
                semi join small using (key)
            )
            select
                l.record_id as join_key_l,
                r.record_id as join_key_r,
                {place} as place
            from kept as l
            join kept as r on l.key = r.key and l.record_id < r.record_id
        )
    """)
