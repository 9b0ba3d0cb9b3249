"""One labelled job, run and judged: the engine and plain Splink over the same cleaned values."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from benchmarks import queries
from benchmarks.plain_splink import STRICTER, run_plain_splink, stricter_column
from golden_record import pipeline
from golden_record.config.job import Job
from golden_record.evaluate import queries as state_queries
from golden_record.evaluate.evaluation import Band, Coverage, Evaluation, Misses, Sizes, evaluate
from golden_record.evaluate.metrics import BCubed, Pairs, b_cubed, pairwise
from golden_record.evaluate.state import finished_state
from golden_record.evaluate.truth import read_truth
from golden_record.stages import link
from golden_record.stages.link.blocking import queries as blocking_queries
from golden_record.warehouse import Warehouse


@dataclass(frozen=True)
class PairCut:
    """Pairs taken one by one, before clustering: F1 at the threshold of the run, and at the best one by truth."""

    chosen_weight: float
    chosen_f1: float
    best_weight: float
    best_f1: float


@dataclass(frozen=True)
class Side:
    """A grouping of the judged records against the truth."""

    pairs: Pairs
    b_cubed: BCubed
    largest: int
    compared_pairs: int
    seconds: float


@dataclass(frozen=True)
class Reach:
    """Recall of blocking: estimated without labels, and as the truth has it, over pairs of records that differ."""

    estimated: float
    true: float


@dataclass(frozen=True)
class Score:
    """A labelled job: what the engine made of it, what plain Splink made of it, and how the engine got there."""

    name: str
    coverage: Coverage
    sizes: Sizes
    ours: Side
    splink: Side
    splink_by_truth: float
    misses: Misses
    cut: PairCut
    reach: Reach
    calibration: tuple[Band, ...]
    traps: Mapping[str, tuple[int, Pairs]]


def score(job: Job, truth: Path) -> Score:
    """Run a job from nothing, run plain Splink on its standardised records, and compare both with the truth."""
    started = time.perf_counter()
    pipeline.run(job, utc_now)
    seconds = time.perf_counter() - started
    found = evaluate(job, truth)
    splink, by_truth = _splink_side(job, truth)
    return Score(
        name=job.config.name,
        coverage=found.coverage,
        sizes=found.sizes,
        ours=_our_side(found, seconds),
        splink=splink,
        splink_by_truth=by_truth,
        misses=found.misses,
        cut=pair_cut(job, truth),
        reach=reach(job, truth),
        calibration=found.calibration,
        traps=found.traps,
    )


def utc_now() -> datetime:
    """The time of day as runs keep it: UTC, without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)


def judged(job: Job, truth: Path, clusters: pl.DataFrame) -> pl.DataFrame:
    """Records that have a truth, as (`truth`, `found`), and plain Splink's stricter clusters beside them."""
    with finished_state(job) as state:
        people = _people(state, job, truth)
    stricter = map(stricter_column, STRICTER)
    return people.join(clusters, on="record_id").select("truth", *stricter, found="cluster_id")


def _people(state: Warehouse, job: Job, truth: Path) -> pl.DataFrame:
    """Records that have a truth, as (`record_id`, `truth`)."""
    known = read_truth(truth, list(job.config.sources)).rows.select("source", "source_id", "truth")
    records = state.frame(state_queries.assigned_records())
    return records.join(known, on=["source", "source_id"]).select("record_id", "truth")


def f1_by_truth(groups: pl.DataFrame) -> float:
    """The best F1 of plain Splink at any of its thresholds, the customary one among them."""
    columns = ["found", *map(stricter_column, STRICTER)]
    return max(pairwise(groups.select("truth", found=column)).f1 for column in columns)


def pair_cut(job: Job, truth: Path) -> PairCut:
    """How far the run's threshold is from the best one, looking at pairs alone."""
    with finished_state(job) as state:
        sides = _people(state, job, truth)
        links = state.frame(state_queries.scored_links())
        threshold = float(str(state.scalar(state_queries.threshold())))
    weighed = (
        links.join(sides, left_on="left_id", right_on="record_id")
        .join(sides, left_on="right_id", right_on="record_id", suffix="_right")
        .select("weight", right=pl.col("truth") == pl.col("truth_right"))
    )
    return best_cut(weighed, pairwise(sides.with_columns(found="truth")).true, threshold)


def reach(job: Job, truth: Path) -> Reach:
    """How much of what is there blocking brings together, by its own estimate and by the truth."""
    with finished_state(job) as state, link.planned(state, job) as plan:
        keys = f"({blocking_queries.block_keys([one.rule for one in plan.chosen])})"
        limits = [one.largest_block for one in plan.chosen]
        pairs = blocking_queries.candidate_pairs(limits, keys, f"({blocking_queries.blocks(keys)})")
        with state.registered(_people(state, job, truth), "truth_frame") as frame:
            ((true_pairs, found),) = state.rows(queries.reach(pairs, frame))
    return Reach(plan.recall.share, int(str(found)) / max(int(str(true_pairs)), 1))


def best_cut(links: pl.DataFrame, true_pairs: int, threshold: float) -> PairCut:
    """The best and the chosen cut over scored pairs, given as (`weight`, `right`)."""
    steps = (
        links.group_by("weight")
        .agg(pl.len().cast(pl.Int64).alias("found"), pl.col("right").sum().cast(pl.Int64))
        .sort("weight", descending=True)
        .with_columns(pl.col("found").cum_sum(), pl.col("right").cum_sum())
        .with_columns(f1=2 * pl.col("right") / (pl.col("found") + true_pairs))
    )
    if steps.is_empty():
        return PairCut(threshold, 0.0, threshold, 0.0)
    above = steps.filter(pl.col("weight") >= threshold)
    chosen = float(above["f1"][-1]) if len(above) else 0.0
    # The highest of equally good cuts, so that the result does not depend on the order of rows.
    best = steps.sort("f1", "weight", descending=True).row(0, named=True)
    return PairCut(threshold, chosen, float(best["weight"]), float(best["f1"]))


def _our_side(found: Evaluation, seconds: float) -> Side:
    return Side(found.pairs, found.b_cubed, found.sizes.largest_profile, found.compared_pairs, seconds)


def _splink_side(job: Job, truth: Path) -> tuple[Side, float]:
    """Plain Splink at the customary threshold, and its F1 at the best one."""
    result = run_plain_splink(job.state_path, job)
    groups = judged(job, truth, result.clusters)
    largest = int(str(groups["found"].value_counts()["count"].max()))
    side = Side(pairwise(groups), b_cubed(groups), largest, result.compared_pairs, result.total_seconds)
    return side, f1_by_truth(groups)
