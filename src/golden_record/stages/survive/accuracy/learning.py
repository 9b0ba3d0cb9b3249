"""Truth discovery: how often each source is right about an attribute, from agreement alone.

Independent sources that say the same are probably right, for there are many ways to be wrong; a source that is often
with the others is accurate, and what accurate sources say is probably true. The two are estimated in turn, as in the
literature on truth discovery (Dong, Berti-Equille, Srivastava 2009), until they stand still. Where people have told the
truth, it need not be estimated: what they say weighs more than any number of sources that agree on something else.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Pattern = tuple[tuple[int, ...], int]
"""The voices of each value, as bits of sources, and how many profiles show this pattern.

A value that is known to be true, since a steward has said so, is told by a negative number: -1 less its voices.
"""

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
    lessons = [_lesson(pattern, profiles, bits, others) for pattern, profiles in patterns]
    total = _total(lessons, bits)
    found = dict.fromkeys(bits, _BEFORE)
    for _ in range(_ROUNDS):
        former, found = found, _round(lessons, total, found, others)
        if max(abs(found[bit] - former[bit]) for bit in bits) < _STILL:
            break
    compared, agreeing = _counts(patterns, bits)
    return {
        source: Accuracy(source, found[bit], compared[bit], agreeing[bit]) for source, bit in sorted(voices.items())
    }


@dataclass(frozen=True)
class _Lesson:
    """What a pattern says whatever is believed of the sources: the rounds are many, and patterns may be thousands."""

    voices: list[int]
    """Who says each value."""

    shares: list[list[tuple[int, float]]]
    """Per value, its sources and how many of what they say is this value.

    A source of two values cannot be right with both: each is a share of what it says.
    """

    unsaid: int
    """Values that nobody says."""

    known: list[float] | None
    """Whether each value is true, 1 or 0, where people have told."""


def _lesson(pattern: Sequence[int], profiles: int, bits: Sequence[int], others: int) -> _Lesson:
    voices = _voices(pattern)
    share = {bit: profiles / max(sum(1 for value in voices if value & bit), 1) for bit in bits}
    return _Lesson(
        voices,
        shares=[[(bit, share[bit]) for bit in bits if value & bit] for value in voices],
        unsaid=max(others + 1 - len(pattern), 0),
        known=[1.0 if value < 0 else 0.0 for value in pattern] if any(value < 0 for value in pattern) else None,
    )


def _total(lessons: Iterable[_Lesson], bits: Sequence[int]) -> dict[int, float]:
    """What each source says, in profiles; what is believed before counts as some."""
    total = dict.fromkeys(bits, _WORTH)
    for lesson in lessons:
        for shares in lesson.shares:
            for bit, share in shares:
                total[bit] += share
    return total


def _round(
    lessons: Sequence[_Lesson], total: Mapping[int, float], accuracy: Mapping[int, float], others: int
) -> dict[int, float]:
    right = {bit: _BEFORE * _WORTH for bit in accuracy}
    odds = {bit: math.log(value * others / (1.0 - value)) for bit, value in accuracy.items()}
    scores = {
        value: sum(odds[bit] for bit in odds if value & bit)
        for value in {value for lesson in lessons for value in lesson.voices}
    }
    for lesson in lessons:
        truths = lesson.known or _truths([scores[value] for value in lesson.voices], lesson.unsaid)
        for truth, shares in zip(truths, lesson.shares, strict=True):
            for bit, share in shares:
                right[bit] += share * truth
    return {bit: min(max(right[bit] / total[bit], _LEAST), _MOST) for bit in accuracy}


def _truths(scores: Sequence[float], unsaid: int) -> list[float]:
    """Probability of each value of a pattern by its odds; the rest belongs to values that nobody says."""
    # The odds of a value nobody says are those of each of them, one, times their number.
    top = max(0.0, *scores)
    weights = [math.exp(score - top) for score in scores]
    total = sum(weights) + unsaid * math.exp(-top)
    return [weight / total for weight in weights]


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
