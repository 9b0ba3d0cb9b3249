"""What agreement is worth: the match weight of every level of every comparison, as bars to either side of nothing."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from golden_record.evaluate.charts.theme import AGAINST, DIM, FOR, Chart, rows, themed, titled
from golden_record.evaluate.weights import LevelWeight

ROW_HEIGHT = 20
WIDTH = 380
_BITS_RIGHT, _CHANCES_LEFT = WIDTH + 46, WIDTH + 62


def match_weight_chart(
    levels: Sequence[LevelWeight], *, title: str = "What agreement is worth", subtitle: str = ""
) -> Chart:
    """One row per level, grouped by comparison in the order given, with the chances behind each bar.

    The caller says in `subtitle` what belongs to the model as a whole, such as its prior.
    """
    order = list(dict.fromkeys(level.comparison for level in levels))
    base = alt.Chart(rows(_row(place, level) for place, level in enumerate(levels))).encode(
        y=alt.Y("label:N", sort=alt.SortField("place"), title=None)
    )
    x = alt.X("weight:Q", title="match weight, bits", scale=alt.Scale(nice=True))
    colour = alt.condition(alt.datum.weight >= 0, alt.value(FOR), alt.value(AGAINST))
    bars = base.mark_bar(height=ROW_HEIGHT - 7).encode(x=x, color=colour)
    bits = base.mark_text(align="right", fontSize=11).encode(x=alt.value(_BITS_RIGHT), text=alt.Text("bits:N"))
    chances = base.mark_text(align="left", color=DIM, fontSize=11).encode(
        x=alt.value(_CHANCES_LEFT), text=alt.Text("chances:N")
    )
    grouped: alt.FacetChart = (
        alt.layer(bars, bits, chances)
        .properties(width=WIDTH, height=alt.Step(ROW_HEIGHT))
        .facet(
            row=alt.Row(
                "comparison:N",
                sort=order,
                title=None,
                header=alt.Header(labelAngle=0, labelAlign="left", labelFontWeight="bold", labelLimit=220),
            ),
            spacing=8,
        )
        .resolve_scale(y="independent")
        .properties(
            title=titled(title, subtitle, "right: how often one person, and how often two strangers, come out so")
        )
    )
    return themed(grouped)


def _row(place: int, level: LevelWeight) -> dict[str, object]:
    return {
        "place": place,
        "comparison": level.comparison,
        "label": level.label,
        "weight": round(level.weight, 3),
        "bits": f"{level.weight:+.1f}",
        "chances": f"{_chance(level.m)} : {_chance(level.u)}",
    }


def _chance(share: float) -> str:
    """A chance in percent, with as many digits as a rare one needs; a repaired level can promise more than all."""
    percent = min(share, 1.0) * 100
    return f"{percent:.0f} %" if percent >= 10 else f"{percent:.1f} %" if percent >= 0.1 else f"{percent:.1g} %"
