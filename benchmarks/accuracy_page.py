"""What the scores of the labelled datasets say, as Markdown: figures first, then what is weak in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import mean

from benchmarks import bars
from benchmarks.markdown import count, seconds, share, table, verdict
from benchmarks.scoring import Score
from golden_record.evaluate.evaluation import Band

FAR_FROM_PROMISE = 0.05
"""Distance between promised and true match probability of a band that deserves a word."""

WORTH_A_WORD = 0.01
"""F1 lost to the threshold that deserves a word."""

WEAK_RECALL = 0.9
"""Recall of the pairs that touch a trap, below which the trap deserves a word."""

FEWEST_PAIRS = 200
"""Pairs in a band, or true pairs of a trap, below which chance speaks louder than the model."""


def accuracy_page(scores: Sequence[Score]) -> str:
    """The whole page."""
    parts = [_OPENING, _against_peers(scores), _both_ways(scores), _thresholds(scores), _reach(scores)]
    parts.append(_calibration(scores))
    parts += [_traps(score) for score in scores if score.traps]
    return "\n".join([*parts, _weaknesses(scores)])


_OPENING = """\
# Who is who, without labels

<!-- Written by `python -m benchmarks.accuracy --write`. -->

Every figure comes from one recipe: a job file that says which column is what (`benchmarks/datasets/*.yml`,
`configs/retail.yml`), no labels, no setting tuned to a dataset, the threshold left to the engine. The truth is read
only to judge. Reproduce with

```
python -m benchmarks.accuracy
```

