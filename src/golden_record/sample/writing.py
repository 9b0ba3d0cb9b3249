"""Texts of names, phones, e-mails and dates as the sources write them."""

from __future__ import annotations

import numpy as np
import polars as pl

from golden_record.sample import slips
from golden_record.sample.choice import by_number
from golden_record.sample.contacts import OFFICE_PHONES, Contacts
from golden_record.sample.dice import Dice, Ints
from golden_record.sample.lexicon import ABSENT, Lexicon
from golden_record.sample.naming import (
    LOOKALIKES,
    LOWER,
    SLIP_IN_FAMILY,
    SLIP_IN_GIVEN,
    SLIP_IN_MIDDLE,
    UPPER,
    WRONG_LAYOUT,
    NameForms,
)
from golden_record.sample.people import People
from golden_record.sample.shown import OFFICE, PLACEHOLDER, Shown
from golden_record.sample.sightings import Sightings

PLACEHOLDER_PHONE = 70_000_000_000
PLACEHOLDER_EMAILS = ("test@test.ru", "test@test.ru", "test@example.com", "НЕТ", "-")
PLACEHOLDER_NAMES = ("не указан", "НЕТ", "-", "N/A")
PLACEHOLDER_BIRTH = "1900-01-01"

PHONE_FORMATS = 6
PLAIN_PHONE = 3
"""The style without spaces."""

_LAST_SIX = np.array([1, 10, 100, 1_000, 10_000, 100_000], dtype=np.int64)

_RUSSIAN_PHONES = ("8 ({}) {}-{}-{}", "+7 {} {} {} {}", "8{}{}{}{}", "+7{}{}{}{}", "8-{}-{}-{}-{}", "{}{}{}{}")
_BRITISH_PHONES = ("+44 {} {}", "+44 {} {}", "+44{}{}", "+44{}{}", "0{} {}", "+44(0){} {}")


def name_parts(names: NameForms, lexicon: Lexicon, seed: int) -> pl.DataFrame:
    """Columns `family`, `given`, `middle`, `form`: the words of each name, with slips and capitals, not yet joined."""
    dice = Dice(seed, "slips in names")
    size = len(names.form)
    tricked = (names.letters == LOOKALIKES, names.letters == WRONG_LAYOUT)
    columns: dict[str, pl.Series] = {}
    for part, words, slip in (
        ("family", names.family, SLIP_IN_FAMILY),
        ("given", names.given, SLIP_IN_GIVEN),
        ("middle", names.middle, SLIP_IN_MIDDLE),
    ):
        draw = dice.uniform(size)
        text = lexicon.spelled(words, names.spelling)
        text = slips.applied(text, names.slip == slip, slips.misspelt, draw)
        text = slips.applied(text, tricked[0], slips.with_lookalikes, draw)
        columns[part] = slips.applied(text, tricked[1], slips.in_wrong_layout, draw)
    frame = pl.DataFrame(columns | {"form": pl.Series(names.form), "case": pl.Series(names.case)})
    return frame.with_columns(_in_case(part) for part in columns).drop("case")


def _in_case(part: str) -> pl.Expr:
    word = pl.col(part)
    upper = pl.when(pl.col("case") == UPPER).then(word.str.to_uppercase())
    return upper.when(pl.col("case") == LOWER).then(word.str.to_lowercase()).otherwise(word).alias(part)


def whole_names(parts: pl.DataFrame, seed: int) -> pl.Series:
    """Each name in one text; null where the record states none."""
    family, given, middle = pl.col("family"), pl.col("given"), pl.col("middle")
    first, second = given.str.head(1) + ".", pl.col("middle").str.head(1) + "."
    forms = [
        (family, given, middle),
        (family, given),
        (given, family),
        (given, middle, family),
        (family, first, second),
        (family, first),
        (given,),
    ]
    texts = [pl.concat_str(form, separator=" ", ignore_nulls=True) for form in forms]
    unstated = pl.Series(PLACEHOLDER_NAMES).gather(Dice(seed, "unstated names").below(4, len(parts)))
    nothing = pl.lit(None, dtype=pl.String)
    chosen = by_number("form", [*texts, nothing, pl.col("unstated")])
    return parts.with_columns(unstated=unstated).select(chosen).to_series()


