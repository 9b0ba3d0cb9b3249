"""The sections on values: how good each source's fields are, and which values prove nothing by themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from golden_record.config.job import Job
from golden_record.evaluate.charts.quality import FieldQuality, quality_chart
from golden_record.evaluate.charts.saving import as_svg
from golden_record.evaluate.report import queries
from golden_record.evaluate.report.page import Cell, Part, Picture, Section, Snippet, Table, number, plural, share
from golden_record.model.cleaned import Quality
from golden_record.model.masking import masked
from golden_record.warehouse import Warehouse

MOST_DOUBTS = 20
MOST_SHARED = 15
"""Shared values shown of each class: the mart has all of them."""

CLASSES = {
    "family": "more people than a couple, as a home's telephone: evidence of its own, weaker kind, but no proof",
    "organisation": "people of several families, as an office or a call centre: the same",
    "placeholder": "a crowd, or a word that cleaning knows: it stands for no value, and is neither compared nor shown",
}
"""What is behind each class, and what follows from it."""

ADJUST = (
    "attributes:",
    '  ignore: {phone: ["+7000*"], email: ["info@*"]}    # values of your own that stand for none',
    "  device_id: {type: identifier, shared: true}       # several people may use one: evidence, never proof or junk",
    "  fax: {type: phone, compare: false}                # takes no part in matching; golden profiles carry it",
)
"""Lines of a job that judge values otherwise than the engine does by itself."""


@dataclass(frozen=True)
class _Shared:
    """How many values of an attribute are of a class, and how often records hold one."""

    klass: str
    attribute: str
    values: int
    uses: int


def quality_section(state: Warehouse, job: Job) -> Section:
    """What stands in each field that a source feeds."""
    fields = list(_fields(state, job))
    head = ("source", "attribute", "records", "filled", *Quality)
    rows: list[list[Cell]] = [
        [item.source, item.attribute, item.records, share(item.filled, item.records), *item.values] for item in fields
    ]
    parts: list[Part] = [Picture(as_svg(quality_chart(fields))), Table(head, rows, frozenset(range(2, 9)))]
    doubts = state.rows(queries.doubts())[:MOST_DOUBTS]
    if doubts:
        shown = cast(list[list[Cell]], doubts)
        parts.append(
            Table(("attribute", "quality", "reason", "values"), shown, frozenset({3}), "What was wrong most often")
        )
    return Section("quality", "Quality", _verdict(fields), parts)


def _fields(state: Warehouse, job: Job) -> Iterable[FieldQuality]:
    """Every field of the job, those without any value too."""
    found = {
        (str(row[0]), str(row[1])): tuple(int(str(cell)) for cell in row[2:]) for row in state.rows(queries.quality())
    }
    records = {str(source): int(str(count)) for source, count in state.rows(queries.record_counts())}
    for source, config in job.config.sources.items():
        for attribute in config.attributes:
            filled, *values = found.get((source, attribute), (0, 0, 0, 0, 0, 0))
            yield FieldQuality(source, attribute, records.get(source, 0), filled, tuple(values))


def _verdict(fields: list[FieldQuality]) -> str:
    total = sum(sum(item.values) for item in fields)
    usable = sum(item.usable for item in fields)
    if not total:
        return "No source says anything."
    text = f"{share(usable, total).percent} of {plural(total, 'value')} can be used as they are or could be repaired"
    weak = [item for item in fields if sum(item.values) > item.usable]
    if not weak:
        return f"{text}."
    worst = max(weak, key=lambda item: (sum(item.values) - item.usable, item.source, item.attribute))
    lost = sum(worst.values) - worst.usable
    return f"{text}; most of the others are in {worst.attribute} of {worst.source}: {plural(lost, 'value')}."


def sharing_section(state: Warehouse, *, show_values: bool) -> Section:
    """Values that several people hold, or that stand for none: the evidence, what follows, and how to change it."""
    classes = [
        _Shared(str(klass), str(attribute), int(str(values)), int(str(uses)))
        for klass, attribute, values, uses in state.rows(queries.shared_classes())
    ]
    if not classes:
        return Section("shared", "Shared and junk values", "No value was found that several people hold.")
    return Section(
        "shared",
        "Shared and junk values",
        _sharing_verdict(classes),
        (
            _class_table(classes),
            _most_shared(state, sum(item.values for item in classes), show_values=show_values),
            Snippet(ADJUST, caption="To judge otherwise, say so in the job"),
        ),
    )


def _sharing_verdict(classes: list[_Shared]) -> str:
    values: Counter[str] = Counter()
    for item in classes:
        values[item.klass] += item.values
    told = ", ".join(
        f"{plural(count, klass)}".replace("familys", "families") for klass, count in sorted(values.items())
    )
    return f"{plural(values.total(), 'value')} prove nothing by themselves ({told}): they tie nobody together alone."


def _class_table(classes: list[_Shared]) -> Table:
    """One row per class: what it means, and where its values are."""
    rows: list[list[Cell]] = []
    for klass in dict.fromkeys(item.klass for item in classes):
        mine = [item for item in classes if item.klass == klass]
        places = ", ".join(f"{item.attribute} {number(item.values)}" for item in mine)
        rows.append(
            [klass, sum(item.values for item in mine), sum(item.uses for item in mine), CLASSES.get(klass), places]
        )
    head = ("class", "values", "uses", "held by, and what follows", "attributes")
    return Table(head, rows, frozenset({1, 2}))


def _most_shared(state: Warehouse, total: int, *, show_values: bool) -> Table:
    rows = state.rows(queries.shared_values(MOST_SHARED))
    shown: list[list[Cell]] = [
        [attribute, _value(value, show_values=show_values), *rest]
        for attribute, value, *rest in cast(list[list[Cell]], rows)
    ]
    head = (
        "attribute",
        "value",
        "class",
        "records",
        "sources",
        "given names",
        "family names",
        "birth dates",
        "because",
    )
    how = "" if show_values else ", masked"
    most = f", the {MOST_SHARED} most widely held of each class" if total > len(rows) else ""
    return Table(head, shown, frozenset(range(3, 8)), f"The values{most}{how}, and the evidence")


def _value(value: Cell, *, show_values: bool) -> Cell:
    return value if show_values or value is None else masked(str(value))
