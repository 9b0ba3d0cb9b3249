"""What clustering looks at: links as arrays, and the model that says what their levels mean."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

Ids = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]


@dataclass(frozen=True)
class ScoringModel:
    """What a link's levels and weights mean: read back from the diagnostics of the model that made them."""

    comparisons: tuple[str, ...]
    weights: Values
    """Match weight per comparison and level, (k, levels), padded with zeros."""

    last_level: npt.NDArray[np.int64]
    """The level of clear difference per comparison, (k,)."""

    kin: Values
    """Weight of each kind of related strangers per comparison and level, (j, k, levels)."""

    shares: npt.NDArray[np.bool_]
    """Whether a kind agrees on a comparison by more than chance, (j, k)."""

    odds: Values
    prior: float

    @classmethod
    def of(cls, diagnostics: str, threshold: float) -> ScoringModel:
        """The model behind a `model.diagnostics` text, its prior less the threshold."""
        found = json.loads(diagnostics)
        width = max((len(levels) for levels in found["weights"]), default=1)
        kin = found["kin"]
        count = len(found["comparisons"])
        return cls(
            comparisons=tuple(found["comparisons"]),
            weights=_padded(found["weights"], width).reshape(count, width),
            last_level=np.array([len(levels) - 1 for levels in found["weights"]], dtype=np.int64),
            kin=np.array([_padded(kind["weights"], width) for kind in kin]).reshape(len(kin), count, width),
            shares=np.array([[own is not None for own in kind["weights"]] for kind in kin], dtype=bool).reshape(
                len(kin), count
            ),
            odds=np.array([kind["odds"] for kind in kin], dtype=np.float64),
            prior=math.log2(found["match_share"] / (1 - found["match_share"])) - threshold,
        )


def _padded(rows: list[list[float] | None], width: int) -> Values:
    filled = [[*(row or []), *[0.0] * (width - len(row or []))] for row in rows]
    return np.array(filled, dtype=np.float64).reshape(len(rows), width)


@dataclass(frozen=True)
class Evidence:
    """Links between comparable records, in bits above the threshold, ordered by (left, right)."""

    left: Ids
    right: Ids
    bits: Values
    conflict: npt.NDArray[np.bool_]
    certain: npt.NDArray[np.bool_]
    row: Places
    """Place of each link among all of them."""

    repeated: bool = False
    """Whether a pair may have several links: those of records that a steward joined."""

    @classmethod
    def of(cls, links: pl.DataFrame, threshold: float) -> Evidence:
        """The links of a frame as `queries.weighed_links` gives it."""
        return cls(
            links["left_id"].to_numpy(),
            links["right_id"].to_numpy(),
            links["weight"].to_numpy() - threshold,
            links["conflict"].to_numpy(),
            links["certain"].to_numpy(),
            np.arange(links.height, dtype=np.intp),
        )

    @classmethod
    def nothing(cls) -> Evidence:
        """No links."""
        none, flags = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)
        return cls(none, none, np.zeros(0), flags, flags, np.zeros(0, dtype=np.intp))

    def pick(self, which: Places | npt.NDArray[np.bool_]) -> Evidence:
        """Some of the links."""
        return Evidence(
            self.left[which],
            self.right[which],
            self.bits[which],
            self.conflict[which],
            self.certain[which],
            self.row[which],
            self.repeated,
        )

    def between(self, stand_in: Callable[[Ids], Ids]) -> Evidence:
        """The links as those of the records that stand for their ends, without what lies inside of one."""
        left, right = stand_in(self.left), stand_in(self.right)
        outside = left != right
        ends = {"left": np.minimum(left, right)[outside], "right": np.maximum(left, right)[outside]}
        return replace(self.pick(outside), **ends, repeated=True)


@dataclass(frozen=True)
class Details:
    """What each comparison says of some links: read only for those that are weighed, as they take most of the room."""

    at: Places
    """Where each link stands among those that are weighed, by its place among all."""

    levels: npt.NDArray[np.int8]
    """Level per comparison, (links, k); -1 where a value is missing."""

    weights: npt.NDArray[np.float32]
    """Match weight per comparison, (links, k)."""

    @classmethod
    def of(cls, links: pl.DataFrame, comparisons: int) -> Details:
        """The links of a frame as `queries.link_details` gives it."""
        shape = (links.height, comparisons)
        levels = links["levels"].explode(empty_as_null=False).to_numpy().astype(np.int8, copy=False)
        weights = links["weights"].explode(empty_as_null=False).to_numpy().astype(np.float32, copy=False)
        place = links["place"].to_numpy()
        at = np.zeros(int(place.max()) + 1 if len(place) else 0, dtype=np.intp)
        at[place] = np.arange(len(place))
        return cls(at, levels.reshape(shape), weights.reshape(shape))

    def of_links(self, row: Places) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.float32]]:
        """Levels and weights of some links, by their places among all."""
        at = self.at[row]
        return self.levels.take(at, axis=0), self.weights.take(at, axis=0)
