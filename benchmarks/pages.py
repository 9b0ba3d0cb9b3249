"""The pages that are generated from the code: `python -m benchmarks.pages`; `--check` tells of stale ones."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.workspace import REPOSITORY
from golden_record.config.manual import job_manual
from golden_record.sample import generate
from golden_record.sample.guide import guide
from golden_record.stages.publish.manual import mart_manual


def pages() -> dict[Path, str]:
    """Every generated page, by its place in the repository."""
    return {
        REPOSITORY / "docs" / "job.md": job_manual(),
        REPOSITORY / "docs" / "mart.md": mart_manual(),
        REPOSITORY / "sample_data" / "README.md": guide(generate()),
    }


def stale() -> list[Path]:
    """Pages that differ from what the code says."""
    return [path for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages that differ, or with `--check` name them and fail."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a page is stale")
    check = parser.parse_args(arguments).check
    texts = pages()
    found = stale()
    for path in found:
        sys.stdout.write(f"{path.relative_to(REPOSITORY)} {'is stale' if check else 'written'}\n")
        if not check:
            path.write_text(texts[path], encoding="utf-8")
    return 1 if check and found else 0


if __name__ == "__main__":
    raise SystemExit(main())
