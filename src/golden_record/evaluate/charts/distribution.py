"""How many scored pairs have which match weight, and where the threshold cuts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from golden_record.evaluate.charts.theme import FOR, NEUTRAL, Chart, rows, themed, threshold_mark, titled

WIDTH, HEIGHT = 680, 240
TOGETHER, APART = "one profile", "two profiles"


@dataclass(frozen=True)
class WeightBin:
    """Scored pairs whose match weight begins with this whole bit, in one profile or in two."""

    bits: int
    together: bool
    pairs: int


def weight_distribution_chart(bins: Sequence[WeightBin], threshold: float) -> Chart:
    """Pairs per bit, coloured by what became of them, with the threshold as a line."""
    colours = alt.Scale(domain=[TOGETHER, APART], range=[FOR, NEUTRAL])
    bars = (
        alt.Chart(rows(map(_row, bins)))
        .mark_bar(opacity=0.75)
        .encode(
            x=alt.X("start:Q", title="match weight, bits"),
            x2="end:Q",
            y=alt.Y(
                "pairs:Q",
                title="pairs",
                stack=None,
                scale=alt.Scale(type="symlog"),
                axis=alt.Axis(format=",d", values=_ticks(bins)),
            ),
            y2=alt.datum(0),
            color=alt.Color("fate:N", title=None, scale=colours),
        )
    )
    mark = threshold_mark(threshold, f"threshold {threshold:.1f} bits")
    drawn = alt.layer(bars, *mark).properties(
        width=WIDTH,
        height=HEIGHT,
        title=titled(
            "Match weights of the scored pairs",
            "each step up is ten times as many pairs; right of the line a pair is a link",
        ),
    )
    return themed(drawn)


def _row(item: WeightBin) -> dict[str, object]:
    fate = TOGETHER if item.together else APART
    return {"start": item.bits, "end": item.bits + 1, "pairs": item.pairs, "fate": fate}


def _ticks(bins: Sequence[WeightBin]) -> list[int]:
    """Powers of ten, as far as the data goes."""
    most = max(item.pairs for item in bins)
    return [0, *(10**power for power in range(len(str(most))))]
