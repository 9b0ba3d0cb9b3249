"""How a word of a name is written: its capitals, and the particles that take none."""

from __future__ import annotations

import re
from typing import Final

PARTICLES: Final = frozenset(
    {
        "van", "der", "den", "de", "la", "le", "du", "del", "della", "di", "da", "dos", "das", "do", "von", "zu",
        "zur", "ten", "ter", "af", "al", "el", "bin", "ibn", "ben", "bint", "abu", "st", "фон", "ван", "дер",
        "де", "ла", "ди", "да", "дель", "ибн", "бин", "аль", "эль", "цу",
    }
)  # fmt: skip
"""Words that belong to the family name after them."""

PARTICLES_OR_GIVEN: Final = frozenset({"al", "ben"})
"""Particles that are given names when they come first: Al Gore, Ben Affleck."""

FILIATIONS: Final = {
    "оглы": "m", "оглу": "m", "углы": "m", "угли": "m", "улы": "m", "уулу": "m",
    "кызы": "f", "гызы": "f", "кизи": "f",
    "ogly": "m", "oglu": "m", "ugli": "m", "uly": "m", "uulu": "m",
    "kyzy": "f", "gyzy": "f", "qizi": "f", "kizi": "f",
}  # fmt: skip
"""Turkic words for son and daughter that make the name before them a patronymic, and the gender they tell."""

_UPPER: Final = "A-ZÀ-ÖØ-ÞЀ-Я"
_LOWER: Final = "a-zß-öø-ÿа-џ"

# One capital per part with small letters after it: Иванов, McDonald, DeVito, but neither ИВанов nor иВАНОВ.
_SENSIBLE: Final = re.compile(rf"(?:[{_UPPER}][{_LOWER}]+)+|[{_UPPER}]")

# The first part of O'Neil and D'Artagnan; after any other apostrophe a name goes on in small letters.
_PREFIXES: Final = frozenset("odlmодлм")


def well_cased(word: str) -> str:
    """The word in its usual capitals; what a person cased with sense is left alone: `McDonald`, `DeVito`."""
    if _SENSIBLE.fullmatch(word):
        return word
    return "-".join(map(_between_hyphens, word.split("-")))


def _between_hyphens(segment: str) -> str:
    if segment.lower() in FILIATIONS:
        return segment.lower()
    head, *tail = segment.split("'")
    after_apostrophe = _capitalised if head.lower() in _PREFIXES else str.lower
    return "'".join([_capitalised(head), *map(after_apostrophe, tail)])


def _capitalised(part: str) -> str:
    if _SENSIBLE.fullmatch(part):
        return part
    lower = part.lower()
    if lower.startswith("mc") and len(lower) > 4:
        return f"Mc{lower[2].upper()}{lower[3:]}"
    return lower[:1].upper() + lower[1:]
