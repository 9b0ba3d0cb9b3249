"""What the name of a column says: its words, the meaning they have, and how sure that makes one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

from golden_record.config.consistency import RESERVED, RESERVED_HISTORY, RESERVED_INSIDE
from golden_record.discover.vocabulary import ABOUT, PROOF, QUALIFIERS, THINGS, Meaning, meanings, phrases
from golden_record.stages.standardize.values.translit import ascii_key

_HUMP = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])|(?<=[A-ZА-ЯЁ])(?=[A-ZА-ЯЁ][a-zа-яё])")
_EDGE = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_SIGNS = re.compile(r"[\W_]+")
# Ways of romanising one sound: ya, ia, ja; iy, y; kh, h; shch, sch; ts, c; a doubled letter.
_SOUNDS = ((r"[yj]", "i"), (r"kh", "h"), (r"sh?ch", "sch"), (r"(.)\1+", r"\1"))
_LONGEST_PHRASE = 5
_LONGEST_NAME = 60

EXACT = 1.0
QUALIFIED = 0.9
PARTIAL = 0.5

About = Literal["value", "proof", "other"]


@dataclass(frozen=True)
class Heading:
    """A header as read. `about` is `proof` for a column that says whether the value of `meaning` is confirmed.

    `certainty` is 1 where the header says nothing else, 0 where it says nothing known. `qualifier` sets a second
    address apart from the first: `billing`, `shipping`.
    """

    words: tuple[str, ...]
    meaning: Meaning | None = None
    certainty: float = 0.0
    about: About = "value"
    qualifier: str = ""


def read_header(name: str) -> Heading:
    """The meaning of a column's name."""
    words = words_of(name)
    window = _best_window(words)
    if window is None:
        return Heading(words, about="proof" if _has(words, PROOF) else "value")
    start, end = window
    meaning = _meanings()["".join(words[start:end])]
    rest = tuple(word for word in (*words[:start], *words[end:]) if not word.isdigit())
    if _has(rest, PROOF):
        return Heading(words, meaning, EXACT, "proof")
    if _has(rest, ABOUT) or (_has(rest, THINGS) and meaning.attribute):
        return Heading(words, about="other")
    certainty = EXACT if not rest else QUALIFIED if _folded(QUALIFIERS).issuperset(rest) else PARTIAL
    return Heading(words, meaning, certainty, qualifier=_qualifier(words[:start]))


def words_of(name: str) -> tuple[str, ...]:
    """The words of a header, romanised and folded so that spellings of one sound are one."""
    parted = _EDGE.sub(" ", _HUMP.sub(" ", name))
    return tuple(fold(word) for part in _SIGNS.split(parted) for word in ascii_key(part).split())


def fold(word: str) -> str:
    """One spelling for the ways of writing a Russian word in Latin letters."""
    for pattern, sound in _SOUNDS:
        word = re.sub(pattern, sound, word)
    return word


def slug(name: str, *, default: str) -> str:
    """A header as the name of an attribute or a source: lower case, ASCII, no name that the tables need."""
    parted = _HUMP.sub(" ", name)
    plain = "_".join(ascii_key(parted).split())[:_LONGEST_NAME].rstrip("_")
    if not plain or not plain[0].isalpha():
        plain = f"{default}_{plain}".rstrip("_")
    taken = plain in RESERVED | RESERVED_HISTORY | RESERVED_INSIDE or plain == "ignore"
    return f"customer_{plain}"[:_LONGEST_NAME].rstrip("_") if taken else plain


def _best_window(words: tuple[str, ...]) -> tuple[int, int] | None:
    """The longest run of words that is a phrase; among equals the last, for the last noun is the head."""
    windows = [
        (start, end)
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + _LONGEST_PHRASE) + 1)
        if "".join(words[start:end]) in _meanings()
    ]
    return max(windows, key=lambda at: (_weight(words, at), at[1] - at[0], at[0]), default=None)


def _weight(words: tuple[str, ...], at: tuple[int, int]) -> int:
    """A phrase with a canonical attribute outranks `id`, `date` and their like, however long."""
    meaning = _meanings()["".join(words[at[0] : at[1]])]
    return 1 if meaning.attribute else 0


def _qualifier(before: tuple[str, ...]) -> str:
    kinds = ("biling", "shiping", "deliveri", "mailing", "legal", "registration", "work", "dostavki")
    return next((word for word in before if word in kinds), "")


def _has(words: Iterable[str], listed: str) -> bool:
    return not _folded(listed).isdisjoint(words)


@cache
def _meanings() -> dict[str, Meaning]:
    return {_joined(phrase): meaning for phrase, meaning in meanings()}


@cache
def _folded(listed: str) -> frozenset[str]:
    return frozenset(map(_joined, phrases(listed)))


def _joined(phrase: str) -> str:
    return "".join(words_of(phrase))
