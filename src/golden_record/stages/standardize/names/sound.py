"""Spelling-tolerant skeletons of name keys: what stays equal when two people write one name in Latin letters."""

from __future__ import annotations

import re
from typing import Final

_Rules = tuple[tuple[str, re.Pattern[str], str], ...]


def _rules(*rules: tuple[str, str, str]) -> _Rules:
    """Each rule opens with letters that all its matches have, or none: looking for those is quicker than matching."""
    return tuple((letters, re.compile(pattern), replacement) for letters, pattern, replacement in rules)


# In a name that ends like these, c is ц and h is х; elsewhere both follow English habits.
_SLAVIC: Final = re.compile(
    r"(?:[eo]va?|off|eff|[cks]k(?:a|[iyj]+|a[iyj]a)|[eo]nko|ch?uk|[iy]n(?:a|sk)|c[iy]n|[ei]ch|ts[ae]|[aoiy][iyj]a|[iy]k?h)$"
)

_FAMILY_ENDINGS: Final = _rules(
    ("off", r"off$", "ov"),
    ("eff", r"eff$", "ev"),
    ("a", r"(?<=..[oe]v)a$", ""),  # Смирнова, Сергеева
    ("a", r"(?<=..[iy]n)a$", ""),  # Никитина, Синицына
    ("k", r"(?<=[stc]k)(?:[iyj]+|a[iyj]+a|a)$", ""),  # Чайковский, -sky, -skaya, -ska
    ("", r"(?<=...)(?:a[iyj]+a|[iyj]{2,})$", ""),  # Белый, Белая
    ("o", r"(?<=....)o[iyj]$", ""),  # Толстой, Толстая
    ("e", r"(?<=..[bdfgklmnprstvwz])e$", ""),  # Clarke
)

# Applied in order. The letters of the result stand for: q ч, x ш and щ, c ц, h х, z з and ж, i и, й, ы.
_SLAVIC_CONSONANTS: Final = _rules(
    ("ch", r"tsch|tch", "ch"),
    ("ch", r"^ch(?=[lmnrv])|ch(?=m)", "kh"),  # Chruschtschow, Rachmaninoff
    ("c", r"c(?!h|k)", "ts"),
    ("ck", r"ck", "tsk"),
)
_WESTERN_CONSONANTS: Final = _rules(
    ("steph", r"^steph(?=en)", "stev"),
    ("c", r"^ma?c(?=[^h].{2})", "mk"),
    ("ch", r"tsch|tch", "ch"),
    ("ck", r"ck", "k"),
    ("c", r"c(?=[eiy])", "s"),
    ("c", r"c(?!h)", "k"),
    ("h", r"(?<=[aeo])h(?=$|[bdfgklmnrstvz])", ""),  # Sarah, Johnson
)
_FOLDS: Final = _rules(
    ("h", r"shch|sch|sh", "X"),
    ("ch", r"ch", "Q"),
    ("t", r"ts|tz", "C"),
    ("dzh", r"dzh", "j"),
    ("zh", r"zh", "z"),
    ("kh", r"kh", "h"),
    ("ph", r"ph", "f"),
    ("th", r"th", "t"),
    ("q", r"qu?", "k"),
    ("x", r"x", "ks"),
    ("w", r"w", "v"),
    ("o", r"(?<=[bdfgklmnprstvzXQC])[yj]o", "e"),  # Solovyov
    ("", r"[iyj]+(?=[aeou])", ""),  # Yuriev, Iurev; Iuliia, Julia
    ("", r"[iyj]+", "i"),
    ("e", r"(?<=.)([ou])e(?=[^aeiou])", r"\1"),  # Mueller, Schroeder
    ("", r"(.)\1+", r"\1"),
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
        for letters, pattern, replacement in rules:
            if letters in word:
                word = pattern.sub(replacement, word)
    return word.lower()
