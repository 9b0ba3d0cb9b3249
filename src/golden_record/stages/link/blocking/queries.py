"""Statements of blocking: how large the blocks of a rule are, the pairs inside them, and a sample of such pairs."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.model.matching import BLOCK_KEY, BLOCKING_ESTIMATE, BLOCKING_RULE
from golden_record.stages.link.blocking.choice import MAX_BLOCK
from golden_record.stages.link.blocking.rules import Rule
from golden_record.stages.link.queries import CANDIDATE, NODE
from golden_record.warehouse import tidy

BLOCK = "block_size"
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


def block_keys(rules: Sequence[Rule]) -> str:
    """One row per rule, by position, compared record and value: the key of its block, which no other rule shares."""
    keys = [
        f"select {place}::usmallint as place, record_id, hash({place}, key) as key\nfrom ({_keys(rule)})"
        for place, rule in enumerate(rules)
    ]
    return "\nunion all\n".join(keys or [no_keys()])


def no_keys() -> str:
    """No row at all, in the shape of block keys."""
    return "select 0::usmallint as place, 0::bigint as record_id, 0::ubigint as key where false"


def blocks(keys: str = BLOCK_KEY.name) -> str:
    """One row per block of several records: its rule, its key, and how many records it has."""
    return f"select place, key, count(*) as size from {keys} group by place, key having count(*) > 1"


def crowded_blocks(limits: Sequence[int]) -> str:
    """The blocks that hold more records than their rule may compare."""
    return tidy(f"""
        select place, key, size as records
        from {BLOCK}
        where size > {limit_of(limits)}
        order by place, key
    """)


def candidate_pairs(limits: Sequence[int], keys: str = BLOCK_KEY.name, sizes: str = BLOCK) -> str:
    """One row per pair that any rule finds, with the position of the first rule that does.

    `limits` are the records of the largest block per rule, `keys` the table, or a query, of their block keys, and
    `sizes` that of their blocks.
    """
    return tidy(f"""
        with kept as (
            select *
            from {keys}
            semi join (select key from {sizes} where size <= {limit_of(limits)}) as block using (key)
        )
        select
            l.record_id as join_key_l,
            r.record_id as join_key_r,
            min(l.place)::varchar as match_key
        from kept as l
        join kept as r on l.key = r.key and l.record_id < r.record_id
        group by l.record_id, r.record_id
    """)


def limit_of(limits: Sequence[int], place: str = "place") -> str:
    """The records of the largest block that the rule of the position `place` may compare."""
    return f"[{', '.join(map(str, limits))}][{place} + 1]" if limits else "0"


def counted_rules(limits: Sequence[int]) -> str:
    """One row per rule with any such block, by position: pairs it finds, and values that are too frequent for it."""
    limit = limit_of(limits)
    return tidy(f"""
        select
            place,
            coalesce(sum(size * (size - 1) // 2) filter (size <= {limit}), 0)::bigint as pairs,
            count(*) filter (size > {limit}) as skipped
        from {BLOCK}
        group by place
        order by place
    """)


def kept_estimate() -> str:
    """One row: likely, found and unseen matches, as they were estimated when the rules were chosen."""
    return f"select likely_matches, found_matches, unseen_matches from {BLOCKING_ESTIMATE.name}"


def recount_rule() -> str:
    """Write what a rule finds and skips now; the parameters are pairs, values and the rule's position."""
    return f"update {BLOCKING_RULE.name} set pair_count = ?, skipped_values = ? where position = ?"


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
