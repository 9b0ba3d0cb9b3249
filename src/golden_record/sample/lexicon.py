"""All words that names are made of, in one numbered list: people carry numbers, text is looked up once at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from golden_record.sample import english_names, grammar, russian_names
from golden_record.sample.dice import Bools, Ints
from golden_record.sample.places import RUSSIAN

MALE, FEMALE = 0, 1

WRITTEN, WITHOUT_YO, PASSPORT, MAPS, MESSAGES = range(5)
"""The ways a word may be spelled; the last three are Latin."""

ABSENT = -1
"""In place of a word's number: there is none."""


@dataclass(frozen=True)
class GivenNames:
    """Given names of both languages and sexes in one list, each list sorted by frequency.

    `starts[language, sex]` and `sizes[language, sex]` bound the four parts. `short_start` and `short_count` say
    which words are diminutives of a name, `similar` is another name of the same part that sounds like it.
    """

    starts: Ints
    sizes: Ints
    short_start: Ints
    short_count: Ints
    similar: Ints
    sons: Ints
    daughters: Ints


@dataclass(frozen=True)
class Surnames:
    """How many surnames each language has, and the word number of the first one for men and for women."""

    sizes: Ints
    starts: Ints


@dataclass(frozen=True)
class Lexicon:
    """Numbered words with their spellings; `given` and `surnames` say which numbers mean what."""

    texts: pl.Series
    with_yo: Bools
    given: GivenNames
    surnames: Surnames

    def spelled(self, words: Ints, spelling: Ints | int) -> pl.Series:
        """The text of each word in the asked spelling; null where the word is `ABSENT`."""
        place = np.where(words == ABSENT, 0, words + len(self.with_yo) * np.asarray(spelling))
        text = self.texts.gather(place)
        return pl.select(pl.when(pl.lit(pl.Series(words)) != ABSENT).then(pl.lit(text))).to_series()

    def surname(self, index: Ints, language: Ints, sex: Ints) -> Ints:
        """Word numbers of surnames in the form for that sex."""
        return self.surnames.starts[language, sex] + index

    def middle(self, father: Ints, language: Ints, sex: Ints) -> Ints:
        """Word numbers of middle names: a patronymic for Russians, the name itself for the English."""
        patronymic = np.where(sex == MALE, self.given.sons[father], self.given.daughters[father])
        return np.where(language == RUSSIAN, patronymic, father)

    def diminutive(self, given: Ints, draw: Ints) -> Ints:
        """Word numbers of one of each name's diminutives; `ABSENT` for names that have none."""
        count = self.given.short_count[given]
        return np.where(count > 0, self.given.short_start[given] + draw % np.maximum(count, 1), ABSENT)


def build_lexicon(surname_count: int) -> Lexicon:
    """The lexicon with at least `surname_count` surnames per language."""
    names = [_parsed(table) for table in _GIVEN_TABLES]
    words = [name for part in names for name, _ in part]
    given_count = len(words)
    shorts = [short for part in names for _, short in part]
    short_start = given_count + np.cumsum([0, *(len(short) for short in shorts)])[:-1]
    words += [form for short in shorts for form in short]
    patronymic_start = len(words)
    fathers = [grammar.patronymics(name) for name, _ in names[0]]
    words += [son for son, _ in fathers] + [daughter for _, daughter in fathers]
    surnames = _surnames(surname_count, len(words))
    words += _surname_words(surname_count)
    sizes = np.array([len(part) for part in names])
    given = GivenNames(
        starts=(np.cumsum(sizes) - sizes).reshape(2, 2),
        sizes=sizes.reshape(2, 2),
        short_start=short_start.astype(np.int64),
        short_count=np.array([len(short) for short in shorts]),
        similar=_similar([[name for name, _ in part] for part in names]),
        sons=_padded(patronymic_start, len(fathers), given_count),
        daughters=_padded(patronymic_start + len(fathers), len(fathers), given_count),
    )
    return Lexicon(
        texts=pl.Series(grammar.spellings(words), dtype=pl.String),
        with_yo=np.array(["ё" in word.lower() for word in words]),
        given=given,
        surnames=surnames,
    )


_GIVEN_TABLES = (
    russian_names.MALE_GIVEN,
    russian_names.FEMALE_GIVEN,
    english_names.MALE_GIVEN,
    english_names.FEMALE_GIVEN,
)


def _parsed(table: str) -> list[tuple[str, list[str]]]:
    lines = (line.split(":") for line in table.strip().split("\n"))
    return [(name, short.split()) for name, short in lines]


def _padded(start: int, filled: int, size: int) -> Ints:
    numbers = np.full(size, ABSENT, dtype=np.int64)
    numbers[:filled] = start + np.arange(filled)
    return numbers


def _similar(parts: Sequence[Sequence[str]]) -> Ints:
    """For each name the most frequent other one with the same three first letters, itself where there is none."""
    found: list[int] = []
    for part in parts:
        start = len(found)
        for place, name in enumerate(part):
            same = (other for other, text in enumerate(part) if other != place and text[:3] == name[:3])
            found.append(start + next(same, place))
    return np.array(found, dtype=np.int64)


def _surname_words(count: int) -> list[str]:
    russian = grammar.composed_surnames(
        russian_names.SURNAMES.split(), russian_names.STEMS, russian_names.SUFFIXES, count
    )
    english = grammar.composed_surnames(
        english_names.SURNAMES.split(), english_names.STEMS, english_names.SUFFIXES, count
    )
    return [*russian, *(grammar.feminine(name) for name in russian), *english]


def _surnames(count: int, start: int) -> Surnames:
    words = _surname_words(count)
    english_first = next(place for place, word in enumerate(words) if word.isascii())
    russian_size = english_first // 2
    starts = np.array([[start, start + russian_size], [start + english_first, start + english_first]])
    return Surnames(sizes=np.array([russian_size, len(words) - english_first]), starts=starts)
