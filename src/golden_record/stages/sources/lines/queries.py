"""The SQL about lines of text files: their hashes, which of them the last load had, and which are to be read."""

from __future__ import annotations

from golden_record.warehouse import ident, literal, tidy


def hashed_lines(frame: str, mark: str) -> str:
    """One row per line of a frame (line, start, text): its number, its place, its hash.

    `mark` tells how the lines are read: of a line that is read in another way the hash is another one.
    """
    return f"select line, start, hash(text, {literal(mark)}) as row_hash from {ident(frame)}"


def seen_lines(lines: str, source: str) -> str:
    """The lines after a number, and the record that had exactly this line in the last load, if one had.

    Of records that are only kept the lines count for new: no column of theirs need have been in the last load.
    Parameter: the number of the last line that is no row.
    """
    return tidy(f"""
        select line, start, row_hash, record_id, unread_times
        from {ident(lines)}
        left join (
            select row_hash, record_id, unread_times
            from source_record
            where source = {literal(source)} and missing_since is null
        ) using (row_hash)
        where line > ?
    """)


def unseen_lines(seen: str) -> str:
    """One row per line that the last load did not have: its number, its place."""
    return f"select line, start from {ident(seen)} where record_id is null order by line"


def without_lines(table: str, frame: str) -> str:
    """Take the lines of a frame out of a table of lines."""
    return f"delete from {ident(table)} where line in (select line from {ident(frame)})"


def keys_seen(frame: str, seen: str) -> str:
    """One row per key of the JSON objects among the lines of a frame (line, text) that the last load had, sorted."""
    return tidy(f"""
        select distinct unnest(json_keys(decode(text))) as key
        from {ident(frame)}
        semi join (select line from {ident(seen)} where record_id is not null) using (line)
        order by key
    """)
