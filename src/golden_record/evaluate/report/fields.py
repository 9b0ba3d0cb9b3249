"""The section on collected fields: what each is good for, and which serve nothing."""

from __future__ import annotations

from typing import cast

from golden_record.config.job import Job
from golden_record.evaluate.report import queries
from golden_record.evaluate.report.page import Cell, Notes, Part, Section, Share, Table, plural
from golden_record.model.mart import SOURCE_QUALITY
from golden_record.warehouse import Warehouse

_MEANING = (
    "A field serves nothing when no use of it reaches one in a thousand of the records of its source. Uses are golden "
    "values that come from it, links inside profiles in which it speaks with one bit or more, links found because "
    "records share it, identifiers that no other source knows, and profiles that it ties to a household.",
    "What the job names an attribute for (a rule, a guard, a computed value, events) is a use whatever the data say.",
    "Agreement is the share of a field's values that are the golden one: a field that wins little and agrees much only "
    "confirms what others say.",
)


def field_section(job: Job) -> Section:
    """What each field of each source is good for, as the mart has it."""
    fields = _published(job)
    if not fields:
        return Section("fields", "Fields", "The mart does not tell what fields are good for: run the job.")
    needless = [row for row in fields if row[-1] is not None]
    parts: list[Part] = [_use_table(fields), Notes(_MEANING, "How to read it")]
    if needless:
        rows: list[list[Cell]] = [[row[0], row[1], row[-1]] for row in needless]
        parts.insert(0, Table(("source", "field", "because"), rows, caption="Fields that serve nothing"))
    return Section("fields", "Fields", _verdict(fields, needless), parts)


def _published(job: Job) -> list[list[Cell]]:
    """The fields of the published file; none where there is no file, or one of an earlier version."""
    if not job.mart_path.exists():
        return []
    with Warehouse(job.mart_path, read_only=True) as mart:
        if not set(SOURCE_QUALITY.column_names) <= set(mart.columns(SOURCE_QUALITY)):
            return []
        return cast(list[list[Cell]], mart.rows(queries.field_uses()))


def _verdict(fields: list[list[Cell]], needless: list[list[Cell]]) -> str:
    total = plural(len(fields), "field")
    if not needless:
        return f"Each of {total} serves something."
    named = ", ".join(f"{row[1]} of {row[0]}" for row in needless)
    verb = "serves" if len(needless) == 1 else "serve"
    return f"{len(needless)} of {total} {verb} nothing, and might as well not be collected: {named}."


def _use_table(fields: list[list[Cell]]) -> Table:
    head = (
        "source",
        "field",
        "filled",
        "usable",
        "agreement",
        "bits",
        "golden values",
        "telling links",
        "links found",
        "own identifiers",
        "households",
        "serves",
    )
    rows: list[list[Cell]] = [[*row[:2], *map(_part, row[2:5]), *row[5:-1]] for row in fields]
    return Table(head, rows, frozenset(range(2, len(head) - 1)), "What each field is good for")


def _part(value: Cell) -> Cell:
    return None if value is None else Share(float(str(value)))
