"""What stands in each field of each source: values by quality, and records without any."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import altair as alt

from golden_record.evaluate.charts.theme import (
    AGAINST,
    FOR,
    GRID,
    GROUP_NAME_WIDTH,
    Chart,
    group_names,
    rows,
    themed,
    titled,
)
from golden_record.model.cleaned import Quality

ROW_HEIGHT = 19
WIDTH = 480
_NAMES_LEFT = 300
EMPTY = "empty"
_COLOURS = (FOR, "#0e8a8a", "#d3a518", AGAINST, "#b3261e", GRID)


@dataclass(frozen=True)
class FieldQuality:
    """An attribute that a source feeds: its records, those that fill it, and its values by `Quality`, best first."""

    source: str
    attribute: str
    records: int
    filled: int
    values: tuple[int, ...]

    @property
    def usable(self) -> int:
        """Values that are good, or could be made so."""
        return self.values[0] + self.values[1]


def quality_chart(fields: Sequence[FieldQuality]) -> Chart:
    """One bar per field, from all good to all empty, grouped by source."""
    order = list(dict.fromkeys(item.source for item in fields))
    stages = [*Quality, EMPTY]
    base = alt.Chart(rows(_rows(fields))).encode(
        y=alt.Y("attribute:N", sort=None, title=None, axis=alt.Axis(labelLimit=_NAMES_LEFT - GROUP_NAME_WIDTH - 12))
    )
    percent = alt.Axis(format="%", tickCount=5)
    bars = base.mark_bar(height=ROW_HEIGHT - 6).encode(
        x=alt.X(
            "share:Q",
            title="share of the values, and of records without any",
            axis=percent,
            scale=alt.Scale(domain=[0, 1]),
        ),
        color=alt.Color("quality:N", sort=stages, title=None, scale=alt.Scale(domain=stages, range=list(_COLOURS))),
        order=alt.Order("place:Q"),
    )
    grouped: alt.FacetChart = (
        alt.layer(bars, group_names(base, _NAMES_LEFT))
        .properties(width=WIDTH, height=alt.Step(ROW_HEIGHT))
        .facet(row=alt.Row("source:N", sort=order, title=None, header=alt.Header(labels=False)), spacing=10)
        .resolve_scale(y="independent")
    )
    return themed(grouped.properties(title=titled("What stands in each field")))


def _rows(fields: Sequence[FieldQuality]) -> Iterator[dict[str, object]]:
    named: set[str] = set()
    for item in fields:
        counts = (*item.values, item.records - item.filled)
        for place, (quality, count) in enumerate(zip((*Quality, EMPTY), counts, strict=True)):
            yield {
                "source": item.source,
                "group": "" if item.source in named or place else item.source,
                "attribute": item.attribute,
                "place": place,
                "quality": quality,
                "share": round(count / max(sum(counts), 1), 5),
            }
        named.add(item.source)
