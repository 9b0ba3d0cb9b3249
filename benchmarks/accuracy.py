"""F1 on every labelled dataset, plain Splink beside it: `python -m benchmarks.accuracy [--write] [names...]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.accuracy_page import accuracy_page
from benchmarks.labelled import labelled_job, labelled_names
from benchmarks.scoring import Score, score
from benchmarks.workspace import REPOSITORY, first_source

PAGE = REPOSITORY / "docs" / "accuracy.md"


@dataclass(frozen=True)
class Skipped:
    """A job that could not be scored, and why."""

    name: str
    reason: str


def scores(chosen: Iterable[str], *, tell: Callable[[str], object]) -> Iterator[Score | Skipped]:
    """Score one job after another, each in a folder that is gone afterwards."""
    for name in chosen:
        with tempfile.TemporaryDirectory(prefix="golden_record_accuracy_") as folder:
            result = _score(name, Path(folder))
        tell(_line(result))
        yield result


def main(arguments: Sequence[str] | None = None) -> int:
    """Score, print, and where asked write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(labelled_names())}; all by default")
    parser.add_argument("--write", action="store_true", help="write docs/accuracy.md; needs every dataset")
    chosen = parser.parse_args(arguments)
    if unknown := sorted(set(chosen.names) - set(labelled_names())):
        parser.error(f"no dataset {', '.join(unknown)}; there are {', '.join(labelled_names())}")
    results = list(scores(chosen.names or labelled_names(), tell=sys.stderr.write))
    found = [result for result in results if isinstance(result, Score)]
    page = accuracy_page(found)
    sys.stdout.write(page)
    if not chosen.write:
        return 0
    if len(found) < len(labelled_names()):
        sys.stderr.write("docs/accuracy.md is left as it is: it tells of every dataset or of none\n")
        return 1
    PAGE.write_text(page, encoding="utf-8")
    return 0


def _score(name: str, folder: Path) -> Score | Skipped:
    job, truth = labelled_job(name, folder)
    missing = [path for path in (first_source(job), truth) if not path.exists()]
    if missing:
        return Skipped(name, f"{_shown(missing[0])} is not there")
    return score(job, truth)


def _shown(path: Path) -> str:
    """A path as seen from the repository, or from beside it."""
    beside = REPOSITORY.parent
    return f"../{path.relative_to(beside)}" if path.is_relative_to(beside) else path.name


def _line(result: Score | Skipped) -> str:
    if isinstance(result, Skipped):
        return f"{result.name}: skipped, {result.reason}\n"
    ours, splink = result.ours, result.splink
    return (
        f"{result.name}: F1 {ours.pairs.f1:.4f} in {ours.seconds:.1f} s;"
        f" plain Splink {splink.pairs.f1:.4f} in {splink.seconds:.1f} s\n"
    )


if __name__ == "__main__":
    raise SystemExit(main())
