"""Ways of writing a date, and how year, month and day are read from each, be they a day of the calendar or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from golden_record.stages.standardize.values.lookalikes import digits_for_letters

Order = Literal["dmy", "mdy", "ymd"]

READ = ("year", "month", "day", "short_year", "swapped")
"""What a shape yields; a component that was not written is null."""

_SIGN = r"[\-./ ‐‑‒–—]+"
_MONTHS = {
    "янв": r"январ[ья]|янв",
    "фев": r"феврал[ья]|февр?",
    "мар": r"марта?|мар",
    "апр": r"апрел[ья]|апр",
    "мая": r"ма[йя]",
    "июн": r"июн[ья]?",
    "июл": r"июл[ья]?",
    "авг": r"августа?|авг",
    "сен": r"сентябр[ья]|сент?",
    "окт": r"октябр[ья]|окт",
    "ноя": r"ноябр[ья]|нояб?",
    "дек": r"декабр[ья]|дек",
    "jan": r"january|jan",
    "feb": r"february|feb",
    "mar": r"march|mar",
    "apr": r"april|apr",
    "may": r"may",
    "jun": r"june?",
    "jul": r"july?",
    "aug": r"august|aug",
    "sep": r"september|sept?",
    "oct": r"october|oct",
    "nov": r"november|nov",
    "dec": r"december|dec",
}
_MONTH_NUMBERS = {name: index % 12 + 1 for index, name in enumerate(_MONTHS)} | {"май": 5}
_WORD = rf"({'|'.join(_MONTHS.values())})"
_JOIN = r"[\s.,\-/]*"
_TH = r"(?:st|nd|rd|th|-?го|-?е)?"

_TIME = r"(?:t|\s*,?\s+|\s+в\s+)[0-9]{1,2}:[0-9]{2}.*$"
_YEAR_WORD = r"(?:\s*(?:года?( рождения)?|г\.? ?р\.?|г\.?)|(?:,|\.)+)$"
_WEEKDAY = r"^(?:пн|вт|ср|чт|пт|сб|вс|mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]*\s+"
# Digits and letters like them, with at least one digit in each of three numbers of a date.
_LIKE = "[0-9OoОоQDIilІі|!ZzЗзSsGbBgq]"
_SCANNED = rf"^{_LIKE}{{0,3}}[0-9]{_LIKE}{{0,3}}(?:[-./]{_LIKE}{{0,3}}[0-9]{_LIKE}{{0,3}}){{2}}$"


@dataclass(frozen=True, slots=True)
class _Shape:
    """A pattern and its groups: year `y`, month `m`, day `d`, month as a word `w`, either of day and month `1`, `2`."""

    pattern: str
    groups: str


# From the commonest to the rarest; a text is read by the first that fits.
_SHAPES = (
    _Shape(rf"^([0-9]{{4}}){_SIGN}([0-9]{{1,2}}){_SIGN}([0-9]{{1,2}})$", "ymd"),
    _Shape(rf"^([0-9]{{1,2}}){_SIGN}([0-9]{{1,2}}){_SIGN}([0-9]{{4}}|[0-9]{{2}})$", "12y"),
    _Shape(r"^([0-9]{8})$", "8"),
    _Shape(r"^([0-9]{4})$", "y"),
    _Shape(rf"^([0-9]{{4}}){_SIGN}([0-9]{{1,2}})$", "ym"),
    _Shape(rf"^([0-9]{{1,2}}){_SIGN}([0-9]{{4}})$", "my"),
    # Days since the eve of 1900: how a spreadsheet keeps a date.
    _Shape(r"^([0-9]{5})(?:[.,][0-9]+)?$", "5"),
    _Shape(rf"^([0-9]{{1,2}}){_TH}{_JOIN}{_WORD}{_JOIN}([0-9]{{4}}|[0-9]{{2}})$", "dwy"),
    _Shape(rf"^{_WORD}{_JOIN}([0-9]{{1,2}}){_TH}[\s,./\-]+([0-9]{{4}}|[0-9]{{2}})$", "wdy"),
    _Shape(rf"^([0-9]{{4}}){_JOIN}{_WORD}{_JOIN}([0-9]{{1,2}})$", "ywd"),
    _Shape(rf"^{_WORD}{_JOIN}([0-9]{{4}})$", "wy"),
    _Shape(rf"^([0-9]{{4}}){_JOIN}{_WORD}$", "yw"),
)
_AMBIGUOUS = _SHAPES[1]


def bare(text: pl.Expr) -> pl.Expr:
    """The date alone, lower-case: without time of day, weekday, and the word for year."""
    lowered = text.str.normalize("NFKC").str.to_lowercase()
    return lowered.str.replace(_TIME, "").str.replace(_WEEKDAY, "").str.replace(_YEAR_WORD, "").str.strip_chars()


def scanned(text: pl.Expr) -> pl.Expr:
    """`0S/21/19G7` as `05/21/1967`; null for a text without letters, or with other letters than look like digits."""
    return pl.when(text.str.contains(_SCANNED) & text.str.contains(r"\p{L}|[|!]")).then(digits_for_letters(text))


def read(rows: pl.DataFrame, order: Order) -> pl.DataFrame:
    """Rows whose column `date` is a date in some shape, with the columns of `READ`; the others do not come back."""
    frames = []
    for shape in _SHAPES:
        fits = pl.col("date").str.contains(shape.pattern).fill_null(value=False)
        frames.append(_with_components(rows.filter(fits), shape, order))
        rows = rows.filter(~fits)
    return pl.concat(frames)


def guess_order(raw: pl.Series) -> Order | None:
    """The order in which a column writes day and month, from values that can be read in one way only.

    None when nothing tells, or when the evidence is even. The answer depends on the whole column: decide once, over
    all its values, and keep the decision with the job's options.
    """
    return clear_order(order_votes(raw))


def clear_order(votes: Mapping[Order, int]) -> Order | None:
    """The order with most of the votes of `order_votes`; None where there are none, or where several have as many."""
    best = max(votes.values())
    winners = [order for order, count in votes.items() if count == best]
    return winners[0] if best and len(winners) == 1 else None


def order_votes(raw: pl.Series) -> dict[Order, int]:
    """How many values of a column can be read in one order only, by that order."""
    parts = pl.col("date").str.extract_groups(_AMBIGUOUS.pattern)
    first, second, last = (parts.struct[at].cast(pl.Int32, strict=False) for at in range(3))
    votes = (
        pl.DataFrame({"raw": raw.cast(pl.String)})
        .select(bare(pl.col("raw")).alias("date"))
        .select(
            dmy=(first.is_between(13, 31) & second.is_between(1, 12)).sum(),
            mdy=(second.is_between(13, 31) & first.is_between(1, 12) & (last > 31)).sum(),
            ymd=((first > 31) & second.is_between(1, 12) & last.is_between(1, 31)).sum(),
        )
        .row(0, named=True)
    )
    orders: tuple[Order, ...] = ("dmy", "mdy", "ymd")
    return {order: int(votes[order]) for order in orders}


def is_date(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Whether the three are a day of the calendar."""
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    february = pl.when(leap).then(29).otherwise(28)
    days = pl.when(month == 2).then(february).when(month.is_in([4, 6, 9, 11])).then(30).otherwise(31)
    return year.is_between(1, 9999) & month.is_between(1, 12) & day.is_between(1, days)


