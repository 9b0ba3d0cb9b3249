"""The SQL of the stage: relations over files, rows mapped to attributes, and the tables made of them.

A *relation* is what stands behind `from`: one row per row of a file, all columns text, its line in `LINE`.
A *mapped* table is what is left of a file: one row per row, one column per entry of the mapping.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from golden_record.config.sources import SourceConfig
from golden_record.stages.sources.mapping import Entry, entries
from golden_record.warehouse import literal, stack, tidy
from golden_record.warehouse.files import as_text
from golden_record.warehouse.sql import column, ident

LINE = "golden_record line"
"""Column of a relation with the line of the row; the space keeps it apart from what people call their columns."""

DOCUMENT = "golden_record document"
"""Column of a relation over JSON lines with the whole line."""

MARK = "golden_record mark"
"""Column of a relation over rows of a server with an MD5 over the whole row."""

REFUSED = "source_refused"
"""Temporary table of rows to be taken out of mapped tables: file, line, reason."""

UNIT_SEPARATOR = "\x1f"
"""Stands between the line number and the line in a prepared JSON lines file: JSON cannot hold it."""

# --- relations


def numbered(columns: Sequence[str]) -> dict[str, str]:
    """The types of a prepared text file: the line number first, then its columns as text."""
    return {LINE: "BIGINT"} | dict.fromkeys(columns, "VARCHAR")


def described(relation: str) -> str:
    """One row per column of a relation: name, type."""
    return f"describe select * from {relation}"


def relation_size(relation: str) -> str:
    """One row: how many rows a relation has."""
    return f"select count(*) from {relation}"


def text_rows(relation: str, types: Mapping[str, str], line: str) -> str:
    """The rows of a typed relation with every column as text; `line` is the expression of the line."""
    columns = [
        f"{line} as {column(LINE)}",
        *(f"{as_text(name, kind)} as {column(name)}" for name, kind in types.items()),
    ]
    return tidy(f"""
        select
            {stack(columns, indent=12)}
        from {relation}
    """)


def documents(relation: str) -> str:
    """One row per line of a JSON lines file, and whether it holds an object."""
    return tidy(f"""
        select
            {column(LINE)},
            {column(DOCUMENT)},
            starts_with({column(DOCUMENT)}, '{{') and json_valid({column(DOCUMENT)}) as is_object
        from {relation}
    """)


def document_keys(table: str) -> str:
    """One row per key that any document has, sorted."""
    return (
        f"select distinct unnest(json_keys({column(DOCUMENT)})) as key from {ident(table)} where is_object order by key"
    )


def broken_documents(table: str) -> str:
    """One row per line that holds no JSON object: line, reason, content."""
    return tidy(f"""
        select {column(LINE)}, 'is not a JSON object', {column(DOCUMENT)}
        from {ident(table)}
        where not is_object
        order by {column(LINE)}
    """)


def document_rows(table: str, keys: Sequence[str]) -> str:
    """The documents with the named keys as text columns, nested values as JSON, and the document itself last."""
    structure = "{" + ", ".join(f'{_json_text(key)}: "VARCHAR"' for key in keys) + "}"
    columns = [column(LINE), *(f"fields.{column(key)}" for key in keys), column(DOCUMENT)]
    return tidy(f"""
        select {", ".join(columns)}
        from (
            select *, from_json({column(DOCUMENT)}, {literal(structure)}) as fields
            from {ident(table)}
            where is_object
        )
    """)


def _json_text(key: str) -> str:
    return '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'


def row_content(columns: Iterable[str]) -> str:
    """The columns of a row as one JSON text."""
    fields = ", ".join(f"{literal(name)}: found.{column(name)}" for name in columns)
    return f"to_json({{{fields}}})::varchar"


def all_rows(name: str) -> str:
    """The rows of a registered frame."""
    return f"select * from {ident(name)}"


def marked_rows(name: str) -> str:
    """The rows of a table with marks, numbered by mark: a server promises no order of its own."""
    return f"select row_number() over (order by {column(MARK)}) as {column(LINE)}, * from {ident(name)}"


# --- findings about mapped tables


def row_counts(table: str) -> str:
    """One row: all rows, those with a key, and times that could not be understood."""
    return f"select count(*), count(source_id), coalesce(sum(unread_times), 0)::bigint from {ident(table)}"


def keyless_rows(table: str, relation: str, content: str) -> str:
    """One row per row without a key: line, reason, content; `content` is an expression over the relation."""
    return tidy(f"""
        select line, 'has no key', {content}
        from {relation} as found
        join {ident(table)} as mapped on mapped.line = found.{column(LINE)}
        where mapped.source_id is null
        order by line
    """)


def refused_rows(relation: str, content: str) -> str:
    """One row per refused row of a file: line, reason, content. Parameter: the number of the file."""
    return tidy(f"""
        select refused.line, refused.reason, {content}
        from {relation} as found
        join {REFUSED} as refused on refused.line = found.{column(LINE)}
        where refused.file = ?
        order by refused.line
    """)


def without_refused(table: str) -> str:
    """Take the refused rows of a file out of its mapped table. Parameter: the number of the file."""
    return f"delete from {ident(table)} where line in (select line from {REFUSED} where file = ?)"


# --- the tables of the stage


def former_key() -> str:
    """One row or none: the mark of the key under which the cards of the former load are hashed."""
    return "select mark from card_key"


def sequence(expired: int) -> str:
    """One row: the highest id ever given, and the records let go for their time, `expired` of them just now.

    A state older than the sequence knows only the records that it holds.
    """
    return tidy(f"""
        select
            greatest(
                (select coalesce(max(last_id), 0) from source_sequence),
                (select coalesce(max(record_id), 0) from source_record)
            ) as last_id,
            (select coalesce(max(expired), 0) from source_sequence) + {expired}::bigint as expired
    """)


def entries_of(table: str, source: str, config: SourceConfig, records: str) -> str:
    """One row per record and entry of a source's mapping; `records` (record_id, source, source_id) are those wanted."""
    items = [_entry_struct(index, entry) for index, entry in enumerate(entries(config))]
    return tidy(f"""
        select
            record_id,
            unnest([
                {stack(items, indent=16)}
            ]) as value
        from {ident(table)} as mapped
        join {records} as record on record.source = {literal(source)} and record.source_id = mapped.source_id
    """)


def _entry_struct(index: int, entry: Entry) -> str:
    verified = "null::boolean" if entry.verified is None else f"verified_{index}"
    observed = "mapped.observed_at" if entry.at is None else f"coalesce(at_{index}, mapped.observed_at)"
    return (
        f"{{attribute: {literal(entry.attribute)}, position: {entry.position}::integer, raw: value_{index}, "
        f"verified: {verified}, observed_at: {observed}}}"
    )
