"""Chains and stars of links, clustered in a process of their own: `python -m benchmarks.graphs --write`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from benchmarks import bars
from benchmarks.markdown import count, seconds, table, verdict
from benchmarks.process import Done, WorkError, in_fresh_process
from benchmarks.workspace import REPOSITORY

PAGE = REPOSITORY / "docs" / "clusters.md"
MODULE = "benchmarks.shapes"


@dataclass(frozen=True)
class GraphResult:
    """What clustering one graph took and gave."""

    shape: str
    links: int
    done: Done

    @property
    def largest(self) -> int:
        """Records of the largest profile."""
        return int(str(self.done.answer["largest"]))

    @property
    def rows(self) -> dict[str, int]:
        """Rows per table."""
        return cast(dict[str, int], self.done.answer["rows"])

    @property
    def notes(self) -> list[str]:
        """What the stage says of it."""
        return cast(list[str], self.done.answer["notes"])


def measure(sizes: dict[str, int], tell: Callable[[str], object]) -> list[GraphResult]:
    """Make each graph, of so many links, and cluster it."""
    with tempfile.TemporaryDirectory(prefix="golden_record_graphs_") as folder:
        return [_measured(Path(folder), shape, links, tell) for shape, links in sizes.items()]


def _measured(folder: Path, shape: str, links: int, tell: Callable[[str], object]) -> GraphResult:
    state = str(folder / f"{shape}.duckdb")
    in_fresh_process(["make", state, "--shape", shape, "--links", str(links)], MODULE)
    done = in_fresh_process(["cluster", state], MODULE)
    tell(f"{shape} of {links:,}: {done.seconds:.1f} s, {done.peak_memory_mb:,.0f} MiB\n")
    return GraphResult(shape, links, done)


def graphs_page(results: Sequence[GraphResult]) -> str:
    """The whole page."""
    head = ("graph", "links", "seconds", "bar", "", "peak MiB", "bar", "", "largest profile", "refused links listed")
    rows = [_row(result) for result in results]
    notes = "\n".join(f"- {result.shape}: {note}" for result in results for note in result.notes)
    return (
        "# Chains and stars\n\n"
        "<!-- Written by `python -m benchmarks.graphs --write`. -->\n\n"
        "Links alone would make one person of each of these. The links are strong, and nothing else was compared;\n"
        "conflicts and limits are on. The cluster stage runs over them in a process of its own, whose whole memory is\n"
        "counted, Python and its libraries included. How such groups are treated stands in\n"
        "[how it works](how-it-works.md#cluster-all-the-evidence-of-a-group). Reproduce with\n\n"
        "```\npython -m benchmarks.graphs\n```\n\n"
        f"{table(head, rows, numbers=(1, 2, 5, 8, 9))}\n"
        f"What the run says of them:\n\n{notes}\n"
    )


def _row(result: GraphResult) -> tuple[str, ...]:
    time, memory = result.done.seconds, result.done.peak_memory_mb
    return (
        result.shape,
        count(result.links),
        seconds(time),
        f"{bars.GRAPH_SECONDS:g} s",
        verdict(met=time <= bars.GRAPH_SECONDS),
        count(round(memory)),
        count(round(bars.GRAPH_MEMORY_MB)),
        verdict(met=memory <= bars.GRAPH_MEMORY_MB),
        count(result.largest),
        count(result.rows["refused_link"]),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and where asked write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.graphs", description=__doc__)
    parser.add_argument("--chain", type=int, default=100_000, help="links of the chain")
    parser.add_argument("--star", type=int, default=2_000_000, help="links of the star")
    parser.add_argument("--write", action="store_true", help="write docs/clusters.md")
    chosen = parser.parse_args(arguments)
    try:
        page = graphs_page(measure({"chain": chosen.chain, "star": chosen.star}, tell=sys.stderr.write))
    except WorkError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    sys.stdout.write(page)
    if chosen.write:
        PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
