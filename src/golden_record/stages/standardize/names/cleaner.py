"""The cleaner of person names: distinct raw values in, one row each out, as a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

import polars as pl

from golden_record.model.cleaned import KEY, ORDINAL, QUALITY, RAW, REASON, VALUE
from golden_record.stages.standardize.names.casing import PARTICLES
from golden_record.stages.standardize.names.gender import family_gender, patronymic_gender
from golden_record.stages.standardize.names.order import USUAL, Habit
from golden_record.stages.standardize.names.reading import BLANK, Reading, part_key, read
from golden_record.stages.standardize.names.repair import CYRILLIC
from golden_record.stages.standardize.names.sound import family_sound, given_sound
from golden_record.stages.standardize.names.vocabulary import Gender, given_names
from golden_record.stages.standardize.names.words import SUFFIXES

PARTS: Final[dict[str, pl.DataType]] = {
    "family": pl.String(),
    "given": pl.String(),
    "patronymic": pl.String(),
    "suffix": pl.String(),
    "family_key": pl.String(),
    "given_key": pl.String(),
    "patronymic_key": pl.String(),
    "suffix_key": pl.String(),
    "maiden_key": pl.String(),
    "given_class": pl.List(pl.String()),
    "family_sound": pl.String(),
    "given_sound": pl.String(),
    "gender": pl.String(),
}
"""The parts of a person name: display forms, ASCII keys, and what tolerates spelling.

`patronymic` is the middle name of an English name, `maiden_key` another surname seen beside the first. Both surnames
have their particles last. `given_class` are the formal names that the given name may stand for in either language (null
when it is not a known name), `family_sound` and `given_sound` are skeletons equal across transliterations, without
particles, `suffix_key` is one code for `Jr` and `мл`.
"""

_SEPARATOR: Final = "|"
_SUFFIX_CODES: Final = dict(SUFFIXES.values())


def clean(raw: pl.Series, habit: Habit = USUAL) -> pl.DataFrame:
    """Clean distinct raw names, each a text in any order of words or packed parts.

    `habit` is the order that their column keeps to where the words do not tell. One row per value, in the order given;
    never raises on data. Values are shown in the usual order: cleaning one by the usual habit gives it again.
    """
    texts = raw.cast(pl.String).to_list()
    readings = [BLANK if text is None else read(text, habit) for text in texts]

    def column(name: str, values: Iterable[str | None]) -> pl.Series:
        return pl.Series(name, list(values), dtype=pl.String)

    return pl.DataFrame(
        [
            column(RAW, texts),
            pl.zeros(len(texts), dtype=pl.Int32, eager=True).alias(ORDINAL),
            column(VALUE, (reading.value for reading in readings)),
            column(KEY, (reading.key for reading in readings)),
            column(QUALITY, (reading.quality for reading in readings)),
            column(REASON, (reading.reason for reading in readings)),
            *(_part(name, readings) for name in PARTS),
        ]
    )


def _part(name: str, readings: Iterable[Reading]) -> pl.Series:
    values = pl.Series(name, list(map(_PART_OF[name], readings)), dtype=pl.String)
    return values.str.split(_SEPARATOR) if isinstance(PARTS[name], pl.List) else values


def _key(part: str | None) -> str | None:
    return part_key(part) or None


@lru_cache(maxsize=1 << 18)
def _family_key(family: str | None) -> str | None:
    """The key with its particles last: what begins alike is compared as alike, and al-Duri is no al-Rawi."""
    particles, name = _particles_apart(part_key(family))
    return " ".join([*name, *particles]) or None


@lru_cache(maxsize=1 << 18)
def _family_sound(family: str | None) -> str | None:
    """The sound without particles, which half of all writers leave out: Beethoven is van Beethoven."""
    _, name = _particles_apart(part_key(family))
    return family_sound(" ".join(name)) or None


def _particles_apart(key: str) -> tuple[list[str], list[str]]:
    words = key.split()
    # A name may consist of what are particles elsewhere: of them, the last is the name.
    start = next((place for place, word in enumerate(words[:-1]) if word not in PARTICLES), max(len(words) - 1, 0))
    return words[:start], words[start:]


@lru_cache(maxsize=1 << 18)
def _given_sound(given: str | None) -> str | None:
    return given_sound(part_key(given)) or None


@lru_cache(maxsize=1 << 18)
def _given_class(given: str | None) -> str | None:
    return _SEPARATOR.join(_classes(given)) or None


def _classes(given: str | None) -> tuple[str, ...]:
    """Of a double name, the classes of its first."""
    if given is None or given.endswith("."):
        return ()
    key = part_key(given)
    cyrillic = bool(CYRILLIC.search(given))
    known = (given_names().classes(name, cyrillic=cyrillic) for name in (key, key.partition(" ")[0]))
    return next(filter(None, known), ())


def _gender(reading: Reading) -> Gender | None:
    return (
        _patronymic_gender(reading.patronymic)
        or _given_gender(reading.given)
        or reading.title_gender
        or _family_gender(reading.family)
    )


@lru_cache(maxsize=1 << 18)
def _patronymic_gender(patronymic: str | None) -> Gender | None:
    return patronymic_gender(part_key(patronymic))


@lru_cache(maxsize=1 << 18)
def _given_gender(given: str | None) -> Gender | None:
    return given_names().gender_of(_classes(given))


@lru_cache(maxsize=1 << 18)
def _family_gender(family: str | None) -> Gender | None:
    return family_gender(part_key(family), cyrillic=bool(CYRILLIC.search(family or "")))


_PART_OF: Final[dict[str, Callable[[Reading], str | None]]] = {
    "family": lambda reading: reading.family,
    "given": lambda reading: reading.given,
    "patronymic": lambda reading: reading.patronymic,
    "suffix": lambda reading: reading.suffix,
    "family_key": lambda reading: _family_key(reading.family),
    "given_key": lambda reading: _key(reading.given),
    "patronymic_key": lambda reading: _key(reading.patronymic),
    "suffix_key": lambda reading: _SUFFIX_CODES.get(reading.suffix or ""),
    "maiden_key": lambda reading: _family_key(reading.maiden_key),
    "given_class": lambda reading: _given_class(reading.given),
    "family_sound": lambda reading: _family_sound(reading.family),
    "given_sound": lambda reading: _given_sound(reading.given),
    "gender": _gender,
}
