"""Numbers as people write them, to canonical decimal text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from golden_record.model.cleaned import KEY, QUALITY, VALUE, Quality
from golden_record.stages.standardize.values.outcome import (
    TEXT,
    Outcome,
    Parts,
    answered,
    finished,
    invalid,
    placeholder,
    questions,
)
from golden_record.stages.standardize.values.placeholders import is_placeholder

PARTS: Parts = {}

_CANONICAL = r"^(?:0|-?[1-9][0-9]*|-?(?:0|[1-9][0-9]*)\.[0-9]*[1-9])$"
# A currency or unit may stand before or after; letters inside a number may not.
_AFFIXED = re.compile(
    r"^[^\d+\-.,(]*(?P<open>\()?(?P<body>[-+]?[\d.,' ]*\d[.,]?)(?P<exp>e[-+]?\d{1,2})?\)?[^\d]*$", re.I
)
_GROUPED = re.compile(r"^\d{1,3}(?P<sep>[ ',.])\d{3}(?:(?P=sep)\d{3})*$")


@dataclass(frozen=True, slots=True)
class NumberOptions:
    """How to read what can be read in two ways."""

    decimal_comma: bool = True
    """Read `1,234` as 1.234 (true) or as 1234 (false); `1,5` and `1,234.5` leave no doubt."""


def clean(raw: pl.Series, options: NumberOptions) -> pl.DataFrame:
    """Decimal text without grouping, plus sign, leading or trailing zeros: `1 234,50` becomes `1234.5`."""
    rows = questions(raw)
    plain = pl.col(TEXT).str.contains(_CANONICAL).fill_null(value=False)
    quick = rows.filter(plain).with_columns(
        pl.col(TEXT).alias(VALUE), pl.col(TEXT).alias(KEY), pl.lit(Quality.GOOD.value).alias(QUALITY)
    )
    slow = answered(rows.filter(~plain), lambda text: _judge(text, options), PARTS)
    return finished([quick, slow], PARTS)


def _judge(text: str, options: NumberOptions) -> Iterator[Outcome]:
    if is_placeholder(text):
        yield placeholder()
        return
    digits = _decimal_text(unicodedata.normalize("NFKC", text).replace("−", "-"), options)
    yield invalid("not a number") if digits is None else Outcome(digits, digits, Quality.GOOD)


def _decimal_text(text: str, options: NumberOptions) -> str | None:
    found = _AFFIXED.match(text)
    if found is None:
        return None
    body = found["body"].rstrip(".,").replace(" ", "'") if found["body"] else ""
    sign = "-" if body.startswith("-") or found["open"] else ""
    plain = _ungrouped(body.lstrip("+-").strip("'"), options)
    return None if plain is None else _canonical(sign + plain + (found["exp"] or ""))


def _ungrouped(body: str, options: NumberOptions) -> str | None:
    """Digits with at most one point, or None when the signs between the digits make no number."""
    commas, points = body.count(","), body.count(".")
    mark = _decimal_mark(body, commas, points, options)
    whole, _, fraction = body.rpartition(mark) if mark else (body, "", "")
    grouping = whole.translate(str.maketrans("", "", "0123456789"))
    if len(set(grouping)) > 1 or (grouping and not _GROUPED.match(whole)) or not (whole + fraction).isascii():
        return None
    if not fraction.isdigit() and fraction:
        return None
    digits = whole.replace(grouping[0], "") if grouping else whole
    return f"{digits or '0'}.{fraction or '0'}"


def _decimal_mark(body: str, commas: int, points: int, options: NumberOptions) -> str:
    if commas and points:
        return max(",.", key=body.rfind)
    if commas == 1:
        return "," if options.decimal_comma or not _GROUPED.match(body) else ""
    return "." if points == 1 else ""


def _canonical(text: str) -> str:
    number = Decimal(text)
    plain = format(number, "f")
    trimmed = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if not number else trimmed
