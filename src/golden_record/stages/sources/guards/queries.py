"""The SQL of the guards: keys that come twice, values that no longer fit, and what the last load was like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from golden_record.stages.sources.queries import LINE
from golden_record.warehouse import ident, literal, stack, tidy
from golden_record.warehouse.sql import column

_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT")
_CASTABLE = ("FLOAT", "DOUBLE", "DATE", "TIME", "TIMESTAMP", "TIMESTAMP WITH TIME ZONE", "UUID")
# What PostgreSQL calls the types that the engine knows under another name.
_SAME_TYPES = {
    "smallint": "SMALLINT",
    "integer": "INTEGER",
    "bigint": "BIGINT",
    "real": "FLOAT",
    "double precision": "DOUBLE",
    "numeric": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp without time zone": "TIMESTAMP",
    "timestamp with time zone": "TIMESTAMP WITH TIME ZONE",
    "uuid": "UUID",
}


def duplicate_keys(tables: Sequence[str]) -> str:
    """One row per key that stands on several rows of a source: key, rows, how many such keys there are, first places.

    The places are two lists, the numbers of the tables and the lines in them. Only keys that are told of are looked up:
    to collect the places of every key takes ten times as long, and nearly always there is none to tell of.
    """
    return _duplicates(tables) + tidy("""
        worst as (
            select *, count(*) over () as key_count
            from duplicate
            order by copies desc, source_id
            limit 3
        )
        select
            source_id,
            copies,
            key_count,
            list(file order by file, line)[:3] as files,
            list(line order by file, line)[:3] as lines
        from arrival
        join worst using (source_id)
        group by source_id, copies, key_count
        order by copies desc, source_id
    """)


def surplus_rows(tables: Sequence[str], *, keep_last: bool) -> str:
    """One row per row whose key stands on several rows of a source, without the row to keep: file, line, reason.

    The row to keep is the newest; among rows of one time, or of none, the last of the last file.
    """
    reason = "'duplicate key, superseded'" if keep_last else "'duplicate key, on ' || copies || ' rows'"
    condition = "place > 1" if keep_last else "true"
    return _duplicates(tables) + tidy(f"""
        ranked as (
            select
                *,
                row_number() over (
                    partition by source_id order by observed_at desc nulls last, file desc, line desc
                ) as place
            from arrival
            join duplicate using (source_id)
        )
        select file, line, {reason} as reason
        from ranked
        where {condition}
    """)


def _duplicates(tables: Sequence[str]) -> str:
    """The rows of a source as `arrival`, and as `duplicate` the keys that stand on several of them."""
    arrivals = "\nunion all\n".join(
        f"select {number} as file, line, source_id, observed_at from {ident(table)} where source_id is not null"
        for number, table in enumerate(tables)
    )
    keys = "select source_id, count(*) as copies from arrival group by source_id having count(*) > 1"
    return f"with arrival as (\n{arrivals}\n),\nduplicate as (\n    {keys}\n),\n"


def misfit_rows(table: str, relation: str, types: Mapping[str, str]) -> str:
    """One row per row with a value that does not fit the type of its column: file (0), line, reason."""
    cases = (
        f"when not ({_fits(f'found.{column(name)}', kind)}) then {literal(f'column {name!r} holds no {kind}')}"
        for name, kind in types.items()
    )
    return tidy(f"""
        select 0 as file, line, reason
        from (
            select
                mapped.line,
                case
                    {stack(cases, indent=20, separator="")}
                end as reason
            from {relation} as found
            join {ident(table)} as mapped on mapped.line = found.{column(LINE)}
            where mapped.source_id is not null
        )
        where reason is not null
    """)


def _fits(text: str, kind: str) -> str:
    """Whether a text is null or a value of a type; true for types that anything fits, and for those unknown here."""
    known = _SAME_TYPES.get(kind, kind)
    if known in _WHOLE:
        # A cast alone would round `1.5`.
        return (
            f"{text} is null or (regexp_full_match({text}, '[+-]?[0-9]+') and try_cast({text} as {known}) is not null)"
        )
    if known == "BOOLEAN":
        return f"{text} is null or lower({text}) in ('true', 'false')"
    if known in _CASTABLE or known.startswith("DECIMAL("):
        return f"{text} is null or try_cast({text} as {known}) is not null"
    return "true"


def former_sizes() -> str:
    """One row per source of the former load: its rows."""
    return "select source, sum(row_count)::bigint from source_load group by source order by source"


def former_columns() -> str:
    """One row per column of a source in the former load: source, name, type."""
    return "select source, name, type from source_column order by source, position"


def newest_times() -> str:
    """One row per source with a record: the time of its newest among those that it delivers."""
    return tidy("""
        select source, max(observed_at)
        from source_record
        where missing_since is null
        group by source
        order by source
    """)
