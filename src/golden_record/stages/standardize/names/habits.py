"""Which way round a column writes names, learnt from those of its names whose words tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from golden_record.stages.standardize.names.order import USUAL, Habit, WordOrder, told_order
from golden_record.stages.standardize.names.reading import plain_codes

FEWEST_TOLD: Final = 20
"""Tell-tale names below which a column says nothing about its habit: a handful can all be mistakes."""

CLEAR_SHARE: Final = 2 / 3
"""Share of the tell-tale names that an order needs: with less, either order is wrong for too many of the others."""


@dataclass(frozen=True)
class Tally:
    """How many names of a column, in one alphabet, tell each order."""

    family_first: int = 0
    given_first: int = 0

    @property
    def told(self) -> int:
        """Names that tell an order."""
        return self.family_first + self.given_first

    def agreeing(self, order: WordOrder) -> int:
        """Names that tell this order."""
        return self.family_first if order == "family_first" else self.given_first

    @property
    def clear(self) -> WordOrder | None:
        """The order that the names tell clearly; None where they are few or at odds."""
        likelier: WordOrder = "family_first" if self.family_first > self.given_first else "given_first"
        enough = self.told >= FEWEST_TOLD and self.agreeing(likelier) >= CLEAR_SHARE * self.told
        return likelier if enough else None


@dataclass(frozen=True)
class Tallies:
    """What the names of a column tell, by alphabet: people who write Latin letters may keep to another order."""

    latin: Tally = field(default_factory=Tally)
    cyrillic: Tally = field(default_factory=Tally)

    @property
    def habit(self) -> Habit:
        """The habit of the column; the usual one in an alphabet without clear evidence."""
        return Habit(self.latin.clear or USUAL.latin, self.cyrillic.clear or USUAL.cyrillic)

    @property
    def clear(self) -> bool:
        """Whether the names of either alphabet tell an order clearly."""
        return bool(self.latin.clear or self.cyrillic.clear)

    @property
    def told(self) -> int:
        """Names that tell an order."""
        return self.latin.told + self.cyrillic.told

    def agreeing(self, habit: Habit) -> int:
        """Names that tell what the habit says of their alphabet."""
        return self.latin.agreeing(habit.latin) + self.cyrillic.agreeing(habit.cyrillic)


def tallies(raw: Iterable[str]) -> Tallies:
    """What the distinct names of a column tell about its order; names in parts, and odd ones, tell nothing."""
    counts: Counter[str] = Counter(codes for name in raw if (codes := plain_codes(name)))
    return Tallies(latin=_tally(counts, "l"), cyrillic=_tally(counts, "c"))


def _tally(counts: Mapping[str, int], alphabet: str) -> Tally:
    told: Counter[WordOrder | None] = Counter()
    for codes, count in counts.items():
        if codes[1] == alphabet:
            told[told_order(codes)] += count
    return Tally(told["family_first"], told["given_first"])
