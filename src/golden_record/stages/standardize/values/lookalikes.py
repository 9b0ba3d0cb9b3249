"""Letters that stand where a digit belongs, from poor scans and quick fingers."""

from __future__ import annotations

import polars as pl

_DIGITS = {
    **dict.fromkeys("OoОоQD", "0"),
    **dict.fromkeys("IilІі|!", "1"),
    **dict.fromkeys("Zz", "2"),
    **dict.fromkeys("Зз", "3"),
    **dict.fromkeys("Ss", "5"),
    **dict.fromkeys("Gb", "6"),
    "B": "8",
    **dict.fromkeys("gq", "9"),
}


def digits_for_letters(text: pl.Expr) -> pl.Expr:
    """The text with each look-alike letter as the digit it resembles; only for texts that hold nothing but a number."""
    return text.str.replace_many(_DIGITS)
