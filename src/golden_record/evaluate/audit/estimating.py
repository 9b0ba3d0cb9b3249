"""Precision and recall of scored pairs, estimated from a judged sample, with how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from golden_record.config.job import Job
from golden_record.config.labels import Label
from golden_record.errors import UsageError
from golden_record.evaluate.audit import queries
from golden_record.evaluate.audit.pairs_file import Stratum, read_pairs
from golden_record.evaluate.audit.sampling import BANDS
from golden_record.evaluate.state import finished_state
from golden_record.warehouse import Warehouse

DRAWS = 4_000
SEED = 42
FEWEST_JUDGED = 10
"""Judged pairs below which an interval would span everything."""

HARDLY = 1e-9
"""Stands for nought where a Beta distribution needs a number above it."""

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Share:
    """An estimated share with its interval of 95 %; None where there is nothing to have a share of."""

    value: float | None
    low: float
    high: float


@dataclass(frozen=True)
class BandResult:
    """A band of match probability: the pairs it stands for, and what the judged ones among them are."""

    start: float
    end: float
    pairs: int
    judged: int
    matches: int
    joined: int


@dataclass(frozen=True)
class Estimate:
    """What a judged sample says of the result."""

    precision: Share
    recall: Share
    judged: int
    bands: tuple[BandResult, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Cell:
    """Judged pairs of a stratum treated alike: how many they stand for, how many they are, and the true among them."""

    joined: bool
    stands_for: float
    judged: int
    matches: int


def estimate(job: Job, path: Path) -> Estimate:
    """Estimate precision and recall of the profiles, over the pairs that were scored.

    Raises:
        UsageError: the job has not run, the file is no sample, or too little is judged.
        LockError: a run holds the state.
    """
    strata, notes = read_pairs(path, list(job.config.sources))
    with finished_state(job) as state:
        joined = [_joined(state, stratum.judged) for stratum in strata]
    known = [sum(flag is not None for flag in flags) for flags in joined]
    if sum(known) < FEWEST_JUDGED:
        msg = f"{sum(known)} judged pairs are too few to estimate anything"
        raise UsageError(msg, hint=f"judge {FEWEST_JUDGED} or more, of every stratum if you can")
    cells = [cell for stratum, flags in zip(strata, joined, strict=True) for cell in _cells(stratum, flags)]
    precision, recall = shares(cells)
    bands = tuple(_bands(strata, joined))
    return Estimate(precision, recall, sum(known), bands, (*notes, *_notes(strata, known)))


def shares(cells: Sequence[Cell]) -> tuple[Share, Share]:
    """Precision and recall: cells count by what they stand for, their true shares by what was judged in them."""
    joined = np.array([cell.joined for cell in cells], dtype=np.bool_)
    size = np.array([cell.stands_for for cell in cells], dtype=np.float64)
    right = np.array([cell.matches for cell in cells], dtype=np.float64)
    count = np.array([cell.judged for cell in cells], dtype=np.float64)
    seen, (few, many) = size * right / count, _drawn(size, right, count)
    linked = float(size[joined].sum())
    found, missed = float(seen[joined].sum()), float(seen[~joined].sum())
    fewest, most = few[:, joined].sum(axis=1), many[:, joined].sum(axis=1)
    least_missed, most_missed = few[:, ~joined].sum(axis=1), many[:, ~joined].sum(axis=1)
    precision = _share(found, linked, fewest / max(linked, HARDLY), most / max(linked, HARDLY))
    recall = _share(found, found + missed, _of(fewest, most_missed), _of(most, least_missed))
    return precision, recall


def _drawn(size: Array, right: Array, count: Array) -> tuple[Array, Array]:
    """Pairs of one person per draw and cell, (draws, cells): as few, and as many, as what was judged may stand for.

    One prior for both ends would pull every cell towards the middle, and as cells add up the pulls do so faster than
    the spread: with a dozen cells near 1 the truth lies above nearly every interval. So each end is drawn as Clopper
    and Pearson do, with one judged pair more that speaks for that end (Fay, Proschan and Brittain's melding, 2015):
    it may be too wide, and is not too narrow.
    """
    random = np.random.default_rng(SEED)
    shape = (DRAWS, len(size))
    wrong = count - right
    few = random.beta(np.maximum(right, HARDLY), wrong + 1, size=shape) * size
    many = random.beta(right + 1, np.maximum(wrong, HARDLY), size=shape) * size
    return few, many


def _of(part: Array, rest: Array) -> Array:
    share: Array = part / np.maximum(part + rest, HARDLY)
    return share


def _share(part: float, whole: float, low: Array, high: Array) -> Share:
    """A share as judged, between the ends of its interval of 95 %."""
    if whole <= 0:
        return Share(None, 0.0, 1.0)
    value = part / whole
    return Share(value, min(float(np.quantile(low, 0.025)), value), max(float(np.quantile(high, 0.975)), value))


def _joined(state: Warehouse, judged: Sequence[Label]) -> list[bool | None]:
    """Whether the records of each pair are in one profile now; None where one of them is gone."""
    schema = {name: pl.String for name in ("left_source", "left_key", "right_source", "right_key")}
    rows = [(*label.left, *label.right) for label in judged]
    frame = pl.DataFrame(rows, schema=schema, orient="row").with_row_index("place")
    with state.registered(frame, "judged_frame"):
        found = {int(str(place)): bool(joined) for place, joined in state.rows(queries.joined_pairs("judged_frame"))}
    return [found.get(place) for place in range(len(judged))]


def _cells(stratum: Stratum, joined: Sequence[bool | None]) -> list[Cell]:
    """The judged pairs of a stratum by what the engine does with them now; they stand for its unjudged ones, too."""
    known = [(label.match, flag) for label, flag in zip(stratum.judged, joined, strict=True) if flag is not None]
    cells = []
    for flag in (True, False):
        matches = [match for match, own in known if own == flag]
        if matches:
            stands_for = stratum.size * len(matches) / len(known)
            cells.append(Cell(flag, stands_for, len(matches), sum(matches)))
    return cells


def _bands(strata: Sequence[Stratum], joined: Sequence[Sequence[bool | None]]) -> Iterator[BandResult]:
    """What was judged per band of match probability."""
    found = list(zip(strata, joined, strict=True))
    for number, (start, end) in enumerate(pairwise((*BANDS, 1.0))):
        own = [(stratum, flags) for stratum, flags in found if stratum.number // 2 == number]
        if own:
            yield BandResult(
                start,
                end,
                round(sum(stratum.size for stratum, _ in own)),
                sum(len(stratum.judged) for stratum, _ in own),
                sum(label.match for stratum, _ in own for label in stratum.judged),
                sum(flag is True for _, flags in own for flag in flags),
            )


def _notes(strata: Sequence[Stratum], known: Sequence[int]) -> list[str]:
    notes = []
    if unjudged := sum(stratum.unjudged for stratum in strata):
        notes.append(f"{unjudged:,} pairs are not judged; the judged ones of their stratum speak for them")
    if gone := sum(len(stratum.judged) for stratum in strata) - sum(known):
        notes.append(f"{gone:,} judged pairs name a record that no source has now, and are left out")
    empty = [stratum for stratum, count in zip(strata, known, strict=True) if not count]
    if empty:
        pairs = round(sum(stratum.size for stratum in empty))
        notes.append(f"{pairs:,} scored pairs are in strata without any judgement, and are left out")
    notes.append("recall knows nothing of pairs that were never compared, or that almost nothing brings together")
    return notes
