"""How a record writes a name: which parts in which order, spelling, diminutives, capitals and slips."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from golden_record.sample.dice import Bools, Dice, Ints
from golden_record.sample.lexicon import ABSENT, WITHOUT_YO, WRITTEN, Lexicon
from golden_record.sample.people import TODAY, People
from golden_record.sample.places import RUSSIAN
from golden_record.sample.sightings import Sightings

(
    FAMILY_GIVEN_MIDDLE,
    FAMILY_GIVEN,
    GIVEN_FAMILY,
    GIVEN_MIDDLE_FAMILY,
    FAMILY_TWO_INITIALS,
    FAMILY_INITIAL,
    GIVEN_ONLY,
    NOTHING,
    NOT_STATED,
) = range(9)
"""The forms of a name; the last one is a text that says there is none."""

SLIP_NOWHERE, SLIP_IN_FAMILY, SLIP_IN_GIVEN, SLIP_IN_MIDDLE = range(4)

PLAIN, LOOKALIKES, WRONG_LAYOUT = range(3)
"""Letters as they should be, Latin ones that look Cyrillic, or Russian typed with the keyboard set to English."""

AS_WRITTEN, UPPER, LOWER = range(3)

_FORMS = np.array(
    [
        # by source and language, in the order of the forms above
        [800, 95, 30, 25, 30, 15, 0, 0, 5],
        [420, 270, 130, 95, 40, 40, 0, 0, 5],
        [120, 255, 30, 0, 420, 100, 60, 10, 5],
        [80, 300, 60, 0, 140, 350, 55, 10, 5],
        [0, 25, 940, 0, 0, 0, 35, 0, 0],
        [0, 25, 940, 0, 0, 0, 35, 0, 0],
        [20, 80, 270, 10, 0, 0, 380, 215, 25],
        [0, 40, 320, 20, 0, 0, 380, 215, 25],
    ]
)
_SPELLINGS = np.array(
    [
        # Russian names by source: as written, without ё, passport, maps, messages
        [430, 545, 10, 5, 10],
        [280, 670, 15, 5, 30],
        [50, 90, 330, 200, 330],
        [250, 390, 80, 60, 220],
    ]
)
_DIMINUTIVE = np.array([0.02, 0.04, 0.10, 0.24])
_SLIP = np.array([0.045, 0.065, 0.022, 0.035])
_CASES = np.array([[955, 40, 5], [690, 300, 10], [955, 5, 40], [840, 10, 150]])
_SLIP_PLACES = (0, 60, 30, 10)
_LAYOUTS = (9890, 80, 30)


@dataclass(frozen=True)
class NameForms:
    """One place per record: the form, the words to fill it with, and how they are typed."""

    form: Ints
    family: Ints
    given: Ints
    middle: Ints
    spelling: Ints
    diminutive: Bools
    slip: Ints
    letters: Ints
    case: Ints

    @property
    def given_in_full(self) -> Bools:
        """Whether the record states a given name, perhaps as a diminutive."""
        shown: Bools = (self.form <= GIVEN_MIDDLE_FAMILY) | (self.form == GIVEN_ONLY)
        return shown

    @property
    def family_in_full(self) -> Bools:
        """Whether the record states a surname."""
        shown: Bools = self.form <= FAMILY_INITIAL
        return shown

    @property
    def middle_in_full(self) -> Bools:
        """Whether the record states a patronymic or middle name."""
        asked = np.isin(self.form, (FAMILY_GIVEN_MIDDLE, GIVEN_MIDDLE_FAMILY))
        shown: Bools = asked & (self.middle != ABSENT)
        return shown


def draw_names(seen: Sightings, people: People, maiden: Bools, lexicon: Lexicon, seed: int) -> NameForms:
    """Choose for each record how its source writes the name; `maiden` records show the surname before marriage."""
    dice = Dice(seed, "names")
    count, source, person = len(seen), seen.source, seen.person
    russian = people.language[person] == RUSSIAN
    form = dice.pick_by(source * 2 + ~russian, _FORMS)
    short = lexicon.diminutive(people.given[person], dice.below(60, count))
    in_words = (form <= GIVEN_MIDDLE_FAMILY) | (form == GIVEN_ONLY)
    diminutive = (short != ABSENT) & in_words & dice.chance(_DIMINUTIVE[source], count)
    spelling = np.where(russian, dice.pick_by(source, _SPELLINGS), WRITTEN)
    cyrillic = russian & (spelling <= WITHOUT_YO)
    names = NameForms(
        form=form,
        family=np.where(maiden, people.maiden[person], people.family[person]),
        given=np.where(diminutive, short, people.given[person]),
        middle=people.middle[person],
        spelling=spelling,
        diminutive=diminutive,
        slip=_slips(seen, dice),
        letters=np.where(cyrillic, dice.pick(_LAYOUTS, count), PLAIN),
        case=dice.pick_by(source, _CASES),
    )
    return _consistent(names)


def _slips(seen: Sightings, dice: Dice) -> Ints:
    """Slips are rarer in newer records: somebody has corrected the old ones."""
    rate = _SLIP[seen.source] * np.where(seen.day < TODAY - 1000, 1.5, 0.8)
    return np.where(dice.chance(rate, len(seen)), dice.pick(_SLIP_PLACES, len(seen)), SLIP_NOWHERE)


def _consistent(names: NameForms) -> NameForms:
    """Nobody writes a patronymic after a diminutive, and a slip needs a word to happen in."""
    form = names.form
    form = np.where(names.diminutive & (form == FAMILY_GIVEN_MIDDLE), FAMILY_GIVEN, form)
    form = np.where(names.diminutive & (form == GIVEN_MIDDLE_FAMILY), GIVEN_FAMILY, form)
    whole = replace(names, form=form)
    slip = names.slip
    slip = np.where((slip == SLIP_IN_MIDDLE) & ~whole.middle_in_full, SLIP_IN_FAMILY, slip)
    slip = np.where((slip == SLIP_IN_FAMILY) & ~whole.family_in_full, SLIP_IN_GIVEN, slip)
    slip = np.where((slip == SLIP_IN_GIVEN) & ~whole.given_in_full, SLIP_NOWHERE, slip)
    tricky = whole.given_in_full | whole.family_in_full
    return replace(whole, slip=slip, letters=np.where(tricky, names.letters, PLAIN))