def _with_components(rows: pl.DataFrame, shape: _Shape, order: Order) -> pl.DataFrame:
    groups = pl.col("date").str.extract_groups(shape.pattern)
    texts = {name: groups.struct[at] for at, name in enumerate(shape.groups)}
    if shape.groups == "8":
        components = _compact(pl.col("date"), order)
    elif shape.groups == "5":
        components = _serial(texts["5"])
    elif shape is _AMBIGUOUS:
        components = _ordered(_number(texts["1"]), _number(texts["2"]), texts["y"], order)
    else:
        components = _named(texts)
    nothing = {"short_year": pl.lit(value=False), "swapped": pl.lit(value=False)}
    types = {"short_year": pl.Boolean, "swapped": pl.Boolean}
    known = nothing | components
    return rows.with_columns(known.get(name, pl.lit(None)).cast(types.get(name, pl.Int32)).alias(name) for name in READ)


def _number(text: pl.Expr) -> pl.Expr:
    return text.cast(pl.Int32, strict=False)


def _named(texts: dict[str, pl.Expr]) -> dict[str, pl.Expr]:
    components = {name: _number(texts[letter]) for name, letter in _LETTERS.items() if letter in texts}
    if "w" in texts:
        word = texts["w"].str.slice(0, 3)
        components["month"] = word.replace_strict(_MONTH_NUMBERS, default=None, return_dtype=pl.Int32)
    return components | {"short_year": texts["y"].str.len_bytes() == 2}


_LETTERS = {"year": "y", "month": "m", "day": "d"}


def _ordered(first: pl.Expr, second: pl.Expr, last: pl.Expr, order: Order) -> dict[str, pl.Expr]:
    """First, second and year by the order; where that is no date and the other order is one, by the other."""
    year = _number(last)
    short = last.str.len_bytes() == 2
    day, month = (second, first) if order == "mdy" else (first, second)
    # Any leap year will do to ask whether day and month exist.
    some_year = pl.when(short).then(2000).otherwise(year)
    swapped = ~is_date(some_year, month, day) & is_date(some_year, day, month)
    components = {
        "year": year,
        "month": pl.when(swapped).then(day).otherwise(month),
        "day": pl.when(swapped).then(month).otherwise(day),
        "short_year": short,
        "swapped": swapped,
    }
    if order != "ymd":
        return components
    # Only a short year can stand first: 85-03-12. Where that is no date, 31/12/85 may still be one.
    leads = short & (is_date(pl.lit(2000), second, year) | ~is_date(some_year, components["month"], components["day"]))
    leading = {"year": first, "month": second, "day": year, "swapped": pl.lit(value=False)}
    return components | {name: pl.when(leads).then(leading[name]).otherwise(components[name]) for name in leading}


def _compact(date: pl.Expr, order: Order) -> dict[str, pl.Expr]:
    """Eight digits: year first if that is a date, else year last if that is one, else year first all the same."""
    ymd = [_number(date.str.slice(at, length)) for at, length in ((0, 4), (4, 2), (6, 2))]
    middle = ((2, 2), (0, 2)) if order != "mdy" else ((0, 2), (2, 2))
    last = [_number(date.str.slice(at, length)) for at, length in ((4, 4), *middle)]
    likely = is_date(ymd[0], ymd[1], ymd[2]) & ymd[0].is_between(1000, 2999)
    late = ~likely & is_date(last[0], last[1], last[2]) & last[0].is_between(1800, 2199)
    return {name: pl.when(late).then(last[at]).otherwise(ymd[at]) for at, name in enumerate(("year", "month", "day"))}


def _serial(text: pl.Expr) -> dict[str, pl.Expr]:
    # Day 0 is 30 December 1899, because spreadsheets believe in a 29 February 1900.
    date = pl.date(1899, 12, 30) + pl.duration(days=text.cast(pl.Int64, strict=False))
    return {"year": date.dt.year(), "month": date.dt.month(), "day": date.dt.day()}
