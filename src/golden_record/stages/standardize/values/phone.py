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

from golden_record.model.cleaned import Quality
from golden_record.stages.standardize.values import phone_junk
from golden_record.stages.standardize.values.outcome import (
    Outcome,
    Parts,
    answered,
    finished,
    invalid,
    placeholder,
    questions,
)
from golden_record.stages.standardize.values.phone_columns import IMPOSSIBLE, PLUSLESS, settle
from golden_record.stages.standardize.values.phone_plan import KINDS, OTHER
from golden_record.stages.standardize.values.phone_text import pieces
from golden_record.stages.standardize.values.placeholders import is_placeholder

PARTS: Parts = {"line": pl.String(), "extension": pl.String(), "country": pl.String()}

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
    settled = settle(questions(raw), options.region)
    return finished([*settled.answers, _by_library(settled.left, options.region)], PARTS)


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
        yield "+" + digits, PLUSLESS


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
    return Outcome(digits, key, Quality.SUSPICIOUS, IMPOSSIBLE)
