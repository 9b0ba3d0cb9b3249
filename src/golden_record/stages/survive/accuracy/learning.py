"""Truth discovery: how often each source is right about an attribute, from agreement alone.

Independent sources that say the same are probably right, for there are many ways to be wrong; a source that is often
with the others is accurate, and what accurate sources say is probably true. The two are estimated in turn, as in the
literature on truth discovery (Dong, Berti-Equille, Srivastava 2009), until they stand still. Where people have told the
truth, it need not be estimated: what they say weighs more than any number of sources that agree on something else.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

Pattern = tuple[tuple[int, ...], int]
"""The voices of each value, as bits of sources, and how many profiles show this pattern.

A value that is known to be true, since a steward has said so, is told by a negative number: -1 less its voices.
"""

Numbers = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]

MOST_PATTERNS = 10_000
"""Patterns that are learned from: with so many, the rare ones teach nothing new, and each round stays in a second."""

_ROUNDS = 100
_STILL = 1e-9

# What is believed of a source before anything is seen, and how many profiles that belief is worth: enough that a
# source compared in ten profiles is not called perfect, too little to be felt in ten thousand.
_BEFORE = 0.8
_WORTH = 10.0

# No source is always right, or always wrong: certainty would leave no room for evidence.
_LEAST, _MOST = 0.01, 0.999

_TWO_VALUED = frozenset({"gender", "boolean"})
_OTHERS = 20


@dataclass(frozen=True)
class Accuracy:
    """What agreement says of one source: how often it is right, and what that rests on."""

    source: str
    accuracy: float
    compared_count: int
    agreeing_count: int

    def odds(self, others: int) -> float:
        """Logarithm of how much likelier the source is to say the truth than one certain other value."""
        return math.log(self.accuracy * others / (1.0 - self.accuracy))


def other_values(type_name: str) -> int:
    """How many values a source may say by mistake: one where there are but two, otherwise a moderate number.

    The number weighs agreement: among twenty wrong values, two sources seldom hit upon the same.
    """
    return 1 if type_name in _TWO_VALUED else _OTHERS


def learn(patterns: Sequence[Pattern], voices: Mapping[str, int], others: int) -> dict[str, Accuracy]:
    """Accuracy per source; `voices` is the bit of each. Sources that were never compared keep what is believed before.

    The rounds are bounded, and each adds up in a fixed order: the same patterns always teach the same.
    """
    bits = sorted(set(voices.values()))
    lessons = _Lessons.of(patterns, bits, others)
    total = _summed(lessons, _WORTH, lessons.shares, len(bits))
    found = np.full(len(bits), _BEFORE)
    for _ in range(_ROUNDS):
        former, found = found, _round(lessons, bits, total, found, others)
        if np.abs(found - former).max() < _STILL:
            break
    accuracy = dict(zip(bits, found.tolist(), strict=True))
    compared, agreeing = _counts(patterns, bits)
    return {
        source: Accuracy(source, accuracy[bit], compared[bit], agreeing[bit]) for source, bit in sorted(voices.items())
    }


@dataclass(frozen=True)
class _Lessons:
    """What the patterns say whatever is believed of the sources: the rounds are many, and patterns may be thousands.

    The values of all patterns stand in one row, and so do the shares that sources have in them. What is summed up over
    a row is added in its order, whatever the machine.
    """

    said: Sequence[int]
    """The different voices that values have."""

    speakers: Places
    """Per value: which of `said` its voices are."""

    pattern: Places
    """Per value: the number of its pattern."""

    known: Numbers
    """Per value: whether it is true, 1 or 0, where people have told; no number elsewhere."""

    unsaid: Numbers
    """Per pattern: values that nobody says."""

    shared: Places
    """Per share: the number of its value."""

    source: Places
    """Per share: the place of its source."""

    shares: Numbers
    """How many profiles of what a source says are a value.

    A source of two values cannot be right with both: each is a share of what it says.
    """

    @classmethod
    def of(cls, patterns: Sequence[Pattern], bits: Sequence[int], others: int) -> Self:
        """The lessons of patterns; `others` is how many values a source may say by mistake."""
        values, shares = list(_values(patterns)), list(_shares(patterns, bits))
        said = {voices: at for at, voices in enumerate(dict.fromkeys(voices for _, voices, _ in values))}
        return cls(
            said=tuple(said),
            speakers=np.array([said[voices] for _, voices, _ in values], dtype=np.int64),
            pattern=np.array([number for number, _, _ in values], dtype=np.int64),
            known=np.array([known for _, _, known in values], dtype=np.float64),
            unsaid=np.array([max(others + 1 - len(pattern), 0) for pattern, _ in patterns], dtype=np.float64),
            shared=np.array([value for value, _, _ in shares], dtype=np.int64),
            source=np.array([source for _, source, _ in shares], dtype=np.int64),
            shares=np.array([share for _, _, share in shares], dtype=np.float64),
        )


def _values(patterns: Sequence[Pattern]) -> Iterator[tuple[int, int, float]]:
    """Every value of every pattern: the number of the pattern, who says it, and whether it is known to be true."""
    for number, (pattern, _) in enumerate(patterns):
        told = any(value < 0 for value in pattern)
        for value, voices in zip(pattern, _voices(pattern), strict=True):
            yield number, voices, float(value < 0) if told else math.nan


def _shares(patterns: Sequence[Pattern], bits: Sequence[int]) -> Iterator[tuple[int, int, float]]:
    """Every source of every value: the number of the value, the place of the source, and its share."""
    number = 0
    for pattern, profiles in patterns:
        speakers = [[at for at, bit in enumerate(bits) if voices & bit] for voices in _voices(pattern)]
        values = Counter(at for own in speakers for at in own)
        for own in speakers:
            yield from ((number, at, profiles / values[at]) for at in own)
            number += 1


def _round(lessons: _Lessons, bits: Sequence[int], total: Numbers, accuracy: Numbers, others: int) -> Numbers:
    """How often each source is right, if what is true is judged by how accurate they were believed to be.

    `total` is what each says, in profiles; what is believed before counts as some.
    """
    odds = [math.log(value * others / (1.0 - value)) for value in accuracy.tolist()]
    scores = [sum(own for own, bit in zip(odds, bits, strict=True) if voices & bit) for voices in lessons.said]
    truths = _truths(lessons, np.array(scores, dtype=np.float64)[lessons.speakers])
    right = _summed(lessons, _BEFORE * _WORTH, lessons.shares * truths[lessons.shared], len(bits))
    return np.clip(right / total, _LEAST, _MOST)


def _truths(lessons: _Lessons, scores: Numbers) -> Numbers:
    """Probability of each value by its odds among those of its pattern; the rest belongs to values nobody says."""
    # The odds of a value nobody says are those of each of them, one, times their number.
    top = np.zeros(len(lessons.unsaid))
    np.maximum.at(top, lessons.pattern, scores)
    weights = _exponentials(scores - top[lessons.pattern])
    total = np.bincount(lessons.pattern, weights, len(top)) + lessons.unsaid * _exponentials(-top)
    return np.where(np.isnan(lessons.known), weights / total[lessons.pattern], lessons.known)


def _exponentials(powers: Numbers) -> Numbers:
    # That of numpy rounds otherwise where the processor has wider registers. Few powers are different ones.
    different, place = np.unique(powers, return_inverse=True)
    return np.array([math.exp(power) for power in different.tolist()], dtype=np.float64)[place]


def _summed(lessons: _Lessons, before: float, terms: Numbers, sources: int) -> Numbers:
    """Sum of terms, one for each share, per source, in order; `before` comes first."""
    places = np.concatenate([np.arange(sources), lessons.source])
    sums: Numbers = np.bincount(places, np.concatenate([np.full(sources, before), terms])).astype(np.float64)
    return sums


def _counts(patterns: Sequence[Pattern], bits: Sequence[int]) -> tuple[dict[int, int], dict[int, int]]:
    """Per source: profiles in which it can be compared, and those in which another source or a steward agrees."""
    compared, agreeing = dict.fromkeys(bits, 0), dict.fromkeys(bits, 0)
    for pattern, profiles in patterns:
        told = list(zip(pattern, _voices(pattern), strict=True))
        for bit in bits:
            mine = [(value, voices) for value, voices in told if voices & bit]
            if mine:
                compared[bit] += profiles
                agreeing[bit] += profiles if any(value < 0 or voices & ~bit for value, voices in mine) else 0
    return compared, agreeing


def _voices(pattern: Sequence[int]) -> list[int]:
    """Who says each value of a pattern; of a true one it may be nobody."""
    return [-1 - value if value < 0 else value for value in pattern]
