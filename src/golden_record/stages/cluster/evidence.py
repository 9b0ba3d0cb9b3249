"""What clustering looks at: links as arrays, components of them, and what the guards need to know of records."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from golden_record.graph.components import bounded_components
from golden_record.graph.linkage import Guards, Weights

Ids = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

PLAUSIBLE = -6.0
"""Bits from which a link may tie a component together: what is missing to even odds, other records may add."""

MOST_WEIGHED = 300
"""Records of a component up to which all pairs are weighed at once; larger ones are split at weak links first."""

CERTAIN_BITS = 60.0
"""Evidence of a deterministic rule: no probabilistic evidence outweighs it, only a guard."""


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
    levels: npt.NDArray[np.int8]
    """Level per comparison, (links, k); -1 where a value is missing."""

    weights: npt.NDArray[np.float32]
    """Match weight per comparison, (links, k)."""

    @classmethod
    def of(cls, links: pl.DataFrame, threshold: float, comparisons: int) -> Evidence:
        """The links of a frame as `queries.weighed_links` gives it."""
        shape = (links.height, comparisons)
        return cls(
            links["left_id"].to_numpy(),
            links["right_id"].to_numpy(),
            links["weight"].to_numpy() - threshold,
            links["conflict"].to_numpy(),
            links["certain"].to_numpy(),
            links["levels"].explode(empty_as_null=False).to_numpy().astype(np.int8).reshape(shape),
            links["weights"].explode(empty_as_null=False).to_numpy().astype(np.float32).reshape(shape),
        )

    def pick(self, which: Places | npt.NDArray[np.bool_] | slice) -> Evidence:
        """Some of the links."""
        return Evidence(
            self.left[which],
            self.right[which],
            self.bits[which],
            self.conflict[which],
            self.certain[which],
            self.levels[which],
            self.weights[which],
        )


@dataclass(frozen=True)
class Limits:
    """What guards count: values of limited attributes per record, and the most that a profile may have."""

    values: tuple[Mapping[int, frozenset[str]], ...]
    limits: tuple[int, ...]
    names: tuple[str, ...]
    """The guard behind each limit: `limit` or `unique`."""


@dataclass(frozen=True)
class Group:
    """One component: its records, ascending, and all links inside it."""

    members: Ids
    links: Evidence

    @property
    def agreed(self) -> bool:
        """Whether every pair was scored, none speaks against, and none conflicts."""
        count = len(self.members)
        return (
            len(self.links.bits) == count * (count - 1) // 2
            and bool((self.links.bits >= 0).all())
            and not self.links.conflict.any()
        )

    def evidence(self, model: ScoringModel) -> Weights:
        """The links as tensors over the members; deterministic rules are one comparison more."""
        count, compared = len(self.members), len(model.comparisons)
        left, right = self._places()
        seen = self.links.levels >= 0
        levels = np.maximum(self.links.levels, 0).astype(np.int64)
        own = np.where(seen, self.links.weights, 0.0)
        frequency = np.where(seen, own - model.weights[np.arange(compared), levels], 0.0)
        kin = np.where(seen & model.shares[:, None, :], model.kin[:, np.arange(compared), levels] + frequency, 0.0)
        sums, counts = np.zeros((compared + 1, count, count)), np.zeros((compared + 1, count, count))
        related = np.zeros((len(model.odds), compared + 1, count, count))
        for row, column in ((left, right), (right, left)):
            sums[:compared, row, column], counts[:compared, row, column] = own.T, seen.T
            sums[compared, row, column] = np.where(self.links.certain, CERTAIN_BITS, 0.0)
            counts[compared, row, column] = self.links.certain
            related[:, :compared, row, column] = kin.transpose(0, 2, 1)
        return Weights(sums, counts, related, model.odds, model.prior)

    def guards(self, sizes: Mapping[int, int], most_records: int, limits: Limits) -> Guards:
        """What the job's guards say of these members."""
        count = len(self.members)
        forbidden = np.zeros((count, count), dtype=np.bool_)
        left, right = self._places()
        forbidden[left, right] = forbidden[right, left] = self.links.conflict
        members = self.members.tolist()
        return Guards(
            sizes=np.array([sizes.get(member, 1) for member in members], dtype=np.int64),
            most_records=most_records,
            forbidden=forbidden,
            values=[[values.get(member, frozenset()) for member in members] for values in limits.values],
            limits=limits.limits,
        )

    def _places(self) -> tuple[Places, Places]:
        return np.searchsorted(self.members, self.links.left), np.searchsorted(self.members, self.links.right)


def groups(evidence: Evidence) -> Iterator[Group]:
    """Components of plausible links, each with every link inside it, in order of their records."""
    likely = evidence.pick(evidence.bits >= PLAUSIBLE)
    ids, component = bounded_components(likely.left, likely.right, likely.bits, MOST_WEIGHED)
    if not len(ids):
        return
    inside = evidence.pick(_within(ids, component, evidence))
    home = component[np.searchsorted(ids, inside.left)]
    order = np.argsort(home, kind="stable")
    inside, home = inside.pick(order), home[order]
    by_home = np.argsort(component, kind="stable")
    names, starts = np.unique(component[by_home], return_index=True)
    ends = np.append(starts[1:], len(by_home))
    link_starts, link_ends = np.searchsorted(home, names), np.searchsorted(home, names, side="right")
    for start, end, first, last in zip(starts, ends, link_starts, link_ends, strict=True):
        if end - start > 1:
            yield Group(ids[by_home[start:end]], inside.pick(slice(first, last)))


def _within(ids: Ids, component: Ids, evidence: Evidence) -> npt.NDArray[np.bool_]:
    """Which links have both ends in one component."""
    last = len(ids) - 1
    left, right = (np.minimum(np.searchsorted(ids, side), last) for side in (evidence.left, evidence.right))
    known = (ids[left] == evidence.left) & (ids[right] == evidence.right)
    result: npt.NDArray[np.bool_] = known & (component[left] == component[right])
    return result
