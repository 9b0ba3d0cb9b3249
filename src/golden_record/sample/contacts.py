"""What people can be reached or recognised by: phones, e-mail addresses, cards, cookies, devices, tax numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from golden_record.sample.choice import by_number
from golden_record.sample.dice import Bools, Dice, Ints
from golden_record.sample.lexicon import ABSENT, MESSAGES, Lexicon
from golden_record.sample.people import NEVER, OPENED, TODAY, People
from golden_record.sample.places import RUSSIAN

OLD, NEW, FAMILY = 0, 1, 2
"""The columns of phones, e-mails and cards: before a change, after it (or the only one), shared at home."""

OFFICE_PHONES = np.array([74_957_771_100, 74_957_771_101, 78_123_334_400, 442_074_960_100, 441_614_960_200])
"""Numbers of the retailer's call centres, which its staff enter when a customer gives none."""

_RUSSIAN_MOBILES = np.array([903, 905, 906, 909, 910, 912, 915, 916, 917, 919, 920, 921, 922, 925, 926])
_BRITISH_MOBILES = np.array([740, 742, 744, 746, 748, 753, 755, 757, 759, 771, 773, 775, 777, 785, 787])
"""Codes of mobile operators; all numbers that begin with one are valid."""

_DOMAINS = ("mail.example", "inbox.example", "pochta.example", "post.example", "webmail.example", "office.example")
"""Reserved for documentation (RFC 2606): nobody can own the addresses of the sample."""

_INN_WEIGHTS = np.array([3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8])


@dataclass(frozen=True)
class Contacts:
    """Numbers of identifiers by person and column, `ABSENT` where there is none.

    The days of change part the columns `OLD` and `NEW`. `emails` number `email_texts`. Cookies have three own
    columns and a shared one, devices two and a shared one.
    """

    phones: Ints
    emails: Ints
    cards: Ints
    cookies: Ints
    devices: Ints
    tax_ids: Ints
    email_texts: pl.Series
    phone_changed: Ints
    email_changed: Ints
    card_changed: Ints
    lends_phone: Bools
    lends_card: Bools


@dataclass(frozen=True)
class _Families:
    """For each person the first member of the family, and how many it has; sharing needs no two of one name."""

    first: Ints
    share_freely: Bools

    def sharing(self, dice: Dice, share: float) -> Bools:
        """The people of that share of the families which can share."""
        return self.share_freely & dice.chance(share, len(self.first))[self.first]


def draw_contacts(people: People, lexicon: Lexicon, seed: int) -> Contacts:
    """Identifiers for everybody, some of them shared at home, some handed on to strangers."""
    dice = Dice(seed, "contacts")
    families = _families(people)
    phone_changed = _days(dice, 0.16, len(people))
    email_changed = np.where(phone_changed < NEVER, NEVER, _days(dice, 0.12, len(people)))
    card_changed = _days(dice, 0.08, len(people))
    phone_homes = families.sharing(dice, 0.20)
    card_homes = families.sharing(dice, 0.15)
    email_texts, emails = _emails(people, lexicon, families.sharing(dice, 0.12), dice)
    phones = _phones(people, families, phone_homes, dice)
    itself = np.arange(len(people)) == families.first
    return Contacts(
        phones=_recycled(phones, phone_changed, phone_homes, people.household, dice),
        emails=emails,
        cards=_cards(families, card_homes, dice),
        cookies=_shared_last(people.household, families.sharing(dice, 0.3), 3, dice),
        devices=_shared_last(people.household, families.sharing(dice, 0.1), 2, dice),
        tax_ids=np.where((people.language == RUSSIAN) & dice.chance(0.30, len(people)), _tax_ids(people, dice), ABSENT),
        email_texts=email_texts,
        phone_changed=phone_changed,
        email_changed=email_changed,
        card_changed=card_changed,
        lends_phone=phone_homes & itself,
        lends_card=card_homes & itself,
    )


def _families(people: People) -> _Families:
    _, first, place, size = np.unique(people.household, return_index=True, return_inverse=True, return_counts=True)
    namesakes = np.bincount(place, weights=people.namesake) > 0
    return _Families(first=first[place].astype(np.int64), share_freely=((size > 1) & ~namesakes)[place])


def _days(dice: Dice, share: float, size: int) -> Ints:
    day = OPENED + 400 + dice.below(TODAY - OPENED - 700, size)
    return np.where(dice.chance(share, size), day, NEVER)


def _phones(people: People, families: _Families, shared: Bools, dice: Dice) -> Ints:
    """Mobile numbers with their country code; the shared one is the first member's own."""
    count = len(people)
    number = dice.distinct(len(_RUSSIAN_MOBILES) * 10_000_000, 2 * count).reshape(count, 2)
    prefix, rest = number // 10_000_000, number % 10_000_000
    russian = 70_000_000_000 + _RUSSIAN_MOBILES[prefix] * 10_000_000 + rest
    british = 440_000_000_000 + _BRITISH_MOBILES[prefix] * 10_000_000 + rest
    own = np.where((people.language == RUSSIAN)[:, None], russian, british)
    family = np.where(shared, own[families.first, NEW], ABSENT)
    return np.column_stack([own, family])


