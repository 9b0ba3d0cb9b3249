"""Which customers are alive: profiles and money by what the last event makes of a profile."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import altair as alt

from golden_record.evaluate.activity.segments import Segment
from golden_record.evaluate.charts.theme import FOR, MARK, Chart, rows, themed, titled

ROW_HEIGHT = 40
WIDTH = 480
MEASURES = ("profiles", "money")
"""What is shown of each segment, one bar each."""


def lifecycle_chart(segments: Sequence[Segment]) -> Chart:
    """Two bars per segment, in the order given: its share of the profiles, and of the money."""
    bars: alt.Chart = (
        alt.Chart(rows(_rows(segments)))
        .mark_bar()
        .encode(
            x=alt.X("share:Q", title="share of all with events", axis=alt.Axis(format="%", tickCount=5)),
            y=alt.Y("lifecycle:N", sort=[item.lifecycle for item in segments], title=None),
            yOffset=alt.YOffset("measure:N", sort=list(MEASURES)),
            color=alt.Color(
                "measure:N",
                sort=list(MEASURES),
                title=None,
                scale=alt.Scale(domain=list(MEASURES), range=[FOR, MARK]),
            ),
        )
        .properties(width=WIDTH, height=alt.Step(ROW_HEIGHT, **{"for": "position"}), title=titled("Who is alive"))
    )
    return themed(bars)


def _rows(segments: Sequence[Segment]) -> Iterator[dict[str, object]]:
    for item in segments:
        for measure, part in zip(MEASURES, (item.share, item.money_share), strict=True):
            yield {"lifecycle": item.lifecycle, "measure": measure, "share": round(part, 5)}
