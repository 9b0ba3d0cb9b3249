"""Postal addresses, Russian and English, in one string or in parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from golden_record.model.cleaned import KEY, RAW, VALUE, Quality, unpack_parts
from golden_record.stages.standardize.values.address_numbers import NUMBERS, number_key, numbers
from golden_record.stages.standardize.values.address_words import read_words
from golden_record.stages.standardize.values.outcome import (
    AT,
    TEXT,
    Parts,
    finished,
    graded,
    questions,
    readable,
    reasoned,
)
from golden_record.stages.standardize.values.place import city_keys, town_name
from golden_record.stages.standardize.values.placeholders import placeholder_expr

SHOWN = ("postcode", "region", "city", "street", "house", "building", "flat")
KEYS = ("street_key", "house_key", "flat_key", "city_key", "postcode_key")

PARTS: Parts = {name: pl.String() for name in (*SHOWN, *KEYS)}

PACKED = ("street", "house", "building", "flat", "city", "region", "postcode", "country", "line1", "line2")
"""Names under which the parts of an address may arrive (see `model.cleaned.pack_parts`)."""

# 00000 is what forms demand when the postcode is not known; of ZIP+4 five digits name the office.
_NO_POSTCODE = r"^0*$"
_FIRST_NUMBER = r"(?i)([0-9]+(?: [0-9]{1,3}\b)?(?: ?[а-яёa-z]\b)?(?:[/-][0-9]+[а-яёa-z]?)?)"
_LAST_NUMBER = r"(?i)([a-z]?[0-9]+(?: ?[а-яёa-z]\b)?(?:[/-][0-9]+[а-яёa-z]?)?)[^0-9]*$"
_ZIP_4 = r"^([0-9]{5})[0-9]{4}$"


@dataclass(frozen=True, slots=True)
class AddressOptions:
    """Addresses have nothing to set."""


def clean(raw: pl.Series, options: AddressOptions) -> pl.DataFrame:
    """The address as written, its parts, and the key `city|street|house|flat`, which has no postcode.

    `ул. Ленина, д. 5, кв. 12`, `Ленина ул 5-12` and `Lenina 5 12` have one key. Without a house, or with neither street
    nor town, there is no key, since many would share it; the keys of the parts that were found are there all the same.
    """
    del options
    asked = questions(raw)
    packed = pl.col(RAW).str.starts_with("\x1f").fill_null(value=False)
    rows = pl.concat([_from_text(asked.filter(~packed)), _from_parts(asked.filter(packed))])
    numbered = _explicit(rows.join(numbers(rows.select(AT, words=TEXT)), on=AT, how="left"), NUMBERS)
    worded = _explicit(_with_words(numbered), ("region", "city"))
    return finished([_judged(_with_keys(worded))], PARTS)


def _from_text(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.lit(None, dtype=pl.String).alias(f"given_{name}") for name in PACKED)


def _from_parts(rows: pl.DataFrame) -> pl.DataFrame:
    """Text composed of the parts, and the parts themselves as `given_*`: what came apart is not guessed again."""
    parts = [unpack_parts(raw) or {} for raw in rows[RAW].to_list()]
    given = pl.DataFrame(
        {f"given_{name}": pl.Series([part.get(name) for part in parts], dtype=pl.String) for name in PACKED}
    ).select(readable(pl.all()))
    texts = [_composed({name: row[f"given_{name}"] for name in PACKED}) for row in given.iter_rows(named=True)]
    composed = pl.DataFrame({TEXT: pl.Series(texts, dtype=pl.String)}).select(readable(pl.col(TEXT)))
    return pl.concat([rows.drop(TEXT), composed, given], how="horizontal")


def _composed(part: Mapping[str, str | None]) -> str:
    """One line in the order of the country whose letters are used."""
    lines = [part["line1"], part["line2"]]
    if any("а" <= sign <= "я" for sign in "".join(filter(None, part.values())).lower()):
        numbers = [_labelled("д.", part["house"]), _labelled("корп.", part["building"]), _labelled("кв.", part["flat"])]
        order = [part["postcode"], part["country"], part["region"], part["city"], part["street"], *lines, *numbers]
    else:
        first = " ".join(filter(None, (part["house"], part["street"])))
        flat = [_labelled("bldg", part["building"]), _labelled("apt", part["flat"])]
        last = " ".join(filter(None, (part["region"], part["postcode"])))
        order = [first, *flat, *lines, part["city"], last, part["country"]]
    return ", ".join(filter(None, order))


def _labelled(word: str, number: str | None) -> str | None:
    """A bare number with the word for what it counts."""
    if number is None:
        return None
    return f"{word} {number}" if number[:1].isdigit() else number


def _explicit(rows: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
    """Parts that arrived apart stand over those read from the text."""
    given = [name for name in names if name in PACKED]
    return rows.with_columns(pl.coalesce(_bare(name), name).alias(name) for name in given)


def _bare(name: str) -> pl.Expr:
    """A part that arrived apart, without the word that may stand in it; null where it holds no such thing."""
    given = pl.col(f"given_{name}")
    if name == "house":
        return given.str.extract(_FIRST_NUMBER, 1)
    if name in ("building", "flat"):
        return given.str.extract(_LAST_NUMBER, 1)
    return town_name(given) if name == "city" else given


def _with_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds region, city and street with their keys; each distinct wording is read once."""
    distinct = rows["words"].drop_nulls().unique().sort()
    read = [read_words(words) for words in distinct.to_list()]
    known = pl.DataFrame(
        {
            "words": distinct,
            "region": pl.Series([words.region for words in read], dtype=pl.String),
            "city": pl.Series([words.city for words in read], dtype=pl.String),
            "street": pl.Series([words.street for words in read], dtype=pl.String),
            "street_key": pl.Series([words.street_key for words in read], dtype=pl.String),
        }
    )
    return rows.join(known, on="words", how="left")