F1 is that of pairs after clustering, over all records that the truth speaks of.
"""


# --- tables


def _against_peers(scores: Sequence[Score]) -> str:
    head = (
        *("dataset", "records", "F1", "bar", "", "Splink here", "Splink here, by truth"),
        *("without labels", "by truth", "500 labels"),
    )
    rows = [_peer_row(score) for score in scores]
    barred = [score for score in scores if score.name in bars.ACCURACY]
    if len(barred) == len(bars.ACCURACY):
        rows.append(_mean_row(barred))
    numbers = (1, 2, 3, 5, 6, 8, 9)
    return "## Against the bars, and against others\n\n" + table(head, rows, numbers) + "\n" + bars.PEERS_NOTE


def _peer_row(score: Score) -> tuple[str, ...]:
    bar = bars.ACCURACY.get(score.name)
    ours = score.ours.pairs.f1
    return (
        score.name,
        count(score.coverage.judged),
        f"**{share(ours)}**",
        *(("", "") if bar is None else (f"{bar.bar:g}", verdict(met=ours >= bar.bar))),
        share(score.splink.pairs.f1),
        share(score.splink_by_truth),
        *(("", "", "") if bar is None else _earlier(bar)),
    )


def _earlier(bar: bars.AccuracyBar) -> tuple[str, str, str]:
    by_truth = "" if bar.by_truth is None else f"{bar.by_truth:g}"
    return f"{bar.unlabelled:g} ({bar.peer})", by_truth, f"{bar.labelled:g}"


def _mean_row(scores: Sequence[Score]) -> tuple[str, ...]:
    """The mean over the datasets that have a bar."""
    ours = mean(score.ours.pairs.f1 for score in scores)
    splink = mean(score.splink.pairs.f1 for score in scores)
    by_truth = mean(score.splink_by_truth for score in scores)
    met = verdict(met=ours >= bars.MEAN_BAR)
    return (
        "mean of those with a bar",
        "",
        f"**{share(ours)}**",
        f"{bars.MEAN_BAR}",
        met,
        share(splink),
        share(by_truth),
        "",
        "",
        f"{bars.MEAN_LABELLED}",
    )


def _both_ways(scores: Sequence[Score]) -> str:
    head = (
        *("dataset", "pairs: precision", "recall", "B-cubed: precision", "recall", "F1"),
        *("largest profile", "largest person", "pairs compared", "seconds", "Splink: B-cubed F1", "largest", "seconds"),
    )
    rows = [_both_row(score) for score in scores]
    return "## Both ways of counting, sizes and cost\n\n" + table(head, rows, numbers=range(1, len(head)))


def _both_row(score: Score) -> tuple[str, ...]:
    ours, splink = score.ours, score.splink
    figures = (ours.pairs.precision, ours.pairs.recall, ours.b_cubed.precision, ours.b_cubed.recall, ours.b_cubed.f1)
    return (
        score.name,
        *map(share, figures),
        *map(count, (ours.largest, score.sizes.largest_person, ours.compared_pairs)),
        seconds(ours.seconds),
        share(splink.b_cubed.f1),
        count(splink.largest),
        seconds(splink.seconds),
    )


def _thresholds(scores: Sequence[Score]) -> str:
    head = (
        *("dataset", "weight chosen", "F1 of pairs there", "best weight by truth", "F1 of pairs there"),
        *("missed: not compared, or far too weak", "scored too low", "refused"),
    )
    rows = [_threshold_row(score) for score in scores]
    return (
        "## How far the threshold is from the best\n\n"
        "Pairs one by one, before clustering: what the threshold of the run gives, and what the best one would have\n"
        "given if the truth had picked it. Clustering then does better than either, or worse.\n\n"
        + table(head, rows, numbers=range(1, len(head)))
    )


def _threshold_row(score: Score) -> tuple[str, ...]:
    cut, misses = score.cut, score.misses
    return (
        score.name,
        f"{cut.chosen_weight:.1f}",
        share(cut.chosen_f1),
        f"{cut.best_weight:.1f}",
        share(cut.best_f1),
        *map(count, (misses.not_compared, misses.too_weak, misses.refused)),
    )


def _reach(scores: Sequence[Score]) -> str:
    head = ("dataset", "recall of blocking, estimated", "by the truth", "off by")
    rows = [
        (score.name, share(score.reach.estimated), share(score.reach.true), f"{_off(score):+.3f}") for score in scores
    ]
    return (
        "## What blocking finds, and what it believes to find\n\n"
        "The share of the true pairs of records that blocking brings together, over records that differ in something;\n"
        "and what a run itself estimates without labels, from a sample of pairs and from how the rules overlap. Pairs\n"
        "that it does not bring together may still be scored and joined by way of a third record.\n\n"
        + table(head, rows, numbers=range(1, len(head)))
    )


def _off(score: Score) -> float:
    return score.reach.estimated - score.reach.true


def _calibration(scores: Sequence[Score]) -> str:
    limits = sorted({(band.start, band.end) for score in scores for band in score.calibration})
    head = ("dataset", *(f"{start:g} to {end:g}" for start, end in limits))
    rows = []
    for score in scores:
        bands = {(band.start, band.end): band for band in score.calibration}
        rows.append((score.name, *(_band_cell(bands.get(limit)) for limit in limits)))
    return (
        "## What a match probability is worth\n\n"
        "Scored pairs by band of match probability: the mean promised, the share that is true, and the pairs.\n\n"
        + table(head, rows, numbers=range(1, len(head)))
    )


def _band_cell(band: Band | None) -> str:
    return "" if band is None else f"{band.promised:.3f} → {band.true:.3f} ({count(band.pairs)})"


def _traps(score: Score) -> str:
    ordered = sorted(score.traps.items(), key=lambda item: (item[1][1].recall, item[0]))
    rows = [
        (name, count(records), count(pairs.true), share(pairs.recall), share(pairs.precision))
        for name, (records, pairs) in ordered
    ]
    head = ("trap", "records", "true pairs", "recall", "precision")
    return (
        f"## The traps of `{score.name}`\n\n"
        "Pairs that touch a record with the trap; `sample_data/README.md` says what each one is.\n\n"
        + table(head, rows, numbers=range(1, len(head)))
    )


# --- what is weak


def _weaknesses(scores: Sequence[Score]) -> str:
    found = [sentence for score in scores for sentence in _sentences(score)]
    lines = "\n".join(f"- {sentence}" for sentence in found) or "- Nothing stands out in the figures above."
    return f"## What is weak\n\n{lines}\n\n{_LIMITS}"


_LIMITS = """\
Most of these datasets are synthetic; three come from the makers of tools that are compared, and two are our own: what
is easy in them need not be easy in a real customer base. The recipe was built while they were in sight, so part of the
result is owed to that; figures on data that nobody here has seen will be lower. Match probabilities are sound
enough to order pairs and to cut near even odds; the bands above show where they promise too much or too little, and a
job that needs a stated precision should check them against labels of its own.
"""


def _sentences(score: Score) -> Iterator[str]:
    bar = bars.ACCURACY.get(score.name)
    ours, name = score.ours, f"`{score.name}`"
    if bar is not None and ours.pairs.f1 < bar.bar:
        yield f"{name}: F1 {share(ours.pairs.f1)} is below the bar of {bar.bar:g}."
    if ours.pairs.f1 < score.splink.pairs.f1:
        yield f"{name}: plain Splink is better, {share(score.splink.pairs.f1)} against {share(ours.pairs.f1)}."
    elif ours.pairs.f1 < score.splink_by_truth:
        yield f"{name}: plain Splink with a threshold picked by the truth is better, {share(score.splink_by_truth)}."
    if ours.largest > 1.5 * score.sizes.largest_person:
        person = score.sizes.largest_person
        yield f"{name}: the largest profile holds {ours.largest} records, the largest person {person}."
    lost = score.cut.best_f1 - score.cut.chosen_f1
    if lost > WORTH_A_WORD:
        yield f"{name}: the threshold costs pairs {lost:.3f} of F1; the best weight is {score.cut.best_weight:.1f}."
    yield from _miscalibrated(score)
    weak = [trap for trap, (_, pairs) in sorted(score.traps.items()) if _is_weak(pairs.true, pairs.recall)]
    if weak:
        yield f"{name}: recall is below {WEAK_RECALL:g} around the traps {', '.join(f'`{trap}`' for trap in weak)}."


def _miscalibrated(score: Score) -> Iterator[str]:
    far = [
        f"{band.start:g} to {band.end:g} ({band.promised:.2f} promised, {band.true:.2f} true)"
        for band in score.calibration
        if band.pairs >= FEWEST_PAIRS and abs(band.promised - band.true) > FAR_FROM_PROMISE
    ]
    if far:
        yield f"`{score.name}`: match probabilities are off in the bands {', '.join(far)}."


def _is_weak(true_pairs: int, recall: float) -> bool:
    return true_pairs >= FEWEST_PAIRS and recall < WEAK_RECALL
