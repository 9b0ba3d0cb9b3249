"""Statements that bring judged pairs together with the records that are compared."""

from __future__ import annotations

from golden_record.stages.link.queries import COMPARABLE
from golden_record.warehouse import tidy


def known_labels(frame: str) -> str:
    """One row: how many judgements name two records of this run. `frame` names records by source and source_id."""
    return f"select count(*) from {frame} {_records('source_record')}"


def judged_nodes(frame: str) -> str:
    """One row per judged pair of nodes, in a fixed order, and whether it is one person.

    A record that equals two others stands for them, so the pair may have been judged by several names: most decide.
    """
    return tidy(f"""
        with node as (
            select
                source_record.source,
                source_id,
                case when copy <= 2 then record_id else node_id end as node_id
            from source_record
            join {COMPARABLE} using (record_id)
        )
        select
            least(l.node_id, r.node_id) as join_key_l,
            greatest(l.node_id, r.node_id) as join_key_r,
            '0' as match_key,
            avg(is_match::int) >= 0.5 as is_match
        from {frame}
        {_records("node")}
        where l.node_id <> r.node_id
        group by join_key_l, join_key_r
        order by join_key_l, join_key_r
    """)


def judgements(pairs: str) -> str:
    """One row per judged pair: whether it is one person, in the order of the pairs."""
    return f"select join_key_l as left_id, join_key_r as right_id, is_match from {pairs} order by left_id, right_id"


def _records(table: str) -> str:
    return tidy(f"""
        join {table} as l on l.source = left_source and l.source_id = left_key
        join {table} as r on r.source = right_source and r.source_id = right_key
    """)
