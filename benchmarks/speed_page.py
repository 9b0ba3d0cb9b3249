"""What a measurement of time and memory says, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks import bars
from benchmarks.markdown import count, seconds, share, table, verdict
from benchmarks.timing import Quality, SpeedResult, Timing

LABELS = {
    "first": "first run, read to published mart",
    "full": "everything again (`--full`)",
    "changed": "1 % of the records new or changed",
    "unchanged": "nothing changed",
    "junk": "first run, a tenth of the records share junk",
}


def speed_page(result: SpeedResult) -> str:
    """The whole page."""
    return "\n".join(
        [_opening(result), _runs(result), _stages(result), _rival(result.splink), _quality(result), _closing()]
    )


def _opening(result: SpeedResult) -> str:
    rounds = "one round" if result.repeats == 1 else f"medians of {result.repeats} rounds"
    return (
        "# How fast\n\n"
        "<!-- Written by `python -m benchmarks.speed --write`. -->\n\n"
        f"The made up retailer of `golden_record.sample` with {count(result.records)} records in four sources;"
        f" {rounds}. Reproduce with\n\n"
        f"```\npython -m benchmarks.speed --records {result.records} --repeats {result.repeats}\n```\n\n"
        "Every run has a process of its own; its seconds leave out the start of Python, and its memory is the\n"
        "highest resident set of that process. Plain Splink 5 runs in the same command over the values that the first\n"
        "run has cleaned: train, predict, cluster; no reading, cleaning, survivorship or publishing.\n"
    )


def _runs(result: SpeedResult) -> str:
    rows = [_run_row(name, result) for name in LABELS if name in result.runs]
    splink = ("plain Splink 5", seconds(result.splink.seconds), count(round(result.splink.peak_memory_mb)), "", "", "")
    head = ("work", "seconds", "peak MiB", "ratio", "bar", "")
    return "## Runs\n\n" + table(head, [splink, *rows], numbers=(1, 2)) + "\n" + _memory(result)


def _run_row(name: str, result: SpeedResult) -> tuple[str, ...]:
    timing = result.runs[name]
    own = (LABELS[name], seconds(timing.seconds), count(round(timing.peak_memory_mb)))
    against = _against(name, result)
    if against is None:
        return (*own, "", "", "")
    base, bar, noun = against
    ratio = timing.seconds / base.seconds
    if bar < 1:
        return (*own, f"{ratio:.1%} of {noun}", f"at most {bar:.0%}", verdict(met=ratio <= bar))
    return (*own, f"{ratio:.2f} x {noun}", f"at most {bar:g} x", verdict(met=ratio <= bar))


def _against(name: str, result: SpeedResult) -> tuple[Timing, float, str] | None:
    """What a run is compared with, the bar for the ratio, and what to call it; None where the other is missing."""
    first, full = result.runs["first"], result.runs.get("full")
    known: dict[str, tuple[Timing | None, float, str]] = {
        "first": (result.splink, bars.FIRST_RUN, "plain Splink"),
        "full": (result.splink, bars.SCHEDULED_RUN, "plain Splink"),
        "changed": (full, bars.CHANGED_RUN, "the full run"),
        "unchanged": (full, bars.UNCHANGED_RUN, "the full run"),
        "junk": (first, bars.JUNK_RUN, "the clean run"),
    }
    base, bar, noun = known[name]
    return None if base is None else (base, bar, noun)


def _memory(result: SpeedResult) -> str:
    peak = result.runs["first"].peak_memory_mb * 2**20 / 1e6
    held = f"The first run held {count(round(peak))} MB at most"
    if result.records != bars.MILLION:
        return f"{held}; the bar of {count(round(bars.MEMORY_MB))} MB is for a million records.\n"
    return f"{held}; the bar is {count(round(bars.MEMORY_MB))} MB: {verdict(met=peak <= bars.MEMORY_MB)}.\n"


def _stages(result: SpeedResult) -> str:
    names = [name for name in LABELS if name in result.runs]
    first = result.runs["first"]
    rows = [
        (
            cost.stage,
            *(_cell(result.runs[name], place) for name in names),
            count(round(cost.peak_memory_mb)),
        )
        for place, cost in enumerate(first.stages)
    ]
    head = ("stage", *names, "peak MiB of the first run so far")
    return "## Seconds by stage\n\n" + table(head, rows, numbers=range(1, len(head)))


def _cell(timing: Timing, place: int) -> str:
    cost = timing.stages[place]
    return "reused" if cost.status == "reused" else seconds(cost.seconds)


def _rival(splink: Timing) -> str:
    steps = ", ".join(f"{cost.stage} {seconds(cost.seconds)} s" for cost in splink.stages)
    return f"Plain Splink: {steps}.\n"


def _quality(result: SpeedResult) -> str:
    rows = [_quality_row("golden_record", result.ours), _quality_row("plain Splink 5", result.theirs)]
    head = ("", "pairwise F1", "precision", "recall", "B-cubed F1", "pairs compared")
    return "## How right\n\n" + table(head, rows, numbers=range(1, len(head))) + "".join(_remarks(result))


def _remarks(result: SpeedResult) -> Iterator[str]:
    yield (
        f"\nPlain Splink clusters at match probability {bars.SPLINK_THRESHOLD:g}; at the best of five thresholds,\n"
        f"picked by the truth, its F1 is {share(result.theirs_by_truth)}.\n"
    )
    if result.records >= bars.MILLION:
        met = verdict(met=result.ours.f1 >= bars.ACCURACY_AT_SIZE)
        yield f"\nThe bar for F1 at a million records is {bars.ACCURACY_AT_SIZE}: {met}.\n"
    fewer = result.ours.compared_pairs <= result.theirs.compared_pairs and result.ours.f1 > result.theirs.f1
    bar = "The bar for pairs compared is those of plain Splink's hand-written rules, at a better F1"
    yield f"\n{bar}: {verdict(met=fewer)}.\n"


def _quality_row(name: str, quality: Quality) -> tuple[str, ...]:
    scores = (quality.f1, quality.precision, quality.recall, quality.b_cubed_f1)
    return (name, *map(share, scores), count(quality.compared_pairs))


def _closing() -> str:
    return (
        "## What to make of it\n\n"
        "- The bars are meant for a million records: below that, fixed costs such as training speak louder.\n"
        "- Ratios carry over to other machines, seconds do not; whatever else runs on the machine shows in them.\n"
        "- `changed`: one record in 200 has another number, one in 400 is known and registers anew, one in 400 is\n"
        "  of a stranger; in all four files. All of them are read, and what did not change is left as it is.\n"
        "- Plain Splink compares one phone and one e-mail of a record; this engine compares them all, and weighs\n"
        "  every pair inside a group: part of the ratio is that work.\n"
    )
