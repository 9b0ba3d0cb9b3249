"""Text that a system has damaged: wrong decoding, invisible characters, look-alike letters, a wrong keyboard layout."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

CYRILLIC: Final = re.compile(r"[\u0400-\u052f]")
LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")

_PUNCTUATION: Final = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹘﹣－\u00ad\u2043", "-")
    | dict.fromkeys("’‘‛ʼʹ`´′＇ʻ", "'")
    | dict.fromkeys("“”„«»‟〝〞＂", '"')
    | dict.fromkeys("，、;；", ",")
    | {"\ufffd": "?", "．": "."}
)

_RUSSIAN_WORDS: Final = re.compile(r"[А-Яа-яЁё]+(?:[ .,'-]+[А-Яа-яЁё]+)*\.?")

# Printable ASCII and Russian letters, without the punctuation that is unified. Damage may hide in such text only where
# Russian letters never stand side by side in small ones.
_ORDINARY: Final = re.compile(r"[ !-:<-_a-~А-Яа-яЁё]*")
_RUSSIAN: Final = re.compile(r"[а-яё]{2}")

# Each damage shows itself by letters that no name of its script has in such company.
_UTF8_AS_WESTERN: Final = re.compile(r"[ÐÑ][\u0080-\u00bf\u0152-\u02dc\u2013-\u2122]|[ÃÅ][\u0080-\u00bf]")
_UTF8_AS_CP1251: Final = re.compile(r"[РС][^\sА-яё.,-]|(?:[РС][\u0400-\u04ff°µ±·»ѕ№]){2}")
_CP1251_AS_WESTERN: Final = re.compile(r"[À-ÿ¨¸]{4,}(?:[ .-]+[À-ÿ¨¸]+\.?)*")


@dataclass(frozen=True)
class Repaired:
    """Text after repair, and the codes of what was wrong with it."""

    text: str
    reasons: tuple[str, ...] = ()


def repair_text(raw: str) -> Repaired:
    """Undo wrong decoding and compatibility forms, drop invisible characters, unify quotes, dashes and spaces."""
    if _ORDINARY.fullmatch(raw) and (raw.isascii() or _RUSSIAN.search(raw)):
        return Repaired(" ".join(raw.split()))
    decoded = _decoded(raw)
    composed = unicodedata.normalize("NFKC", decoded.translate(_PUNCTUATION)).translate(_PUNCTUATION)
    visible = "".join(map(_visible, composed))
    reasons = []
    if decoded != raw:
        reasons.append("mojibake")
    if visible.split() != decoded.translate(_PUNCTUATION).split():
        reasons.append("unicode")
    return Repaired(" ".join(visible.split()), tuple(reasons))


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category[0] == "Z" or char in "\t\n\r\v\f":
        return " "
    return "" if category in {"Cc", "Cf", "Cs", "Co", "Cn"} else char


def _decoded(text: str) -> str:
    if text.isascii():
        return text
    for damage, wrong, right in (
        (_UTF8_AS_WESTERN, "cp1252", "utf-8"),
        (_UTF8_AS_CP1251, "cp1251", "utf-8"),
    ):
        if damage.search(text):
            # Only the ASCII space parts words here: other blanks are bytes of damaged letters.
            return " ".join(_recoded(word, wrong, right) or word for word in text.split(" "))
    bare = text.strip()
    if _CP1251_AS_WESTERN.fullmatch(bare) and (repaired := _recoded(bare, "cp1252", "cp1251")) and _titled(repaired):
        return repaired
    return text


def _recoded(text: str, wrong: str, right: str) -> str | None:
    """The text as it was before its bytes were read in the wrong encoding, if that explains all of it."""
    try:
        return b"".join(_bytes(char, wrong) for char in text).decode(right)
    except UnicodeError:
        return None


def _bytes(char: str, encoding: str) -> bytes:
    # Bytes that the code page leaves undefined come through as control characters.
    return char.encode("latin-1") if "\x80" <= char <= "\x9f" else char.encode(encoding)


def _titled(text: str) -> bool:
    return bool(_RUSSIAN_WORDS.fullmatch(text)) and (text.istitle() or text.isupper())


# Letters drawn alike, position by position.
_LATIN_TWINS: Final = "aAeEoOpPcCxXyYKMTHBkm"
_CYRILLIC_TWINS: Final = "аАеЕоОрРсСхХуУКМТНВкм"
_LATIN_TWIN_SET: Final = frozenset(_LATIN_TWINS)
_CYRILLIC_TWIN_SET: Final = frozenset(_CYRILLIC_TWINS)
_TO_CYRILLIC: Final = str.maketrans(_LATIN_TWINS, _CYRILLIC_TWINS)
_TO_LATIN: Final = str.maketrans(_CYRILLIC_TWINS, _LATIN_TWINS)
_DIGITS_TO_CYRILLIC: Final = str.maketrans("03", "оз")
_DIGITS_TO_LATIN: Final = str.maketrans("01", "ol")


def one_script(word: str) -> str | None:
    """The word with look-alikes of the other script replaced: `Ивaнов`; None if that cannot make it one script."""
    latin = LATIN.findall(word)
    cyrillic = CYRILLIC.findall(word)
    if not latin or not cyrillic:
        return word
    to_cyrillic = _LATIN_TWIN_SET.issuperset(latin)
    to_latin = _CYRILLIC_TWIN_SET.issuperset(cyrillic)
    if to_cyrillic and (not to_latin or len(cyrillic) >= len(latin)):
        return word.translate(_TO_CYRILLIC)
    return word.translate(_TO_LATIN) if to_latin else None


def without_digits(word: str) -> str:
    """The word with digits read as the letters they are drawn like: `Иван0в`, `J0hn`."""
    return word.translate(_DIGITS_TO_CYRILLIC if CYRILLIC.search(word) else _DIGITS_TO_LATIN)


def as_cyrillic(word: str) -> str | None:
    """A Latin word that consists of look-alikes only, in Cyrillic: `CEPOBA` may be `СЕРОВА`."""
    return word.translate(_TO_CYRILLIC) if _LATIN_TWIN_SET.issuperset(word) else None


_QWERTY: Final = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_JCUKEN: Final = "йцукенгшщзхъфывапролджэячсмитьбюё"
_QWERTY_SHIFTED: Final = 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~'
_TO_JCUKEN: Final = str.maketrans(_QWERTY + _QWERTY_SHIFTED, _JCUKEN + _JCUKEN.upper())
_TO_QWERTY: Final = str.maketrans(_JCUKEN + _JCUKEN.upper(), _QWERTY + _QWERTY_SHIFTED)


def other_layout(text: str) -> str:
    """What the same keys give in the other keyboard layout: `Bdfyjd` gives `Иванов`."""
    return text.translate(_TO_JCUKEN if text.isascii() else _TO_QWERTY)
