"""What `evaluate` does and prints."""

# ruff: noqa: PLC0415 - the library of the charts is imported where one is drawn: it takes as long as the rest

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.text import Text

from golden_record.cli.console import facts, grid, output, percent, print_json, title
from golden_record.cli.render_mistakes import print_mistakes
from golden_record.config.load import load_job
from golden_record.evaluate.evaluation import Evaluation, evaluate
from golden_record.evaluate.metrics import BCubed, Pairs

MOST_ROWS = 5
"""Rows of each table without `--details`: all of it fits a screen or two."""


def evaluate_job(path: Path, truth: Path, *, chart: Path | None = None, details: bool = False, as_json: bool) -> None:
    """Compare the profiles of a job with the truth, and print and draw what comes of it."""
    evaluation = evaluate(load_job(path, os.environ), truth)
    if as_json:
        print_json(evaluation_json(evaluation))
    else:
        print_evaluation(evaluation, details=details)
    if chart is not None:
        from golden_record.cli.drawing import draw_evaluation

        draw_evaluation(evaluation, chart)


def evaluation_json(found: Evaluation) -> dict[str, object]:
    """The evaluation as plain data; values of records are masked."""
    return {
        "coverage": asdict(found.coverage),
        "sizes": asdict(found.sizes),
        "pairwise": _pairs_json(found.pairs),
        "b_cubed": _scores_json(found.b_cubed),
        "households": None if found.households is None else _pairs_json(found.households),
        "misses": asdict(found.misses),
        "compared_pairs": found.compared_pairs,
        "threshold": found.threshold,
        "best_threshold": found.best.weight,
        "thresholds": [{"weight": at.weight} | _pairs_json(at.pairs) for at in found.thresholds],
        "traps": {name: {"records": count} | _pairs_json(pairs) for name, (count, pairs) in found.traps.items()},
        "source_pairs": [{"sources": list(names)} | _pairs_json(pairs) for names, pairs in found.source_pairs.items()],
        "calibration": [asdict(band) for band in found.calibration],
        "worst_merges": [asdict(mistake) for mistake in found.worst_merges],
        "worst_misses": [asdict(mistake) for mistake in found.worst_misses],
    }


def _scores_json(scores: Pairs | BCubed) -> dict[str, object]:
    return {"precision": scores.precision, "recall": scores.recall, "f1": scores.f1}


def _pairs_json(pairs: Pairs) -> dict[str, object]:
    counts = {"true_pairs": pairs.true, "found_pairs": pairs.found, "right_pairs": pairs.right}
    return _scores_json(pairs) | counts


def print_evaluation(found: Evaluation, *, details: bool) -> None:
    """Print the evaluation, the most telling part first; without `details`, the worst of each part alone."""
    console = output()
    print_scores(console, found)
    _print_coverage(console, found)
    _print_misses(console, found)
    _print_households(console, found)
    _print_thresholds(console, found)
    most = None if details else MOST_ROWS
    _print_traps(console, found, most)
    _print_source_pairs(console, found, most)
    if details:
        _print_calibration(console, found)
    print_mistakes(console, "Worst merges: profiles that mix people", found.worst_merges, details=details)
    print_mistakes(console, "Worst misses: people spread over profiles", found.worst_misses, details=details)
    if not details:
        console.print()
        console.print(
            Text("--details shows all of it, and the records of mistakes; --chart FILE draws it", style="dim")
        )


def print_scores(console: Console, found: Evaluation) -> None:
    """Print precision, recall and F1 both ways, and the sizes of groups."""
    rows = [
        (name, percent(scores.precision), percent(scores.recall), Text(f"{scores.f1:.4f}", style="bold"))
        for name, scores in (("pairwise", found.pairs), ("B-cubed", found.b_cubed))
    ]
    console.print(grid(("", "precision", "recall", "F1"), rows, numbers=(1, 2, 3)))
    sizes = found.sizes
    groups = [("in the truth", sizes.people, sizes.largest_person), ("found", sizes.profiles, sizes.largest_profile)]
    console.print()
    console.print(grid(("people", "groups", "largest"), groups, numbers=(1, 2)))


