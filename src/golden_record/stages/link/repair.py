"""Put right what training got wrong or could not see, and say what was seen and what is used instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypedDict

import numpy as np
import numpy.typing as npt

from golden_record.stages.link.comparisons import Comparison

Array = npt.NDArray[np.float64]

FLOOR = 1e-9
FEWEST_SEEN = 3.0
"""Likely matches at a level below which its m says nothing: chance alone makes one or two."""

DOUBTFUL = 0.4
"""Share of matches that differ in what is a person's own, beyond which the report doubts the training."""

_ADVICE = (
    ": DO NOT TRUST THIS MODEL before people have judged a sample (`golden-record audit sample`); more attributes of a"
    " person's own, or judged pairs (`match.train.labels`), put it right"
)
"""Nobody changes given name, date of birth or tax number so often: then training has found families, not people."""

SMALL_CHANGE = 0.01
"""Bits that no reader would notice."""

WHOLE = -1

Kind = Literal["unseen", "order", "doubt"]


class FindingDiagnostics(TypedDict):
    """A finding as `model.diagnostics` keeps it."""

    comparison: str
    level: int
    kind: str
    text: str


@dataclass(frozen=True)
class Finding:
    """Something about a level that a person should know; `level` is `WHOLE` for a comparison as a whole."""

    comparison: str
    level: int
    kind: Kind
    text: str


@dataclass(frozen=True)
class Evidence:
    """What training made of a comparison: chances of its levels, and the likely matches seen at each."""

    comparison: Comparison
    m: Array
    u: Array
    seen: Array


def repaired(evidence: Evidence) -> tuple[Array, tuple[Finding, ...]]:
    """The m to use: full agreement weighs most and never against, difference never for; and what was found."""
    weights = np.log2(np.maximum(evidence.m, FLOOR) / np.maximum(evidence.u, FLOOR))
    fixed = weights.copy()
    fixed[0] = max(fixed[0], 0.0)
    fixed[-1] = min(fixed[-1], 0.0)
    fixed[1:-1] = np.clip(fixed[1:-1], fixed[-1], max(fixed[0], fixed[-1]))
    found = (*_unseen(evidence), *_out_of_order(evidence.comparison, weights, fixed), *_doubts(evidence))
    m: Array = evidence.u * np.exp2(fixed)
    return m, found


def _unseen(evidence: Evidence) -> Iterator[Finding]:
    item = evidence.comparison
    if evidence.seen.sum() < FEWEST_SEEN:
        text = "hardly any likely match has a value on both sides; nothing was learnt, the starting values are used"
        yield Finding(item.name, WHOLE, "unseen", text)
        return
    for place, seen in enumerate(evidence.seen.tolist()):
        if seen < FEWEST_SEEN:
            text = f"seen in {seen:.0f} of {evidence.seen.sum():,.0f} likely matches: its weight is little but a guess"
            yield Finding(item.name, place, "unseen", text)


def _out_of_order(item: Comparison, before: Array, after: Array) -> Iterator[Finding]:
    first, last = item.levels[0].label, item.levels[-1].label
    for place in np.flatnonzero(np.abs(before - after) > SMALL_CHANGE).tolist():
        if place == len(item.levels) - 1:
            wrong = "a difference that speaks for a match; it counts for nothing"
        elif place == 0:
            wrong = "full agreement that speaks against a match; it counts for nothing"
        elif after[place] > before[place]:
            wrong = f"less than {last!r}; it counts as much as that"
        else:
            wrong = f"more than {first!r}; it counts as much as that"
        yield Finding(item.name, place, "order", f"came out at {before[place]:+.1f} bits, {wrong}")


def _doubts(evidence: Evidence) -> Iterator[Finding]:
    item, share = evidence.comparison, float(evidence.m[-1])
    if (item.own or not item.kin) and share > DOUBTFUL:
        text = f"matches seem to differ in {share:.0%} of cases; relatives may pass for one person"
        yield Finding(item.name, WHOLE, "doubt", f"{text}{_ADVICE if item.own else ''}")


def findings_json(findings: Sequence[Finding]) -> list[FindingDiagnostics]:
    """The findings as `model.diagnostics` keeps them."""
    return [
        {"comparison": found.comparison, "level": found.level, "kind": found.kind, "text": found.text}
        for found in findings
    ]


def notes_of(findings: Sequence[Finding], comparisons: Sequence[Comparison]) -> list[str]:
    """The findings as a run tells them: doubts, what was put right, and how much was not seen in one line."""
    notes = told([found for kind in ("doubt", "order") for found in findings if found.kind == kind], comparisons)
    sizes = {item.name: len(item.levels) for item in comparisons}
    unseen = [found for found in findings if found.kind == "unseen"]
    levels = sum(sizes[found.comparison] if found.level == WHOLE else 1 for found in unseen)
    if levels:
        names = ", ".join(dict.fromkeys(found.comparison for found in unseen))
        where = f"at {levels} of {sum(sizes.values())} levels ({names})"
        notes.append(f"too few likely matches {where}: their weight is a guess; see `golden-record model show`")
    return notes


def doubts_kept(findings: Sequence[FindingDiagnostics]) -> list[str]:
    """The doubts about a model that `model.diagnostics` keeps: as long as it scores, a run tells them again."""
    return [f"{found['comparison']}: {found['text']}" for found in findings if found["kind"] == "doubt"]


def told(findings: Sequence[Finding], comparisons: Sequence[Comparison]) -> list[str]:
    """Every finding by itself, by comparison and level."""
    labels = {item.name: [level.label for level in item.levels] for item in comparisons}
    places = ("" if found.level == WHOLE else f"{labels[found.comparison][found.level]!r} " for found in findings)
    return [f"{found.comparison}: {place}{found.text}" for found, place in zip(findings, places, strict=True)]
