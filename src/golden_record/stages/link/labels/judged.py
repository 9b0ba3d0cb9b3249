"""The job's judged pairs as pairs of compared records, with the levels that they reach and the weight they get."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from golden_record.config.job import Job
from golden_record.config.labels import Label, Labels, labels_fingerprint, read_labels
from golden_record.stages.link.comparisons import Comparison
from golden_record.stages.link.labels import queries as label_queries
from golden_record.stages.link.model import Model, counting_model
from golden_record.stages.link.repair import Array
from golden_record.stages.link.scoring import queries as score_queries
from golden_record.stages.link.scoring.splink_scorer import scoring
from golden_record.warehouse import Warehouse, temporary

JUDGED = "judged_pair"


@dataclass(frozen=True)
class Judged:
    """Pairs that people judged, in the order of their records, and what a person should know of the file."""

    match: npt.NDArray[np.bool_]
    notes: tuple[str, ...]


def labels_of(job: Job) -> str | None:
    """A fingerprint of the job's judged pairs: a model fits them or not."""
    path = job.config.match.train.labels
    return None if path is None else labels_fingerprint(job.locate(path))


def labels(job: Job) -> Labels | None:
    """The job's judged pairs as their file has them; None where the job has none.

    Raises:
        UsageError: the file of them cannot be read or understood.
    """
    path = job.config.match.train.labels
    return None if path is None else read_labels(job.locate(path), list(job.config.sources))


def judged_pairs(warehouse: Warehouse, job: Job) -> Judged | None:
    """Put the judged pairs into the table `judged_pair`; None where the job has none.

    Raises:
        UsageError: the file of them cannot be read or understood.
    """
    found = labels(job)
    if found is None:
        return None
    notes = list(found.notes)
    with warehouse.registered(_frame(found.judged), "label_frame"):
        known = int(str(warehouse.scalar(label_queries.known_labels("label_frame"))))
        warehouse.execute(temporary(JUDGED, label_queries.judged_nodes("label_frame")))
    if unknown := len(found.judged) - known:
        notes.append(f"{unknown:,} of {len(found.judged):,} judged pairs name a record that no source has now")
    if found.open_rows:
        notes.append(f"{len(found.open_rows):,} pairs of the file are not judged yet")
    match = warehouse.frame(label_queries.judgements(JUDGED))["is_match"].to_numpy()
    return Judged(match.astype(np.bool_), tuple(notes)) if len(match) else None


def judged_levels(warehouse: Warehouse, comparisons: Sequence[Comparison]) -> npt.NDArray[np.int8]:
    """The level of each judged pair per comparison, (pairs, comparisons); -1 where a value is missing."""
    model = counting_model(comparisons)
    with scoring(warehouse, model, term_frequencies=False) as scorer:
        frame = warehouse.frame(score_queries.reached_levels(scorer.scores(JUDGED), model))
    levels = frame["levels"].explode(empty_as_null=False).to_numpy().astype(np.int8)
    shaped: npt.NDArray[np.int8] = levels.reshape(frame.height, len(comparisons))
    return shaped


def judged_weights(warehouse: Warehouse, model: Model) -> Array:
    """The match weight that the model gives each judged pair, in bits."""
    with scoring(warehouse, model) as scorer:
        frame = warehouse.frame(score_queries.scored_pairs(scorer.scores(JUDGED), model, ["judged"]))
    weights: Array = frame.sort("left_id", "right_id")["weight"].to_numpy()
    return weights


def _frame(judged: Sequence[Label]) -> pl.DataFrame:
    schema = {
        "left_source": pl.String,
        "left_key": pl.String,
        "right_source": pl.String,
        "right_key": pl.String,
        "is_match": pl.Boolean,
    }
    return pl.DataFrame([(*label.left, *label.right, label.match) for label in judged], schema=schema, orient="row")
