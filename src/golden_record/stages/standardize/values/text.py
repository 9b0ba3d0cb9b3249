"""Free text, categories and cities: the value as a person would read it, the key in ASCII."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from golden_record.model.cleaned import KEY, VALUE, Quality
from golden_record.stages.standardize.values.outcome import TEXT, Parts, finished, graded, questions, reasoned
from golden_record.stages.standardize.values.placeholders import placeholder_expr
from golden_record.stages.standardize.values.translit import ascii_keys

PARTS: Parts = {}


@dataclass(frozen=True, slots=True)
class TextOptions:
    """Text has nothing to set."""


def clean(raw: pl.Series, options: TextOptions) -> pl.DataFrame:
    """Trim and collapse; the key is transliterated lower-case ASCII, so scripts and punctuation do not matter."""
    del options  # one signature for all cleaners
    rows = questions(raw)
    return finished([judged(rows, ascii_keys(rows[TEXT]))], PARTS)


def clean_category(raw: pl.Series, options: TextOptions) -> pl.DataFrame:
    """A word of a closed list: trimmed, and compared without regard to case only, since `C` and `C++` differ."""
    del options
    rows = questions(raw)
    return finished([judged(rows, rows[TEXT].str.to_lowercase())], PARTS)


def judged(rows: pl.DataFrame, keys: pl.Series) -> pl.DataFrame:
    """Value, key, quality and reason of rows in which every text is worth its face unless it is a placeholder."""
    asked = rows.with_columns(keys.alias("keys"), placeholder_expr(pl.col(TEXT)).alias("nothing"))
    text, nothing = pl.col(TEXT), pl.col("nothing")
    return asked.with_columns(
        pl.when(~nothing).then(text).alias(VALUE),
        # A text in signs that have no ASCII form still equals itself.
        pl.when(~nothing).then(pl.coalesce("keys", text)).alias(KEY),
        graded((nothing, Quality.PLACEHOLDER), (text.is_not_null(), Quality.GOOD)),
        reasoned((nothing, "placeholder")),
    )
