"""What a person wrote around and between phone numbers: several in one cell, extensions, words, stray letters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Between two numbers. Inside one number these leave pieces too short to stand alone, so it is not split.
_BETWEEN = re.compile(r"\s*(?:[,;|\n]|/|\\|\s(?:или|либо|и|or|and|&)\s)\s*", re.I)
_EXTENSION = re.compile(
    r"[\s,;#(]*(?:\b(?:добавочный|доб|внутренний|внутр|вн|extension|extn?|ext)\b\.?|(?<=[\d\s)])[xх#])[\s:№#.]*(\d{1,7})\)?\s*$",
    re.I,
)
_EXTENSION_START = re.compile(r"^\W*(?:доб|внутр|вн\b|ext|x\s?\d)", re.I)
# The letter o typed for nought, l or I for one: only where nothing but digits and signs surround them.
_DIGITS_AND_LOOKALIKES = re.compile(r"^[\d\s+().\-oOоОlI]*$")
_LOOKALIKES = str.maketrans("oOоОlI", "000011")
_LOOKALIKE = re.compile(r"[oOоОlI]")
_PLUS = re.compile(r"^\D*?[+]\D*\d")
# Fewer digits are no number of their own.
_ALONE = 5
_FULL = 10


@dataclass(frozen=True, slots=True)
class Piece:
    """One number as digits with at most a leading plus."""

    digits: str
    extension: str | None = None
    repaired: str | None = None


def pieces(text: str) -> Iterator[Piece]:
    """The numbers written in one cell, left to right; always at least one piece."""
    for part in _split(text):
        yield _piece(part)


def _split(text: str) -> list[str]:
    parts = [part for part in _BETWEEN.split(text) if part]
    joined: list[str] = []
    for part in parts:
        # "123-45-67, доб. 12": what follows belongs to the number before.
        if joined and _EXTENSION_START.match(part):
            joined[-1] += ", " + part
        else:
            joined.append(part)
    if any(_digit_count(part) >= _FULL for part in joined):
        # "495 123-45-67/68": a full number followed by other endings.
        joined = [part for part in joined if _digit_count(part) >= _ALONE]
    if joined and all(_digit_count(part) >= _ALONE for part in joined):
        return [number for part in joined for number in _pair(part)]
    return [text]


def _pair(text: str) -> list[str]:
    """Two full numbers with nothing but a blank between them."""
    chunks = text.split(" ")
    if len(chunks) == 2 and all(_digit_count(chunk) >= _FULL for chunk in chunks):
        return chunks
    return [text]


def _digit_count(text: str) -> int:
    return sum(sign.isdecimal() for sign in text)


def _piece(text: str) -> Piece:
    number, extension = _without_extension(text)
    repaired = None
    if _LOOKALIKE.search(number) and _DIGITS_AND_LOOKALIKES.match(number) and _digit_count(number) >= _ALONE:
        number, repaired = number.translate(_LOOKALIKES), "letter for digit"
    return Piece(_digits(number), extension, repaired)


def _without_extension(text: str) -> tuple[str, str | None]:
    found = _EXTENSION.search(text)
    if found is None or _digit_count(text[: found.start()]) < _ALONE:
        return text, None
    return text[: found.start()], found[1]


def _digits(text: str) -> str:
    """ASCII digits of any script, with a plus when one stands right before the first."""
    digits = "".join(str(unicodedata.decimal(sign)) for sign in text if sign.isdecimal())
    plus = _PLUS.search(text) is not None
    return ("+" if plus else "") + digits
