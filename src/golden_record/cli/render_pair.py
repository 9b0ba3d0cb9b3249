"""How the story of a pair looks in a terminal: both records side by side, then the weight as a waterfall."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from golden_record.cli.console import facts, grid, output, plural, printable, title
from golden_record.evaluate.pair import PairStory, Word
from golden_record.evaluate.records import RecordView, Said
from golden_record.evaluate.waterfall import MISSING, Bar, Waterfall
from golden_record.model.keys import IN_FORCE

BAR_WIDTH = 30
"""Characters of the longest bar."""

GOOD = "good"


def print_pair(story: PairStory) -> None:
    """Print everything that is known of a pair."""
    console = output()
    style = "bold green" if story.together else "bold yellow"
    console.print(Text(f"{printable(story.left.name)} and {printable(story.right.name)}: {story.verdict}", style=style))
    for word in story.judgements:
        console.print(Text(printable(_judged(word))))
    for note in story.stand_ins:
        console.print(Text(printable(note), style="dim"))
    _print_records(console, story)
    if story.waterfall is not None:
        _print_waterfall(console, story.waterfall)
    else:
        _print_not_compared(console, story)
    if story.path:
        title(console, "Tied together through")
        console.print(Text(printable(" - ".join(story.path))))


def _judged(word: Word) -> str:
    """Who said what, when and why, and whether it counts."""
    doubt = "" if word.status == IN_FORCE else f" ({word.status})"
    return f"{word.decided_by} on {word.decided_at:%Y-%m-%d}: {word.decision}{doubt}. {word.why}"


def _print_records(console: Console, story: PairStory) -> None:
    title(console, "What they say")
    left, right = story.left, story.right
    rows: list[tuple[str, object, object]] = [
        (name, values_text(left.values.get(name, ())), values_text(right.values.get(name, ())))
        for name in dict.fromkeys([*left.values, *right.values])
    ]
    rows.append(("seen", _day(left), _day(right)))
    rows.append(("profile", left.profile_id, right.profile_id))
    console.print(grid(("", left.name, right.name), rows))


def values_text(values: Sequence[Said]) -> Text:
    """Values as found good; with their quality where they are not."""
    if not values:
        return Text("—", style="dim")
    parts = []
    for said in values:
        doubt = "" if said.quality == GOOD else f" ({said.quality}{f': {said.reason}' if said.reason else ''})"
        parts.append(Text(printable(said.value)) + Text(printable(doubt), style="dim"))
    return Text("\n").join(parts)


def _day(record: RecordView) -> str:
    return "—" if record.observed_at is None else f"{record.observed_at:%Y-%m-%d}"


def _print_waterfall(console: Console, evidence: Waterfall) -> None:
    title(console, "Where the weight comes from, in bits")
    telling = [bar for bar in evidence.bars if bar.label != MISSING]
    longest = max(1.0, *(abs(bar.weight) for bar in telling), abs(evidence.weight))
    rows = [_bar_row(bar, longest) for bar in telling]
    total = Bar(
        "total", f"probability {evidence.probability:.4f}, threshold {evidence.threshold:.1f} bits", evidence.weight
    )
    rows.append(_bar_row(total, longest, bold=True))
    console.print(grid(("compared", "result", "bits", ""), rows, numbers=(2,)))
    console.print()
    missing = [bar.name for bar in evidence.bars if bar.label == MISSING]
    lines: list[tuple[str, object]] = [
        ("found by", evidence.blocking_rule),
        ("decided by", evidence.matched_by),
        ("empty on a side", missing or "nothing"),
    ]
    console.print(facts(lines))


def _bar_row(bar: Bar, longest: float, *, bold: bool = False) -> tuple[Text, Text, Text, Text]:
    style = "bold" if bold else "dim" if bar.weight == 0 else ""
    size = round(abs(bar.weight) / longest * BAR_WIDTH)
    drawn = Text(("█" if bar.weight > 0 else "░") * size, style="green" if bar.weight > 0 else "red")
    cells = (Text(printable(bar.name), style=style), Text(printable(bar.label), style=style))
    return *cells, Text(f"{bar.weight:+.1f}", style=style), drawn


def _print_not_compared(console: Console, story: PairStory) -> None:
    title(console, "No weight on record")
    if story.not_followed:
        console.print(Text("The two were never weighed against each other: the judgement alone asked to join them."))
    if not story.shared:
        console.print(Text("They share no cleaned value, so no blocking rule over equal values could find the pair."))
        return
    console.print(Text("They share values, but no blocking rule found the pair, or its weight was far below zero:"))
    rows = [(item.attribute, item.value, plural(item.holders, "record")) for item in story.shared]
    console.print(grid(("attribute", "value", "held by"), rows))
