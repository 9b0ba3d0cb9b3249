"""Which pairs to judge: some of every band of match probability, with the share of the band that each stands for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from golden_record.config.job import Job
from golden_record.errors import UsageError
from golden_record.evaluate.audit import queries
from golden_record.evaluate.records import Said, said_by
from golden_record.evaluate.state import finished_state
from golden_record.warehouse import Warehouse

BANDS = (0.0, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99)
"""Lower ends of the bands: narrow where the engine is unsure, for there a judgement tells most."""

FEWEST = 20
"""Pairs to judge below which an estimate would say nothing."""

FEWEST_OF_BAND = 2
"""Pairs of every band there is: a band without any would be missing from the estimate."""

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Chosen:
    """A pair to judge: both records by name, their values by attribute, the band, and the pairs that it stands for."""

    left: str
    right: str
    values: dict[str, tuple[str, str]]
    band: int
    stands_for: float


def choose_pairs(job: Job, count: int, seed: int) -> tuple[Chosen, ...]:
    """Pairs for a person to judge, in an order that tells nothing of them.

    Raises:
        UsageError: the job has not run, there is nothing to judge, or too few are asked for.
        LockError: a run holds the state.
    """
    if count < FEWEST:
        msg = f"{count} pairs are too few to tell anything"
        raise UsageError(msg, hint=f"ask for {FEWEST} or more; a hundred take an hour")
    with finished_state(job) as state:
        frame = state.frame(queries.scored_pairs())
        if frame.is_empty():
            msg = "no pair of records was scored, so there is nothing to judge"
            raise UsageError(msg, hint="look at `golden-record run`: did the sources bring records with values?")
        random = np.random.default_rng(seed)
        places, weights, bands = _stratified(frame["probability"].to_numpy(), count, random)
        order = random.permutation(len(places))
        ends = frame.select("left_id", "right_id").to_numpy()[places[order]]
        return _described(state, job, ends, weights[order], bands[order])


def _stratified(probability: Array, count: int, random: np.random.Generator) -> tuple[Places, Array, Places]:
    """Places of the chosen pairs, what each stands for, and its band; every pair of a band is as likely as another."""
    band = np.searchsorted(BANDS, probability, side="right") - 1
    sizes = np.bincount(band, minlength=len(BANDS))
    means = np.bincount(band, weights=probability, minlength=len(BANDS)) / np.maximum(sizes, 1)
    numbers = allocated(sizes, means, count)
    chosen = [_spread(np.flatnonzero(band == place), number, random) for place, number in enumerate(numbers)]
    places = np.concatenate(chosen)
    stands_for = np.concatenate(
        [np.full(number, size / max(number, 1)) for number, size in zip(numbers, sizes, strict=True)]
    )
    return places, stands_for, band[places]


def allocated(sizes: Sequence[int] | Places, means: Sequence[float] | Array, count: int) -> list[int]:
    """How many pairs of each band to judge: half of them evenly, half where most is unknown; none beyond its size."""
    left = np.asarray(sizes, dtype=np.int64).copy()
    chance = np.asarray(means, dtype=np.float64)
    unknown = left * np.sqrt(np.maximum(chance * (1 - chance), 1e-4))
    wish = count * (0.5 * (left > 0) / max(int((left > 0).sum()), 1) + 0.5 * unknown / max(float(unknown.sum()), 1e-9))
    least = np.minimum(left, FEWEST_OF_BAND)
    found = np.clip(np.floor(wish).astype(np.int64), least, left)
    while found.sum() > count and (found > least).any():
        found[int(np.argmax(np.where(found > least, found - wish, -np.inf)))] -= 1
    while found.sum() < min(count, int(left.sum())):
        open_ = found < left
        found[int(np.argmax(np.where(open_, wish - found, -np.inf)))] += 1
    return [int(number) for number in found]


def _spread(places: Places, number: int, random: np.random.Generator) -> Places:
    """Every n-th place from a random start: places are in the order of blocking rules, so each rule has its share."""
    if number == 0:
        return places[:0]
    start = random.random()
    steps = np.floor((np.arange(number) + start) * len(places) / number).astype(np.int64)
    return places[steps]


def _described(state: Warehouse, job: Job, ends: Places, weights: Array, bands: Places) -> tuple[Chosen, ...]:
    ids = sorted({int(record) for record in ends.ravel()})
    names = {int(str(row[0])): f"{row[1]}:{row[2]}" for row in state.rows(queries.record_names(), [ids])}
    said = said_by(state, job, ids)
    return tuple(
        Chosen(
            names[left],
            names[right],
            {name: (_text(said[left].get(name)), _text(said[right].get(name))) for name in job.config.attributes},
            int(band),
            float(weight),
        )
        for (left, right), weight, band in zip(ends.tolist(), weights, bands, strict=True)
    )


def _text(values: Sequence[Said] | None) -> str:
    return "; ".join(said.value for said in values or ())
