"""Which word of a name plays which role: the most plausible order, and the order it is shown in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, NamedTuple

WordOrder = Literal["family_first", "given_first"]
ORDERS: Final[tuple[WordOrder, ...]] = ("family_first", "given_first")

FAMILY: Final = "F"
GIVEN: Final = "G"
PATRONYMIC: Final = "P"

# How well a kind of word (row) fits family, given, patronymic. A patronymic of a known name is the strongest witness.
_FIT_CYRILLIC: Final = {
    "G": (-1.0, 3.0, -2.0),
    "B": (0.5, 3.0, -2.0),
    "F": (3.0, -2.0, -2.0),
    "f": (2.0, -1.0, -2.0),
    "P": (0.0, -4.0, 4.0),
    "p": (2.0, -4.0, 1.5),
    "I": (-2.5, 1.0, 1.0),
    "V": (4.0, -4.0, -3.0),
    "X": (0.5, 0.0, -2.0),
}
# A Latin middle name may be anything, and a surname may well be a given name too.
_FIT_LATIN: Final = _FIT_CYRILLIC | {
    "G": (-1.0, 3.0, 0.5),
    "B": (0.75, 3.0, 0.5),
    "F": (1.75, -1.0, 0.0),
    "f": (1.0, -0.5, 0.0),
    "X": (0.0, 0.5, 0.0),
}
_ROLES: Final = FAMILY + GIVEN + PATRONYMIC

# What a declaration is worth, a word: only a known given name in the family column and a known surname in the given one
# outweigh it. To let an unknown word beside a known name be swapped too costs more good names than it puts right. A
# family name of two words makes up for the doubt that such an order meets.
_DECLARED: Final = {"F": 2.5, "W": 6.0, "G": 2.5, "P": 2.5, "C": 2.5, "N": 2.5}
_ALLOWED: Final = {"F": "F", "W": "F", "G": "G", "P": "P", "C": "F", "N": "GP", "-": ""}

# What the usual order is worth where nobody is known to keep to it: Russian forms ask for the family name first, but
# half of the people do as they please.
_CUSTOM_CYRILLIC: Final = 0.3
# What an order is worth that all keep to, as in English or because the job says so: nine to one, in natural logarithms.
_KEPT: Final = 2.2
# What an order is worth that most names of a column tell, but seldom all: three or four to one.
_LEARNT: Final = 1.2

_TELLING: Final = 2.0
"""Difference between both orders from which on the words of a name tell which is meant: one known word does."""


class Habit(NamedTuple):
    """Which end of a name the family name stands at where the words do not tell, by alphabet."""

    latin: WordOrder = "given_first"
    cyrillic: WordOrder = "family_first"
    declared: bool = False
    """Whether the job says so: that is worth more than what a column shows."""

    @property
    def code(self) -> str:
        """The habit in a few words; `habit_of` takes them back."""
        return self.latin if self.declared else f"latin {self.latin}, cyrillic {self.cyrillic}"

    def of(self, *, cyrillic: bool) -> WordOrder:
        """The order in one of the alphabets."""
        return self.cyrillic if cyrillic else self.latin


USUAL: Final = Habit()
"""Family name first in Russian, given name first in English."""


def habit_of(code: str) -> Habit:
    """The habit with this code; an order alone is one that the job declares, for both alphabets."""
    found = next((order for order in ORDERS if order == code), None)
    if found is not None:
        return Habit(found, found, declared=True)
    return next(habit for habit in _learnable() if habit.code == code)


def _learnable() -> Iterator[Habit]:
    return (Habit(latin, cyrillic) for latin in ORDERS for cyrillic in ORDERS)


class _Leaning(NamedTuple):
    """What speaks beforehand for either order."""

    family_first: float = 0.0
    given_first: float = 0.0


@dataclass(frozen=True, slots=True)
class Order:
    """The roles of the words, and how to show them."""

    family: tuple[int, ...]
    given: tuple[int, ...]
    patronymic: tuple[int, ...]
    family_first: bool
    reads_back: bool
    """Whether the words, shown in this order, would be given the same roles."""

    @property
    def comma(self) -> bool:
        """Whether a comma after the family name is needed, lest a reader take the name another way."""
        return not self.reads_back and bool(self.family) and bool(self.given or self.patronymic)


def declared(role: str, words: int) -> str:
    """The hints of the words of a part that was declared to play this role."""
    further = "W" if role == FAMILY else role
    return (role + further * words)[:words]


@lru_cache(maxsize=1 << 16)
def order_of(codes: str, hints: str = "", habit: Habit = USUAL) -> Order:
    """The roles of words with these codes (two letters each, see `Word.code`).

    `hints` has one letter a word: the declared role, `W` for a further word of a declared family name, `C` before and
    `N` after the comma that follows a family name, `-` for nothing known. `habit` is that of the writer: names are
    shown, and read back, in the usual order.
    """
    kinds = codes[0::2]
    cyrillic = "c" in codes[1::2]
    # Declared parts come in an order of ours, which is no habit of theirs.
    leaning = _Leaning() if set(hints) - {"-"} else _leaning(habit, cyrillic=cyrillic)
    roles = _best(kinds, hints or "-" * len(kinds), leaning, cyrillic=cyrillic)
    places = {role: tuple(index for index, found in enumerate(roles) if found == role) for role in _ROLES}
    family, given, patronymic = (places[role] for role in _ROLES)
    display = family + given + patronymic if cyrillic else given + patronymic + family
    shown_kinds = "".join(kinds[place] for place in display)
    again = _best(shown_kinds, "-" * len(kinds), _leaning(USUAL, cyrillic=cyrillic), cyrillic=cyrillic)
    reads_back = again == "".join(roles[place] for place in display)
    return Order(family, given, patronymic, family_first=cyrillic, reads_back=reads_back)


def shown(order: Order) -> tuple[int, ...]:
    """The places of the words in the order they are shown."""
    if order.family_first:
        return order.family + order.given + order.patronymic
    return order.given + order.patronymic + order.family


@lru_cache(maxsize=1 << 14)
def told_order(codes: str) -> WordOrder | None:
    """The order that words with these codes tell by themselves, whatever the habit; None where they leave it open."""
    kinds = codes[0::2]
    cyrillic = "c" in codes[1::2]
    best: dict[WordOrder, float] = {}
    for roles, beforehand in _candidates(kinds, _Leaning(), cyrillic=cyrillic):
        if roles.count(FAMILY) and roles.count(GIVEN) and FAMILY in (roles[0], roles[-1]):
            order: WordOrder = "family_first" if roles[0] == FAMILY else "given_first"
            found = beforehand + _fitness(kinds, roles, cyrillic=cyrillic)
            best[order] = max(found, best.get(order, found))
    if len(best) < len(ORDERS):
        return None
    lead = best["family_first"] - best["given_first"]
    if abs(lead) < _TELLING:
        return None
    return "family_first" if lead > 0 else "given_first"


def _leaning(habit: Habit, *, cyrillic: bool) -> _Leaning:
    order = habit.of(cyrillic=cyrillic)
    if habit.declared:
        worth = _KEPT
    elif order == USUAL.of(cyrillic=cyrillic):
        worth = _CUSTOM_CYRILLIC if cyrillic else _KEPT
    else:
        worth = _LEARNT
    return _Leaning(family_first=worth) if order == "family_first" else _Leaning(given_first=worth)


def _best(kinds: str, hints: str, leaning: _Leaning, *, cyrillic: bool) -> str:
    def score(candidate: tuple[str, float]) -> float:
        roles, beforehand = candidate
        fits = _fitness(kinds, roles, cyrillic=cyrillic)
        return beforehand + fits + sum(_agreement(role, hint) for role, hint in zip(roles, hints, strict=True))

    # The first of equals wins.
    return max(_candidates(kinds, leaning, cyrillic=cyrillic), key=score)[0]


def _fitness(kinds: str, roles: str, *, cyrillic: bool) -> float:
    fit = _FIT_CYRILLIC if cyrillic else _FIT_LATIN
    # Digits and other odd words play a role as any unknown word would: a name is never refused for them.
    unknown = fit["X"]
    return sum(fit.get(kind, unknown)[_ROLES.index(role)] for kind, role in zip(kinds, roles, strict=True))


def _agreement(role: str, hint: str) -> float:
    return _DECLARED[hint] if role in _ALLOWED[hint] else 0.0


def _candidates(kinds: str, leaning: _Leaning, *, cyrillic: bool) -> Iterator[tuple[str, float]]:
    """Every order of roles worth a thought, with what speaks for it beforehand."""
    size = len(kinds)
    if size == 1:
        yield from ((FAMILY, 1.0), (GIVEN, 0.0), (PATRONYMIC, 0.0))
        return
    for families in (1, 2, 3):
        if (middles := size - families - 1) >= 0:
            rest = GIVEN + PATRONYMIC * middles
            doubt = -3.5 * (families - 1) - (3.0 if cyrillic else 0.3) * max(0, middles - 1)
            yield FAMILY * families + rest, doubt + leaning.family_first
            yield rest + FAMILY * families, doubt + leaning.given_first
    # No surname at all: a name and a patronymic, hardly more.
    yield GIVEN + PATRONYMIC * (size - 1), -2.5 - 4.0 * (size - 2) + leaning.given_first
    if kinds in {"GI", "BI"}:
        # Who gives one initial after the name hides the surname.
        yield GIVEN + FAMILY, leaning.given_first + 1.5
    if size == 2:
        yield FAMILY + PATRONYMIC, -3.0
    if size == 3:
        yield GIVEN + FAMILY + PATRONYMIC, -1.0
        yield FAMILY + PATRONYMIC + GIVEN, -1.0
