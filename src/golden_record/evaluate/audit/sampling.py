"""Which pairs to judge: some of every band of match probability, each with the number of pairs that it stands for."""

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

STRATA = 2 * len(BANDS)
"""Each band twice: its pairs that are not in one profile, and those that are."""

FEWEST = 40
"""Pairs to judge below which an estimate would say nothing."""

FEWEST_OF_STRATUM = 2
"""Pairs of every stratum there is: one without any would be missing from the estimate."""

PARTS = (0.4, 0.3, 0.3)
"""Shares of the sample: evenly over the strata; where most is unknown, for recall; and by the number of pairs in
one profile, for precision."""

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Chosen:
    """A pair to judge: both records, their values by attribute, its stratum, and how many pairs it stands for."""

    left: str
    right: str
    values: dict[str, tuple[str, str]]
    stratum: int
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
        strata = _strata(frame["probability"].to_numpy(), frame["joined"].to_numpy())
        places, weights = _stratified(frame["probability"].to_numpy(), strata, count, random)
        order = random.permutation(len(places))
        places, weights = places[order], weights[order]
        ends = frame.select("left_id", "right_id").to_numpy()[places]
        return _described(state, job, ends, weights, strata[places])


def _strata(probability: Array, joined: npt.NDArray[np.bool_]) -> Places:
    bands = np.searchsorted(BANDS, probability, side="right") - 1
    found: Places = 2 * bands.astype(np.int64) + joined
    return found


def _stratified(probability: Array, strata: Places, count: int, random: np.random.Generator) -> tuple[Places, Array]:
    """Places of the chosen pairs and what each stands for; every pair of a stratum is as likely as another."""
    sizes = np.bincount(strata, minlength=STRATA)
    means = np.bincount(strata, weights=probability, minlength=STRATA) / np.maximum(sizes, 1)
    numbers = allocated(sizes, means, count)
    chosen = [_spread(np.flatnonzero(strata == place), number, random) for place, number in enumerate(numbers)]
    stands_for = [np.full(number, size / max(number, 1)) for number, size in zip(numbers, sizes.tolist(), strict=True)]
    return np.concatenate(chosen), np.concatenate(stands_for)


def allocated(sizes: Sequence[int] | Places, means: Sequence[float] | Array, count: int) -> list[int]:
    """How many pairs of each stratum to judge: some of each, none beyond its size, more where an answer tells more."""
    left = np.array(sizes, dtype=np.int64)
    size, chance = left.astype(np.float64), np.array(means, dtype=np.float64)
    present = (size > 0).astype(np.float64)
    unknown: Array = size * np.sqrt(np.maximum(chance * (1 - chance), 1e-4))
    joined: Array = size * (np.arange(len(size)) % 2)
    wish = np.zeros(len(size), dtype=np.float64)
    for share, part in zip(PARTS, (present, unknown, joined), strict=True):
        wish += part * (count * share / max(float(part.sum()), 1e-9))
    least = np.minimum(left, FEWEST_OF_STRATUM)
    found = np.clip(np.floor(wish).astype(np.int64), least, left)
    while found.sum() > count and (found > least).any():
        found[int(np.argmax(np.where(found > least, found - wish, -np.inf)))] -= 1
    while found.sum() < min(count, int(left.sum())):
        found[int(np.argmax(np.where(found < left, wish - found, -np.inf)))] += 1
    return [int(number) for number in found]


def _spread(places: Places, number: int, random: np.random.Generator) -> Places:
    """Every n-th place from a random start: places are in the order of blocking rules, so each rule has its share."""
    if number == 0:
        return places[:0]
    start = random.random()
    steps = np.floor((np.arange(number) + start) * len(places) / number).astype(np.int64)
    return places[steps]


def _described(state: Warehouse, job: Job, ends: Places, weights: Array, strata: Places) -> tuple[Chosen, ...]:
    ids = sorted({int(record) for record in ends.ravel()})
    names = {int(str(row[0])): f"{row[1]}:{row[2]}" for row in state.rows(queries.record_names(), [ids])}
    said = said_by(state, job, ids)
    return tuple(
        Chosen(
            names[left],
            names[right],
            {name: (_text(said[left].get(name)), _text(said[right].get(name))) for name in job.config.attributes},
            int(stratum),
            float(weight),
        )
        for (left, right), weight, stratum in zip(ends.tolist(), weights, strata, strict=True)
    )


def _text(values: Sequence[Said] | None) -> str:
    return "; ".join(said.value for said in values or ())
