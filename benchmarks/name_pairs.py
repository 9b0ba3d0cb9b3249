"""Judged pairs of names, scored as a run scores them: cleaned by the engine, compared by its levels through Splink."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from benchmarks.queries import similarities
from golden_record.config.job import Job, JobConfig
from golden_record.model.run import RunContext
from golden_record.model.tables import SOURCE_RECORD, SOURCE_VALUE
from golden_record.stages import standardize
from golden_record.stages.link import queries
from golden_record.stages.link.comparisons import Comparison, comparisons_for
from golden_record.stages.link.model import Model, counting_model, trained_model
from golden_record.stages.link.scoring import queries as score_queries
from golden_record.stages.link.scoring.splink_scorer import scoring
from golden_record.stages.link.training import Parameters
from golden_record.warehouse import Warehouse, dropped, temporary

Places = npt.NDArray[np.int64]

ATTRIBUTE = "name"
_SOURCE = "pairs"
_DAY = datetime(2025, 1, 1)

HALF_A_PAIR = 0.5
"""Seen of every level at least: one that no strangers show is rare, not impossible."""


@dataclass(frozen=True)
class JudgedPair:
    """Two names, whether they can be one bearer's, and the group of cases that the pair comes from."""

    left: str
    right: str
    same: bool
    group: str


@dataclass(frozen=True)
class ScoredPair:
    """A judged pair with its weight, and the label of the level that each comparison reached; None without value.

    `similarity` is Jaro-Winkler over the whole cleaned names: what half of all programs do.
    """

    pair: JudgedPair
    weight: float
    similarity: float
    levels: tuple[str | None, ...]


def score_pairs(pairs: list[JudgedPair], kind: str) -> list[ScoredPair]:
    """Weight of each pair: the sum of log2(m/u) over the comparisons of an attribute of this type.

    m is the comparison's own starting value, u how often a level holds between names of different pairs that share
    their given or their family name. Neither knows the judgements.
    """
    with Warehouse() as warehouse:
        _clean(warehouse, pairs, kind)
        comparisons = _comparisons(kind)
        model = _model(warehouse, comparisons, len(pairs))
        ids = np.arange(len(pairs), dtype=np.int64) * 2
        found = _scored(warehouse, model, ids, ids + 1)
        similar = [float(str(value)) for (value,) in warehouse.rows(similarities(ATTRIBUTE, queries.NODE))]
    rows = found.select("weight", "levels").iter_rows()
    return [
        ScoredPair(pair, float(weight), similarity, _labels(comparisons, levels))
        for pair, (weight, levels), similarity in zip(pairs, rows, similar, strict=True)
    ]


def _comparisons(kind: str) -> tuple[Comparison, ...]:
    """Those of a run, but for frequencies: in a list of famous people a rare name is rare by accident."""
    return tuple(
        replace(item, levels=tuple(replace(level, frequency=None) for level in item.levels))
        for item in comparisons_for({ATTRIBUTE: kind})
    )


def _clean(warehouse: Warehouse, pairs: list[JudgedPair], kind: str) -> None:
    """The names as records of one source, cleaned; record 2i and 2i + 1 are the i-th pair."""
    texts = [text for pair in pairs for text in (pair.left, pair.right)]
    frame = pl.DataFrame({"record_id": range(len(texts)), "raw": texts}).with_columns(
        source=pl.lit(_SOURCE), source_id=pl.col("record_id").cast(pl.String), attribute=pl.lit(ATTRIBUTE)
    )
    nothing = pl.lit(None)
    for table in (SOURCE_RECORD, SOURCE_VALUE):
        known = frame.with_columns(position=pl.lit(0))
        absent = [name for name in table.column_names if name not in known.columns]
        warehouse.load(table, known.with_columns(nothing.alias(name) for name in absent).select(table.column_names))
    config = {
        "version": 1,
        "name": _SOURCE,
        "sources": {_SOURCE: {"path": "frame", "key": "id", "attributes": {ATTRIBUTE: "text"}}},
        "attributes": {ATTRIBUTE: {"type": kind}},
    }
    standardize.run(warehouse, Job(JobConfig.model_validate(config), Path("job.yml")), RunContext("run", _DAY))
    warehouse.execute(temporary(queries.NODE, queries.everything("standard_record")))


def _model(warehouse: Warehouse, comparisons: tuple[Comparison, ...], pairs: int) -> Model:
    left, right = np.triu_indices(2 * pairs, k=1)
    apart = left // 2 != right // 2
    levels = _scored(warehouse, counting_model(comparisons), left[apart], right[apart])["levels"].to_list()
    reached = np.array(levels, dtype=np.int64)
    m = tuple(_normal(np.array([level.m for level in item.levels])) for item in comparisons)
    u = tuple(
        _normal((np.bincount(known[known >= 0], minlength=len(item.levels)) + HALF_A_PAIR).astype(np.float64))
        for item, known in zip(comparisons, _comparable(reached).T, strict=True)
    )
    return trained_model(comparisons, Parameters(m, u, (), 0.5))


def _comparable(levels: Places) -> Places:
    """Pairs that a run would compare by their names alone: those of which given or family name are the same."""
    return levels[(levels[:, :2] == 0).any(axis=1)] if levels.shape[1] > 1 else levels


def _normal(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    shares: npt.NDArray[np.float64] = values / values.sum()
    return shares


def _scored(warehouse: Warehouse, model: Model, left: Places, right: Places) -> pl.DataFrame:
    """One row per pair of records, in the order of their ids: ids, weight, and the level of each comparison."""
    frame = pl.DataFrame({"join_key_l": left, "join_key_r": right}).with_columns(match_key=pl.lit("0"))
    with warehouse.registered(frame, "pair_frame"):
        warehouse.execute(temporary("pair_to_score", queries.everything("pair_frame")))
    with scoring(warehouse, model, term_frequencies=False) as scorer:
        found = warehouse.frame(score_queries.scored_pairs(scorer.scores("pair_to_score"), model, [ATTRIBUTE]))
    warehouse.execute(dropped("pair_to_score"))
    return found.sort("left_id", "right_id")


def _labels(comparisons: tuple[Comparison, ...], levels: list[int]) -> tuple[str | None, ...]:
    return tuple(
        None if level < 0 else item.levels[level].label for item, level in zip(comparisons, levels, strict=True)
    )
