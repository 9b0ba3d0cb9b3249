"""The SQL about lines of text files: their hashes, which of them the last load had, and which are to be read."""

from __future__ import annotations

from golden_record.warehouse import ident, literal, tidy


def hashed_lines(frame: str, mark: str) -> str:
    """One row per line of a frame (line, start, text): its number, its place, its hash.

    `mark` tells how the lines are read: of a line that is read in another way the hash is another one.
    """
    return f"select line, start, hash(text, {literal(mark)}) as row_hash from {ident(frame)}"


def odd_lines(frame: str, mark: str, after: int, known: str) -> str:
    """The lines after a number that no known record had exactly so, and the records that have no such line.

    `known` are records of the last load: row_hash, record_id, unread_times, missing_since. Of those that are only kept
    the lines count for new: no column of theirs need have been in the last load. Of a line alone there are its number,
    its place and its hash, of a record alone all that is known: nearly all lines have their record, and are not listed.
    """
    return tidy(f"""
        select line, start, row_hash, record_id, unread_times, missing_since
        from (
            select line, start, hash(text, {literal(mark)}) as row_hash
            from {ident(frame)}
            where line > {after}
        )
        full join (
            select
                case when missing_since is null then row_hash end as row_hash,
                record_id,
                unread_times,
                missing_since
            from {known}
        ) using (row_hash)
        where line is null or record_id is null
    """)


def unseen_lines(odd: str) -> str:
    """One row per line that the last load did not have: its number, its place."""
    return f"select line, start from {ident(odd)} where record_id is null order by line"


def without_lines(table: str, frame: str) -> str:
    """Take the lines of a frame out of a table of lines."""
    return f"delete from {ident(table)} where line in (select line from {ident(frame)})"


def keys_seen(frame: str, odd: str) -> str:
    """One row per key of the JSON objects among the lines of a frame (line, text) that the last load had, sorted."""
    return tidy(f"""
        select distinct unnest(json_keys(decode(text))) as key
        from {ident(frame)}
        anti join (select line from {ident(odd)} where record_id is null) using (line)
        order by key
    """)
