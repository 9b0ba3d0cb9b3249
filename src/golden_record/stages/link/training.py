"""Estimate what agreement means: expectation maximisation over counted agreement patterns, without a label.

Four kinds of pair are told apart: the same person, two members of one household, namesakes, and strangers. Strangers'
levels (u) follow from all pairs less those explained otherwise. Members of a household share what households share,
namesakes what names bring along, and both agree on the rest by chance only: dependent evidence is counted once.
The method is Fellegi and Sunter's (1969) with Winkler's EM (1988); the kinds between match and stranger are ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from golden_record.stages.link.comparisons import KINDS, Comparison
from golden_record.stages.link.repair import FLOOR, Array, Evidence, Finding, repaired

ITERATIONS = 200
TOLERANCE = 1e-7
PRIOR_STRENGTH = 20.0
"""Imaginary matching pairs behind the starting `m` of a comparison: thin evidence stays near it."""

HALF_A_MATCH = 0.5

U_FLOOR_SHARE = 0.02
"""Least share of the agreements at a level that chance keeps: no level is ever proof beyond its own evidence."""


@dataclass(frozen=True)
class Patterns:
    """Counted agreement patterns of the candidate pairs. `levels` is (patterns, comparisons); -1 stands for null."""

    levels: npt.NDArray[np.int8]
    counts: Array
    judged: Array | None = None
    """Per pattern 1 for a pair that people judged to be one person, 0 for two, not a number for everyone else's."""

    def with_judged(self, levels: npt.NDArray[np.int8], match: npt.NDArray[np.bool_]) -> Patterns:
        """These patterns and, each by itself, the judged pairs."""
        unknown = np.full(len(self.counts), np.nan)
        return Patterns(
            np.concatenate([self.levels, levels]),
            np.concatenate([self.counts, np.ones(len(match))]),
            np.concatenate([unknown, match.astype(np.float64)]),
        )


@dataclass(frozen=True)
class Totals:
    """Chance agreement: for each comparison, expected pairs per level among all pairs where both values are present."""

    pairs: float
    levels: tuple[Array, ...]


@dataclass(frozen=True)
class Kin:
    """A kind of related strangers: the chance of each level where they share more than chance, and how common it is."""

    levels: tuple[Array | None, ...]
    share: float


@dataclass(frozen=True)
class Parameters:
    """A trained model: per comparison the chance of each level for each kind of pair, and how common the kinds are."""

    m: tuple[Array, ...]
    u: tuple[Array, ...]
    kin: tuple[Kin, ...]
    match_share: float
    notes: tuple[str, ...] = field(default=())
    """What a person should know of the training."""

    findings: tuple[Finding, ...] = field(default=())
    """Levels that training could not see, or that it got wrong and that were put right."""

    @property
    def stranger_share(self) -> float:
        """Share of all pairs that have nothing to do with each other."""
        return max(1.0 - self.match_share - sum(kin.share for kin in self.kin), FLOOR)


def train(comparisons: Sequence[Comparison], patterns: Patterns, totals: Totals) -> Parameters:
    """Parameters that make the observed patterns most likely, starting from and held by the priors."""
    state = _start(comparisons, patterns, totals)
    shown = np.flatnonzero((patterns.levels >= 0).any(axis=0))
    if len(shown) < 2:
        return _by_agreement(comparisons, patterns, totals, state)
    responsibility, last = np.zeros((len(patterns.counts), 2 + len(state.kin))), -np.inf
    for _ in range(ITERATIONS):
        responsibility, likelihood = _expect(state, patterns)
        state = _maximise(comparisons, patterns, totals, state, responsibility)
        if abs(likelihood - last) <= TOLERANCE * abs(likelihood):
            break
        last = likelihood
    return _repaired(comparisons, patterns, state, responsibility)


def _start(comparisons: Sequence[Comparison], patterns: Patterns, totals: Totals) -> Parameters:
    likely = _match_share(float(patterns.counts.sum()) * 0.1, totals)
    return Parameters(
        m=tuple(_normal(np.array([level.m for level in item.levels])) for item in comparisons),
        u=tuple(_normal(levels) for levels in totals.levels),
        kin=kin_priors(comparisons, likely),
        match_share=likely,
    )


def _by_agreement(
    comparisons: Sequence[Comparison], patterns: Patterns, totals: Totals, state: Parameters
) -> Parameters:
    """One comparison alone cannot tell kinds of pair apart: whoever agrees in full is taken for one person."""
    responsibility = np.zeros((len(patterns.counts), 2 + len(state.kin)))
    agree = (patterns.levels == 0).any(axis=1)
    responsibility[agree, 0] = 1.0
    responsibility[~agree, -1] = 1.0
    found = _maximise(comparisons, patterns, totals, state, responsibility)
    note = "only one comparison has values: full agreement is taken for a match, with no other evidence to check it"
    alone = Parameters(state.m, found.u, found.kin, found.match_share, (note,))
    return _repaired(comparisons, patterns, alone, responsibility)


def _kinds(comparisons: Sequence[Comparison]) -> tuple[str, ...]:
    """The kinds that the data could show: two attributes that one shares, and one that it does not."""
    return tuple(kind for kind in KINDS if _tells_apart(comparisons, kind))


