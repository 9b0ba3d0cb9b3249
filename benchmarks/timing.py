"""What is measured: every kind of run of the line, and plain Splink, each in a fresh process."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from benchmarks.process import Done, in_fresh_process
from benchmarks.workspace import retail_job
from golden_record.config.job import Job

KINDS = ("full", "unchanged", "changed", "junk")
"""Runs beside the first one, in this order."""


@dataclass(frozen=True)
class StageCost:
    """What one stage took: seconds, and the most memory of the process up to its end."""

    stage: str
    status: str
    seconds: float
    peak_memory_mb: float


@dataclass(frozen=True)
class Timing:
    """One kind of run: the median of its repeats."""

    seconds: float
    peak_memory_mb: float
    stages: tuple[StageCost, ...] = ()


@dataclass(frozen=True)
class Quality:
    """A grouping against the truth of the generator."""

    precision: float
    recall: float
    f1: float
    b_cubed_f1: float
    compared_pairs: int


@dataclass(frozen=True)
class SpeedResult:
    """Everything that one measurement found; `runs` is by kind, `first` among them.

    `theirs_by_truth` is plain Splink's F1 at the threshold that the truth picks.
    """

    records: int
    repeats: int
    runs: Mapping[str, Timing]
    splink: Timing
    ours: Quality
    theirs: Quality
    theirs_by_truth: float


def measure(records: int, repeats: int, kinds: Sequence[str] = KINDS, *, tell: Callable[[str], object]) -> SpeedResult:
    """Measure the whole line on a retailer of so many records, and plain Splink on the same cleaned values."""
    with tempfile.TemporaryDirectory(prefix="golden_record_bench_") as folder:
        bench = _Bench(Path(folder), records, tell)
        rounds = [bench.round(kinds, place) for place in range(repeats)]
    if bench.qualities is None:
        msg = f"repeats: {repeats} is too few"
        raise ValueError(msg)
    runs = {name: _median([timings[name] for timings in rounds]) for name in rounds[0]}
    splink = runs.pop("splink")
    return SpeedResult(records, repeats, runs, splink, *bench.qualities)


class _Bench:
    """A folder with a sample and one job after another over it."""

    def __init__(self, folder: Path, records: int, tell: Callable[[str], object]) -> None:
        self.folder, self.records, self.tell = folder, records, tell
        self.clusters = folder / "clusters.parquet"
        self.qualities: tuple[Quality, Quality, float] | None = None

    def round(self, kinds: Sequence[str], place: int) -> dict[str, Timing]:
        """Every kind of run once, in a fresh state."""
        sample = self._sample("sample")
        job = retail_job(sample, self.folder / f"round_{place}")
        timings = {"first": _timing(self._run(job, "first run"))}
        rival = self._work("plain Splink", "splink", job=job.path, clusters=self.clusters)
        timings["splink"] = _rival_timing(rival)
        self._judge(job, sample, rival)
        for kind in (kind for kind in KINDS if kind in kinds):
            timings[kind] = _timing(self._disturbed(kind, job, sample))
        return timings

    def _disturbed(self, kind: str, job: Job, sample: Path) -> Done:
        if kind == "junk":
            spoiled = self._sample("junk", "--junk")
            return self._run(retail_job(spoiled, job.folder / "junk"), "first run with junk")
        if kind == "changed":
            self._work("let a day go by", "change", folder=sample, records=self.records)
            return self._run(job, "1 % new or changed")
        options = ("--full",) if kind == "full" else ()
        return self._run(job, "everything again" if options else "nothing changed", *options)

    def _judge(self, job: Job, sample: Path, rival: Done) -> None:
        """Judge the first round: repeats give the same."""
        if self.qualities is None:
            paths = {"job": job.path, "truth": sample / "truth.csv", "clusters": self.clusters}
            told = self._work("compare with the truth", "judge", **paths).answer
            theirs = _quality(told["splink"], rival.answer["compared_pairs"])
            self.qualities = _quality(told["ours"]), theirs, float(str(told["splink_f1_by_truth"]))

    def _sample(self, name: str, *flags: str) -> Path:
        folder = self.folder / name
        self._work(f"write {self.records:,} records", "sample", *flags, folder=folder, records=self.records)
        return folder

    def _run(self, job: Job, what: str, *flags: str) -> Done:
        return self._work(what, "run", *flags, job=job.path)

    def _work(self, what: str, work: str, *flags: str, **options: Path | int) -> Done:
        pairs = [text for name, value in options.items() for text in (f"--{name}", str(value))]
        done = in_fresh_process([work, *pairs, *flags])
        self.tell(f"{what}: {done.seconds:.1f} s, {done.peak_memory_mb:,.0f} MiB\n")
        return done


def _timing(done: Done) -> Timing:
    told = cast(list[dict[str, object]], done.answer["stages"])
    return Timing(done.seconds, done.peak_memory_mb, tuple(map(_stage, told)))


def _rival_timing(done: Done) -> Timing:
    steps = cast(dict[str, float], done.answer["steps"])
    stages = tuple(StageCost(name, "done", seconds, done.peak_memory_mb) for name, seconds in steps.items())
    return Timing(sum(steps.values()), done.peak_memory_mb, stages)


def _stage(told: Mapping[str, object]) -> StageCost:
    return StageCost(
        str(told["stage"]), str(told["status"]), float(str(told["seconds"])), float(str(told["peak_memory_mb"]))
    )


def _quality(told: object, compared_pairs: object = None) -> Quality:
    figures = cast(dict[str, float], told)
    pairs = figures["compared_pairs"] if compared_pairs is None else compared_pairs
    scores = (figures["precision"], figures["recall"], figures["f1"], figures["b_cubed_f1"])
    return Quality(*scores, compared_pairs=int(str(pairs)))


def _median(timings: Sequence[Timing]) -> Timing:
    """The median of each figure; stages keep their order."""
    stages = zip(*(timing.stages for timing in timings), strict=True)
    return Timing(
        _middle(timing.seconds for timing in timings),
        _middle(timing.peak_memory_mb for timing in timings),
        tuple(
            StageCost(
                same[0].stage,
                same[0].status,
                _middle(cost.seconds for cost in same),
                _middle(cost.peak_memory_mb for cost in same),
            )
            for same in stages
        ),
    )


def _middle(values: Iterable[float]) -> float:
    return float(statistics.median(values))
