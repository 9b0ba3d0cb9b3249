"""Digits typed to get past a form: no number at all, or one too neat to be believed without a second look."""

from __future__ import annotations

import re

import polars as pl

PLACEHOLDER = "placeholder"
SHOWY = "repeated digits"

_UP = "1234567890"
# Runs along the keyboard: a local, a national or a full number made of them is nobody's.
_RUNS = sorted(
    {_UP[:length] for length in range(6, 11)}
    | {"0123456789", "012345678", "01234567", "0987654321", "9876543210", "987654321", "9123456789", "89123456789"}
    | {"1231231212", "1231234567", "1112223344", "1234567891"}
)
_SAME = "|".join(f"{digit}{{4,}}" for digit in range(10))
_SAME_SEVEN = "|".join(f"{digit}{{7}}" for digit in range(10))
# The whole number is one digit over and over, or its last seven places are noughts.
_PLACEHOLDER = rf"^(?:{_SAME}|{'|'.join(_RUNS)}|[0-9]*0{{7}}|[0-9]?(?:{'|'.join(f'{d}{{10}}' for d in range(10))}))$"
# Real, sold at a premium, and typed by many others.
_SHOWY = rf"(?:{_SAME_SEVEN})$"

_placeholder = re.compile(_PLACEHOLDER)
_showy = re.compile(_SHOWY)


def is_placeholder(digits: str) -> bool:
    """Whether nobody can be reached under these digits."""
    return _placeholder.match(digits) is not None


def is_showy(national: str) -> bool:
    """Whether a national number ends in seven equal digits."""
    return _showy.search(national) is not None


def placeholder_expr(digits: pl.Expr) -> pl.Expr:
    """`is_placeholder` over a column."""
    return digits.str.contains(_PLACEHOLDER)


def showy_expr(national: pl.Expr) -> pl.Expr:
    """`is_showy` over a column."""
    return national.str.contains(_SHOWY)
