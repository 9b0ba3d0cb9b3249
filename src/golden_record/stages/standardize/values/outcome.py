"""How the rows that every cleaner gives back are put together, whatever the type."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

import polars as pl

from golden_record.model.cleaned import COLUMNS, KEY, ORDINAL, QUALITY, RAW, REASON, VALUE, Quality

AT = "at"
"""Where a raw value stood in the series: it keeps answers in the order of the questions."""

TEXT = "text"
"""The raw value as a person would read it: composed letters, single spaces, no invisible signs; null when blank."""

Part = str | int | None
Parts = Mapping[str, pl.DataType]

_ROW_TYPES: Mapping[str, pl.DataType] = {
    AT: pl.UInt32(),
    RAW: pl.String(),
    ORDINAL: pl.Int32(),
    VALUE: pl.String(),
    KEY: pl.String(),
    QUALITY: pl.String(),
    REASON: pl.String(),
}

# Soft hyphen, zero-width space and its kin, direction marks, byte order mark: never part of what was meant.
_INVISIBLE = r"[\u{00AD}\u{200B}\u{200E}\u{200F}\u{202A}-\u{202E}\u{2060}\u{2066}-\u{2069}\u{FEFF}]+"
# Control characters separate rather than join: a NUL or a tab between two words is a space.
_GAPS = r"[\s\p{Cc}]+"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to be said about one value found in a raw cell."""

    value: str | None = None
    key: str | None = None
    quality: Quality | None = None
    reason: str | None = None
    parts: Mapping[str, Part] = field(default_factory=dict)


BLANK = Outcome()


def placeholder(reason: str = "placeholder") -> Outcome:
    """The answer to a value that stands for "there is none"."""
    return Outcome(None, None, Quality.PLACEHOLDER, reason)


def invalid(reason: str, key: str | None = None) -> Outcome:
    """The answer to a value that cannot be what its type says; `key` keeps it comparable where that helps."""
    return Outcome(None, key, Quality.INVALID, reason)


def questions(raw: pl.Series) -> pl.DataFrame:
    """One row per raw value: `at`, `raw`, and `text` to work on (null for a blank cell)."""
    frame = pl.DataFrame({RAW: raw.cast(pl.String)}).with_row_index(AT)
    return frame.with_columns(readable(pl.col(RAW)).alias(TEXT))


def readable(text: pl.Expr) -> pl.Expr:
    """Composed letters, single spaces, nothing invisible; null when nothing is left."""
    tidy = text.str.normalize("NFC").str.replace_all(_INVISIBLE, "").str.replace_all(_GAPS, " ").str.strip_chars()
    return pl.when(tidy != "").then(tidy)


def graded(*grades: tuple[pl.Expr, Quality]) -> pl.Expr:
    """The `quality` column: the first grade whose condition holds; null where none does."""
    return pl.coalesce(pl.when(which).then(pl.lit(quality.value)) for which, quality in grades).alias(QUALITY)


def reasoned(*reasons: tuple[pl.Expr, str]) -> pl.Expr:
    """The `reason` column: the first reason whose condition holds; null where none does."""
    return pl.coalesce(pl.when(which).then(pl.lit(reason)) for which, reason in reasons).alias(REASON)


def answered(rows: pl.DataFrame, judge: Callable[[str], Iterable[Outcome]], parts: Parts) -> pl.DataFrame:
    """Rows answered one by one in Python: for types without a fast path, and for what a fast path left over."""
    found = [(at, raw, _judged(text, judge)) for at, raw, text in rows.select(AT, RAW, TEXT).iter_rows()]
    records = chain.from_iterable(
        (_record(at, raw, ordinal, outcome, parts) for ordinal, outcome in enumerate(outcomes))
        for at, raw, outcomes in found
    )
    return pl.DataFrame(records, schema={**_ROW_TYPES, **parts}, orient="row")


def _judged(text: str | None, judge: Callable[[str], Iterable[Outcome]]) -> tuple[Outcome, ...]:
    if text is None:
        return (BLANK,)
    distinct: dict[tuple[str | None, str | None], Outcome] = {}
    for outcome in judge(text):
        distinct.setdefault((outcome.value, outcome.key), outcome)
    return tuple(distinct.values()) or (BLANK,)


def _record(at: int, raw: str | None, ordinal: int, outcome: Outcome, parts: Parts) -> tuple[Part, ...]:
    quality = outcome.quality and outcome.quality.value
    known = (outcome.parts.get(name) for name in parts)
    return (at, raw, ordinal, outcome.value, outcome.key, quality, outcome.reason, *known)


def finished(frames: Iterable[pl.DataFrame], parts: Parts) -> pl.DataFrame:
    """The contract's columns and the type's parts, in the order of the raw values; what a frame lacks is null."""
    types = {**_ROW_TYPES, **parts}
    whole = pl.concat([_completed(frame, types) for frame in frames])
    return whole.sort(AT, ORDINAL).select(*COLUMNS, *parts)


def _completed(frame: pl.DataFrame, types: Parts) -> pl.DataFrame:
    defaults = {**dict.fromkeys(types), ORDINAL: 0}
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(defaults[name])).cast(dtype).alias(name)
        for name, dtype in types.items()
    )
