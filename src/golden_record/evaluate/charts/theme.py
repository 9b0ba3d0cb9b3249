"""How every chart looks: its colours, its type, and how much room it takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias, TypeVar

import altair as alt

from golden_record.evaluate.inert import inert

Chart: TypeAlias = (
    alt.Chart
    | alt.LayerChart
    | alt.FacetChart
    | alt.HConcatChart
    | alt.VConcatChart
    | alt.ConcatChart
    | alt.RepeatChart
)
"""Anything that can be drawn by itself."""

_PADDING = {"left": 40, "top": 16, "bottom": 16, "right": 56}
"""More at the sides: text was measured in one font, and a browser may draw it in a wider one."""

AnyChart = TypeVar("AnyChart", bound=Chart)

TEXT = "#1f2328"
DIM = "#59636e"
GRID = "#d8dee4"
PAPER = "#ffffff"

FOR = "#2f6fde"
AGAINST = "#d9680f"
"""Blue and orange are told apart by nearly everybody, on paper without colour too."""

NEUTRAL = "#8c959f"
MARK = "#8250df"

SOURCES = ("#2f6fde", "#2a8a43", "#8250df", "#b7860b", "#0e8a8a", "#c2417c", "#6b7684")
"""Colours of sources, in their order; they come round again after the last."""

GROUP_NAME_WIDTH = 165
"""Room for the name of a group, which stands left of the names of its rows."""

FONT = "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
"""The last two hold Cyrillic letters on machines that have neither of the first."""


def rows(items: Iterable[Mapping[str, object]]) -> alt.InlineData:
    """Rows of a chart; text in them can neither turn the direction of writing nor hide."""
    return alt.InlineData(values=[{name: _plain(value) for name, value in item.items()} for item in items])


def _plain(value: object) -> object:
    return inert(value) if isinstance(value, str) else value


def group_names(base: alt.Chart, left: int) -> alt.Chart:
    """The field `group` of rows as names in bold, so many units left of the axis: rows that open no group have none.

    A filter would leave other rows to this layer than to the bars, and the order of both undone.
    """
    names = base.mark_text(align="left", fontWeight="bold", limit=GROUP_NAME_WIDTH)
    placed: alt.Chart = names.encode(x=alt.value(-left), text=alt.Text("group:N"))
    return placed


def threshold_mark(threshold: float, text: str, *, above: int = 4) -> tuple[alt.Chart, alt.Chart]:
    """A dashed line where the threshold cuts, and its name so many units above the picture."""
    base = alt.Chart(rows([{"at": threshold, "text": text}]))
    line = base.mark_rule(color=MARK, strokeDash=[4, 3], strokeWidth=1.5).encode(x="at:Q")
    word = base.mark_text(color=MARK, align="left", dx=4, dy=-above, baseline="bottom").encode(
        x="at:Q", y=alt.value(0), text="text:N"
    )
    return line, word


def titled(text: str, *lines: str) -> alt.TitleParams:
    """A title to the left, with smaller lines below it."""
    return alt.TitleParams(text=inert(text), subtitle=[inert(line) for line in lines if line])


def themed(chart: AnyChart) -> AnyChart:
    """The chart in the colours and type of all others."""
    styled: AnyChart = chart.configure(
        # Vega would describe every bar and grid line to screen readers: half of the file, and nothing to listen to.
        aria=False,
        background=PAPER,
        font=FONT,
        padding=_PADDING,
        axis=alt.AxisConfig(
            labelColor=TEXT,
            titleColor=DIM,
            labelFontSize=12,
            titleFontSize=12,
            titleFontWeight="normal",
            grid=True,
            gridColor=GRID,
            domain=False,
            ticks=False,
            labelFlush=False,
            labelPadding=6,
            titlePadding=10,
        ),
        axisY=alt.AxisConfig(grid=False, labelLimit=400),
        header=alt.HeaderConfig(labelColor=TEXT, titleColor=DIM, labelFontSize=12),
        legend=alt.LegendConfig(
            labelColor=TEXT, titleColor=DIM, labelFontSize=12, titleFontSize=12, titleFontWeight="normal"
        ),
        title=alt.TitleConfig(
            anchor="start",
            color=TEXT,
            fontSize=16,
            subtitleColor=DIM,
            subtitleFontSize=12,
            offset=14,
            subtitlePadding=6,
        ),
        view=alt.ViewConfig(stroke=None),
        text=alt.MarkConfig(color=TEXT, fontSize=12),
    )
    return styled
