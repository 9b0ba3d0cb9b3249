"""The SQL about the last load: what it was like, what its sources were called, which of its rows are there again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from golden_record.config.sources import SourceConfig
from golden_record.model.tables import Table
from golden_record.stages.sources.mapped.queries import row_hash
from golden_record.stages.sources.queries import LINE
from golden_record.warehouse import ident, literal, tidy
from golden_record.warehouse.sql import column

ROW = "golden_record row"
"""A whole row of a file as one value; the space keeps the name apart from what people call their columns."""

# --- what the last load was like


def former_loads() -> str:
    """One row per file of the last load: source, path, fingerprint, how it was read, rows, rows refused, odd times."""
    return tidy("""
        select source, path, fingerprint, reading, row_count, rejected_count, coalesce(unread_times, 0)
        from source_load
        order by source, path
    """)


def former_entries() -> str:
    """One row per column that fed an attribute in the last load: source, attribute, position, seal."""
    return "select * from source_entry order by all"


def known_sources() -> str:
    """One row per source of the last load."""
    return "select source from source_load union select source from source_record order by source"


def name_taken_over(table: Table) -> str:
    """Let a source have another name. Parameters: the new name, the old one."""
    return f"update {ident(table.name)} set source = ? where source = ?"


def name_noted() -> str:
    """Keep a former name. Parameters: that name, the present one, the start of the run."""
    return "insert into source_name values (?, ?, ?)"


def names_in_use_again(sources: Iterable[str]) -> str:
    """Forget former names that sources of the job have."""
    return f"delete from source_name where former in ({listed(sources)})"


# --- rows that the last load had


def seen_rows(relation: str, source: str, config: SourceConfig) -> str:
    """One row per row of a file: its line, and the record that had exactly this row in the last load, if one had.

    The row itself stands beside it in `ROW` where none had: to read a file twice takes longer than to keep some rows.
    """
    return tidy(f"""
        select
            line,
            record_id,
            unread_times,
            case when record_id is null then {column(ROW)} end as {column(ROW)}
        from (
            select {column(LINE)} as line, {row_hash(config)} as row_hash, {column(ROW)}
            from {relation} as {column(ROW)}
        )
        left join (
            select row_hash, record_id, unread_times
            from source_record
            where source = {literal(source)}
        ) using (row_hash)
    """)


def seen_counts(seen: str) -> str:
    """One row: rows that the last load had, and times of theirs that could not be understood."""
    return f"select count(record_id), coalesce(sum(unread_times), 0)::bigint from {ident(seen)}"


def other_rows(seen: str) -> str:
    """The rows of a file that the last load did not have, as a relation."""
    return tidy(f"""
        (
            select unnest({column(ROW)})
            from {ident(seen)}
            where record_id is null
        )
    """)


def doubtful_keys(source: str, mapped: Sequence[str], seen: Sequence[str]) -> str:
    """One row: how often a record is seen twice, a key is mapped twice, or a mapped row has the key of a seen one."""
    others = "\nunion all\n".join(f"select source_id from {ident(name)} where source_id is not null" for name in mapped)
    return f"with seen as (\n{seen_records(seen)}\n),\nother as (\n{others}\n)\n" + tidy(f"""
        select
            (select count(*) - count(distinct record_id) from seen)
            + (select count(*) - count(distinct source_id) from other)
            + (
                select count(*)
                from other
                join source_record on source = {literal(source)} and source_record.source_id = other.source_id
                semi join seen using (record_id)
            )
    """)


def seen_records(seen: Sequence[str]) -> str:
    """One row per record that was seen again in one of these tables; no query where there are none."""
    return "\nunion all\n".join(f"select record_id from {ident(name)} where record_id is not null" for name in seen)


def listed(names: Iterable[str]) -> str:
    """Names as a list of literals, sorted."""
    return ", ".join(literal(name) for name in sorted(names))
