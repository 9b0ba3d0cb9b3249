"""Which strategy decided over the golden values of each attribute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from golden_record.evaluate.charts.theme import GRID, NEUTRAL, SOURCES, Chart, rows, themed, titled

ROW_HEIGHT = 22
WIDTH = 480
CALM = ("only value", "unanimous")
"""What stands for a strategy where there was nothing to decide, from no rival at all to rivals that agree."""


@dataclass(frozen=True)
class Decided:
    """Golden values of an attribute over which a strategy decided."""

    attribute: str
    rule: str
    values: int


def survivorship_chart(decided: Sequence[Decided], attributes: Sequence[str]) -> Chart:
    """One bar per attribute, in the order given, from what nobody disputed to what a strategy settled."""
    totals: Counter[str] = Counter()
    per_rule: Counter[str] = Counter()
    for item in decided:
        totals[item.attribute] += item.values
        per_rule[item.rule] += item.values
    rest = sorted((rule for rule in per_rule if rule not in CALM), key=lambda rule: (-per_rule[rule], rule))
    rules = [*(rule for rule in CALM if rule in per_rule), *rest]
    colours = [_colour(place, rule) for place, rule in enumerate(rules)]
    bars: alt.Chart = (
        alt.Chart(
            rows(
                {
                    "attribute": item.attribute,
                    "rule": item.rule,
                    "place": rules.index(item.rule),
                    "share": round(item.values / totals[item.attribute], 5),
                }
                for item in decided
            )
        )
        .mark_bar(height=ROW_HEIGHT - 7)
        .encode(
            x=alt.X(
                "share:Q",
                title="share of the golden values",
                axis=alt.Axis(format="%", tickCount=5),
                scale=alt.Scale(domain=[0, 1]),
            ),
            y=alt.Y("attribute:N", sort=list(attributes), title=None),
            color=alt.Color("rule:N", sort=rules, title=None, scale=alt.Scale(domain=rules, range=colours)),
            order=alt.Order("place:Q"),
        )
        .properties(width=WIDTH, height=alt.Step(ROW_HEIGHT), title=titled("Which strategy decided"))
    )
    return themed(bars)


def _colour(place: int, rule: str) -> str:
    return {CALM[0]: GRID, CALM[1]: NEUTRAL}.get(rule, SOURCES[place % len(SOURCES)])
