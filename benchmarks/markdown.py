"""Markdown tables and the numbers in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]], numbers: Collection[int] = ()) -> str:
    """A table; `numbers` are the places of the columns that are set flush right."""
    rule = ["---:" if place in numbers else "---" for place in range(len(head))]
    lines = [head, rule, *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def share(value: float) -> str:
    """A figure between 0 and 1, as F1 is told."""
    return f"{value:.4f}"


def count(value: int) -> str:
    """A whole number with its thousands apart."""
    return f"{value:,}"


def seconds(value: float) -> str:
    """Seconds, the shorter the finer."""
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"


def verdict(*, met: bool) -> str:
    """Whether a bar is met."""
    return "met" if met else "**not met**"
