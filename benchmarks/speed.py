"""Time and memory beside plain Splink: `python -m benchmarks.speed --records 1000000`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict

from benchmarks.process import WorkError
from benchmarks.speed_page import speed_page
from benchmarks.timing import KINDS, measure
from benchmarks.workspace import REPOSITORY

PAGE = REPOSITORY / "docs" / "speed.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and where asked write the page."""
    chosen = _parser().parse_args(arguments)
    try:
        result = measure(chosen.records, chosen.repeats, chosen.runs, tell=sys.stderr.write)
    except WorkError as error:
        sys.stderr.write(f"error: {error}\n")
        return 1
    if chosen.json:
        sys.stdout.write(json.dumps(asdict(result), indent=2) + "\n")
    else:
        sys.stdout.write(speed_page(result))
    if chosen.write:
        PAGE.write_text(speed_page(result), encoding="utf-8")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--records", type=int, default=1_000_000, help="records of the made up retailer")
    parser.add_argument("--repeats", type=int, default=1, help="rounds to take medians of")
    parser.add_argument("--runs", nargs="*", choices=KINDS, default=list(KINDS), help="kinds of runs beside the first")
    parser.add_argument("--json", action="store_true", help="print plain data")
    parser.add_argument("--write", action="store_true", help="write docs/speed.md")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
