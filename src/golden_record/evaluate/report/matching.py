"""The sections on matching: which pairs were compared, what agreement is worth, and where the threshold cuts."""

from __future__ import annotations

import json
import math
from typing import TypedDict, cast

from golden_record.evaluate import queries as state_queries
from golden_record.evaluate.charts.distribution import WeightBin, weight_distribution_chart
from golden_record.evaluate.charts.saving import as_svg
from golden_record.evaluate.charts.weights import match_weight_chart
from golden_record.evaluate.report import queries
from golden_record.evaluate.report.page import Cell, Notes, Part, Picture, Section, Table, number, plural, share
from golden_record.evaluate.weights import LevelWeight, level_weights
from golden_record.warehouse import Warehouse

NEAR = 3.0
"""Bits around the threshold within which a pair could as well have been judged otherwise: odds of eight to one."""

TELLING = 1.0
"""Bits that the best level of a comparison carries at least, if the comparison says anything."""


class _Finding(TypedDict):
    comparison: str
    kind: str
    text: str


class _Diagnostics(TypedDict, total=False):
    notes: list[str]
    findings: list[_Finding]


def blocking_section(state: Warehouse) -> Section:
    """Which rules brought pairs together, and what each added."""
    found = state.rows(queries.blocking_rules())
    total = sum(int(str(row[2])) for row in found)
    rows: list[list[Cell]] = [
        [str(name), int(str(pairs)), int(str(new)), share(int(str(new)), total), int(str(skipped))]
        for name, pairs, new, skipped in found
    ]
    head = ("what must be equal", "pairs", "new pairs", "of all", "skipped values")
    return Section(
        "blocking",
        "Blocking rules",
        _blocking_verdict(rows, total),
        (Table(head, rows, frozenset(range(1, 5))),) if rows else (),
    )


def _blocking_verdict(rows: list[list[Cell]], total: int) -> str:
    if not rows:
        return "No rule brought any two records together: nothing was compared."
    largest = max(rows, key=lambda row: (int(str(row[2])), str(row[0])))
    found = share(int(str(largest[2])), total).percent
    text = f"{plural(total, 'pair')} were worth comparing; `{largest[0]}` alone found {found} of them"
    skipped = sum(int(str(row[4])) for row in rows)
    return (
        f"{text}; {plural(skipped, 'value')} were too frequent to be compared pair by pair." if skipped else f"{text}."
    )


def model_section(state: Warehouse) -> Section:
    """What the model has learnt."""
    found = state.rows(queries.model())
    if not found:
        return Section("model", "Model", "There is no model: no pair was scored.")
    settings, diagnostics, threshold, model_id, created_at = found[0]
    levels = level_weights(str(settings))
    odds = float(json.loads(str(settings))["probability_two_random_records_match"])
    prior, cut = math.log2(odds / (1 - odds)), float(str(threshold))
    facts: list[list[Cell]] = [
        ["model", f"{model_id}, trained {created_at:%Y-%m-%d %H:%M} UTC"],
        [
            "before any comparison",
            f"{prior:+.1f} bits: about one pair in {number(round(1 / odds))} is one person",
        ],
        ["threshold", f"{cut:.1f} bits, which is a probability of {1 / (1 + 2**-cut):.4g}"],
    ]
    told = cast(_Diagnostics, json.loads(str(diagnostics)))
    repaired = [found for found in told.get("findings", []) if found["kind"] != "unseen"]
    notes = [*told.get("notes", []), *(f"{found['comparison']}: {found['text']}" for found in repaired)]
    parts: list[Part] = [*_weight_chart(levels), Table((), facts)]
    if notes:
        parts.append(Notes(notes, caption="What training repaired, or doubts"))
    return Section("model", "Model", _model_verdict(levels), parts)


def _weight_chart(levels: tuple[LevelWeight, ...]) -> list[Picture]:
    if not levels:
        return []
    how = "bars to the right speak for one person, to the left against it"
    return [Picture(as_svg(match_weight_chart(levels, title="Match weight of each level", subtitle=how)))]


def _model_verdict(levels: tuple[LevelWeight, ...]) -> str:
    if not levels:
        return "The model compares nothing."
    best: dict[str, LevelWeight] = {}
    for level in levels:
        if level.comparison not in best or level.weight > best[level.comparison].weight:
            best[level.comparison] = level
    strongest = max(best.values(), key=lambda level: (level.weight, level.comparison))
    weak = [level.comparison for level in best.values() if level.weight < TELLING]
    text = f"The strongest single evidence is {strongest.comparison}, {strongest.label}: {strongest.weight:+.1f} bits"
    return f"{text}; {', '.join(weak)} hardly help to tell people apart." if weak else f"{text}."


def weight_section(state: Warehouse) -> Section:
    """How the scored pairs lie about the threshold."""
    threshold = state.scalar(state_queries.threshold())
    bins = [
        WeightBin(int(str(bits)), bool(together), int(str(pairs)))
        for bits, together, pairs in state.rows(queries.weights())
    ]
    if threshold is None or not bins:
        return Section("weights", "Match weights", "No pair was scored.")
    cut = float(str(threshold))
    ((pairs, links, near),) = state.rows(queries.pairs_at_the_threshold(), [cut, cut, NEAR])
    linked, total, close = int(str(links)), int(str(pairs)), int(str(near))
    verdict = (
        f"{plural(linked, 'pair')} of {plural(total, 'scored pair')} reach the threshold of {cut:.1f} bits; "
        f"{plural(close, 'pair')}, {share(close, total).percent}, lie within {NEAR:.0f} bits of it, "
        "where one more value could turn the verdict."
    )
    return Section("weights", "Match weights", verdict, (Picture(as_svg(weight_distribution_chart(bins, cut))),))
