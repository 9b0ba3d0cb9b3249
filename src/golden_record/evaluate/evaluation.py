"""A result against the truth: how right it is, where it is wrong, and what that has to do with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from golden_record.config.job import Job
from golden_record.errors import UsageError
from golden_record.evaluate import queries
from golden_record.evaluate.living import people_living_together
from golden_record.evaluate.metrics import BCubed, Pairs, b_cubed, pairs_between_sources, pairs_touching, pairwise
from golden_record.evaluate.mistakes import Mistake, worst_merges, worst_misses
from golden_record.evaluate.state import finished_state
from golden_record.evaluate.thresholds import AtThreshold, best, by_threshold
from golden_record.evaluate.truth import Truth, read_truth
from golden_record.warehouse import Warehouse

BANDS = (0.0, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0)
"""Limits of the bands of match probability in which promise and truth are compared."""


@dataclass(frozen=True)
class Coverage:
    """Which records could be judged: those on both sides. Nothing else is left out silently."""

    judged: int
    without_truth: int
    without_record: int
    incomplete: int


@dataclass(frozen=True)
class Sizes:
    """Groups of the judged records: how many, and the largest."""

    people: int
    profiles: int
    largest_person: int
    largest_profile: int


@dataclass(frozen=True)
class Misses:
    """Why true pairs were missed: the link was refused, scored too low, or nothing brought the pair together."""

    refused: int
    too_weak: int
    not_compared: int


@dataclass(frozen=True)
class Band:
    """Scored pairs of similar match probability: what was promised on average, and what came true."""

    start: float
    end: float
    pairs: int
    promised: float
    true: float


@dataclass(frozen=True)
class Evaluation:
    """Everything that the truth says about a result."""

    coverage: Coverage
    sizes: Sizes
    pairs: Pairs
    b_cubed: BCubed
    households: Pairs | None
    """Pairs of people who live together; none where the truth or the job knows no households."""

    misses: Misses
    compared_pairs: int
    threshold: float
    """The match weight from which a pair counted as a link, in bits."""

    thresholds: tuple[AtThreshold, ...]
    """What that and every other threshold finds, pair by pair, before clustering."""

    traps: dict[str, tuple[int, Pairs]]
    source_pairs: dict[tuple[str, str], Pairs]
    calibration: tuple[Band, ...]
    worst_merges: tuple[Mistake, ...]
    worst_misses: tuple[Mistake, ...]

    @property
    def chosen(self) -> AtThreshold:
        """The figures at the threshold that was used."""
        return next(at for at in self.thresholds if at.weight == self.threshold)

    @property
    def best(self) -> AtThreshold:
        """The figures at the threshold that the truth would have chosen."""
        return best(self.thresholds)


def evaluate(job: Job, truth_file: Path) -> Evaluation:
    """Compare the profiles of a job that has run with a file of the truth.

    Raises:
        UsageError: the job has not run, or the file does not speak of its records.
        LockError: a run holds the state.
    """
    truth = read_truth(truth_file, list(job.config.sources))
    with finished_state(job) as state:
        records = state.frame(queries.assigned_records())
        groups = records.join(truth.rows, on=["source", "source_id"], how="inner").sort("record_id")
        if groups.is_empty():
            msg = f"no record of the job stands in {truth_file}"
            raise UsageError(msg, hint="its columns source and source_id must name the job's sources and their keys")
        return _evaluation(state, truth, records, groups, housed=job.config.household is not None)


def _evaluation(
    state: Warehouse, truth: Truth, records: pl.DataFrame, groups: pl.DataFrame, *, housed: bool
) -> Evaluation:
    pairs = pairwise(groups)
    told = housed and groups["household"].count() > 0
    scored = state.frame(queries.scored_links())
    links = _links(scored, groups)
    threshold = float(str(state.scalar(queries.threshold())))
    return Evaluation(
        coverage=_coverage(truth, records, groups),
        sizes=_sizes(groups),
        pairs=pairs,
        b_cubed=b_cubed(groups),
        households=people_living_together(groups) if told else None,
        misses=_misses(links, pairs, threshold),
        compared_pairs=int(str(state.scalar(queries.compared_pairs()))),
        threshold=threshold,
        thresholds=by_threshold(scored, groups, true=pairs.true, chosen=threshold),
        traps=_traps(groups),
        source_pairs=pairs_between_sources(groups),
        calibration=_calibration(links),
        worst_merges=worst_merges(state, groups),
        worst_misses=worst_misses(state, groups),
    )


def _coverage(truth: Truth, records: pl.DataFrame, groups: pl.DataFrame) -> Coverage:
    judged = groups.height
    return Coverage(judged, records.height - judged, truth.rows.height - judged, truth.incomplete)


def _sizes(groups: pl.DataFrame) -> Sizes:
    people, profiles = (groups[side].value_counts()["count"] for side in ("truth", "found"))
    return Sizes(len(people), len(profiles), int(str(people.max())), int(str(profiles.max())))


def _traps(groups: pl.DataFrame) -> dict[str, tuple[int, Pairs]]:
    """Per trap: the records that carry it, and the pairs that touch one of them."""
    names = groups["traps"].explode().drop_nulls().unique().sort().to_list()
    found = {}
    for name in names:
        if name:
            flagged = groups.with_columns(flag=pl.col("traps").list.contains(name))
            found[str(name)] = int(flagged["flag"].sum()), pairs_touching(flagged)
    return found


def _links(scored: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Scored pairs of judged records: `weight`, `probability`, whether the pair is `true`, and was put `together`."""
    sides = groups.select("record_id", "truth", "found")
    return (
        scored.join(sides, left_on="left_id", right_on="record_id")
        .join(sides, left_on="right_id", right_on="record_id", suffix="_right")
        .select(
            "weight",
            "probability",
            true=pl.col("truth") == pl.col("truth_right"),
            together=pl.col("found") == pl.col("found_right"),
        )
    )


def _misses(links: pl.DataFrame, pairs: Pairs, threshold: float) -> Misses:
    missed = links.filter(pl.col("true") & ~pl.col("together"))
    refused = missed.filter(pl.col("weight") >= threshold).height
    too_weak = missed.height - refused
    return Misses(refused, too_weak, pairs.missed - missed.height)


def _calibration(links: pl.DataFrame) -> tuple[Band, ...]:
    # Rounding makes strong links certain: the last band holds its upper limit, every other band ends before it.
    limits_passed = pl.sum_horizontal(pl.col("probability") >= limit for limit in BANDS[1:-1])
    bands = (
        links.with_columns(band=limits_passed)
        .group_by("band")
        .agg(pl.len().alias("pairs"), pl.col("probability").mean(), pl.col("true").mean())
        .sort("band")
    )
    return tuple(
        Band(BANDS[band], BANDS[band + 1], int(count), float(promised), float(true))
        for band, count, promised, true in bands.iter_rows()
    )
