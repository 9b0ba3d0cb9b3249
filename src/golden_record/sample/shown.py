"""Which of a person's details a record shows, and in what state: chosen as numbers before any text is made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from golden_record.sample.contacts import FAMILY, NEW, OLD, Contacts
from golden_record.sample.dice import Bools, Dice, Ints
from golden_record.sample.homes import AFTER, BEFORE, Homes
from golden_record.sample.lexicon import ABSENT
from golden_record.sample.people import OPENED, TODAY, People
from golden_record.sample.sightings import APP, CRM, WEB, Sightings

OFFICE, PLACEHOLDER = 3, 4
"""What a phone may be besides a column of `Contacts.phones`: a call centre's, or made up; an e-mail only the latter."""

SHARED_COOKIE, SHARED_DEVICE = 3, 2
"""The last columns of `Contacts.cookies` and `Contacts.devices`."""

_PHONE_SHOWN = np.array([0.93, 0.72, 0.86, 0.38])
_PHONE_OFFICE = np.array([0.02, 0.02, 0.0, 0.0])
_PHONE_PLACEHOLDER = np.array([0.015, 0.012, 0.0, 0.004])
_EMAIL_SHOWN = np.array([0.52, 0.0, 0.94, 0.50])
_EMAIL_PLACEHOLDER = np.array([0.02, 0.0, 0.0, 0.015])
_CARD_SHOWN = np.array([0.65, 0.88, 0.0, 0.0])
_BIRTH_SHOWN = np.array([0.90, 0.22, 0.70, 0.0])
_BIRTH_PLACEHOLDER = np.array([0.018, 0.04, 0.0, 0.0])
_DAMAGED = np.array([0.012, 0.018, 0.008, 0.012])
"""All by source, in the order of `SOURCES`; damage is per field and rarer in newer records."""

_STALE = 0.10
"""Records that still show what has changed before they were written."""

_STATED_CITY = 0.5


@dataclass(frozen=True)
class Shown:
    """One place per record. Columns of `Contacts`, or `ABSENT` for what the record leaves out.

    `address` is `BEFORE` or `AFTER` a move. A damaged value is shown with a slip. `sparse` records hold little
    more than a name and a phone. `maiden` records show the surname before marriage.
    """

    phone: Ints
    email: Ints
    card: Ints
    cookie: Ints
    device: Ints
    address: Ints
    address_placeholder: Bools
    born: Bools
    born_placeholder: Bools
    tax_id: Bools
    land_line: Bools
    gender: Bools
    sparse: Bools
    maiden: Bools
    phone_damaged: Bools
    email_damaged: Bools
    born_damaged: Bools


def draw_shown(seen: Sightings, people: People, homes: Homes, contacts: Contacts, seed: int) -> Shown:
    """Choose for each record, as a source of its kind and time would have it."""
    dice = Dice(seed, "shown")
    count, source, person, day = len(seen), seen.source, seen.person, seen.day
    sparse = (source == CRM) & dice.chance(0.05, count)
    careless = np.where(day < TODAY - 1000, 1.5, 0.8)[:, None] * _DAMAGED[source][:, None]
    phone_slip, email_slip, born_slip = (dice.uniform(count * 3).reshape(count, 3) < careless).T
    full = ~sparse
    born = dice.chance(_BIRTH_SHOWN[source], count) & full
    address = np.where(full, _addresses(seen, homes, dice), ABSENT)
    unstated = (source == CRM) & full & (address == ABSENT) & dice.chance(0.12, count)
    return Shown(
        phone=_phones(seen, contacts, dice),
        email=np.where(full, _emails(seen, contacts, dice), ABSENT),
        card=np.where(full, _cards(seen, contacts, dice), ABSENT),
        cookie=_columns(seen, WEB, contacts.cookies, (60, 25, 15), dice),
        device=_columns(seen, APP, contacts.devices, (80, 20), dice),
        address=address,
        address_placeholder=unstated,
        born=born,
        born_placeholder=born & dice.chance(_BIRTH_PLACEHOLDER[source], count),
        tax_id=(source == CRM) & full & dice.chance(0.95, count) & (contacts.tax_ids[person] != ABSENT),
        land_line=(source == CRM) & full & dice.chance(0.2, count),
        gender=(source == CRM) & full & dice.chance(0.93, count),
        sparse=sparse,
        maiden=_before(seen, people.married, dice),
        phone_damaged=phone_slip,
        email_damaged=email_slip,
        born_damaged=born_slip,
    )


def _before(seen: Sightings, change: Ints, dice: Dice) -> Bools:
    """Records from before a change, and some later ones that nobody has updated."""
    day = change[seen.person]
    known = (day > OPENED) & (day < TODAY)
    return known & ((seen.day < day) | dice.chance(_STALE, len(seen)))


def _phones(seen: Sightings, contacts: Contacts, dice: Dice) -> Ints:
    count, source = len(seen), seen.source
    column = np.where(_before(seen, contacts.phone_changed, dice), OLD, NEW)
    at_home = (contacts.phones[seen.person, FAMILY] != ABSENT) & dice.chance(0.45, count)
    column = np.where(at_home, FAMILY, column)
    column = np.where(dice.chance(_PHONE_OFFICE[source], count), OFFICE, column)
    column = np.where(dice.chance(_PHONE_PLACEHOLDER[source], count), PLACEHOLDER, column)
    return np.where(dice.chance(_PHONE_SHOWN[source], count) & ~seen.guest, column, ABSENT)


def _emails(seen: Sightings, contacts: Contacts, dice: Dice) -> Ints:
    count, source = len(seen), seen.source
    column = np.where(_before(seen, contacts.email_changed, dice), OLD, NEW)
    at_home = (contacts.emails[seen.person, FAMILY] != ABSENT) & dice.chance(0.5, count)
    column = np.where(at_home, FAMILY, column)
    column = np.where(dice.chance(_EMAIL_PLACEHOLDER[source], count), PLACEHOLDER, column)
    return np.where(dice.chance(_EMAIL_SHOWN[source], count) & ~seen.guest, column, ABSENT)


def _cards(seen: Sightings, contacts: Contacts, dice: Dice) -> Ints:
    count = len(seen)
    column = np.where(_before(seen, contacts.card_changed, dice), OLD, NEW)
    at_home = (contacts.cards[seen.person, FAMILY] != ABSENT) & dice.chance(0.6, count)
    column = np.where(at_home, FAMILY, column)
    has = contacts.cards[seen.person, column] != ABSENT
    return np.where(has & dice.chance(_CARD_SHOWN[seen.source], count), column, ABSENT)


def _columns(seen: Sightings, source: int, numbers: Ints, weights: tuple[int, ...], dice: Dice) -> Ints:
    """One of the own columns, or the last one where the household shares something."""
    own = dice.pick(weights, len(seen))
    shared = (numbers[seen.person, -1] != ABSENT) & ~seen.guest & dice.chance(0.3, len(seen))
    return np.where(seen.source == source, np.where(shared, len(weights), own), ABSENT)


def _addresses(seen: Sightings, homes: Homes, dice: Dice) -> Ints:
    """The CRM knows streets; the website half of the cities; tills and the app know nothing."""
    count = len(seen)
    stated = np.where(seen.source == CRM, 0.85, np.where(seen.source == WEB, _STATED_CITY, 0.0))
    column = np.where(_before(seen, homes.moved, dice), BEFORE, AFTER)
    return np.where(dice.chance(stated, count), column, ABSENT)
