"""Seeded draws: everything random in the sample comes from here."""

from __future__ import annotations

import zlib

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Dice:
    """An independent stream of draws per purpose, so that a new draw in one place leaves the others as they were.

    Only uniform doubles are taken from NumPy: it promises the same bits for a seed in every version, but may change
    how it makes integers, choices or permutations out of them.
    """

    def __init__(self, seed: int, purpose: str) -> None:
        key = np.random.SeedSequence([seed, zlib.crc32(purpose.encode())])
        self._random = np.random.Generator(np.random.PCG64(key))

    def uniform(self, size: int) -> Floats:
        """Numbers in [0, 1)."""
        return self._random.random(size)

    def below(self, high: int | Ints, size: int) -> Ints:
        """Whole numbers in [0, high), where `high` may differ per place."""
        return (self.uniform(size) * high).astype(np.int64)

    def chance(self, probability: float | Floats, size: int) -> Bools:
        """True with the given probability, which may differ per place."""
        return self.uniform(size) < probability

    def pick(self, weights: npt.ArrayLike, size: int) -> Ints:
        """Indices of `weights`, each as often as its weight says."""
        edges = np.cumsum(np.asarray(weights, dtype=np.float64))
        return np.searchsorted(edges[:-1] / edges[-1], self.uniform(size), side="right").astype(np.int64)

    def pick_by(self, rows: Ints, weights: npt.ArrayLike) -> Ints:
        """One index per place, drawn with the weights of row `rows[place]` of a table of weights."""
        table = np.asarray(weights, dtype=np.float64)
        edges = np.cumsum(table, axis=1) / table.sum(axis=1, keepdims=True)
        draw = self.uniform(len(rows))
        picked = np.zeros(len(rows), dtype=np.int64)
        for column in range(table.shape[1] - 1):
            picked += draw >= edges[rows, column]
        return picked

    def order(self, size: int) -> Ints:
        """A permutation of `range(size)`."""
        return np.argsort(self.uniform(size), kind="stable").astype(np.int64)

    def distinct(self, high: int, size: int) -> Ints:
        """Different whole numbers in [0, high), in no order; `high` must be well above `size`."""
        found = _sorted_set(self.below(high, size + size // 8))
        while len(found) < size:
            found = _sorted_set(np.concatenate([found, self.below(high, size)]))
        return found[self.order(len(found))][:size]


def _sorted_set(numbers: Ints) -> Ints:
    ordered = np.sort(numbers)
    first: Bools = np.concatenate([[True], ordered[1:] != ordered[:-1]])
    return ordered[first]


def fading(size: int, head: int) -> Floats:
    """Zipf-like weights for a list sorted by frequency; a larger `head` makes the first names less dominant."""
    return 1.0 / (np.arange(size) + head)


def day_number(iso: str) -> int:
    """A date as days since 1970."""
    return int(np.datetime64(iso, "D").astype(np.int64))
