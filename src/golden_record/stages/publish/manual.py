"""The manual of the mart for its readers, written from the table contracts."""

from __future__ import annotations

from collections.abc import Iterator

from golden_record.model.mart import MART_TABLES
from golden_record.model.tables import Column, Table

_OPENING = """\
# The published tables

A run leaves one DuckDB file. It is replaced whole by a rename: a reader that holds it open keeps a consistent old
file, and the next open sees the new one. DuckDB 1.0 and newer open it, unless the job asks for a newer
`storage_version`. Every table and column carries its meaning as a comment, so a BI tool shows this page by itself.

Time is UTC `TIMESTAMP`. `source` and `source_id` name a source record in every table. Lists are never empty: where
there is nothing, they are null. Rows stand in the order of the columns that identify them.

`attribute_lineage.rule` is one of the strategies of the job's chain, or: `quality` (a sound value beat a suspicious
one), `prefer_sources`, `when` (a condition of the job holds), `only value` (nothing else stood), `unanimous` (all
candidates agree), `spelling` (the winner was a slip of the pen or a diminutive of what is shown), `tie-break` (the
whole chain was a tie, and the order of source and key decided). `min_agreement` and `unanimous_or_null` let no value
survive. Computed values (`sum`, `average`, `count`, `sql`, `plugin ...`) are marked as `computed` and have no record.
"""

_ATTRIBUTES = Column(
    "*attributes*",
    "VARCHAR or VARCHAR[]",
    "one column per attribute of the job, in the job's order; a list, best first, where the job says `collect`",
)


def mart_manual() -> str:
    """Markdown: every table of the mart with its grain and columns."""
    return "\n".join([_OPENING, *(line for table in MART_TABLES for line in _section(table))])


def _section(table: Table) -> Iterator[str]:
    yield f"## {table.name}"
    yield ""
    yield f"One row per {table.grain}."
    yield ""
    yield "| column | type | meaning |"
    yield "|---|---|---|"
    for column in _shown(table):
        yield f"| `{column.name}` | {column.type} | {column.comment} |".replace("`*attributes*`", "*attributes*")
    yield ""


def _shown(table: Table) -> Iterator[Column]:
    first, *others = table.columns
    yield first
    if table.open_ended:
        yield _ATTRIBUTES
    yield from others
