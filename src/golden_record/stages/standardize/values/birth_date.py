"""Dates to ISO text: birth dates, for which some days are defaults of programs, and dates of any other kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from golden_record.model.cleaned import KEY, VALUE, Quality
from golden_record.stages.standardize.values.date_shapes import (
    Order,
    bare,
    clear_order,
    guess_order,
    is_date,
    order_votes,
    read,
    scanned,
)
from golden_record.stages.standardize.values.outcome import AT, TEXT, Parts, finished, graded, questions, reasoned
from golden_record.stages.standardize.values.placeholders import placeholder_expr

__all__ = ["PARTS", "DateOptions", "clean", "clean_date", "clear_order", "guess_order", "order_votes"]

PARTS: Parts = {"year": pl.Int32(), "month": pl.Int32(), "day": pl.Int32()}

# What databases and forms write when nobody knows.
_DEFAULTS = ("0001-01-01", "1111-11-11", "1753-01-01", "1899-12-30", "1899-12-31", "1900-01-01", "2999-12-31")
_BIRTH_DEFAULTS = (*_DEFAULTS, "1900-01-02", "1901-01-01", "1970-01-01")
_NO_YEAR = (0, 9999)
# Nobody on record lived longer than 122 years.
_OLDEST = 122


@dataclass(frozen=True, slots=True)
class DateOptions:
    """How dates are written, and the day up to which they can lie."""

    order: Order | None = None
    """Order of day and month where a value leaves it open; None guesses from the values given, else day first."""

    formats: tuple[str, ...] = ()
    """The only formats to accept besides ISO, as strptime writes them."""

    today: date | None = None
    """Later dates are impossible; without it there is no such check, and 30 is the last short year of this century."""


def clean(raw: pl.Series, options: DateOptions) -> pl.DataFrame:
    """Birth dates: ISO text as value and key, the default days of programs being placeholders.

    A date that no calendar has, or that lies ahead, gives no value, yet keeps its digits as key in the shape of a
    date: a typo must stay comparable. Years before those of the oldest person are `suspicious`.
    `1985` and `1985-03` stay partial.
    """
    century = _last_short_year(options, birth=True)
    return finished([_judged(_asked(_components(raw, options, century), options, _BIRTH_DEFAULTS))], PARTS)


def clean_date(raw: pl.Series, options: DateOptions) -> pl.DataFrame:
    """Dates of any kind: as for birth dates, but they may lie ahead or long ago, and fewer days are placeholders."""
    century = _last_short_year(options, birth=False)
    free = DateOptions(options.order, options.formats)
    return finished([_judged(_asked(_components(raw, free, century), free, _DEFAULTS))], PARTS)


def _last_short_year(options: DateOptions, *, birth: bool) -> int:
    if not birth:
        return 69  # the convention of strptime
    return options.today.year % 100 if options.today else 30


def _components(raw: pl.Series, options: DateOptions, last_short_year: int) -> pl.DataFrame:
    """One row per raw value with year, month and day as far as they were written."""
    rows = questions(raw).with_columns(scanned(pl.col(TEXT)).alias("scanned"))
    rows = rows.with_columns(bare(pl.coalesce("scanned", TEXT)).alias("date"))
    found = read(rows, options.order or guess_order(raw) or "dmy")
    year = pl.col("year")
    full = pl.when(pl.col("short_year")).then(year + pl.when(year <= last_short_year).then(2000).otherwise(1900))
    # 1692-01-00: what is unknown was written as nought.
    named = found.with_columns(
        full.otherwise(year).alias("year"),
        *(pl.when(pl.col(name) > 0).then(pl.col(name)).alias(name) for name in ("month", "day")),
    )
    rest = rows.join(named.select(AT), on=AT, how="anti")
    whole = pl.concat([named, rest], how="diagonal")
    return _accepted(whole, options.formats) if options.formats else whole.with_columns(refused=pl.lit(value=False))


def _accepted(rows: pl.DataFrame, formats: tuple[str, ...]) -> pl.DataFrame:
    """Only what one of the formats (or ISO) reads is accepted, and as that format reads it."""
    tries = [pl.col(TEXT).str.to_date(form, strict=False, exact=True) for form in ("%Y-%m-%d", *formats)]
    strict = rows.with_columns(pl.coalesce(tries).alias("strict"))
    known = pl.col("strict")
    parts = {"year": known.dt.year(), "month": known.dt.month(), "day": known.dt.day()}
    return strict.with_columns(
        *(pl.when(known.is_not_null()).then(part).otherwise(pl.col(name)).alias(name) for name, part in parts.items()),
        pl.when(known.is_null()).then(pl.col("swapped")).otherwise(pl.lit(value=False)).alias("swapped"),
        (known.is_null() & pl.col(TEXT).is_not_null()).alias("refused"),
    )


def _asked(rows: pl.DataFrame, options: DateOptions, defaults: tuple[str, ...]) -> pl.DataFrame:
    """Adds `iso` and what is to be known of it before judging."""
    year, month, day, iso = (pl.col(name) for name in ("year", "month", "day", "iso"))
    # A part that was not written is filled with what every year has.
    exists = is_date(year, month.fill_null(1), day.fill_null(1)) & (day.is_null() | month.is_not_null())
    shaped = rows.with_columns(_iso(year, month, day).alias("iso"), exists.alias("exists"))
    nothing = placeholder_expr(pl.col(TEXT)) | iso.is_in(list(defaults)) | year.is_in(list(_NO_YEAR))
    never = pl.lit(value=False)
    return shaped.with_columns(
        nothing.fill_null(value=False).alias("nothing"),
        (iso > options.today.isoformat() if options.today else never).alias("ahead"),
        (year < options.today.year - _OLDEST if options.today else never).alias("ancient"),
    )


def _judged(asked: pl.DataFrame) -> pl.DataFrame:
    year, day, iso = (pl.col(name) for name in ("year", "day", "iso"))
    flags = ("nothing", "refused", "ahead", "exists", "swapped", "ancient")
    none, refused, later, real, swapped, ancient = (pl.col(name) for name in flags)
    strange = iso.is_null() & pl.col(TEXT).is_not_null()
    wrong = refused | strange | ~real | later
    return asked.with_columns(
        graded(
            (none, Quality.PLACEHOLDER),
            (wrong, Quality.INVALID),
            (ancient, Quality.SUSPICIOUS),
            (swapped | pl.col("scanned").is_not_null(), Quality.REPAIRED),
            (iso.is_not_null(), Quality.GOOD),
        ),
        reasoned(
            (none, "placeholder"),
            (refused, "another format"),
            (strange, "not a date"),
            (~real, "no such day"),
            (later, "in the future"),
            (ancient, "too long ago"),
            (swapped, "day and month swapped"),
            (pl.col("scanned").is_not_null(), "letter for digit"),
            (year.is_not_null() & day.is_null(), "partial"),
        ),
        pl.when(~none & ~wrong.fill_null(value=False)).then(iso).alias(VALUE),
        pl.when(~none).then(iso).alias(KEY),
        *(pl.when(~none).then(pl.col(name)).alias(name) for name in PARTS),
    )


def _iso(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """`1985-03-12`, `1985-03` or `1985`; a date with a day but no month keeps its shape as `1985-00-12`."""
    padded = [year.cast(pl.String).str.zfill(4), *(part.cast(pl.String).str.zfill(2) for part in (month, day))]
    return (
        pl.when(day.is_not_null())
        .then(pl.concat_str(padded[0], padded[1].fill_null("00"), padded[2], separator="-"))
        .when(month.is_not_null())
        .then(pl.concat_str(padded[0], padded[1], separator="-"))
        .otherwise(padded[0])
    )
