"""How well names alone tell people apart, on judged pairs: `python -m benchmarks.names [--write]`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

import polars as pl

from benchmarks.name_pairs import JudgedPair, ScoredPair, score_pairs
from benchmarks.names_page import names_page
from benchmarks.workspace import REPOSITORY

PAGE = REPOSITORY / "docs" / "names.md"
PAIRS = REPOSITORY.parent / "shared" / "data" / "opensanctions_name_bench" / "pairs.parquet"

PERSONS = ("Person",)
ORGANISATIONS = ("Company", "Organization", "LegalEntity")


def main(arguments: Sequence[str] | None = None) -> int:
    """Score, print, and where asked write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.names", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/names.md")
    chosen = parser.parse_args(arguments)
    if not PAIRS.exists():
        sys.stderr.write(f"{PAIRS.parent.name}/{PAIRS.name} is not there\n")
        return 1
    pairs = pl.read_parquet(PAIRS)
    page = names_page(_scored(pairs, PERSONS, "person_name"), _scored(pairs, ORGANISATIONS, "company"), pairs.height)
    sys.stdout.write(page)
    if chosen.write:
        PAGE.write_text(page, encoding="utf-8")
    return 0


def _scored(pairs: pl.DataFrame, schemas: Sequence[str], kind: str) -> list[ScoredPair]:
    chosen = pairs.filter(pl.col("schema").is_in(schemas)).select("name1", "name2", "label", "case_group")
    judged = [JudgedPair(left, right, label == "true", group) for left, right, label, group in chosen.iter_rows()]
    return score_pairs(judged, kind)


if __name__ == "__main__":
    raise SystemExit(main())
