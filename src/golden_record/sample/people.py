"""The population: families with their names, birthdays and homes, before anything is recorded about them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden_record.sample.dice import Bools, Dice, Ints, day_number, fading
from golden_record.sample.lexicon import ABSENT, FEMALE, MALE, Lexicon
from golden_record.sample.places import RUSSIAN

HUSBAND, WIFE, FIRST_CHILD, SECOND_CHILD, THIRD_CHILD, GRANDPARENT = range(6)
"""The seats in a household; its kind says which are taken."""

_KINDS = np.array(
    [
        # share, husband, wife, first, second and third child, grandparent
        [170, 1, 0, 0, 0, 0, 0],
        [170, 0, 1, 0, 0, 0, 0],
        [200, 1, 1, 0, 0, 0, 0],
        [130, 1, 1, 1, 0, 0, 0],
        [140, 1, 1, 1, 1, 0, 0],
        [40, 1, 1, 1, 1, 1, 0],
        [60, 0, 1, 1, 0, 0, 0],
        [20, 0, 1, 1, 1, 0, 0],
        [40, 1, 1, 1, 0, 0, 1],
        [30, 0, 0, 1, 1, 0, 0],
    ]
)

TODAY = day_number("2026-06-30")
"""The last day of the sample, in days since 1970: it has no clock."""

OPENED = day_number("2019-01-01")
"""The first day on which the retailer recorded anybody."""

NEVER = TODAY + 100_000
"""The day of something that does not happen."""

_YEAR = 365
_BORN_1945 = day_number("1945-01-01")
_YOUNGEST = day_number("2011-12-31")


@dataclass(frozen=True)
class _Households:
    """One place per household in each array; given names and surnames are numbers in their own lists."""

    seats: Bools
    language: Ints
    surname: Ints
    head_given: Ints
    head_father: Ints
    head_born: Ints
    namesakes: Bools


@dataclass(frozen=True)
class People:
    """One place per person in each array; days are counted from 1970.

    `given` and `father` are numbers of given names, `family`, `maiden` and `middle` are numbers of words. The
    surname is `maiden` before the day `married` and `family` from then on.
    """

    household: Ints
    seat: Ints
    language: Ints
    sex: Ints
    given: Ints
    family: Ints
    maiden: Ints
    middle: Ints
    married: Ints
    born: Ints
    namesake: Bools
    twin: Bools

    def __len__(self) -> int:
        return len(self.household)


@dataclass(frozen=True)
class _Seated:
    """Who sits where, one place per person, and what all later draws need to know."""

    household: Ints
    seat: Ints
    language: Ints
    sex: Ints
    homes: _Households
    lexicon: Lexicon
    dice: Dice

    def of_home(self, values: Ints) -> Ints:
        """A value of the household for each of its people."""
        return values[self.household]


def draw_people(count: int, lexicon: Lexicon, seed: int) -> People:
    """Exactly `count` people, families together; the last family may miss some members."""
    dice = Dice(seed, "people")
    homes = _draw_households(count, lexicon, dice)
    household, seat = (part[:count].astype(np.int64) for part in np.nonzero(homes.seats))
    sex = np.where(seat == HUSBAND, MALE, np.where(seat == WIFE, FEMALE, dice.below(2, count)))
    seated = _Seated(household, seat, homes.language[household], sex, homes, lexicon, dice)
    twin = _twins(seated)
    born = _birthdays(seated, twin)
    given = _unlike_siblings(seated, _given_names(seated), twin)
    family, maiden, married = _surnames(seated, born, single=~twin)
    return People(
        household=household,
        seat=seat,
        language=seated.language,
        sex=sex,
        given=given,
        family=family,
        maiden=maiden,
        middle=_middle_names(seated),
        married=married,
        born=born,
        namesake=_namesakes(seated, given),
        twin=twin,
    )


def _draw_households(count: int, lexicon: Lexicon, dice: Dice) -> _Households:
    seats = _KINDS[dice.pick(_KINDS[:, 0], count), 1:].astype(np.bool_)
    size = int(np.searchsorted(np.cumsum(seats.sum(axis=1)), count)) + 1
    seats = seats[:size]
    language = dice.below(2, size)
    men = np.full(size, MALE, dtype=np.int64)
    head_given = _any_given(language, men, lexicon, dice)
    namesakes = dice.chance(0.13, size)
    same_father = dice.chance(np.where(namesakes, 0.35, 0.03), size)
    parents = seats[:, FIRST_CHILD]
    earliest = np.where(parents, 10 * _YEAR, 0)
    return _Households(
        seats=seats,
        language=language,
        surname=_any_surname(language, lexicon, dice),
        head_given=head_given,
        head_father=np.where(same_father, head_given, _any_given(language, men, lexicon, dice)),
        head_born=_BORN_1945 + earliest + dice.below(np.where(parents, 20, 57) * _YEAR, size),
        namesakes=namesakes,
    )


def _any_given(language: Ints, sex: Ints, lexicon: Lexicon, dice: Dice) -> Ints:
    """Numbers of given names that fit, frequent ones often."""
    names = lexicon.given
    part = language * 2 + sex
    place = np.zeros(len(part), dtype=np.int64)
    for number, size in enumerate(names.sizes.ravel().tolist()):
        here = part == number
        place[here] = dice.pick(fading(size, head=6), int(here.sum()))
    return names.starts[language, sex] + place


def _any_surname(language: Ints, lexicon: Lexicon, dice: Dice) -> Ints:
    russian, british = (dice.pick(fading(size, head=20), len(language)) for size in lexicon.surnames.sizes.tolist())
    return np.where(language == RUSSIAN, russian, british)


def _twins(seated: _Seated) -> Bools:
    """Both twins are marked; only first and second children are born together."""
    homes = seated.homes
    second = np.zeros(len(homes.language), dtype=np.bool_)
    second[seated.household[seated.seat == SECOND_CHILD]] = True
    chosen = second & seated.dice.chance(0.06, len(second))
    return chosen[seated.household] & np.isin(seated.seat, (FIRST_CHILD, SECOND_CHILD))


def _birthdays(seated: _Seated, twin: Bools) -> Ints:
    homes, dice = seated.homes, seated.dice
    size = len(homes.language)
    first = homes.head_born + (20 * _YEAR) + dice.below(13 * _YEAR, size)
    second = first + _YEAR + dice.below(6 * _YEAR, size)
    third = second + _YEAR + dice.below(4 * _YEAR, size)
    wife = homes.head_born + dice.below(11 * _YEAR, size) - 5 * _YEAR
    elder = homes.head_born - 20 * _YEAR - dice.below(13 * _YEAR, size)
    too_young = _YOUNGEST - dice.below(4 * _YEAR, size * 6).reshape(size, 6)
    by_seat = np.minimum(np.stack([homes.head_born, wife, first, second, third, elder], axis=1), too_young)
    seat = np.where(twin, FIRST_CHILD, seated.seat)
    return by_seat[seated.household, seat]


def _given_names(seated: _Seated) -> Ints:
    homes, seat = seated.homes, seated.seat
    given = _any_given(seated.language, seated.sex, seated.lexicon, seated.dice)
    men = seated.sex == MALE
    son = men & (seat == FIRST_CHILD) & homes.namesakes[seated.household]
    given = np.where((seat == HUSBAND) | son, seated.of_home(homes.head_given), given)
    return np.where(men & (seat == GRANDPARENT), seated.of_home(homes.head_father), given)


def _unlike_siblings(seated: _Seated, given: Ints, twin: Bools) -> Ints:
    """Children of one family get different names; many twins get similar ones (`Мария`, `Марина`)."""
    names = seated.lexicon.given
    elder = np.full((len(seated.homes.language), 6), ABSENT)
    elder[seated.household, seated.seat] = given
    alike = twin & (seated.seat == SECOND_CHILD) & seated.dice.chance(0.5, len(given))
    model = elder[seated.household, FIRST_CHILD]
    same_part = seated.sex == seated.sex[np.maximum(np.arange(len(given)) - 1, 0)]
    given = np.where(alike & same_part, names.similar[model], given)
    start = names.starts[seated.language, seated.sex]
    size = names.sizes[seated.language, seated.sex]
    for seat in (SECOND_CHILD, THIRD_CHILD):
        elder[seated.household, seated.seat] = given
        for _ in range(2):
            older = elder[seated.household, FIRST_CHILD:seat]
            clash = (seated.seat == seat) & (older == given[:, None]).any(axis=1)
            given = np.where(clash, start + (given - start + 1) % size, given)
    return given


def _middle_names(seated: _Seated) -> Ints:
    """Patronymics of Russians from their fathers; middle names of two thirds of the English."""
    homes, seat = seated.homes, seated.seat
    child = (seat >= FIRST_CHILD) & (seat <= THIRD_CHILD)
    any_father = _any_given(seated.language, np.full_like(seat, MALE), seated.lexicon, seated.dice)
    father = np.where(seat == HUSBAND, seated.of_home(homes.head_father), any_father)
    father = np.where(child, seated.of_home(homes.head_given), father)
    english = seated.language != RUSSIAN
    own = _any_given(seated.language, seated.sex, seated.lexicon, seated.dice)
    middle = seated.lexicon.middle(np.where(english, own, father), seated.language, seated.sex)
    return np.where(english & seated.dice.chance(0.35, len(seat)), ABSENT, middle)


def _surnames(seated: _Seated, born: Ints, single: Bools) -> tuple[Ints, Ints, Ints]:
    """Surname now, surname before marriage, and the day that parts them.

    A wife has most often taken her husband's surname, some while the retailer already knew her; grown daughters
    born `single` may have married out of the family name.
    """
    dice, count = seated.dice, len(seated.seat)
    other = _any_surname(seated.language, seated.lexicon, dice)
    own = seated.of_home(seated.homes.surname)
    women = seated.sex == FEMALE
    wife = (seated.seat == WIFE) & seated.homes.seats[seated.household, HUSBAND]
    daughter = women & (seated.seat >= FIRST_CHILD) & (seated.seat <= THIRD_CHILD) & (born < OPENED - 17 * _YEAR)
    leaves = daughter & single & dice.chance(0.15, count)
    keeps = wife & dice.chance(0.15, count)
    lately = dice.chance(0.35, count)
    day = OPENED + 200 + dice.below(TODAY - OPENED - 400, count)
    before = np.where(wife, other, own)
    now = np.where(keeps | leaves, other, own)
    married = np.where(leaves | (wife & lately & ~keeps), day, OPENED - 1)
    surname = seated.lexicon.surname
    family = surname(now, seated.language, seated.sex)
    return family, surname(before, seated.language, seated.sex), np.where(now == before, NEVER, married)


def _namesakes(seated: _Seated, given: Ints) -> Bools:
    """Men who share their given name with another man of the household."""
    key = seated.household * (int(given.max()) + 1) + given
    _, place, times = np.unique(key, return_inverse=True, return_counts=True)
    namesakes: Bools = (times[place] > 1) & (seated.sex == MALE)
    return namesakes
