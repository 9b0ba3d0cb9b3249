"""Golden values of twelve attributes, elected at growing sizes: `python -m benchmarks.elections --write`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from benchmarks import bars
from benchmarks.electorate import ATTRIBUTES
from benchmarks.markdown import count, seconds, table, verdict
from benchmarks.process import Done, WorkError, in_fresh_process
from benchmarks.workspace import REPOSITORY

PAGE = REPOSITORY / "docs" / "elections.md"
MODULE = "benchmarks.electorate"

MEMORY = "3500MB"
"""What the engine may use. The process as a whole, with Python and its libraries, takes some hundred megabytes more."""


@dataclass(frozen=True)
class ElectionResult:
    """What electing the golden values of so many records took."""

    records: int
    done: Done

    @property
    def claims(self) -> int:
        """Claims that stood."""
        return int(str(self.done.answer["claims"]))

    @property
    def rows(self) -> dict[str, int]:
        """Rows per table."""
        return cast(dict[str, int], self.done.answer["rows"])

    @property
    def seconds_per_million(self) -> float:
        """Seconds for each million of records."""
        return self.done.seconds / self.records * bars.MILLION


def measure(sizes: Sequence[int], memory: str, tell: Callable[[str], object]) -> list[ElectionResult]:
    """Make the claims of so many records, and elect, one size after the other."""
    return [_measured(records, memory, tell) for records in sizes]


def _measured(records: int, memory: str, tell: Callable[[str], object]) -> ElectionResult:
    with tempfile.TemporaryDirectory(prefix="golden_record_elections_") as folder:
        state = str(Path(folder) / "state.duckdb")
        in_fresh_process(["make", state, "--records", str(records)], MODULE)
        done = in_fresh_process(["elect", state, "--memory", memory], MODULE)
    tell(f"{records:,} records: {done.seconds:.1f} s, {done.peak_memory_mb:,.0f} MiB\n")
    return ElectionResult(records, done)


def elections_page(results: Sequence[ElectionResult], memory: str) -> str:
    """The whole page."""
    head = ("records", "claims", "golden values", "candidates told of", "seconds", "a million", "peak MiB")
    chains = [(f"`{name}`", type_, f"`{_said(chosen)}`") for name, (type_, chosen) in ATTRIBUTES.items()]
    return (
        "# How fast values are elected\n\n"
        "<!-- Written by `python -m benchmarks.elections --write`. -->\n\n"
        "Made up claims of four sources about 0.42 times as many people as there are records: seven in ten records\n"
        "say something of an attribute, one in five of them something wrong. The survive stage runs over them in a\n"
        f"process of its own, with two threads and `resources: {{memory: {memory}}}`; lineage and contested\n"
        "candidates are written. Reproduce with\n\n"
        "```\npython -m benchmarks.elections\n```\n\n"
        f"{table(head, list(map(_row, results)), numbers=range(7))}\n"
        f"{_verdicts(results)}\n"
        "## The twelve attributes\n\n"
        f"{table(('attribute', 'type', 'how its value is chosen'), chains, numbers=())}"
    )


def _row(result: ElectionResult) -> tuple[str, ...]:
    return (
        count(result.records),
        count(result.claims),
        count(result.rows["attribute_lineage"]),
        count(result.rows["attribute_candidate"]),
        seconds(result.done.seconds),
        seconds(result.seconds_per_million),
        count(round(result.done.peak_memory_mb)),
    )


def _verdicts(results: Sequence[ElectionResult]) -> str:
    return "\n".join([*(line for result in results for line in _at_a_million(result)), *_growth(results)]) + "\n"


def _at_a_million(result: ElectionResult) -> Iterator[str]:
    if result.records == bars.MILLION:
        time = verdict(met=result.done.seconds <= bars.ELECTION_SECONDS)
        memory = verdict(met=result.done.peak_memory_mb <= bars.ELECTION_MEMORY_MB)
        yield f"- A million records in at most {bars.ELECTION_SECONDS:g} s: {time};"
        yield f"  in at most {count(round(bars.ELECTION_MEMORY_MB))} MiB: {memory}."


def _growth(results: Sequence[ElectionResult]) -> Iterator[str]:
    first, last = results[0], results[-1]
    if last.records > first.records:
        growth, longer = last.records / first.records, last.done.seconds / first.done.seconds
        most = growth * bars.LINEAR
        yield f"- {growth:g} times the records take {longer:.1f} times as long;"
        yield f"  at most {most:g} times: {verdict(met=longer <= most)}."


def _said(chosen: object) -> str:
    if isinstance(chosen, dict):
        return "{" + ", ".join(f"{key}: {_said(value)}" for key, value in chosen.items()) + "}"
    if isinstance(chosen, list):
        return "[" + ", ".join(map(_said, chosen)) + "]"
    return str(chosen)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and where asked write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.elections", description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=[1_000_000, 10_000_000], help="sizes, smallest first")
    parser.add_argument("--memory", default=MEMORY, help="memory that the engine may use")
    parser.add_argument("--write", action="store_true", help="write docs/elections.md")
    chosen = parser.parse_args(arguments)
    try:
        results = measure(sorted(chosen.records), chosen.memory, tell=sys.stderr.write)
    except WorkError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    page = elections_page(results, chosen.memory)
    sys.stdout.write(page)
    if chosen.write:
        PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
