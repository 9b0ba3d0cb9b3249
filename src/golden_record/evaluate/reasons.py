"""Why two records are one person or two, in a line, without a value of theirs."""

from __future__ import annotations

from golden_record.evaluate.pair import PairStory
from golden_record.evaluate.waterfall import MISSING, Waterfall

MOST_REASONS = 3
"""Comparisons that a reason names: what comes after them decides seldom, and `explain` shows all."""


def because(story: PairStory) -> str:
    """Why two records are one person or two, without a value of theirs and without naming others."""
    parts = [story.verdict.partition(": ")[2] or story.verdict]
    if story.waterfall is not None and story.refusal is not None and not story.together:
        # The guard decided, whatever the comparisons say.
        parts.append(f"weight {story.waterfall.weight:.1f} bits, threshold {story.waterfall.threshold:.1f}")
    elif story.waterfall is not None:
        parts.append(_weighed(story.waterfall, together=story.together))
    elif story.shared and not story.together:
        parts.append(f"they share {', '.join(dict.fromkeys(item.attribute for item in story.shared))}")
    return "; ".join(parts)


def trail(story: PairStory) -> str:
    """The records through which two are tied together, where their own link does not do it; empty where it does."""
    return " - ".join(story.path)


def _weighed(evidence: Waterfall, *, together: bool) -> str:
    """The weight of a link and the comparisons that speak most for what became of it."""
    bars = [bar for bar in evidence.bars[1:] if bar.label != MISSING and bar.weight]
    telling = sorted(bars, key=lambda bar: (-bar.weight if together else bar.weight, bar.name))
    said = ", ".join(f"{bar.name} {bar.weight:+.1f} ({bar.label})" for bar in telling[:MOST_REASONS])
    return f"weight {evidence.weight:.1f} bits, threshold {evidence.threshold:.1f}" + (f": {said}" if said else "")
