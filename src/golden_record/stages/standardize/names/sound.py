"""Spelling-tolerant skeletons of name keys: what stays equal when two people write one name in Latin letters."""

from __future__ import annotations

import re
from typing import Final

_Rules = tuple[tuple[re.Pattern[str], str], ...]


def _rules(*pairs: tuple[str, str]) -> _Rules:
    return tuple((re.compile(pattern), replacement) for pattern, replacement in pairs)


# In a name that ends like these, c is ц and h is х; elsewhere both follow English habits.
_SLAVIC: Final = re.compile(
    r"(?:[eo]va?|off|eff|[cks]k(?:a|[iyj]+|a[iyj]a)|[eo]nko|ch?uk|[iy]n(?:a|sk)|c[iy]n|[ei]ch|ts[ae]|[aoiy][iyj]a|[iy]k?h)$"
)

_FAMILY_ENDINGS: Final = _rules(
    (r"off$", "ov"),
    (r"eff$", "ev"),
    (r"(?<=..[oe]v)a$", ""),  # Смирнова, Сергеева
    (r"(?<=..[iy]n)a$", ""),  # Никитина, Синицына
    (r"(?<=[stc]k)(?:[iyj]+|a[iyj]+a|a)$", ""),  # Чайковский, -sky, -skaya, -ska
    (r"(?<=...)(?:a[iyj]+a|[iyj]{2,})$", ""),  # Белый, Белая
    (r"(?<=....)o[iyj]$", ""),  # Толстой, Толстая
    (r"(?<=..[bdfgklmnprstvwz])e$", ""),  # Clarke
)

# Applied in order. The letters of the result stand for: q ч, x ш and щ, c ц, h х, z з and ж, i и, й, ы.
_SLAVIC_CONSONANTS: Final = _rules(
    (r"tsch|tch", "ch"),
    (r"^ch(?=[lmnrv])|ch(?=m)", "kh"),  # Chruschtschow, Rachmaninoff
    (r"c(?!h|k)", "ts"),
    (r"ck", "tsk"),
)
_WESTERN_CONSONANTS: Final = _rules(
    (r"^steph(?=en)", "stev"),
    (r"^ma?c(?=[^h].{2})", "mk"),
    (r"tsch|tch", "ch"),
    (r"ck", "k"),
    (r"c(?=[eiy])", "s"),
    (r"c(?!h)", "k"),
    (r"(?<=[aeo])h(?=$|[bdfgklmnrstvz])", ""),  # Sarah, Johnson
)
_FOLDS: Final = _rules(
    (r"shch|sch|sh", "X"),
    (r"ch", "Q"),
    (r"ts|tz", "C"),
    (r"dzh", "j"),
    (r"zh", "z"),
    (r"kh", "h"),
    (r"ph", "f"),
    (r"th", "t"),
    (r"qu?", "k"),
    (r"x", "ks"),
    (r"w", "v"),
    (r"(?<=[bdfgklmnprstvzXQC])[yj]o", "e"),  # Solovyov
    (r"[iyj]+(?=[aeou])", ""),  # Yuriev, Iurev; Iuliia, Julia
    (r"[iyj]+", "i"),
    (r"(?<=.)([ou])e(?=[^aeiou])", r"\1"),  # Mueller, Schroeder
    (r"(.)\1+", r"\1"),
)


def family_sound(key: str) -> str:
    """The skeleton of a family name's key; feminine Russian endings fold into the masculine.

    `shcherbakova`, `shcherbakov` and `scherbakov` agree, as do `smith` and `smyth`, `mcdonald` and `macdonald`.
    """
    return " ".join(_skeleton(word, _FAMILY_ENDINGS) for word in key.split())


def given_sound(key: str) -> str:
    """The skeleton of a given name's key; gender is kept, so `aleksandr` and `aleksandra` differ."""
    return " ".join(_skeleton(word, ()) for word in key.split())


def _skeleton(word: str, endings: _Rules) -> str:
    consonants = _SLAVIC_CONSONANTS if _SLAVIC.search(word) else _WESTERN_CONSONANTS
    for rules in (endings, consonants, _FOLDS):
        for pattern, replacement in rules:
            word = pattern.sub(replacement, word)
    return word.lower()
