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


def records_of(source: str) -> str:
    """The records that a source had in the last load, as a relation: those that rows of it may be."""
    return f"(select {_KNOWN} from source_record where source = {literal(source)})"


def records_left(odd: str) -> str:
    """The same of those that the rows of a file were not."""
    return f"(select {_KNOWN} from {ident(odd)} where line is null)"


_KNOWN = "row_hash, record_id, unread_times, missing_since"


def known_counts(known: str) -> str:
    """One row: how many records a relation of them has, and times of theirs that could not be understood."""
    return f"select count(*), coalesce(sum(unread_times), 0)::bigint from {known}"


def odd_rows(relation: str, config: SourceConfig, known: str) -> str:
    """The rows of a file that no known record had exactly so, the records that have no such row, and those that return.

    Of a row alone there is its line and in `ROW` the row itself: to read a file twice takes longer than to keep some
    rows. Of a record alone there is all that is known, and of one that was missing and is seen again both.
    """
    return tidy(f"""
        select
            line,
            row_hash,
            record_id,
            unread_times,
            missing_since,
            case when record_id is null then {column(ROW)} end as {column(ROW)}
        from (
            select {column(LINE)} as line, {row_hash(config)} as row_hash, {column(ROW)}
            from {relation} as {column(ROW)}
        )
        full join {known} as known using (row_hash)
        where line is null or record_id is null or missing_since is not null
    """)


def odd_counts(odd: str) -> str:
    """One row: rows that the last load did not have, records without a row, and times of these not understood."""
    return tidy(f"""
        select
            count(*) filter (where record_id is null),
            count(*) filter (where line is null),
            coalesce(sum(unread_times) filter (where line is null), 0)::bigint
        from {ident(odd)}
    """)


def other_rows(odd: str) -> str:
    """The rows of a file that the last load did not have, as a relation."""
    return tidy(f"""
        (
            select unnest({column(ROW)})
            from {ident(odd)}
            where record_id is null
        )
    """)


def doubtful_keys(source: str, mapped: Sequence[str], odd: str) -> str:
    """One row: how often a key is mapped twice, or a mapped row has the key of a record that was seen.

    `odd` is the table of the source's last file: it tells of the records that none of the files had.
    """
    others = "\nunion all\n".join(f"select source_id from {ident(name)} where source_id is not null" for name in mapped)
    return f"with other as (\n{others}\n)\n" + tidy(f"""
        select
            (select count(*) - count(distinct source_id) from other)
            + (
                select count(*)
                from other
                join source_record on source = {literal(source)} and source_record.source_id = other.source_id
                anti join {records_left(odd)} using (record_id)
            )
    """)


def listed(names: Iterable[str]) -> str:
    """Names as a list of literals, sorted."""
    return ", ".join(literal(name) for name in sorted(names))
