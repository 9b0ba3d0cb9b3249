"""Why two records are one person, or are not: their match weight as a waterfall."""

from __future__ import annotations

from collections.abc import Iterator

import altair as alt

from golden_record.errors import UsageError
from golden_record.evaluate.charts.theme import AGAINST, FOR, NEUTRAL, TEXT, Chart, rows, themed, threshold_mark, titled
from golden_record.evaluate.pair import PairStory
from golden_record.evaluate.waterfall import MISSING, Waterfall

ROW_HEIGHT = 26
WIDTH = 460


def waterfall_chart(story: PairStory) -> Chart:
    """One bar per piece of evidence, each starting where the last one ended, and their sum against the threshold.

    No value of a record is shown: keys, names of comparisons and what came of them.

    Raises:
        UsageError: the two were never compared, so that there is no weight to draw.
    """
    evidence = story.waterfall
    if evidence is None:
        msg = f"{story.left.name} and {story.right.name} were never compared: there is no weight to draw"
        raise UsageError(msg, hint="without --chart, explain says why")
    base = alt.Chart(rows(_steps(evidence))).encode(y=alt.Y("label:N", sort=alt.SortField("place"), title=None))
    bars = base.mark_bar(height=ROW_HEIGHT - 9).encode(
        x=alt.X("start:Q", title="match weight, bits: each bit more doubles the odds"),
        x2="end:Q",
        color=alt.Color("colour:N", scale=None),
    )
    texts = base.mark_text(align="left", dx=5).encode(x="right:Q", text="bits:N")
    mark = threshold_mark(evidence.threshold, f"threshold {evidence.threshold:.1f} bits", above=6)
    drawn = alt.layer(bars, texts, *mark).properties(
        width=WIDTH,
        height=alt.Step(ROW_HEIGHT),
        title=titled(f"{story.left.name} and {story.right.name}", story.verdict, *_foot(evidence)),
    )
    return themed(drawn)


def _steps(evidence: Waterfall) -> Iterator[dict[str, object]]:
    reached = 0.0
    place = 0
    for place, bar in enumerate(bar for bar in evidence.bars if bar.label != MISSING):
        colour = NEUTRAL if place == 0 else FOR if bar.weight >= 0 else AGAINST
        label = f"{bar.name}: {bar.label}" if place else f"{bar.name}: a random pair"
        yield _step(place, label, reached, bar.weight, colour)
        reached += bar.weight
    yield _step(place + 1, f"total: probability {evidence.probability:.4f}", 0.0, evidence.weight, TEXT)


def _step(place: int, label: str, start: float, bits: float, colour: str) -> dict[str, object]:
    end = start + bits
    return {
        "place": place,
        "label": label,
        "start": round(start, 3),
        "end": round(end, 3),
        "right": round(max(start, end), 3),
        "bits": f"{bits:+.1f}",
        "colour": colour,
    }


def _foot(evidence: Waterfall) -> tuple[str, str]:
    missing = ", ".join(bar.name for bar in evidence.bars if bar.label == MISSING)
    found = f"found by {evidence.blocking_rule}, decided by {evidence.matched_by}"
    return found, f"empty on a side: {missing}" if missing else ""
