"""What `evaluate` does and prints."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.text import Text

from golden_record.cli.console import facts, grid, output, percent, plural, print_json, printable, title
from golden_record.config.load import load_job
from golden_record.evaluate.evaluation import Evaluation, evaluate
from golden_record.evaluate.metrics import BCubed, Pairs
from golden_record.evaluate.mistakes import Mistake

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def evaluate_job(path: Path, truth: Path, *, as_json: bool) -> None:
    """Compare the profiles of a job with the truth, and print what comes of it."""
    evaluation = evaluate(load_job(path, os.environ), truth)
    if as_json:
        print_json(evaluation_json(evaluation))
    else:
        print_evaluation(evaluation)


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


def print_evaluation(found: Evaluation) -> None:
    """Print the evaluation, the most telling part first."""
    console = output()
    print_scores(console, found)
    _print_coverage(console, found)
    _print_misses(console, found)
    _print_households(console, found)
    _print_traps(console, found)
    _print_source_pairs(console, found)
    _print_calibration(console, found)
    _print_mistakes(console, "Worst merges: profiles that mix people", found.worst_merges, "person")
    _print_mistakes(console, "Worst misses: people spread over profiles", found.worst_misses, "profile")


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


def _print_traps(console: Console, found: Evaluation) -> None:
    if not found.traps:
        return
    title(console, "Traps: pairs that touch a record with one")
    rows = [
        (name, count, pairs.true, _share(pairs.recall, pairs.true), pairs.wrong)
        for name, (count, pairs) in sorted(found.traps.items(), key=lambda item: (item[1][1].recall, item[0]))
    ]
    console.print(grid(("trap", "records", "true pairs", "found", "false pairs"), rows, numbers=(1, 2, 3, 4)))


def _print_source_pairs(console: Console, found: Evaluation) -> None:
    title(console, "Between sources")
    rows = [
        (" - ".join(names), pairs.true, _share(pairs.precision, pairs.found), _share(pairs.recall, pairs.true))
        for names, pairs in found.source_pairs.items()
    ]
    console.print(grid(("sources", "true pairs", "precision", "recall"), rows, numbers=(1, 2, 3)))


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


def _print_mistakes(console: Console, heading: str, mistakes: Sequence[Mistake], group: str) -> None:
    if not mistakes:
        return
    title(console, heading)
    for mistake in mistakes:
        wrong = "wrong pair" if group == "person" else "missed pair"
        groups = f"{mistake.group_count:,} {'people' if group == 'person' else 'profiles'}"
        text = f"{mistake.name}: {plural(mistake.record_count, 'record')}, {groups}, "
        console.print(Text(text + plural(mistake.wrong_pairs, wrong), style="cyan"))
        console.print(grid((group, "record", "values, masked"), _record_rows(mistake)))
        console.print(Text(_tie_words(mistake), style="dim"))
        console.print()


def _record_rows(mistake: Mistake) -> list[tuple[str, str, str]]:
    names: dict[str, str] = {}
    for record in mistake.records:
        names.setdefault(record.group, _LETTERS[len(names) % len(_LETTERS)])
    return [
        (
            names[record.group],
            f"{record.source}:{record.source_id}",
            printable("; ".join(f"{name} {value}" for name, value in record.values.items())),
        )
        for record in mistake.records
    ]


def _tie_words(mistake: Mistake) -> str:
    tie = mistake.tie
    if tie is None:
        return "  no link between the groups"
    refused = f", refused by guard {tie.guard}" if tie.guard else ""
    ends = printable(f"{tie.left} - {tie.right}")
    return f"  strongest link between them: {ends}, weight {tie.weight:.1f} ({tie.matched_by}){refused}"
