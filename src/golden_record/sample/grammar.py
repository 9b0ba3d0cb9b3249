"""How Russian names bend: patronymics, women's surnames, surnames from stems, and spellings in Latin letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_PATRONYMICS = {
    "Илья": ("Ильич", "Ильинична"),
    "Никита": ("Никитич", "Никитична"),
    "Лука": ("Лукич", "Лукинична"),
    "Кузьма": ("Кузьмич", "Кузьминична"),
    "Лев": ("Львович", "Львовна"),
    "Пётр": ("Петрович", "Петровна"),
    "Павел": ("Павлович", "Павловна"),
    "Михаил": ("Михайлович", "Михайловна"),
    "Яков": ("Яковлевич", "Яковлевна"),
    "Дмитрий": ("Дмитриевич", "Дмитриевна"),
    "Георгий": ("Георгиевич", "Георгиевна"),
}

_SOFTENED = frozenset("бвгклнрт")
"""Before -ий these give -ьевич (Василий, Васильевич); other letters keep the и."""


def patronymics(father: str) -> tuple[str, str]:
    """The patronymic of a son and of a daughter: `Игорь` gives `Игоревич`, `Игоревна`."""
    if father in _PATRONYMICS:
        return _PATRONYMICS[father]
    son = _regular_patronymic(father)
    return son, son.removesuffix("ич") + "на"


def _regular_patronymic(father: str) -> str:
    if father.endswith("ий"):
        return father[:-2] + ("ьевич" if father[-3] in _SOFTENED else "иевич")
    if father.endswith(("й", "ь")):
        return father[:-1] + "евич"
    return father + "ович"


def feminine(surname: str) -> str:
    """The surname of his wife or daughter: `Петров` gives `Петрова`, `Шевченко` stays."""
    if surname.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return surname + "а"
    if surname.endswith(("ий", "ый", "ой")) and len(surname) > 4:
        return surname[:-2] + "ая"
    return surname


def composed_surnames(known: Sequence[str], stems: str, suffixes: str, count: int) -> list[str]:
    """The known surnames followed by stem and suffix compounds until there are `count`, suffixes turning over first."""
    ends = suffixes.split()
    roots = stems.split()
    rounds = range(len(ends))
    compounds = (root + ends[(turn + place) % len(ends)] for turn in rounds for place, root in enumerate(roots))
    return list(dict.fromkeys([*known, *compounds]))[: max(count, len(known))]


_CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"

_PASSPORT = "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y _ e iu ia"
_GEOGRAPHIC = "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya"
_INFORMAL = "a b v g d e e zh z i y k l m n o p r s t u f h ts ch sh sch _ i _ e yu ya"


def _table(latin: str) -> dict[str, str]:
    letters = {cyrillic: text.replace("_", "") for cyrillic, text in zip(_CYRILLIC, latin.split(), strict=True)}
    return letters | {cyrillic.upper(): text.capitalize() for cyrillic, text in letters.items()}


_SCHEMES = tuple(str.maketrans(_table(latin)) for latin in (_PASSPORT, _GEOGRAPHIC, _INFORMAL))
_INITIAL_YE = str.maketrans({"Е": "Ye", "Э": "E"})


def without_yo(text: str) -> str:
    """`Фёдор` as most people type it: `Федор`."""
    return text.replace("ё", "е").replace("Ё", "Е")


def in_passport(text: str) -> str:
    """Latin letters as in passports (ICAO): `Юлия` gives `Iuliia`."""
    return text.translate(_SCHEMES[0])


def on_maps(text: str) -> str:
    """Latin letters as on maps (BGN/PCGN, without its apostrophes): `Юлия` gives `Yuliya`, `Егор` gives `Yegor`."""
    return text[:1].translate(_INITIAL_YE).translate(_SCHEMES[1]) + text[1:].translate(_SCHEMES[1])


def in_messages(text: str) -> str:
    """Latin letters as people type them: `Юлия` gives `Yulia`, `Александр` gives `Alexandr`."""
    latin = text.translate(_SCHEMES[2]).replace("ks", "x")
    return latin.removesuffix("iya") + "ia" if latin.endswith("iya") else latin.replace("iy", "y")


def spellings(words: Iterable[str]) -> list[str]:
    """Every word as written, without ё, in passport, on maps and in messages: five blocks of the same length."""
    written = list(words)
    changes = (without_yo, in_passport, on_maps, in_messages)
    return [*written, *(change(word) for change in changes for word in written)]
