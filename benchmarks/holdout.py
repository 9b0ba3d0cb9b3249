"""Whether the recipe's constants are fitted to a dataset: `python -m benchmarks.holdout [--write] [names...]`.

Each constant is moved to values around the chosen one, everything else held. For each dataset the value is then chosen
that is best on the mean of the *other* datasets, and judged on the one left out.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import fmean

from benchmarks import queries
from benchmarks.constants import CONSTANTS, Constant
from benchmarks.labelled import labelled_job, labelled_names
from benchmarks.markdown import share, table
from benchmarks.workspace import REPOSITORY
from golden_record.config.job import Job
from golden_record.evaluate.metrics import pairwise
from golden_record.evaluate.truth import read_truth
from golden_record.model.run import RunContext
from golden_record.stages import cluster, link, sources, standardize
from golden_record.warehouse import Warehouse

PAGE = REPOSITORY / "docs" / "holdout.md"

MOMENT = datetime(2026, 1, 1)
"""Start of every run here: the result must not depend on the day."""


@dataclass(frozen=True)
class Trial:
    """F1 of pairs after clustering on every dataset, by value of one constant."""

    constant: Constant
    f1: Mapping[float, Mapping[str, float]]

    def best_without(self, dataset: str | None) -> float:
        """The value with the best mean over all datasets but one; of equals the one nearest to the value in force."""

        def order(value: float) -> tuple[float, float]:
            others = [f1 for name, f1 in self.f1[value].items() if name != dataset]
            return round(fmean(others), 6), -abs(value - self.constant.chosen)

        return max(self.f1, key=order)


class Prepared:
    """A dataset, read and cleaned once, on which links and clusters are made again and again."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self.job, truth = labelled_job(name, folder)
        self.truth = read_truth(truth, list(self.job.config.sources)).rows.select("source", "source_id", "truth")
        self.clean = folder / "clean.duckdb"
        with Warehouse(self.clean) as warehouse:
            _run(warehouse, self.job, sources, standardize)

    def f1(self) -> float:
        """F1 of the pairs that the constants now in force lead to."""
        state = self.clean.with_name("state.duckdb")
        shutil.copy(self.clean, state)
        with Warehouse(state) as warehouse:
            _run(warehouse, self.job, link, cluster)
            found = warehouse.frame(queries.assigned_records())
        state.unlink()
        judged = found.join(self.truth, on=["source", "source_id"]).select("truth", "found")
        return pairwise(judged).f1


def main(arguments: Sequence[str] | None = None) -> int:
    """Try, print, and where asked write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.holdout", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(labelled_names())}; all by default")
    parser.add_argument("--write", action="store_true", help="write docs/holdout.md; needs every dataset")
    chosen = parser.parse_args(arguments)
    page = holdout_page(trials(chosen.names or labelled_names(), tell=sys.stderr.write))
    sys.stdout.write(page)
    if chosen.write and not chosen.names:
        PAGE.write_text(page, encoding="utf-8")
    return 0


def trials(names: Iterable[str], *, tell: Callable[[str], object]) -> list[Trial]:
    """Every constant at every value on every dataset; the values in force are run once."""
    found: dict[tuple[str, float], dict[str, float]] = {}
    for name in names:
        with tempfile.TemporaryDirectory(prefix="golden_record_holdout_") as folder:
            prepared = Prepared(name, Path(folder))
            usual = prepared.f1()
            for constant in CONSTANTS:
                for value in constant.values:
                    f1 = usual if value == constant.chosen else _moved(prepared, constant, value)
                    found.setdefault((constant.name, value), {})[name] = f1
                    tell(f"{name}: {constant.name} {value:g}: {f1:.4f}\n")
    return [
        Trial(constant, {value: found[constant.name, value] for value in constant.values}) for constant in CONSTANTS
    ]


def holdout_page(found: Sequence[Trial]) -> str:
    """The page: per constant the figures, and what leaving each dataset out would have chosen."""
    parts = [_HEAD, *map(_section, found), _summary(found)]
    return "\n".join(parts)


def _moved(prepared: Prepared, constant: Constant, value: float) -> float:
    with constant.at(value):
        return prepared.f1()


def _run(warehouse: Warehouse, job: Job, *stages: object) -> None:
    for stage in stages:
        with warehouse.transaction():
            stage.run(warehouse, job, RunContext("holdout", MOMENT, full=True))  # type: ignore[attr-defined]  # a module


def _section(trial: Trial) -> str:
    datasets = list(trial.f1[trial.constant.chosen])
    head = ["value", *datasets, "mean"]
    rows = [_row(trial, value, datasets) for value in trial.f1]
    rows.append(["*chosen by the others*", *(f"{trial.best_without(name):g}" for name in datasets), ""])
    figures = table(head, rows, range(1, len(head)))
    return f"## `{trial.constant.name}`: {trial.constant.meaning}\n\n{figures}"


def _row(trial: Trial, value: float, datasets: Sequence[str]) -> list[str]:
    figures = [trial.f1[value][name] for name in datasets]
    name = f"**{value:g}**" if value == trial.constant.chosen else f"{value:g}"
    return [name, *map(share, figures), share(fmean(figures))]


def _summary(found: Sequence[Trial]) -> str:
    rows = []
    for trial in found:
        usual = trial.f1[trial.constant.chosen]
        apart = [trial.f1[trial.best_without(name)][name] - f1 for name, f1 in usual.items()]
        worst = min(zip(apart, usual, strict=True))
        rows.append(
            [
                f"`{trial.constant.name}`",
                f"{trial.constant.chosen:g}",
                f"{trial.best_without(None):g}",
                f"{fmean(apart):+.4f}",
                f"{worst[0]:+.4f} ({worst[1]})",
            ]
        )
    head = ["constant", "in force", "best on the mean", "mean change on the dataset left out", "worst change there"]
    return "## What leaving out would have changed\n\n" + _READING + "\n" + table(head, rows, (1, 2, 3))


_HEAD = """\
# Is the recipe fitted to the datasets?

<!-- Written by `python -m benchmarks.holdout --write`. -->

The constants below are those that were looked at with labelled data in sight. Each is moved to values around the
chosen one (in bold) with everything else held; the figures are F1 of pairs after clustering. The last line of a table
says which value the *other* datasets would have chosen for the one above it. Reproduce with

```
python -m benchmarks.holdout
```
"""

_READING = """\
If a constant were fitted to one dataset, the value that the others choose would do clearly worse there: a large loss in
the last column. A gain in the fourth column says that the value in force is more careful than the data ask for.
"""


if __name__ == "__main__":
    raise SystemExit(main())
