"""How the mistakes of a result look in a terminal: which, how large, and what led to them."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from golden_record.cli.console import grid, plural, printable, title
from golden_record.evaluate.mistakes import Mistake, Tie
from golden_record.evaluate.waterfall import PROBABILISTIC

MOST_BRIEF = 2
"""Mistakes told when nobody asked for details: the worst ones."""

MOST_EVIDENCE = 3

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def print_mistakes(console: Console, heading: str, mistakes: Sequence[Mistake], *, details: bool) -> None:
    """Print mistakes, the worst first, each with the link that explains it; with `details` their records, masked."""
    if not mistakes:
        return
    title(console, heading)
    for mistake in mistakes if details else mistakes[:MOST_BRIEF]:
        console.print(Text(_size(mistake), style="cyan"))
        if details:
            console.print(grid((mistake.kind, "record", "values, masked"), _record_rows(mistake)))
        for line in _reasons(mistake):
            console.print(Text(f"  {printable(line)}", style="dim"))
        if details:
            console.print()


def _size(mistake: Mistake) -> str:
    groups = plural(mistake.group_count, mistake.kind).replace("persons", "people")
    wrong = plural(mistake.wrong_pairs, "wrong pair" if mistake.kind == "person" else "missed pair")
    return f"{mistake.name}: {plural(mistake.record_count, 'record')}, {groups}, {wrong}"


def _record_rows(mistake: Mistake) -> list[tuple[str, str, str]]:
    names: dict[str, str] = {}
    for record in mistake.records:
        names.setdefault(record.group, _LETTERS[len(names) % len(_LETTERS)])
    return [
        (
            names[record.group],
            f"{record.source}:{record.source_id}",
            "; ".join(f"{name} {value}" for name, value in record.values.items()),
        )
        for record in mistake.records
    ]


def _reasons(mistake: Mistake) -> list[str]:
    tie = mistake.tie
    if tie is None:
        told = "no pair between the groups was compared, or each weighed far below zero"
        return [f"{told}: all other evidence joined them" if mistake.kind == "person" else told]
    return [
        f"strongest link between them: {tie.left} - {tie.right}, {tie.weight:+.1f} bits, {_fate(mistake, tie)}",
        _bars(tie),
    ]


def _fate(mistake: Mistake, tie: Tie) -> str:
    if tie.guard:
        return f"refused by guard {tie.guard}"
    if mistake.kind == "person":
        return "enough by itself" if tie.enough else "too little by itself: what else the groups say joined them"
    return "enough by itself, yet in vain" if tie.enough else "too little"


def _bars(tie: Tie) -> str:
    shown = [f"{bar.name} {bar.label} {bar.weight:+.1f}" for bar in tie.evidence[:MOST_EVIDENCE]]
    if tie.matched_by != PROBABILISTIC:
        shown.insert(0, f"rule {tie.matched_by}")
    more = len(tie.evidence) - MOST_EVIDENCE
    return "made of: " + "; ".join(shown) + (f"; and {more} more" if more > 0 else "")
