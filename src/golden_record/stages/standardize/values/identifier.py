"""Identifiers without a rule of their own: loyalty cards, contracts, devices, cookies."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from golden_record.model.cleaned import KEY, VALUE, Quality
from golden_record.stages.standardize.values.outcome import TEXT, Parts, finished, graded, questions, reasoned
from golden_record.stages.standardize.values.placeholders import placeholder_expr
from golden_record.stages.standardize.values.translit import ascii_keys

PARTS: Parts = {}

# Numbers of a register may stand in the key of another; signs between them are taste.
_SIGNS = r"[^\p{L}\p{N}]+"
# 1.23457E+11: a spreadsheet kept six digits of twelve, so many customers now share what is left.
_ROUNDED = r"^[0-9][.,][0-9]+E\+?[0-9]{1,3}$"
# 123456.0: the number went through a float and nothing was lost.
_FLOAT = r"^([0-9]+)[.,]0+$"
_SAME = "|".join(f"{sign}{{5,}}" for sign in "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_UP = "1234567890" * 2
_RUNS = "|".join(
    sorted({_UP[:length] for length in range(5, 17)} | {"0123456789", "987654321", "9876543210", "ABCDEF"})
)
_WORDS = "TEST|TEST[0-9]{1,3}|ТЕСТ|UNKNOWN|NONE|NULL|EMPTY|DEFAULT|DUMMY|SAMPLE|EXAMPLE"
_PLACEHOLDER = rf"^(?:0+|[A-ZА-Я]|{_SAME}|{_RUNS}|{_WORDS})$"
# Cyrillic capitals that look like Latin ones are the same sign on a printed card.
_TWINS = dict(zip("АВЕКМНОРСТУХ", "ABEKMHOPCTYX", strict=True))


@dataclass(frozen=True, slots=True)
class IdentifierOptions:
    """Identifiers have nothing to set."""


def clean(raw: pl.Series, options: IdentifierOptions) -> pl.DataFrame:
    """Upper case without signs; the key is ASCII, look-alike letters of the two alphabets being one."""
    del options
    junk = placeholder_expr(pl.col(TEXT)) | is_junk(pl.col("signs"))
    rows = capitals(questions(raw)).with_columns(junk.fill_null(value=False).alias("nothing"))
    sign, nothing, rounded, floated = (pl.col(name) for name in ("signs", "nothing", "rounded", "floated"))
    usable = ~nothing & ~rounded.fill_null(value=False)
    judged = rows.with_columns(
        pl.when(usable).then(sign).alias(VALUE),
        pl.when(usable).then(pl.coalesce("ascii", "signs")).alias(KEY),
        graded(
            (nothing, Quality.PLACEHOLDER),
            (rounded, Quality.INVALID),
            (floated, Quality.REPAIRED),
            (sign.is_not_null(), Quality.GOOD),
        ),
        reasoned((nothing, "placeholder"), (rounded, "rounded by a spreadsheet"), (floated, "decimal point removed")),
    )
    return finished([judged], PARTS)


def capitals(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds `signs` (upper case, letters and digits), `ascii` (the same for keys), and the marks of spreadsheets."""
    # The compatibility form of № is No, which would become part of the number.
    upper = (
        pl.col(TEXT)
        .str.replace_all("№", " ", literal=True)
        .str.normalize("NFKC")
        .str.to_uppercase()
        .str.strip_chars("'’`\" ")
    )
    marked = rows.with_columns(
        upper.str.replace(_FLOAT, "${1}").str.replace_all(_SIGNS, "").alias("signs"),
        upper.str.contains(_ROUNDED).alias("rounded"),
        upper.str.contains(_FLOAT).alias("floated"),
    ).with_columns(pl.when(pl.col("signs") != "").then(pl.col("signs")).alias("signs"))
    latin = ascii_keys(marked["signs"].str.replace_many(_TWINS))
    return marked.with_columns(
        latin.str.to_uppercase().str.replace_all(" ", "", literal=True).alias("ascii"),
    )


def is_junk(signs: pl.Expr) -> pl.Expr:
    """Whether upper-case letters and digits were typed only to fill a field."""
    return signs.str.contains(_PLACEHOLDER) | placeholder_expr(signs)
