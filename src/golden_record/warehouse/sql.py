"""Quoting and layout of SQL text: the only ways by which a name or a value enters a statement."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable


def ident(name: str) -> str:
    """A quoted identifier; dots separate schema and table, so names themselves never hold one."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in name.split("."))


def column(name: str) -> str:
    """A quoted column name, which may hold anything, dots included."""
    return '"' + name.replace('"', '""') + '"'


def literal(value: str | float | bool | None) -> str:
    """A value as SQL text, for the places where nothing can be bound."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    return "'" + value.replace("'", "''") + "'"


def stack(lines: Iterable[str], *, indent: int = 0, separator: str = ",") -> str:
    """Expressions one per line, indented to fit the place where they are put."""
    return f"{separator}\n{' ' * indent}".join(lines)


def tidy(sql: str) -> str:
    """A statement without the indentation of the code around it."""
    return textwrap.dedent(sql).strip()


def indented(sql: str, spaces: int) -> str:
    """A statement of several lines to be put into another: all but its first are moved to the right."""
    return sql.replace("\n", "\n" + " " * spaces)


def temporary(name: str, query: str) -> str:
    """The rows of a query as a table for the length of a stage, which never reaches the file."""
    return f"create or replace temporary table {ident(name)} as\n{query}"


def viewed(name: str, query: str) -> str:
    """A query under a name, for the length of a stage: it is computed whenever it is read."""
    return f"create or replace temporary view {ident(name)} as\n{query}"


def unviewed(name: str) -> str:
    """The end of such a name."""
    return f"drop view if exists temp.{ident(name)}"


def added(table: str, query: str) -> str:
    """Append the rows of a query to a table."""
    return f"insert into {ident(table)}\n{query}"


def differences(one: str, other: str) -> str:
    """One row: how many different rows one of two relations has and the other has not."""
    return tidy(f"""
        select
            (select count(*) from (select * from {one} except select * from {other}))
            + (select count(*) from (select * from {other} except select * from {one}))
    """)


def dropped(name: str) -> str:
    """The end of a temporary table, if it is there; a table of the file that is called so stays."""
    return f"drop table if exists temp.{ident(name)}"
