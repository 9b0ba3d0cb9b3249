"""What holds a profile together: its records as the tree of their strongest links."""

from __future__ import annotations

from dataclasses import dataclass

import altair as alt

from golden_record.evaluate.charts.theme import AGAINST, DIM, NEUTRAL, PAPER, SOURCES, TEXT, Chart, rows, themed, titled
from golden_record.evaluate.charts.tree import Node, placed
from golden_record.evaluate.profile import ProfileStory

ROW_HEIGHT = 28
STEP = 66
"""Width of one tie: its weight is written on it."""


@dataclass(frozen=True)
class _Places:
    """The scales of the picture: depth from left to right, rows from top to bottom."""

    across: alt.Scale
    down: alt.Scale

    def x(self, name: str) -> alt.X:
        return alt.X(f"{name}:Q", axis=None, scale=self.across)

    def y(self, name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", axis=None, scale=self.down)


def profile_chart(story: ProfileStory) -> Chart:
    """One row per record, below the one that it is tied to; the weakest tie stands out, refused links are dashed.

    No value of a record is shown: keys, how they were joined, and the weights of their links in bits.
    """
    nodes = placed(story)
    deepest = max(1, *(node.depth for node in nodes))
    # Every layer has these scales: the first row is on top, and a row in the middle of its height.
    places = _Places(alt.Scale(domain=[0, deepest], nice=False), alt.Scale(domain=[len(nodes) - 0.5, -0.5], nice=False))
    drawn = alt.layer(*_ties(nodes, places), *_records(nodes, places)).properties(
        width=STEP * deepest,
        height=ROW_HEIGHT * len(nodes),
        title=titled(f"Profile {story.profile_id}", *_subtitle(story, nodes)),
    )
    return themed(drawn)


def _subtitle(story: ProfileStory, nodes: tuple[Node, ...]) -> tuple[str, ...]:
    shown = sum(not node.refused for node in nodes)
    count = len(story.members)
    size = f"{count:,} records" if shown == count else f"{shown} of {count:,} records"
    refused = sum(node.refused for node in nodes)
    dashed = f"dashed: links to other profiles that guards refused ({refused} of {len(story.refusals)})"
    weakest = "numbers: bits of each tie, the weakest in orange"
    return f"{size}, confidence {story.confidence:.4f}", weakest, dashed if refused else ""


def _ties(nodes: tuple[Node, ...], places: _Places) -> list[alt.Chart]:
    tied = [node for node in nodes if node.parent_row is not None]
    base = alt.Chart(rows(map(_tie_row, tied))).encode(
        color=alt.Color("colour:N", scale=None),
        strokeDash=alt.condition("datum.refused", alt.value([4, 3]), alt.value([1, 0])),
        size=alt.Size("width:Q", scale=None),
    )
    down = base.mark_rule().encode(x=places.x("left"), y=places.y("top"), y2="row:Q")
    across = base.mark_rule().encode(x=places.x("left"), x2="depth:Q", y=places.y("row"))
    bits = (
        alt.Chart(rows(map(_tie_row, tied)))
        .mark_text(dy=-7, fontSize=11)
        .encode(x=places.x("middle"), y=places.y("row"), text="bits:N", color=alt.Color("colour:N", scale=None))
    )
    return [down, across, bits]


def _tie_row(node: Node) -> dict[str, object]:
    return {
        "row": node.row,
        "top": node.parent_row,
        "left": node.parent_depth,
        "depth": node.depth,
        "middle": (node.parent_depth + node.depth) / 2,
        "bits": "" if node.weight is None else f"{node.weight:+.1f}",
        "refused": node.refused,
        "colour": AGAINST if node.weakest else NEUTRAL if node.refused else DIM,
        "width": 2.5 if node.weakest else 1.2,
    }


def _records(nodes: tuple[Node, ...], places: _Places) -> list[alt.Chart]:
    sources = sorted({node.source for node in nodes})
    colours = {source: SOURCES[place % len(SOURCES)] for place, source in enumerate(sources)}
    base = alt.Chart(rows(_record_row(node, colours[node.source]) for node in nodes)).encode(
        x=places.x("depth"), y=places.y("row")
    )
    circles = base.mark_circle(size=110, opacity=1, strokeWidth=2).encode(
        fill=alt.Fill("fill:N", scale=None), stroke=alt.Stroke("colour:N", scale=None)
    )
    labels = base.mark_text(align="left", dx=11).encode(text="label:N", color=alt.Color("ink:N", scale=None))
    return [circles, labels]


def _record_row(node: Node, colour: str) -> dict[str, object]:
    return {
        "row": node.row,
        "depth": node.depth,
        "label": node.label,
        "colour": colour,
        "fill": PAPER if node.refused else colour,
        "ink": DIM if node.refused else TEXT,
    }
