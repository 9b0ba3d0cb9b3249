"""A result against the truth: what each threshold would have found, and whether probabilities keep their word."""

from __future__ import annotations

from collections.abc import Iterator

import altair as alt

from golden_record.evaluate.charts.theme import (
    AGAINST,
    DIM,
    FOR,
    GRID,
    NEUTRAL,
    PAPER,
    TEXT,
    Chart,
    rows,
    themed,
    threshold_mark,
    titled,
)
from golden_record.evaluate.evaluation import Evaluation
from golden_record.evaluate.metrics import Pairs

WIDTH, HEIGHT = 420, 260
BAND_HEIGHT = 32
MEASURES = ("precision", "recall", "F1")
COLOURS = (AGAINST, FOR, TEXT)


def evaluation_chart(found: Evaluation) -> Chart:
    """Precision, recall and F1 by threshold, and below them what each band of probabilities promised and kept."""
    both: alt.VConcatChart = alt.vconcat(_curves(found), _calibration(found), spacing=36)
    # A legend that both share would stand beside the wider of the two.
    apart: alt.VConcatChart = both.resolve_legend(color="independent")
    return themed(apart)


def _curves(found: Evaluation) -> Chart:
    share = alt.Y("share:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"))
    bits = alt.X("weight:Q", title="threshold: match weight from which a pair counts as a link, bits")
    colour = alt.Color(
        "measure:N", sort=list(MEASURES), title=None, scale=alt.Scale(domain=list(MEASURES), range=list(COLOURS))
    )
    lines = alt.Chart(rows(_points(found))).mark_line(strokeWidth=2).encode(x=bits, y=share, color=colour)
    final = (
        alt.Chart(rows(_measures(found.threshold, found.pairs)))
        .mark_point(size=80, filled=True, opacity=1, stroke=PAPER)
        .encode(x=bits, y=share, color=colour)
    )
    chosen = found.chosen.pairs
    best = f"{found.best.pairs.f1:.4f} at best, at {_bits(found.best.weight)}"
    told = f"pairs by themselves: F1 {chosen.f1:.4f} as chosen, {best}"
    mark = threshold_mark(found.threshold, f"chosen: {_bits(found.threshold)}")
    return alt.layer(*mark, lines, final).properties(
        width=WIDTH,
        height=HEIGHT,
        title=titled("What each threshold finds", told, f"dots: after clustering, F1 {found.pairs.f1:.4f}"),
    )


def _points(found: Evaluation) -> Iterator[dict[str, object]]:
    for at in found.thresholds:
        yield from _measures(at.weight, at.pairs)


def _measures(weight: float, pairs: Pairs) -> Iterator[dict[str, object]]:
    for name, share in zip(MEASURES, (pairs.precision, pairs.recall, pairs.f1), strict=True):
        yield {"weight": weight, "measure": name, "share": round(share, 5)}


def _bits(weight: float) -> str:
    return f"{weight:.1f} bits"


def _calibration(found: Evaluation) -> Chart:
    bands = [
        {
            "place": place,
            "band": f"{band.start:g} to {band.end:g}",
            "promised": round(band.promised, 5),
            "true": round(band.true, 5),
            "pairs": f"{band.pairs:,} pairs",
            "said": f"{band.promised:.2%} promised, {band.true:.2%} true",
        }
        for place, band in enumerate(found.calibration)
    ]
    base = alt.Chart(rows(bands)).encode(y=alt.Y("band:N", sort=alt.SortField("place"), title="match probability"))
    x = alt.Scale(domain=[0, 1])
    axis = alt.Axis(format="%")
    gap = base.mark_rule(color=GRID, strokeWidth=6).encode(
        x=alt.X("promised:Q", scale=x, axis=axis, title="share of the pairs that are one person"), x2="true:Q"
    )
    promised = base.mark_point(size=90, filled=True, opacity=1, fill=PAPER, stroke=NEUTRAL, strokeWidth=2).encode(
        x=alt.X("promised:Q", scale=x)
    )
    true = base.mark_point(size=90, filled=True, opacity=1, color=FOR).encode(x=alt.X("true:Q", scale=x))
    pairs = base.mark_text(align="right", fontSize=11).encode(x=alt.value(WIDTH + 92), text="pairs:N")
    said = base.mark_text(align="left", fontSize=11, color=DIM).encode(x=alt.value(WIDTH + 108), text="said:N")
    return alt.layer(gap, promised, true, pairs, said).properties(
        width=WIDTH,
        height=alt.Step(BAND_HEIGHT),
        title=titled("Do probabilities keep their word?", "ring: promised on average; dot: what came true"),
    )
