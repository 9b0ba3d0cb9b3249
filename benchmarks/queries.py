"""The SQL of the benchmarks: the cleaned values of a state as the rival reads them, and what it found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from golden_record.stages.link.queries import NODE
from golden_record.warehouse import ident, literal, stack, tidy

STATE = "state"
FLAT = "flat_record"

REST_OF_A_RECORD = (
    "0::ubigint as content_hash",
    "timestamp '2026-01-01' as loaded_at",
    "null::ubigint as row_hash",
    "null::integer as unread_times",
    "null::timestamp as missing_since",
)
"""Columns of `source_record` that say nothing of a made up one."""


def attach_state(path: Path) -> str:
    """Attach the state of a finished run, to read."""
    return f"attach {literal(str(path))} as {STATE} (read_only)"


def flat_records(columns: Sequence[tuple[str, str]]) -> str:
    """A table with one row per record and text columns only; `columns` are (name, expression)."""
    selected = stack([f"{expression} as {ident(name)}" for name, expression in columns], indent=12)
    return tidy(f"""
        create table {FLAT} as
        select
            record_id,
            {selected}
        from {STATE}.standard_record
        order by record_id
    """)


def block_pairs(columns: Sequence[str]) -> str:
    """One row: the pairs of records that are equal in all of the columns."""
    names = [ident(name) for name in columns]
    return tidy(f"""
        with block as (
            select count(*) as size
            from {FLAT}
            where {" and ".join(f"{name} is not null" for name in names)}
            group by {", ".join(names)}
        )
        select coalesce(sum(size * (size - 1) // 2), 0)::bigint as pairs
        from block
    """)


def reach(pairs: str, truth: str) -> str:
    """One row: true pairs of compared records, and those among the pairs that blocking brings together.

    `pairs` is a query of candidate pairs, `truth` a table of (record_id, truth).
    """
    return tidy(f"""
        with person as (
            select record_id, truth
            from {NODE}
            join {ident(truth)} using (record_id)
        ),
        size as (
            select count(*) as records
            from person
            group by truth
        )
        select
            (select coalesce(sum(records * (records - 1) // 2), 0)::bigint from size) as true_pairs,
            count(*) as found
        from ({pairs})
        join person as l on l.record_id = join_key_l
        join person as r on r.record_id = join_key_r and r.truth = l.truth
    """)


def clusters(table: str) -> str:
    """One row per record: its cluster, as text."""
    return f"select record_id, cluster_id::varchar as cluster_id from {ident(table)} order by record_id"


def similarities(name: str, records: str) -> str:
    """One row per pair of records 2i and 2i + 1, in order: how alike their values are, 0 where one has none."""
    return tidy(f"""
        select coalesce(jaro_winkler_similarity(l.{ident(name)}, r.{ident(name)}), 0) as similarity
        from {ident(records)} as l
        join {ident(records)} as r on r.record_id = l.record_id + 1
        where l.record_id % 2 = 0
        order by l.record_id
    """)


def assigned_records() -> str:
    """One row per source record, and the profile that it was put into."""
    return tidy("""
        select
            source,
            source_id,
            profile_id as found
        from membership
        join source_record using (record_id)
        order by record_id
    """)


# --- chains and stars


def made_records(records: int) -> str:
    """One row per record of a made graph: nothing but numbers."""
    return tidy(f"""
        select
            i + 1 as record_id,
            'crm' as source,
            'r' || i as source_id,
            null::timestamp as observed_at,
            {stack(REST_OF_A_RECORD, indent=12)}
        from range({records}) as r(i)
    """)


def made_values(records: int) -> str:
    """One row per record of a made graph: one of a hundred given names, which change from record to record."""
    return tidy(f"""
        insert into standard_record by name
        select
            i + 1 as record_id,
            'crm' as source,
            'name' || (i * 7919 % 100) as full_name__given,
            'somebody' as full_name__family
        from range({records}) as r(i)
    """)


def made_links(links: int, left: str, comparisons: int) -> str:
    """One row per link of a made graph, `left` being SQL over the right end: strong, none as strong as the next."""
    return tidy(f"""
        select
            ({left})::bigint as left_id,
            (i + 2)::bigint as right_id,
            5 + (i * 7919 % 100003) / 10000 as weight,
            1 / (1 + pow(2, -weight)) as probability,
            'phone' as blocking_rule,
            'probabilistic' as matched_by,
            [-1, {", ".join("0" * (comparisons - 1))}]::tinyint[] as levels,
            [0, {", ".join(["(5 + (i * 7919 % 100003) / 10000 + 8) / " + str(comparisons - 1)] * (comparisons - 1))}]
                ::float[] as weights
        from range({links}) as r(i)
        order by left_id, right_id
    """)
