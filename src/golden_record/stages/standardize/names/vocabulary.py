"""Which given names, patronymics and English family names are known, and what each may stand for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from nicknames import NickNamer

from golden_record.stages.standardize.names.sound import given_sound
from golden_record.stages.standardize.names.transliteration import name_key

Gender = Literal["m", "f"]

# A skeleton this short is shared by unrelated names.
_MIN_SOUND: Final = 4

_SOFT_VOWEL: Final = re.compile(r"i(?=[aou])")

_IRREGULAR_PATRONYMICS: Final = {
    "Павел": ("Павлович", "Павловна"),
    "Пётр": ("Петрович", "Петровна"),
    "Лев": ("Львович", "Львовна"),
    "Яков": ("Яковлевич", "Яковлевна"),
    "Илья": ("Ильич", "Ильинична"),
    "Никита": ("Никитич", "Никитична"),
    "Кузьма": ("Кузьмич", "Кузьминична"),
    "Лука": ("Лукич", "Лукинична"),
    "Савва": ("Саввич", "Саввична"),
    "Фома": ("Фомич", "Фоминична"),
    "Данила": ("Данилович", "Даниловна"),
    "Михаил": ("Михайлович", "Михайловна"),
    "Гавриил": ("Гаврилович", "Гавриловна"),
}


@dataclass(frozen=True)
class GivenNames:
    """The given names of both languages. A class is one formal name in all its spellings: `mikhail` is also Michael."""

    cyrillic: dict[str, tuple[str, ...]]
    """Classes by the key of a form that is written in Cyrillic."""
    latin: dict[str, tuple[str, ...]]
    """Classes by the key of any form: in Latin letters Russian and English names mix."""
    by_sound: dict[str, tuple[str, ...]]
    gender: dict[str, Gender]
    patronymics: frozenset[str]
    """Skeletons of the patronymics that the masculine names form."""

    def classes(self, key: str, *, cyrillic: bool) -> tuple[str, ...]:
        """The classes that the name with this key may stand for, sorted; none if it is not known."""
        if cyrillic:
            return self.cyrillic.get(key, ())
        return self.latin.get(key) or self._alike(key) or _english_nicknames(key)

    def gender_of(self, classes: Iterable[str]) -> Gender | None:
        """The gender all classes share."""
        genders = {self.gender.get(name) for name in classes}
        return genders.pop() if len(genders) == 1 else None

    def forms_patronymic(self, key: str) -> bool:
        """Whether the key is a patronymic of a known masculine name."""
        return given_sound(key) in self.patronymics

    def _alike(self, key: str) -> tuple[str, ...]:
        if len(key) < _MIN_SOUND:
            return ()
        return self.by_sound.get(given_sound(key), ())


@cache
def given_names() -> GivenNames:
    """The vocabulary of given names, read once from the tables beside this module."""
    cyrillic: defaultdict[str, set[str]] = defaultdict(set)
    latin: defaultdict[str, set[str]] = defaultdict(set)
    sounds: defaultdict[str, set[str]] = defaultdict(set)
    genders: defaultdict[str, set[Gender]] = defaultdict(set)
    patronymics: set[str] = set()
    for entry in _entries():
        genders[entry.name].add(entry.gender)
        for form in entry.forms:
            for key in _latin_spellings(form):
                latin[key].add(entry.name)
            if not form.isascii():
                cyrillic[name_key(form)].add(entry.name)
        for form in entry.slavic:
            sounds[given_sound(name_key(form))].add(entry.name)
        if entry.gender == "m":
            patronymics.update(given_sound(name_key(word)) for form in entry.slavic for word in _patronymics(form))
    return GivenNames(
        cyrillic=_sorted_values(cyrillic),
        latin=_sorted_values(latin),
        by_sound={sound: names for sound, names in _sorted_values(sounds).items() if len(sound) >= _MIN_SOUND},
        gender={name: found.pop() for name, found in genders.items() if len(found) == 1},
        patronymics=frozenset(patronymics),
    )


@cache
def english_family_names() -> frozenset[str]:
    """Keys of the most frequent English family names."""
    return frozenset(_data("family_names_en.txt").split())


@dataclass(frozen=True)
class _Entry:
    name: str
    gender: Gender
    forms: tuple[str, ...]
    slavic: tuple[str, ...]
    """The formal names in Cyrillic: only these are recognised by their sound."""


def _entries() -> Iterator[_Entry]:
    for table in ("given_names_ru.tsv", "given_names_en.tsv"):
        for line in _data(table).splitlines()[1:]:
            name, gender, formal, *others = line.split("\t")
            slavic = tuple(form for form in formal.split() if not form.isascii())
            forms = (*formal.split(), *" ".join(others).split())
            yield _Entry(name, "m" if gender == "m" else "f", forms, slavic)


def _latin_spellings(form: str) -> set[str]:
    """The key of a form, and the keys of its everyday transliterations: Ваня is vania, vanya, vanja."""
    if form.isascii():
        return {name_key(form)}
    plain = {name_key(form), name_key(form.lower().replace("ё", "йо"))}
    return plain | {_SOFT_VOWEL.sub(glide, key) for key in plain for glide in "yj"}


def _data(name: str) -> str:
    return files(__package__).joinpath("data", name).read_text(encoding="utf-8")


def _sorted_values(sets: dict[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(sorted(names)) for key, names in sets.items()}


def _patronymics(name: str) -> tuple[str, ...]:
    """What a Russian masculine name gives its children."""
    if name in _IRREGULAR_PATRONYMICS:
        return _IRREGULAR_PATRONYMICS[name]
    if name.endswith("ий"):
        stem = name[:-2]
        return stem + "ьевич", stem + "ьевна", stem + "иевич", stem + "иевна"
    if name.endswith(("й", "ь")):
        return name[:-1] + "евич", name[:-1] + "евна"
    if name.endswith(("а", "я", "о", "е", "и")):
        return (name[:-1] + "ович", name[:-1] + "овна") if name.endswith("о") else ()
    return name + "ович", name + "овна"


@cache
def _nicknamer() -> NickNamer:
    return NickNamer()


def _english_nicknames(key: str) -> tuple[str, ...]:
    """Classes of an English name that our own table lacks."""
    if key in english_family_names():
        return ()
    known = given_names().latin
    formal = _nicknamer().canonicals_of(key)
    classes = {name for canonical in formal for name in known.get(canonical, (canonical,))}
    return tuple(sorted(classes or ({key} if _nicknamer().nicknames_of(key) else ())))