def _with_keys(rows: pl.DataFrame) -> pl.DataFrame:
    house = pl.concat_str(
        number_key(pl.col("house")),
        _after("", "letter"),
        _after("/", "building"),
        _after("s", "structure"),
    )
    postcode = pl.col("postcode").str.to_uppercase().str.replace_all(r"[^0-9A-Z]", "").str.replace(_ZIP_4, "${1}")
    shown = pl.coalesce("building", "letter", "structure")
    keyed = rows.with_columns(
        city_keys(rows["city"]).alias("city_key"),
        house.alias("house_key"),
        number_key(pl.col("flat")).alias("flat_key"),
        pl.when(~postcode.str.contains(_NO_POSTCODE)).then(postcode).alias("postcode_key"),
        shown.alias("building"),
    )
    return keyed.with_columns(pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in KEYS)


def _after(sign: str, name: str) -> pl.Expr:
    """The key of a number with a sign before it, or nothing."""
    return pl.concat_str(pl.lit(sign), number_key(pl.col(name))).fill_null("")


def _judged(rows: pl.DataFrame) -> pl.DataFrame:
    street, house = pl.col("street_key").is_not_null(), pl.col("house_key").is_not_null()
    asked = rows.with_columns(
        placeholder_expr(pl.col(TEXT)).fill_null(value=False).alias("nothing"),
        # Villages have houses without streets.
        (house & (street | pl.col("city_key").is_not_null())).alias("located"),
    )
    nothing, located = pl.col("nothing"), pl.col("located")
    order = ("city_key", "street_key", "house_key", "flat_key")
    key = pl.concat_str([pl.col(name).fill_null("") for name in order], separator="|")
    present = ~nothing & pl.col(TEXT).is_not_null()
    return asked.with_columns(
        pl.when(~nothing).then(pl.col(TEXT)).alias(VALUE),
        pl.when(~nothing & located).then(key).alias(KEY),
        graded((nothing, Quality.PLACEHOLDER), (located & street, Quality.GOOD), (present, Quality.SUSPICIOUS)),
        reasoned((nothing, "placeholder"), (present & ~street, "no street"), (present & ~house, "no house")),
        *(pl.when(~nothing).then(pl.col(name)).alias(name) for name in PARTS),
    )
