"""Statements over what is compared: comparable nodes, candidate pairs, samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from golden_record.model.attribute_types import TYPES, comparable_columns
from golden_record.model.matching import LINK_PLAN
from golden_record.model.tables import LINK, STANDARD_RECORD
from golden_record.warehouse import ident, literal, stack, tidy
from golden_record.warehouse.sql import column

COMPARABLE = "comparable_record"
STANDARD = STANDARD_RECORD.name
NODE = "comparable_node"
CANDIDATE = "candidate_pair"


# --- what is compared


def record_marks(attributes: Mapping[str, str], unique: Sequence[str], records: str = STANDARD) -> str:
    """One row per record with anything comparable: its mark. Records of one mark are equal in everything comparable.

    Records of `unique` sources stay on their own, each with a mark that no other has: two of them are two people,
    however alike. `records` is a table of standardised records.
    """
    types = comparable_columns(attributes.items())
    # A list gets a hash of its own: side by side, `['1'], ['2']` would otherwise hash as `['1', '2'], null` does.
    everything = ", ".join(
        f"hash({column(name)})" if sql_type.endswith("[]") else column(name) for name, sql_type in types.items()
    )
    mark = f"hash(row({everything}))"
    if unique:
        alone = f"source in ({', '.join(map(literal, unique))})"
        mark = f"case when {alone} then hash(row({everything}, record_id)) else {mark} end"
    return tidy(f"""
        select record_id, {mark} as mark
        from {records}
        where {" or ".join(f"{column(name)} is not null" for name in types)}
    """)


def comparable_records(marks: str) -> str:
    """One row per record: its node, which is named by its smallest record id, and which copy in it, from 1.

    `marks` is a query as `record_marks` gives it, with every record of each mark that occurs in it.
    """
    return tidy(f"""
        select
            record_id,
            mark,
            min(record_id) over node as node_id,
            row_number() over (node order by record_id) as copy
        from ({marks})
        window node as (partition by mark)
        order by record_id
    """)


def compared_ids() -> str:
    """One row per record that is compared: at most two of each node, so that a node's own odds are known too."""
    return f"select record_id from {COMPARABLE} where copy <= 2"


def picked_records(among: str, records: str = STANDARD) -> str:
    """Of a table of standardised records those of a table of ids."""
    return f"select * from {records} semi join {among} using (record_id)"


def nodes(attributes: Mapping[str, str], shared: Sequence[str], records: str) -> str:
    """One row per record of a table: its comparable columns, and of each list the personal part and the first value.

    `records` is a table of standardised records, or a query in brackets.

    A value is personal unless `shared_value` lists it; of attributes in `shared`, which the job calls so, none is.
    """
    types = comparable_columns(attributes.items())
    extra, joins = [], []
    for name, type_ in attributes.items():
        if not TYPES[type_].multiple:
            continue
        extra.append(f"{_personal(name, shared)} as {column(f'{name}__personal')}")
        if name not in shared:
            joins.append(f"left join ({_shared(name, records)}) as {column(f'{name}__shared')} using (record_id)")
        extra.append(f"{column(name)}[1] as {column(f'{name}__first')}")
        if type_ == "email":
            extra.append(
                f"list_distinct(list_transform({column(name)}, lambda x: split_part(x, '@', 1)))"
                f" as {column(f'{name}__local')}"
            )
    known = stack([f"standard_record.{column(name)}" for name in types], indent=12)
    return tidy(f"""
        select
            standard_record.record_id,
            {known}{"," if extra else ""}
            {stack(extra, indent=12)}
        from {records} as standard_record
        {" ".join(joins)}
    """)


def in_order(records: str) -> str:
    """The rows of a query in the order of their records."""
    return f"{records}\norder by standard_record.record_id"


def node_ids() -> str:
    """Record ids of the nodes, ascending."""
    return f"select record_id from {NODE} order by record_id"


def _personal(attribute: str, shared: Sequence[str]) -> str:
    """The values of a list that are a person's own; null where there are none."""
    if attribute in shared:
        return "null::varchar[]"
    own, keys = f"standard_record.{column(attribute)}", f"{column(f'{attribute}__shared')}.keys"
    rest = f"list_filter({own}, lambda key: not list_contains({keys}, key))"
    return f"case when {keys} is null then {own} else nullif({rest}, []) end"


def _shared(attribute: str, records: str) -> str:
    """One row per record with the values of a list that are not: few have any, so that few lists are made anew."""
    return tidy(f"""
        select held.record_id, list(held.item) as keys
        from (select record_id, unnest({column(attribute)}) as item from {records} as standard_record) as held
        semi join shared_value as known on known.attribute = {literal(attribute)} and known.key = held.item
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


# --- what is kept


def add_plan() -> str:
    """Append a plan; the parameters are the columns of `link_plan`, in order."""
    return f"insert into {LINK_PLAN.name} values ({', '.join('?' * len(LINK_PLAN.columns))})"


def shared_keys(lists: Sequence[str]) -> str:
    """One row per value of these attributes that is no person's own, by attribute and key."""
    named = ", ".join(map(literal, lists)) or "null"
    return tidy(f"""
        select distinct attribute, key
        from shared_value
        where key is not null and attribute in ({named})
        order by attribute, key
    """)


def all_pairs() -> str:
    """One row per link: its records."""
    return f"select left_id, right_id from {LINK.name}"