def _print_coverage(console: Console, found: Evaluation) -> None:
    covered = found.coverage
    rows: list[tuple[str, object]] = [
        ("records judged", covered.judged),
        ("records of the job without truth", covered.without_truth),
        ("truth about records that the job does not have", covered.without_record),
        ("rows of the truth without a key or a person", covered.incomplete),
    ]
    title(console, "What was judged")
    console.print(facts([row for place, row in enumerate(rows) if row[1] or place == 0]))


def _print_misses(console: Console, found: Evaluation) -> None:
    title(console, "Pairs")
    pairs, misses = found.pairs, found.misses
    rows: list[tuple[str, object]] = [
        ("compared", found.compared_pairs),
        ("found, and right", pairs.right),
        ("found, and wrong", pairs.wrong),
        ("missed", pairs.missed),
        ("  never brought together", misses.not_compared),
        ("  scored too low", misses.too_weak),
        ("  refused by a guard", misses.refused),
    ]
    console.print(facts(rows))


def _print_households(console: Console, found: Evaluation) -> None:
    if found.households is None:
        return
    title(console, "Households: pairs of people who live together")
    pairs = found.households
    rows: list[tuple[str, object]] = [
        ("precision", percent(pairs.precision)),
        ("recall", percent(pairs.recall)),
        ("found, and right", pairs.right),
        ("found, and wrong", pairs.wrong),
        ("missed", pairs.missed),
    ]
    console.print(facts(rows))


def _print_thresholds(console: Console, found: Evaluation) -> None:
    title(console, "Pairs by themselves, before clustering")
    rows = [
        (name, f"{at.weight:.1f}", percent(at.pairs.precision), percent(at.pairs.recall), f"{at.pairs.f1:.4f}")
        for name, at in (("as chosen", found.chosen), ("best by the truth", found.best))
    ]
    console.print(grid(("threshold", "bits", "precision", "recall", "F1"), rows, numbers=(1, 2, 3, 4)))


def _print_traps(console: Console, found: Evaluation, most: int | None) -> None:
    if not found.traps:
        return
    hardest = sorted(found.traps.items(), key=lambda item: (item[1][1].recall, item[0]))
    title(console, "Traps: pairs that touch a record with one" + _first_of(hardest, most, "the hardest"))
    rows = [
        (name, count, pairs.true, _share(pairs.recall, pairs.true), pairs.wrong)
        for name, (count, pairs) in hardest[:most]
    ]
    console.print(grid(("trap", "records", "true pairs", "found", "false pairs"), rows, numbers=(1, 2, 3, 4)))


def _print_source_pairs(console: Console, found: Evaluation, most: int | None) -> None:
    weakest = list(found.source_pairs.items())
    if most is not None:
        weakest.sort(key=lambda item: (item[1].f1, item[0]))
    title(console, "Between sources" + _first_of(weakest, most, "the weakest"))
    rows = [
        (" - ".join(names), pairs.true, _share(pairs.precision, pairs.found), _share(pairs.recall, pairs.true))
        for names, pairs in weakest[:most]
    ]
    console.print(grid(("sources", "true pairs", "precision", "recall"), rows, numbers=(1, 2, 3)))


def _first_of(items: Sequence[object], most: int | None, which: str) -> str:
    """What a heading adds where not all rows are shown."""
    return f", {which} {most} of {len(items)}" if most is not None and len(items) > most else ""


def _share(share: float, of: int) -> str:
    """A share; nothing where there is nothing to have a share of."""
    return percent(share) if of else "—"


def _print_calibration(console: Console, found: Evaluation) -> None:
    title(console, "Match probabilities: promise and truth")
    rows = [
        (f"{band.start:g} to {band.end:g}", band.pairs, f"{band.promised:.4f}", f"{band.true:.4f}")
        for band in found.calibration
    ]
    console.print(grid(("probability", "pairs", "promised", "true"), rows, numbers=(1, 2, 3)))
