"""Who is recorded where and when: one sighting becomes one record of one source."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden_record.sample.dice import Bools, Dice, Ints
from golden_record.sample.people import OPENED, TODAY

CRM, POS, APP, WEB = range(4)
SOURCES = ("crm", "pos", "app", "web")

_SHARES_OF_COUNTS = (22, 20, 18, 14, 10, 6, 4, 2.5, 1.5, 1, 0.6, 0.4)
"""How many people have one record, two, and so on up to twelve: 3.4 on average."""

_MOST = len(_SHARES_OF_COUNTS)

_FIRST_CHOICE = np.array([1.3, 1.2, 0.6, 0.55])
"""How early each source gets a record of a new customer; the first records of a person come from different sources."""

_LATER_SHARES = (14, 36, 14, 36)
"""Sources of a fifth and later record, and of the few early ones that a source enters twice."""

_DAY = 86_400


@dataclass(frozen=True)
class Sightings:
    """One place per record: whose it is, its source, the second it was last changed; a person's records adjoin.

    `first` is the place of the person's first record, `count` how many that person has. `guest` marks web
    visitors that nothing connects with anybody.
    """

    person: Ints
    source: Ints
    second: Ints
    first: Ints
    count: Ints
    guest: Bools

    def __len__(self) -> int:
        return len(self.person)

    @property
    def day(self) -> Ints:
        """The day of each record, in days since 1970."""
        return self.second // _DAY


def draw_sightings(people: int, records: int, seed: int) -> Sightings:
    """Exactly `records` sightings of `people` people, at least one and at most twelve of each."""
    dice = Dice(seed, "sightings")
    counts = _counts(people, records, dice)
    person = np.repeat(np.arange(people), counts)
    starts = np.cumsum(counts) - counts
    first = starts[person]
    source = _sources(person, np.arange(records) - first, people, dice)
    joined = OPENED + (dice.uniform(people) * (TODAY - OPENED - 120)).astype(np.int64)
    day = joined[person] + dice.below(TODAY - joined[person], records)
    guest = (source == WEB) & (counts[person] == 1) & dice.chance(0.6, records)
    opening_hours = 9 * 3600 + dice.below(12 * 3600, records)
    return Sightings(person, source, day * _DAY + opening_hours, first, counts[person], guest)


def _counts(people: int, records: int, dice: Dice) -> Ints:
    """Records per person, nudged by one here and there until they add up."""
    counts = 1 + dice.pick(_SHARES_OF_COUNTS, people)
    while (missing := records - int(counts.sum())) != 0:
        step = 1 if missing > 0 else -1
        room = np.nonzero(counts < _MOST if step > 0 else counts > 1)[0]
        counts[room[dice.order(len(room))][: abs(missing)]] += step
    return counts


def _sources(person: Ints, turn: Ints, people: int, dice: Dice) -> Ints:
    draw = dice.uniform(people * 4).reshape(people, 4)
    favourites = np.argsort(draw / _FIRST_CHOICE, axis=1, kind="stable")
    later = dice.pick(_LATER_SHARES, len(person))
    again = (turn > 3) | (dice.chance(0.06, len(person)) & (turn > 0))
    return np.where(again, later, favourites[person, np.minimum(turn, 3)])
