"""The manual of the mart for its readers, written from the table contracts."""

from __future__ import annotations

from collections.abc import Iterator

from golden_record.model.mart import MART_PROFILE_ACTIVITY, MART_TABLES
from golden_record.model.tables import Column, Table

_OPENING = """\
# The published tables

A run leaves one DuckDB file. It is replaced whole by a rename: a reader that holds it open keeps a consistent old
file, and the next open sees the new one. DuckDB 1.0 and newer open it, unless the job asks for a newer
`storage_version`. Every table and column carries its meaning as a comment, so a BI tool shows this page by itself.

Time is UTC `TIMESTAMP`. `source` and `source_id` name a source record in every table. Lists are never empty: where
there is nothing, they are null. The order of rows is no promise: say `order by`.

`attribute_lineage.rule` is one of the strategies of the job's chain, or: `quality` (a sound value beat a suspicious
one), `prefer_sources`, `when` (a condition of the job holds), `only value` (nothing else stood), `unanimous` (all
candidates agree), `spelling` (the winner was a slip of the pen or a diminutive of what is shown), `tie-break` (the
whole chain was a tie, and the order of source and key decided). `min_agreement` and `unanimous_or_null` let no value
survive. Computed values (`sum`, `average`, `count`, `sql`, `plugin ...`) are marked as `computed` and have no record.
`pinned` is the word of a steward, whom `pinned_by` names.
"""

_FUNCTIONS = """\
## Functions

Three functions of the file answer for another time, or for an id of another time. A moment is UTC, as text or
`TIMESTAMP`; each run counts from its start.

| function | answer |
|---|---|
| `golden_as_of(moment)` | a table: the version of each profile that was live then, as `profile_history` has it |
| `members_as_of(moment)` | a table: `source`, `source_id` and `profile_id` of each record that was there then |
| `current_id(id)` | the live profile that an id means today: itself, or where it redirects; null when there is none |

```sql
select profile_id, full_name from golden_as_of(timestamp '2026-01-01 00:00:00') limit 3
```

```sql
select profile_id, count(*) as records from members_as_of(current_timestamp::timestamp) group by profile_id limit 3
```

```sql
select current_id('3agi2nhfrvf5kwe3') as profile_id
```

## Following the feed

`profile_event` is enough to keep a copy of the profiles elsewhere: remember the last `sequence` that was applied, and
apply what came after it in this order. The events of one run belong together: until the last of them is applied, the
copy is between two runs. Inside a run the kinds come in the order of this table. Records are objects of `source` and
`source_id`.

| event | `profile_id` | `other_profile_id` | `details` | what a reader does |
|---|---|---|---|---|
| `created` | the new profile | | `values`, `records` | add the profile, and put the records into it |
| `merged` | who stays | who is retired | `records`, `removed` | move and forget records, delete the other |
| `record_moved` | where they are now | where they were | `records` | move the records |
| `split` | who they were part of | the new profile | `records`, `because` | nothing: `created` has brought them |
| `updated` | the profile | | `changed`, `added`, `removed` | set values, add records, forget the removed |
| `retired` | the profile | | `removed` | forget the records, delete the profile |

`values` is an object of attributes, with `household_id`. `changed` lists objects of `attribute`, `old` and `new`. A
record is `added` when it has come into the sources, and `removed` when it has left them. `because` names the comparison
that speaks most against one person, and is null where the two parts were never compared. What the ids mean, and when
they change: [identity.md](identity.md).
"""

_ATTRIBUTES = Column(
    "*attributes*",
    "VARCHAR or VARCHAR[]",
    "one column per attribute of the job, in the job's order; a list, best first, where the job says `collect`",
)
_TRAITS = Column("*traits*", "of each", "one column per trait of the job, in the job's order")


def mart_manual() -> str:
    """Markdown: every table of the mart with its grain and columns."""
    tables = [line for table in MART_TABLES for line in _section(table)]
    return "\n".join([_OPENING, *tables, _FUNCTIONS])


def _section(table: Table) -> Iterator[str]:
    yield f"## {table.name}"
    yield ""
    yield f"One row per {table.grain}."
    yield ""
    yield "| column | type | meaning |"
    yield "|---|---|---|"
    for column in _shown(table):
        yield f"| `{column.name}` | {column.type} | {column.comment} |".replace("`*", "*").replace("*`", "*")
    yield ""


def _shown(table: Table) -> Iterator[Column]:
    if table == MART_PROFILE_ACTIVITY:
        yield from (*table.columns, _TRAITS)
        return
    first, *others = table.columns
    yield first
    if table.open_ended:
        yield _ATTRIBUTES
    yield from others