def _tells_apart(comparisons: Sequence[Comparison], kind: str) -> bool:
    shared = {item.attribute for item in comparisons if kind in item.kin}
    return len(shared) >= 2 and any(kind not in item.kin for item in comparisons)


def kin_priors(comparisons: Sequence[Comparison], share: float) -> tuple[Kin, ...]:
    """The kinds that the data could show before anything was seen: what such pairs usually share, each so common."""
    return tuple(
        Kin(tuple(_normal(np.array(item.kin[kind])) if kind in item.kin else None for item in comparisons), share)
        for kind in _kinds(comparisons)
    )


def _expect(state: Parameters, patterns: Patterns) -> tuple[Array, float]:
    """Chance of each kind per pattern, columns (match, kin..., stranger), and the log likelihood."""
    shares = [state.match_share, *(kin.share for kin in state.kin), state.stranger_share]
    joint = np.tile(np.log(shares), (len(patterns.counts), 1))
    for place, (m, u) in enumerate(zip(state.m, state.u, strict=True)):
        seen = patterns.levels[:, place]
        known = seen >= 0
        kin = [u if (own := kind.levels[place]) is None else own for kind in state.kin]
        for column, chances in enumerate((m, *kin, u)):
            joint[known, column] += np.log(np.maximum(chances[seen[known]], FLOOR))
    top = joint.max(axis=1, keepdims=True)
    weights = np.exp(joint - top)
    total = weights.sum(axis=1, keepdims=True)
    likelihood = float(((np.log(total) + top)[:, 0] * patterns.counts).sum())
    return _as_judged(weights / total, patterns.judged), likelihood


def _as_judged(responsibility: Array, judged: Array | None) -> Array:
    """The chances with those of judged pairs as people have them: a match for certain, or certainly none."""
    if judged is None:
        return responsibility
    told = responsibility.copy()
    told[judged == 1] = np.eye(1, responsibility.shape[1])
    told[judged == 0, 0] = 0.0
    sums: Array = told / np.maximum(told.sum(axis=1, keepdims=True), FLOOR)
    return sums


def _maximise(
    comparisons: Sequence[Comparison], patterns: Patterns, totals: Totals, state: Parameters, responsibility: Array
) -> Parameters:
    mass = responsibility * patterns.counts[:, None]
    counts = [_per_kind(patterns.levels[:, place], mass, len(item.levels)) for place, item in enumerate(comparisons)]
    m = tuple(
        _normal(found[0] + PRIOR_STRENGTH * _normal(np.array([level.m for level in item.levels])))
        for item, found in zip(comparisons, counts, strict=True)
    )
    u = tuple(_chance(found, total) for found, total in zip(counts, totals.levels, strict=True))
    kin = tuple(
        Kin(
            tuple(
                _normal(found[column] + PRIOR_STRENGTH * _normal(np.array(item.kin[kind])))
                if kind in item.kin
                else None
                for item, found in zip(comparisons, counts, strict=True)
            ),
            _bounded(float(mass[:, column].sum()) / totals.pairs),
        )
        for column, kind in enumerate(_kinds(comparisons), start=1)
    )
    return Parameters(m, u, kin, _match_share(float(mass[:, 0].sum()), totals), state.notes)


def _per_kind(levels: npt.NDArray[np.int8], mass: Array, size: int) -> list[Array]:
    """Pairs per level, for each kind in the columns of `mass`."""
    known = levels >= 0
    at = levels[known]
    return [
        np.bincount(at, weights=mass[known, kind], minlength=size).astype(np.float64) for kind in range(mass.shape[1])
    ]


def _chance(found: Sequence[Array], total: Array) -> Array:
    """Strangers' levels: all pairs less those of another kind, with a floor where hardly any are left."""
    everyone = np.maximum(total, np.sum(found, axis=0))
    return _normal(np.maximum(everyone - np.sum(found[:-1], axis=0), U_FLOOR_SHARE * everyone + FLOOR))


def _repaired(
    comparisons: Sequence[Comparison], patterns: Patterns, state: Parameters, responsibility: Array
) -> Parameters:
    """The parameters with every level in order, and what had to be put right for it."""
    mass = responsibility[:, :1] * patterns.counts[:, None]
    found = [
        repaired(Evidence(item, m, u, _per_kind(patterns.levels[:, place], mass, len(item.levels))[0]))
        for place, (item, m, u) in enumerate(zip(comparisons, state.m, state.u, strict=True))
    ]
    findings = tuple(finding for _, told in found for finding in told)
    return replace(state, m=tuple(m for m, _ in found), findings=findings)


def _normal(values: Array) -> Array:
    total = float(values.sum())
    result: Array = values / total if total > 0 else np.full(len(values), 1.0 / len(values))
    return result


def _match_share(matches: float, totals: Totals) -> float:
    """Share of all pairs that match; where none was found, half a match is the most that the data can rule out."""
    return _bounded(max(matches, HALF_A_MATCH) / totals.pairs)


def _bounded(share: float) -> float:
    return min(max(share, 1e-12), 0.5)