def phone_numbers(seen: Sightings, contacts: Contacts, shown: Shown, seed: int) -> Ints:
    """The number each record shows, with its country code and any slip; `ABSENT` for none."""
    dice = Dice(seed, "shown phones")
    personal = contacts.phones[seen.person, np.clip(shown.phone, 0, 2)]
    personal = np.where(shown.phone_damaged, _misdialled(personal, dice), personal)
    office = OFFICE_PHONES[dice.below(len(OFFICE_PHONES), len(seen))]
    number = np.where(shown.phone == OFFICE, office, personal)
    number = np.where(shown.phone == PLACEHOLDER, PLACEHOLDER_PHONE, number)
    return np.where(shown.phone == ABSENT, ABSENT, number)


def _misdialled(numbers: Ints, dice: Dice) -> Ints:
    """Another digit among the last six: still a number that could exist."""
    place = _LAST_SIX[dice.below(6, len(numbers))]
    digit: Ints = numbers // place % 10
    other: Ints = (digit + 1 + dice.below(9, len(numbers))) % 10
    return numbers + (other - digit) * place


def phone_texts(numbers: Ints, style: Ints) -> pl.Series:
    """Numbers with country code, written in one of `PHONE_FORMATS` styles; null for `ABSENT`."""
    digits = pl.col("number").cast(pl.String)
    national = digits.str.tail(10)
    russian = [
        pl.format(text, *(national.str.slice(start, size) for start, size in ((0, 3), (3, 3), (6, 2), (8, 2))))
        for text in _RUSSIAN_PHONES
    ]
    british = [pl.format(text, national.str.head(4), national.str.tail(6)) for text in _BRITISH_PHONES]
    frame = pl.DataFrame({"number": numbers, "style": style + PHONE_FORMATS * (numbers > 100_000_000_000)})
    written = by_number("style", [*russian, *british])
    filler = pl.when(pl.col("number") == PLACEHOLDER_PHONE).then(pl.lit(f"+{PLACEHOLDER_PHONE}"))
    return frame.select(pl.when(pl.col("number") >= PLACEHOLDER_PHONE).then(filler.otherwise(written))).to_series()


def email_texts(seen: Sightings, contacts: Contacts, shown: Shown, seed: int) -> pl.Series:
    """The address each record shows, with slips and stray capitals; null for none."""
    dice = Dice(seed, "e-mails")
    count = len(seen)
    own = contacts.emails[seen.person, np.clip(shown.email, 0, 2)]
    fillers = pl.Series(PLACEHOLDER_EMAILS).gather(dice.below(len(PLACEHOLDER_EMAILS), count))
    frame = pl.DataFrame(
        {
            "own": contacts.email_texts.gather(np.maximum(own, 0)),
            "filler": fillers,
            "shown": shown.email,
            "shouted": dice.chance(0.03, count),
        }
    )
    shouted = pl.when("shouted").then(pl.col("own").str.to_uppercase()).otherwise("own")
    text = pl.when(pl.col("shown") == PLACEHOLDER).then("filler").when(pl.col("shown") != ABSENT).then(shouted)
    damaged = shown.email_damaged & (shown.email != PLACEHOLDER)
    return slips.applied(frame.select(text).to_series(), damaged, _mistyped_email, dice.uniform(count))


def _mistyped_email(address: str, draw: float) -> str:
    """A slip in the local part: the domain stays one that nobody owns."""
    local, _, domain = address.partition("@")
    return f"{slips.misspelt(local, draw)}@{domain}"


def birth_texts(seen: Sightings, people: People, shown: Shown, seed: int) -> pl.Series:
    """ISO birth dates, with slips and placeholders; null for none."""
    dice = Dice(seed, "birth dates")
    days = pl.Series(people.born[seen.person]).cast(pl.Int32).cast(pl.Date).dt.strftime("%Y-%m-%d")
    frame = pl.DataFrame({"day": days, "shown": shown.born, "filler": shown.born_placeholder})
    filled = pl.when("filler").then(pl.lit(PLACEHOLDER_BIRTH)).when("shown").then("day")
    damaged = shown.born_damaged & ~shown.born_placeholder
    return slips.applied(frame.select(filled).to_series(), damaged, slips.misdated, dice.uniform(len(seen)))
