"""What a cleaner gives back for one raw value, and how a value made of parts travels as one string.

A cleaner is a function over the *distinct* raw values of one attribute. It never raises on data, and answers
with one row per value found in the raw cell: a cell with two phones gives two rows, an empty one a single row
without value.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

RAW = "raw"
ORDINAL = "ordinal"
VALUE = "value"
KEY = "key"
QUALITY = "quality"
REASON = "reason"

COLUMNS = (RAW, ORDINAL, VALUE, KEY, QUALITY, REASON)
"""The columns every cleaner returns, in this order; the columns of its own parts follow."""

SEPARATOR = "\x1f"
"""Stands before every part of a packed value, and before its name."""


class Quality(StrEnum):
    """How much a cleaned value is worth, best first."""

    GOOD = "good"
    REPAIRED = "repaired"
    SUSPICIOUS = "suspicious"
    PLACEHOLDER = "placeholder"
    INVALID = "invalid"


def pack_parts(parts: Mapping[str, str]) -> str:
    r"""One string for a value that arrives in parts: `\x1fgiven=Ivan\x1ffamily=Petrov`.

    The separator is a control character, so a packed value cannot be mistaken for text that a person typed.
    """
    return "".join(f"{SEPARATOR}{name}={value}" for name, value in parts.items() if value)


def unpack_parts(raw: str) -> dict[str, str] | None:
    """The parts of a packed value, or None when `raw` is ordinary text."""
    if not raw.startswith(SEPARATOR):
        return None
    fields = (field.partition("=") for field in raw[1:].split(SEPARATOR))
    return {name: value for name, _, value in fields}
