"""The SQL about tables elsewhere: what there is, what tells their content, and how PostgreSQL is asked for its rows.

What PostgreSQL runs is in its dialect, the rest in the engine's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from golden_record.config.tabular import TableConfig
from golden_record.stages.sources.queries import LINE, MARK, row_content
from golden_record.warehouse import ident, literal, stack, tidy
from golden_record.warehouse.sql import column

SESSION = (
    # One snapshot for everything that is read of a source, and nothing to write.
    "set transaction isolation level repeatable read, read only",
    "set local client_encoding = 'UTF8'",
    "set local datestyle = 'ISO, YMD'",
    "set local intervalstyle = 'iso_8601'",
    "set local timezone = 'UTC'",
    "set local bytea_output = 'hex'",
    "set local extra_float_digits = 1",
    "set local standard_conforming_strings = on",
)
"""What every session says first, so that text means the same wherever the server stands."""

# Integers up to here are exact in a double.
_EXACT_DOUBLE = 2**53
_NESTED = frozenset({"A", "C", "P"})


class Kind(NamedTuple):
    """Type of a column as the server names it, and the letter of its category: A arrays, C rows, P nameless rows."""

    name: str
    category: str


# --- tables of DuckDB files


def relations_named() -> str:
    """The tables and views of a given name. Parameter: the name."""
    return "select table_name from information_schema.tables where lower(table_name) = lower(?)"


def relation_names() -> str:
    """One row per table or view of a database."""
    return "select table_name from information_schema.tables order by table_name"


# --- marks of content


def content_marks(table: str) -> str:
    """One row: what tells the rows of a table with marks from any other rows, whatever their order."""
    return _marks(f"select {column(MARK)} as mark from {ident(table)}")


def row_marks(relation: str, columns: Sequence[str]) -> str:
    """The same for a relation without marks, in which the order of the rows counts too."""
    content = row_content([LINE, *columns])
    return _marks(f"select md5({content}) as mark from {relation} as found")


def _marks(marks: str) -> str:
    """Sums of two slices of 60 bits: the same that `server_marks` lets PostgreSQL compute."""
    return tidy(f"""
        select
            count(*)::varchar,
            coalesce(sum(('0x0' || substr(mark, 1, 15))::bigint), 0)::varchar,
            coalesce(sum(('0x0' || substr(mark, 16, 15))::bigint), 0)::varchar
        from ({marks})
    """)


# --- what PostgreSQL runs


def table_or_query(config: TableConfig) -> str:
    """What stands behind `from` for the table or query of a source."""
    if config.table is not None:
        return ident(config.table)
    return f"({(config.query or '').rstrip().rstrip(';')}\n)"


def no_rows(config: TableConfig) -> str:
    """No row, with the columns of the source."""
    return f"select * from {table_or_query(config)} as source limit 0"


def kinds(config: TableConfig, columns: Sequence[str]) -> str:
    """One row: name and category of the type of each column, found without reading a row."""
    found = [item for name in columns for item in _kind(name)]
    return tidy(f"""
        select
            {stack(found, indent=12)}
        from (values (1)) as one
        left join {table_or_query(config)} as source on false
    """)


def _kind(name: str) -> tuple[str, str]:
    kind = f"pg_typeof(source.{column(name)})"
    return f"{kind}::text", f"(select typcategory::text from pg_catalog.pg_type where oid = {kind})"


def server_rows(config: TableConfig, types: Mapping[str, Kind]) -> str:
    """The rows of the source, every column as text, behind an MD5 over them all."""
    texts = [f"{_as_text(name, kind)} as {column(name)}" for name, kind in types.items()]
    return tidy(f"""
        select
            md5(row(source.*)::text) as {column(MARK)},
            source.*
        from (
            select
                {stack(texts, indent=16)}
            from {table_or_query(config)} as source
        ) as source
    """)


def server_marks(config: TableConfig, types: Mapping[str, Kind]) -> str:
    """One row: count and sums of the marks of all rows, whatever their order; as `content_marks` has it."""
    return f"with marked as (\n{server_rows(config, types)}\n)\n" + tidy(f"""
        select
            count(*)::text,
            coalesce(sum(('x0' || substr({column(MARK)}, 1, 15))::bit(64)::bigint), 0)::text,
            coalesce(sum(('x0' || substr({column(MARK)}, 16, 15))::bit(64)::bigint), 0)::text
        from marked
    """)


def _as_text(name: str, kind: Kind) -> str:
    """A column as the same text that a file of that type would give: ISO times, JSON for nested values."""
    value = f"source.{column(name)}"
    if kind.name in {"double precision", "real"}:
        # Tools that know no missing integer store keys and telephones as floats: no exponents in them.
        whole = f"{value} = trunc({value}) and abs({value}) < {_EXACT_DOUBLE}"
        return f"case when {whole} then {value}::bigint::text else {value}::text end"
    if kind.category in _NESTED:
        return f"to_json({value})::text"
    return f"{value}::numeric::text" if kind.name == "money" else f"{value}::text"


def table_found(name: str) -> str:
    """One row: whether there is a table or view of that name."""
    return f"select to_regclass({literal(ident(name))}) is not null"


def server_tables() -> str:
    """One row per table or view that the user may see, with its schema, and without for those found that way."""
    return tidy("""
        select distinct unnest(
            case
                when table_schema::text = any (current_schemas(false)::text[])
                then array[table_name::text, table_schema || '.' || table_name]
                else array[table_schema || '.' || table_name]
            end
        ) as name
        from information_schema.tables
        where table_schema not in ('pg_catalog', 'information_schema')
        order by name
    """)