def _recycled(phones: Ints, changed: Ints, shared: Bools, household: Ints, dice: Dice) -> Ints:
    """Half of the given up numbers become, a while later, the new number of a stranger in the same country."""
    count = len(phones)
    gave_up = np.nonzero((changed < TODAY - 500) & ~shared & dice.chance(0.6, count))[0]
    takers = np.nonzero((changed < NEVER) & (changed > OPENED + 900) & ~shared)[0]
    takers = takers[dice.order(len(takers))]
    pairs = min(len(gave_up), len(takers))
    giver, taker = gave_up[:pairs], takers[:pairs]
    same_country = (phones[giver, OLD] > 100_000_000_000) == (phones[taker, OLD] > 100_000_000_000)
    fits = same_country & (changed[taker] > changed[giver] + 90) & (household[giver] != household[taker])
    handed_on = phones.copy()
    handed_on[taker[fits], NEW] = phones[giver[fits], OLD]
    return handed_on


def _cards(families: _Families, shared: Bools, dice: Dice) -> Ints:
    """Ten digits each; a quarter of the people have none, a replaced card gets a new number."""
    count = len(families.first)
    numbers = 2_700_000_000 + dice.distinct(200_000_000, 2 * count).reshape(count, 2)
    own = np.where(dice.chance(0.75, count)[:, None] | shared[:, None], numbers, ABSENT)
    return np.column_stack([own, np.where(shared, numbers[families.first, NEW], ABSENT)])


def _shared_last(household: Ints, shared: Bools, own: int, dice: Dice) -> Ints:
    """Random 44-bit numbers in `own` columns per person, and one per sharing household in the last column."""
    count = len(household)
    households = int(household[-1]) + 1
    numbers = dice.distinct(2**44, own * count + households)
    mine = numbers[: own * count].reshape(count, own)
    ours = np.where(shared, numbers[own * count :][household], ABSENT)
    return np.column_stack([mine, ours])


def _tax_ids(people: People, dice: Dice) -> Ints:
    """Tax numbers (ИНН) of persons: a region, an office, a number and two check digits."""
    count = len(people)
    base = (1 + dice.below(89, count)) * 100_000_000 + dice.distinct(100_000_000, count)
    first = base * 10 + _check_digit(base, _INN_WEIGHTS[1:])
    return first * 10 + _check_digit(first, _INN_WEIGHTS)


def _check_digit(number: Ints, weights: Ints) -> Ints:
    places = 10 ** np.arange(len(weights) - 1, -1, -1, dtype=np.int64)
    digits = number[:, None] // places % 10
    return (digits @ weights) % 11 % 10


def _emails(people: People, lexicon: Lexicon, shared: Bools, dice: Dice) -> tuple[pl.Series, Ints]:
    """All addresses as texts, and their numbers by person and column."""
    count = len(people)
    owners = np.concatenate([np.arange(count), np.arange(count), np.unique(people.household, return_index=True)[1]])
    family = np.concatenate([people.maiden, people.family, people.family[owners[2 * count :]]])
    words = pl.DataFrame(
        {
            "given": _latin(lexicon, people.given[owners]),
            "family": _latin(lexicon, family),
            "short": _latin(lexicon, lexicon.diminutive(people.given[owners], owners)),
            "year": (1970 + people.born[owners] / 365.25).astype(np.int64),
            "number": dice.below(1000, len(owners)),
            "pattern": np.where(np.arange(len(owners)) < 2 * count, dice.below(7, len(owners)), 7),
            "domain": pl.Series(_DOMAINS).gather(dice.pick([35, 25, 15, 12, 8, 5], len(owners))),
        }
    )
    places = np.arange(count)
    ours = np.where(shared, 2 * count + people.household, ABSENT)
    return _unique_addresses(words), np.column_stack([places, count + places, ours])


def _latin(lexicon: Lexicon, words: Ints) -> pl.Series:
    return lexicon.spelled(words, MESSAGES).str.to_lowercase().str.replace_all("'", "", literal=True)


def _unique_addresses(words: pl.DataFrame) -> pl.Series:
    """The local part by pattern; who comes second to an address gets a number after a dot."""
    given, family, year = pl.col("given"), pl.col("family"), pl.col("year")
    short = pl.coalesce("short", "given")
    local = by_number(
        "pattern",
        [
            given + "." + family,
            given.str.head(1) + "." + family + (year % 100).cast(pl.String).str.zfill(2),
            family + "." + given,
            given + "_" + family + year.cast(pl.String),
            short + year.cast(pl.String) + pl.col("number").cast(pl.String),
            family + given.str.head(1),
            short + "." + family + pl.col("number").cast(pl.String),
            pl.lit("home.") + family + pl.col("number").cast(pl.String),
        ],
    )
    named = words.select(local.alias("local"), "domain")
    place = pl.int_range(pl.len()).over("local", "domain")
    suffix = pl.when(place > 0).then("." + place.cast(pl.String)).otherwise(pl.lit(""))
    return named.select(pl.concat_str("local", suffix, pl.lit("@"), "domain").alias("email")).to_series()
