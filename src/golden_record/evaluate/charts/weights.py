"""What agreement is worth: the match weight of every level of every comparison, as bars to either side of nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import altair as alt

from golden_record.evaluate.charts.theme import AGAINST, DIM, FOR, Chart, group_names, rows, themed, titled
from golden_record.evaluate.weights import LevelWeight

ROW_HEIGHT = 20
WIDTH = 380
_NAMES_LEFT = 430
_BITS_RIGHT, _CHANCES_LEFT = WIDTH + 46, WIDTH + 62


def match_weight_chart(
    levels: Sequence[LevelWeight], *, title: str = "What agreement is worth", subtitle: str = ""
) -> Chart:
    """One row per level, grouped by comparison in the order given, with the chances behind each bar.

    The caller says in `subtitle` what belongs to the model as a whole, such as its prior.
    """
    order = list(dict.fromkeys(level.comparison for level in levels))
    base = alt.Chart(rows(_rows(levels))).encode(
        y=alt.Y("label:N", sort=alt.SortField("place"), title=None, axis=alt.Axis(labelLimit=250))
    )
    x = alt.X("weight:Q", title="match weight, bits", scale=alt.Scale(nice=True))
    colour = alt.condition(alt.datum.weight >= 0, alt.value(FOR), alt.value(AGAINST))
    bars = base.mark_bar(height=ROW_HEIGHT - 7).encode(x=x, color=colour)
    bits = base.mark_text(align="right", fontSize=11).encode(x=alt.value(_BITS_RIGHT), text=alt.Text("bits:N"))
    chances = base.mark_text(align="left", color=DIM, fontSize=11).encode(
        x=alt.value(_CHANCES_LEFT), text=alt.Text("chances:N")
    )
    grouped: alt.FacetChart = (
        alt.layer(bars, bits, chances, group_names(base, _NAMES_LEFT))
        .properties(width=WIDTH, height=alt.Step(ROW_HEIGHT))
        .facet(
            row=alt.Row("comparison:N", sort=order, title=None, header=alt.Header(labels=False)),
            spacing=8,
        )
        .resolve_scale(y="independent")
        .properties(
            title=titled(title, subtitle, "last column: how often one person, and how often two strangers, come out so")
        )
    )
    return themed(grouped)


def _rows(levels: Sequence[LevelWeight]) -> Iterator[dict[str, object]]:
    named: set[str] = set()
    for place, level in enumerate(levels):
        yield {
            "place": place,
            "comparison": level.comparison,
            "group": "" if level.comparison in named else level.comparison,
            "label": level.label,
            "weight": round(level.weight, 3),
            "bits": f"{level.weight:+.1f}",
            "chances": f"{_chance(level.m)} : {_chance(level.u)}",
        }
        named.add(level.comparison)


def _chance(share: float) -> str:
    """A chance in percent, with as many digits as a rare one needs; a repaired level can promise more than all."""
    percent = min(share, 1.0) * 100
    if percent >= 10:
        return f"{percent:.0f} %"
    # One digit that is not zero, never in powers of ten.
    digits = 1 if percent >= 0.1 else min(8, math.ceil(-math.log10(max(percent, 1e-8))))
    return f"{percent:.{digits}f} %"
