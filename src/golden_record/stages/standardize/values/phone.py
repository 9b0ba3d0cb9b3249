"""Phone numbers to E.164: plain ones column by column, the others through the phonenumbers library."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import phonenumbers
import polars as pl
from phonenumbers import PhoneNumber, PhoneNumberFormat, ValidationResult

from golden_record.model.cleaned import KEY, VALUE, Quality
from golden_record.stages.standardize.values import phone_junk
from golden_record.stages.standardize.values.outcome import (
    TEXT,
    Outcome,
    Parts,
    answered,
    finished,
    graded,
    invalid,
    placeholder,
    questions,
    reasoned,
)
from golden_record.stages.standardize.values.phone_plan import KINDS, OTHER, Plan, plan_of
from golden_record.stages.standardize.values.phone_text import pieces
from golden_record.stages.standardize.values.placeholders import is_placeholder

PARTS: Parts = {"line": pl.String(), "extension": pl.String(), "country": pl.String()}

# A scheme may stand before; blanks, brackets, dots and dashes between the digits mean nothing.
_SCHEME = r"^(?i:tel:|callto:|phone:|mob:)"
_PUNCTUATION = r"[\s().\-‐‑‒–—]+"
# From Moscow one dials 8~10, from London 00; people who write 00 in Russia mean the plus.
_DOUBLE_ZERO = re.compile(r"^00(?=[1-9]\d{8})")
_SHORTEST_KEY = 6


@dataclass(frozen=True, slots=True)
class PhoneOptions:
    """Whose national numbers these are."""

    region: str = "RU"
    """Two letters: the country of numbers written without their calling code."""


def clean(raw: pl.Series, options: PhoneOptions) -> pl.DataFrame:
    """E.164 as value and key, one row per number found in a cell.

    Numbers that cannot exist but could be dialled keep their key as `suspicious`: a typo must stay comparable. Numbers
    of an impossible length keep their digits.
    """
    rows = questions(raw).with_columns(
        pl.col(TEXT).str.replace(_SCHEME, "").str.replace_all(_PUNCTUATION, "").alias("compact")
    )
    plan = plan_of(options.region)
    if plan is None:
        return finished([_by_library(rows, options.region)], PARTS)
    settled = _settle(rows, plan)
    plain = pl.col("number_line").is_not_null()
    return finished([settled.filter(plain), _by_library(settled.filter(~plain), options.region)], PARTS)


def _settle(rows: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Adds the answer to rows whose `number_line` is known afterwards: plain numbers that exist."""
    digits = pl.when(pl.col("compact").str.contains(r"^\+?[0-9]{7,15}$")).then(pl.col("compact"))
    number, line, junk, showy = (pl.col(name) for name in ("number", "number_line", "junk", "showy"))
    asked = rows.with_columns(plan.national_number(digits).alias("number")).with_columns(
        plan.line(number).alias("number_line"),
        phone_junk.placeholder_expr(number).alias("junk"),
        phone_junk.showy_expr(number).alias("showy"),
    )
    e164 = pl.concat_str(pl.lit("+" + plan.code), number)
    kinds = dict(enumerate(known.kind for known in plan.lines))
    countries = dict(enumerate(known.country for known in plan.lines))
    return asked.with_columns(
        pl.when(~junk).then(e164).alias(VALUE),
        pl.when(~junk).then(e164).alias(KEY),
        graded((junk, Quality.PLACEHOLDER), (showy, Quality.SUSPICIOUS), (number.is_not_null(), Quality.GOOD)),
        reasoned((junk, phone_junk.PLACEHOLDER), (showy, phone_junk.SHOWY)),
        pl.when(~junk).then(line.replace_strict(kinds)).alias("line"),
        pl.when(~junk).then(line.replace_strict(countries)).alias("country"),
    )


def _by_library(rows: pl.DataFrame, region: str) -> pl.DataFrame:
    return answered(rows, partial(judge, region=region), PARTS)


def judge(text: str, region: str) -> Iterator[Outcome]:
    """The numbers written in one cell, the library being asked about each."""
    if is_placeholder(text):
        yield placeholder()
        return
    for piece in pieces(unicodedata.normalize("NFKC", text)):
        outcome = _number(piece.digits, region)
        if outcome.value and piece.extension:
            outcome = replace(outcome, parts={**outcome.parts, "extension": piece.extension})
        if piece.repaired and outcome.quality is Quality.GOOD:
            outcome = replace(outcome, quality=Quality.REPAIRED, reason=piece.repaired)
        yield outcome


def _number(digits: str, region: str) -> Outcome:
    if not digits.strip("+"):
        return invalid("no digits")
    if phone_junk.is_placeholder(digits.strip("+")):
        return placeholder(phone_junk.PLACEHOLDER)
    for text, repaired in _readings(digits):
        found = _parse(text, region)
        if found is None:
            continue
        if phonenumbers.is_valid_number(found):
            return _valid(found, repaired)
        # What could be dialled at home is a typo or a made-up number there, not a number of another country.
        if repaired is None and _possible(found):
            return _unassigned(found)
    return _digits_only(digits)


def _readings(digits: str) -> Iterator[tuple[str, str | None]]:
    """What the digits may mean, likeliest first, and what was put right to read them so."""
    plussed = _DOUBLE_ZERO.sub("+", digits)
    yield plussed, None
    if plussed.startswith("+"):
        yield plussed[1:], "plus before a national number"
    else:
        yield "+" + digits, "country code without plus"


def _parse(digits: str, region: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None


def _possible(number: PhoneNumber) -> bool:
    return phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE


def _valid(number: PhoneNumber, repaired: str | None) -> Outcome:
    national = phonenumbers.national_significant_number(number)
    if phone_junk.is_placeholder(national):
        return placeholder(phone_junk.PLACEHOLDER)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    parts = {
        "line": KINDS.get(phonenumbers.number_type(number), OTHER),
        "country": phonenumbers.region_code_for_number(number),
    }
    if phone_junk.is_showy(national):
        return Outcome(e164, e164, Quality.SUSPICIOUS, phone_junk.SHOWY, parts)
    return Outcome(e164, e164, Quality.REPAIRED if repaired else Quality.GOOD, repaired, parts)


def _unassigned(number: PhoneNumber) -> Outcome:
    if phone_junk.is_placeholder(phonenumbers.national_significant_number(number)):
        return placeholder(phone_junk.PLACEHOLDER)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return Outcome(e164, e164, Quality.SUSPICIOUS, "unassigned")


def _digits_only(digits: str) -> Outcome:
    key = digits.strip("+")
    if len(key) < _SHORTEST_KEY:
        return Outcome(digits, None, Quality.INVALID, "too short")
    return Outcome(digits, key, Quality.SUSPICIOUS, "impossible length")
