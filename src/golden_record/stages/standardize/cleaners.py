"""Which cleaner an attribute gets, with which options, and the fingerprint under which its results are kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import get_args

import polars as pl

from golden_record.config.attributes import AttributeConfig
from golden_record.config.base import DateOrder
from golden_record.model.cleaned import COLUMNS, KEY, ORDINAL, QUALITY, RAW, REASON, VALUE, Quality
from golden_record.model.keys import Json, fingerprint
from golden_record.stages.standardize import names
from golden_record.stages.standardize.values import CLEANERS
from golden_record.stages.standardize.values.birth_date import DateOptions
from golden_record.stages.standardize.values.phone import PhoneOptions

NAME_VERSION = 2
"""Raise it when the name cleaner's answers change: kept values are then cleaned again."""

_SQL_TYPES: dict[type[pl.DataType], str] = {
    pl.String: "VARCHAR",
    pl.Int32: "INTEGER",
    pl.Int64: "BIGINT",
    pl.Float64: "DOUBLE",
    pl.Boolean: "BOOLEAN",
    pl.List: "VARCHAR[]",
}

_CACHE_VERSION = 2
"""Raise it when the columns of the kept values change."""

_DATE_ORDERS: Mapping[str, DateOrder] = {order: order for order in get_args(DateOrder)}

READING = "reading"
"""The column that says by which reading a value was cleaned."""

_REWRITTEN = "rewritten"


@dataclass(frozen=True)
class BoundCleaner:
    """A cleaner with the options of one attribute."""

    clean: Callable[[pl.Series, str], pl.DataFrame]
    """Takes raw values and the reading of their column."""

    fingerprint: str
    """Of everything but the reading: values are kept by reading."""

    columns: dict[str, str]
    """Columns of the answer, in order, with their SQL types."""

    ignore: tuple[str, ...] = ()

    def __call__(self, raw: pl.Series, reading: str, rewritten: pl.Series | None = None) -> pl.DataFrame:
        """Cleaned values of distinct raw values of columns with one reading; what the job ignores is a placeholder.

        `rewritten` are the same values as the job's own steps left them: they are read in place of the raw ones.
        """
        cleaned = self.clean(raw, reading) if rewritten is None else self._of_rewritten(raw, reading, rewritten)
        return _ignored(cleaned, self.ignore).with_columns(pl.lit(reading).alias(READING))

    def _of_rewritten(self, raw: pl.Series, reading: str, rewritten: pl.Series) -> pl.DataFrame:
        texts = pl.DataFrame({RAW: raw, _REWRITTEN: rewritten})
        distinct = texts[_REWRITTEN].unique(maintain_order=True).alias(RAW)
        cleaned = self.clean(distinct, reading).rename({RAW: _REWRITTEN})
        answers = texts.join(cleaned, on=_REWRITTEN, how="left", maintain_order="left_right")
        return answers.select(name for name in self.columns if name != READING)


def cleaner_for(attribute: AttributeConfig, ignore: Sequence[str], today: date, steps: str = "") -> BoundCleaner:
    """The cleaner of an attribute.

    `steps` is the fingerprint of what the job does to the values before; equal values under other steps are cleaned
    again.
    """
    known = tuple(sorted(ignore))
    marks: list[Json] = [_CACHE_VERSION, [*known], *([steps] if steps else [])]
    if attribute.type == "person_name":
        print_ = fingerprint("person_name", NAME_VERSION, *marks)
        return BoundCleaner(_clean_names, print_, _columns(names.PARTS), known)
    cleaner = CLEANERS[attribute.type]
    options = _options(cleaner.options, attribute, today)
    print_ = fingerprint(attribute.type, cleaner.version, repr(sorted(asdict(options("")).items())), *marks)
    return BoundCleaner(
        lambda values, reading: cleaner.clean(values, options(reading)), print_, _columns(cleaner.parts), known
    )


def _clean_names(raw: pl.Series, reading: str) -> pl.DataFrame:
    return names.clean(raw, names.habit_of(reading))


def _options(kind: type, attribute: AttributeConfig, today: date) -> Callable[[str], DateOptions | PhoneOptions]:
    """The options of a cleaner by reading; the empty one stands for what the options are without any."""
    if kind is PhoneOptions:
        return PhoneOptions
    if kind is DateOptions:
        # The last day of the year stands for today: a date of tomorrow is no birth date, but kept values stay valid.
        last_day = date(today.year, 12, 31)
        return lambda reading: DateOptions(_DATE_ORDERS.get(reading), attribute.formats, last_day)
    return lambda _: kind()  # every other options class is empty and never read


def _columns(parts: Mapping[str, pl.DataType]) -> dict[str, str]:
    own = {RAW: "VARCHAR", ORDINAL: "INTEGER"} | dict.fromkeys(COLUMNS[2:], "VARCHAR")
    return own | {name: _SQL_TYPES[kind.base_type()] for name, kind in parts.items()} | {READING: "VARCHAR"}


def _ignored(cleaned: pl.DataFrame, patterns: Sequence[str]) -> pl.DataFrame:
    """Values that the job calls meaningless, as placeholders: no value, no key."""
    if not patterns:
        return cleaned
    whole = "|".join(".*".join(re.escape(text) for text in item.lower().split("*")) for item in patterns)
    found = pl.any_horizontal(
        pl.col(name).str.to_lowercase().str.contains(f"(?s)^(?:{whole})$").fill_null(value=False)
        for name in (RAW, VALUE, KEY)
    )
    nothing = pl.lit(None, dtype=pl.String)
    return cleaned.with_columns(
        pl.when(found).then(nothing).otherwise(pl.col(VALUE)).alias(VALUE),
        pl.when(found).then(nothing).otherwise(pl.col(KEY)).alias(KEY),
        pl.when(found).then(pl.lit(Quality.PLACEHOLDER.value)).otherwise(pl.col(QUALITY)).alias(QUALITY),
        pl.when(found).then(pl.lit("ignored by the job")).otherwise(pl.col(REASON)).alias(REASON),
    )
