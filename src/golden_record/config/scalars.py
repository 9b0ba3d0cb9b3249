"""What a plain YAML scalar means: the core schema of YAML 1.2, narrowed where people mean text.

`NO`, `yes`, `on` and `off` are text. So are `0123`, `+79161234567` and `12:30:45`: a leading zero or plus sign belongs
to a code or a telephone number, and reading it as a number would lose it.
"""

from __future__ import annotations

import re
from typing import TypeAlias

Scalar: TypeAlias = str | int | float | bool | None

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
# Eighteen digits fit 64 bits; anything longer is an identifier that somebody forgot to quote.
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:_[0-9]{3}){1,5}")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,17})?\.[0-9]{1,30}(?:[eE][-+]?[0-9]{1,3})?")
_EXPONENT = re.compile(r"-?(?:0|[1-9][0-9]{0,17})[eE][-+]?[0-9]{1,3}")


def plain_scalar(text: str) -> Scalar:
    """The value of a scalar that is written without quotes."""
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _INTEGER.fullmatch(text) or _GROUPED.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) or _EXPONENT.fullmatch(text):
        return float(text)
    return text
