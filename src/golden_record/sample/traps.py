"""What makes a record hard, told from what was drawn for it."""

from __future__ import annotations

import numpy as np
import polars as pl

from golden_record.sample.contacts import FAMILY, OLD
from golden_record.sample.dice import Bools, Ints
from golden_record.sample.homes import BEFORE
from golden_record.sample.lexicon import ABSENT, WITHOUT_YO
from golden_record.sample.naming import (
    FAMILY_GIVEN,
    FAMILY_GIVEN_MIDDLE,
    FAMILY_INITIAL,
    FAMILY_TWO_INITIALS,
    GIVEN_FAMILY,
    GIVEN_MIDDLE_FAMILY,
    NOT_STATED,
    NOTHING,
    PLAIN,
    SLIP_NOWHERE,
)
from golden_record.sample.people import NEVER
from golden_record.sample.places import RUSSIAN
from golden_record.sample.shown import OFFICE, PLACEHOLDER
from golden_record.sample.sightings import CRM, POS
from golden_record.sample.tables import World

TRAPS = {
    "typo": "a slip in the name, phone, e-mail or birth date",
    "transliteration": "a Russian name in Latin letters",
    "diminutive": "a diminutive or nickname instead of the given name",
    "swapped_name": "given name and surname in the order that is unusual for the source",
    "yo": "е written for ё",
    "maiden_name": "the surname before marriage, perhaps long after the wedding",
    "moved": "the address or city from before a move",
    "phone_changed": "a phone number that the person has given up",
    "phone_recycled": "a phone number that has belonged to two strangers",
    "family_phone": "a phone number that other members of the household show too",
    "family_email": "an e-mail address that other members of the household show too",
    "family_address": "an address that other members of the household show too",
    "family_card": "a loyalty card that other members of the household show too",
    "father_son": "a man of the household has the same given name",
    "twins": "a brother or sister was born on the same day",
    "placeholder": "a made up value: +70000000000, test@test.ru, 01.01.1900, НЕТ, не указан, -, N/A",
    "call_centre_phone": "one of five office numbers instead of the customer's",
    "duplicate": "another record of the person in the same source",
    "initials": "initials instead of given names",
    "missing": "half of the fields or more are empty",
    "layout": "Latin letters that look Cyrillic, or Russian typed in the English layout",
}
"""The labels of `truth.traps` and what each says about the record that carries it."""


def trap_labels(world: World, phones: Ints, half_empty: Bools) -> pl.Series:
    """The traps of each record in the order of `TRAPS`, joined by `|`; empty for none."""
    flags = _name_traps(world) | _value_traps(world) | _family_traps(world, phones)
    flags["missing"] = half_empty
    frame = pl.DataFrame({trap: flags[trap] for trap in TRAPS})
    labels = [pl.when(pl.col(trap)).then(pl.lit(trap)) for trap in TRAPS]
    return frame.select(pl.concat_str(labels, separator="|", ignore_nulls=True).alias("traps")).to_series()


def _name_traps(world: World) -> dict[str, Bools]:
    names, seen, lexicon = world.names, world.seen, world.lexicon
    unusual = np.where(
        (seen.source == CRM) | (seen.source == POS),
        np.isin(names.form, (GIVEN_FAMILY, GIVEN_MIDDLE_FAMILY)),
        np.isin(names.form, (FAMILY_GIVEN, FAMILY_GIVEN_MIDDLE)),
    )
    yo = names.family_in_full & lexicon.with_yo[names.family]
    yo |= names.given_in_full & lexicon.with_yo[names.given]
    yo |= names.middle_in_full & lexicon.with_yo[names.middle]
    written = names.form < NOTHING
    russian = world.people.language[seen.person] == RUSSIAN
    return {
        "transliteration": russian & written & (names.spelling > WITHOUT_YO),
        "diminutive": names.diminutive & names.given_in_full,
        "swapped_name": unusual,
        "yo": yo & (names.spelling == WITHOUT_YO),
        "maiden_name": world.shown.maiden & names.family_in_full,
        "initials": np.isin(names.form, (FAMILY_TWO_INITIALS, FAMILY_INITIAL)),
        "layout": written & (names.letters != PLAIN),
    }


def _value_traps(world: World) -> dict[str, Bools]:
    shown, seen = world.shown, world.seen
    slipped = (shown.phone >= 0) & (shown.phone <= FAMILY) & shown.phone_damaged
    slipped |= (shown.email >= 0) & (shown.email <= FAMILY) & shown.email_damaged
    slipped |= shown.born & ~shown.born_placeholder & shown.born_damaged
    made_up = (shown.phone == PLACEHOLDER) | (shown.email == PLACEHOLDER) | (world.names.form == NOT_STATED)
    sources = seen.person * 4 + seen.source
    return {
        "typo": slipped | (world.names.slip != SLIP_NOWHERE),
        "placeholder": made_up | shown.born_placeholder | shown.address_placeholder,
        "moved": (shown.address == BEFORE) & (world.homes.moved[seen.person] < NEVER),
        "phone_changed": shown.phone == OLD,
        "call_centre_phone": shown.phone == OFFICE,
        "duplicate": np.bincount(sources)[sources] > 1,
    }


def _family_traps(world: World, phones: Ints) -> dict[str, Bools]:
    shown, seen, people = world.shown, world.seen, world.people
    household, person = people.household[seen.person], seen.person
    personal = np.where((shown.phone <= FAMILY) & ~shown.phone_damaged, phones, ABSENT)
    land_line = np.where(shown.land_line, world.homes.land_line[person], ABSENT)
    emails = _valued(world.contacts.emails, person, np.where(shown.email <= FAMILY, shown.email, ABSENT))
    address = np.where(seen.source == CRM, shown.address, ABSENT)
    strangers = _of_several(personal, household)
    return {
        "phone_recycled": strangers,
        "family_phone": (_of_several(personal, person) & ~strangers) | _of_several(land_line, person),
        "family_email": _of_several(np.where(shown.email_damaged, ABSENT, emails), person),
        "family_address": _of_several(_valued(world.homes.of_person, person, address), person),
        "family_card": _of_several(_valued(world.contacts.cards, person, shown.card), person),
        "father_son": _together(world, people.namesake, people.given),
        "twins": _together(world, people.twin, people.born),
    }


def _valued(numbers: Ints, person: Ints, column: Ints) -> Ints:
    return np.where(column == ABSENT, ABSENT, numbers[person, np.maximum(column, 0)])


def _of_several(values: Ints, owners: Ints) -> Bools:
    """Whether a record's value appears with more than one owner."""
    pairs = pl.DataFrame({"value": values, "owner": owners})
    several = pl.col("owner").min().over("value") != pl.col("owner").max().over("value")
    return pairs.select(several & (pl.col("value") != ABSENT)).to_series().to_numpy()


def _together(world: World, marked: Bools, value: Ints) -> Bools:
    """Records of marked people for whom another one, with the same value, is recorded as of the same household."""
    seen = world.seen
    relevant = marked[seen.person] & ~seen.guest
    key = np.where(relevant, world.people.household[seen.person] * 100_000 + value[seen.person] % 100_000, ABSENT)
    return _of_several(key, seen.person)
