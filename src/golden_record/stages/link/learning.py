"""Count what training learns from: agreement of random pairs, and of the candidates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from golden_record.config.match import TrainConfig
from golden_record.stages.link import queries
from golden_record.stages.link.comparisons import Comparison
from golden_record.stages.link.labels.judged import Judged, judged_levels
from golden_record.stages.link.model import counting_model
from golden_record.stages.link.repair import Array
from golden_record.stages.link.scoring import queries as score_queries
from golden_record.stages.link.scoring.splink_scorer import scoring
from golden_record.stages.link.training import Parameters, Patterns, Totals, train
from golden_record.warehouse import Warehouse, dropped, temporary

TRAINING_PAIRS = 1_500_000
"""Candidate pairs that training looks at; more change the third digit of a weight."""

MANY_JUDGED = 100
"""Judged pairs from which on training takes their word for what they are; fewer calibrate weights, and no more."""

HALF_A_PAIR = 0.5
"""Seen of every level at least, so that a level which the sample never saw is rare and not impossible."""


def learn(
    warehouse: Warehouse, config: TrainConfig, comparisons: Sequence[Comparison], judged: Judged | None
) -> Parameters:
    """Train the comparisons on the candidate pairs, against what random pairs agree on, and on many judged ones."""
    records = warehouse.count(queries.NODE)
    everything = max(records * (records - 1) / 2, 1.0)
    chance = _chance(warehouse, config, comparisons, everything)
    patterns = _candidates(warehouse, comparisons)
    if judged is not None and len(judged.match) >= MANY_JUDGED:
        patterns = patterns.with_judged(judged_levels(warehouse, comparisons), judged.match)
    return train(comparisons, patterns, Totals(everything, tuple(chance)))


def _chance(
    warehouse: Warehouse, config: TrainConfig, comparisons: Sequence[Comparison], everything: float
) -> list[Array]:
    """Expected pairs per level among all pairs: from a random sample, and exactly where values can be counted."""
    frame = _random_pairs(warehouse, config)
    with warehouse.registered(frame, "random_pair_frame"):
        warehouse.execute(temporary("random_pair", queries.everything("random_pair_frame")))
    seen = _count_patterns(warehouse, comparisons, "random_pair")
    scale = everything / max(frame.height, 1)
    totals = []
    for place, item in enumerate(comparisons):
        levels = seen.levels[:, place]
        known = levels >= 0
        counts = np.bincount(levels[known], weights=seen.counts[known], minlength=len(item.levels))
        expected = ((counts + HALF_A_PAIR) * scale).astype(np.float64)
        totals.append(_with_exact(warehouse, item, expected))
    return totals


def _with_exact(warehouse: Warehouse, item: Comparison, totals: Array) -> Array:
    """The totals with the first levels counted from value frequencies instead of a sample."""
    counted = [
        max(float(str(warehouse.scalar(queries.exact_agreement(value, item.shortest)))), HALF_A_PAIR)
        for value in item.exact
    ]
    if not counted:
        return totals
    first = len(counted)
    rest = max(float(totals[first:].sum()), 1e-9)
    scaled = totals * (max(float(totals.sum()) - sum(counted), 1.0) / rest)
    scaled[:first] = counted
    return scaled


def _random_pairs(warehouse: Warehouse, config: TrainConfig) -> pl.DataFrame:
    """Pairs of distinct nodes: all of them where they are few, else drawn with a seeded generator."""
    ids = warehouse.frame(queries.node_ids())["record_id"].to_numpy()
    count = len(ids)
    if count * (count - 1) // 2 <= config.max_pairs:
        left, right = np.triu_indices(count, k=1)
    else:
        generator = np.random.default_rng(config.seed)
        left, right = generator.integers(0, count, config.max_pairs), generator.integers(0, count, config.max_pairs)
        left, right = left[left != right], right[left != right]
    low, high = np.minimum(ids[left], ids[right]), np.maximum(ids[left], ids[right])
    return pl.DataFrame({"join_key_l": low, "join_key_r": high}).with_columns(match_key=pl.lit("0"))


def _candidates(warehouse: Warehouse, comparisons: Sequence[Comparison]) -> Patterns:
    """Agreement patterns of the candidate pairs: of all, or of a sample scaled up to all."""
    total = warehouse.count(queries.CANDIDATE)
    sample = queries.sampled_candidates(min(1.0, TRAINING_PAIRS / max(total, 1)))
    warehouse.execute(temporary("training_pair", sample))
    seen = _count_patterns(warehouse, comparisons, "training_pair")
    return Patterns(seen.levels, seen.counts * (total / max(float(seen.counts.sum()), 1.0)))


def _count_patterns(warehouse: Warehouse, comparisons: Sequence[Comparison], pairs: str) -> Patterns:
    """Agreement patterns of the pairs in a table, which is gone afterwards."""
    model = counting_model(comparisons)
    with scoring(warehouse, model, term_frequencies=False) as scorer:
        frame = warehouse.frame(score_queries.patterns(scorer.scores(pairs), model))
    warehouse.execute(dropped(pairs))
    levels = frame.drop("pairs").to_numpy().astype(np.int8)
    return Patterns(levels, frame["pairs"].to_numpy().astype(np.float64))
