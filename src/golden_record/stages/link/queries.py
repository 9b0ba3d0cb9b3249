"""Statements over what is compared: comparable nodes, candidate pairs, samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from golden_record.model.attribute_types import TYPES, comparable_columns
from golden_record.warehouse import ident, literal, stack, tidy
from golden_record.warehouse.sql import column

COMPARABLE = "comparable_record"
NODE = "comparable_node"
CANDIDATE = "candidate_pair"


# --- what is compared


def comparable_records(attributes: Mapping[str, str], shared: Sequence[str], unique: Sequence[str]) -> str:
    """One row per record: its comparable columns, the personal part of each list, and its node.

    A value is personal unless `shared_value` lists it; of attributes in `shared`, which the job calls so, none is.
    Records that are equal in everything comparable form a node, named by its smallest record id; `copy` counts them
    from 1. Records of `unique` sources stay on their own: two of them are two people, however alike.
    """
    alone = f"case when source in ({', '.join(map(literal, unique))}) then record_id end" if unique else "null"
    types = comparable_columns(attributes.items())
    extra, joins = [], []
    for name, type_ in attributes.items():
        if not TYPES[type_].multiple:
            continue
        alias = column(f"{name}__own")
        own_values = "null::varchar[]" if name in shared else f"{alias}.personal"
        extra.append(f"{own_values} as {column(f'{name}__personal')}")
        if name not in shared:
            joins.append(f"left join ({_personal(name)}) as {alias} using (record_id)")
        extra.append(f"{column(name)}[1] as {column(f'{name}__first')}")
        if type_ == "email":
            extra.append(
                f"list_distinct(list_transform({column(name)}, lambda x: split_part(x, '@', 1)))"
                f" as {column(f'{name}__local')}"
            )
    known = stack([f"standard_record.{column(name)}" for name in types], indent=20)
    # A list gets a hash of its own: side by side, `['1'], ['2']` would otherwise hash as `['1', '2'], null` does.
    everything = ", ".join(
        f"hash({column(name)})" if sql_type.endswith("[]") else column(name) for name, sql_type in types.items()
    )
    return tidy(f"""
        with widened as (
            select
                standard_record.record_id,
                source,
                {known}{"," if extra else ""}
                {stack(extra, indent=16)}
            from standard_record
            {" ".join(joins)}
            where {" or ".join(f"standard_record.{column(name)} is not null" for name in types)}
        )
        select
            *,
            min(record_id) over node as node_id,
            row_number() over (node order by record_id) as copy
        from widened
        window node as (partition by hash(row({everything})), {alone})
        order by record_id
    """)


def nodes() -> str:
    """The records that are compared: at most two of each node, so that a node's own odds are known too."""
    return f"select * exclude (source, node_id, copy) from {COMPARABLE} where copy <= 2 order by record_id"


def node_ids() -> str:
    """Record ids of the nodes, ascending."""
    return f"select record_id from {NODE} order by record_id"


def _personal(attribute: str) -> str:
    """One row per record with the values of a list that are a person's own."""
    return tidy(f"""
        select held.record_id, list(held.item order by held.item) as personal
        from (select record_id, unnest({column(attribute)}) as item from standard_record) as held
        anti join shared_value as known on known.attribute = {literal(attribute)} and known.key = held.item
        group by held.record_id
    """)


# --- candidates


def pairs_of_rules(places: Sequence[int]) -> str:
    """One row per candidate pair that one of the rules at these positions found first."""
    chosen = ", ".join(map(str, places)) or "null"
    return f"select * from {CANDIDATE} where match_key::int in ({chosen})"


def sampled_candidates(share: float) -> str:
    """A share of the candidate pairs, chosen by a hash of their ids, so that the same data gives the same sample."""
    buckets = 1_000_000
    return tidy(f"""
        select *
        from {CANDIDATE}
        where (join_key_l * 2654435761 + join_key_r * 40503) % {buckets} < {round(share * buckets)}
    """)


# --- training


def exact_agreement(value: str, shortest: int) -> str:
    """One row: pairs of nodes that share a value, given as SQL over one node; values under `shortest` do not count."""
    return tidy(f"""
        with held as (
            select count(*) as size
            from (select {value} as item from {NODE})
            where length(item) >= {shortest}
            group by item
        )
        select coalesce(sum(size * (size - 1) / 2), 0)::double as agreeing
        from held
    """)


def everything(name: str) -> str:
    """All rows of a frame or table."""
    return f"select * from {ident(name)}"
