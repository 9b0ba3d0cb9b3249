"""One word of a name on its own: its repair, its display form, and the kinds of name part it may be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from golden_record.stages.standardize.names.casing import FILIATIONS, PARTICLES, PARTICLES_OR_GIVEN, well_cased
from golden_record.stages.standardize.names.placeholders import may_be_placeholder
from golden_record.stages.standardize.names.repair import CYRILLIC, LATIN, one_script, other_layout, without_digits
from golden_record.stages.standardize.names.transliteration import name_key
from golden_record.stages.standardize.names.vocabulary import english_family_names, given_names

LOOK_ALIKE: Final = "look-alike letters"
"""The reason code of letters that were replaced by those of the other script."""


class Kind(StrEnum):
    """What a word looks like; one letter, so that a whole name is a short string of kinds."""

    GIVEN = "G"
    GIVEN_OR_FAMILY = "B"
    FAMILY = "F"
    FAMILY_LIKE = "f"
    """Ends as Russian surnames do, but some given names do as well: Рузалина; or frequent in English: Taylor."""
    PATRONYMIC = "P"
    PATRONYMIC_LIKE = "p"
    """Ends in -ович, but comes from no known name: rather a surname, such as Ковалевич."""
    INITIAL = "I"
    COMPOUND = "V"
    """A family name with its particles: van der Berg."""
    OTHER = "X"
    PARTICLE = "L"
    FILIATION = "O"
    TITLE = "T"
    SUFFIX = "S"
    COMPANY = "C"
    DIGITS = "D"
    AND = "A"
    SUSPECT = "Z"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name, read once and remembered."""

    display: str
    kind: Kind
    code: str
    """Kind and script, two letters: `Gc` is a known given name in Cyrillic."""
    reasons: tuple[str, ...] = ()

    @property
    def cyrillic(self) -> bool:
        """Whether the word is Cyrillic."""
        return self.code[1] == "c"


TITLES: Final = {
    "mr": "m", "mister": "m", "mrs": "f", "ms": "f", "miss": "f", "mx": None, "dr": None, "prof": None,
    "professor": None, "doctor": None, "sir": "m", "madam": "f", "rev": None, "reverend": None, "rt": None,
    "hon": None, "captain": None, "lt": None, "col": None, "maj": None, "sgt": None, "capt": None, "herr": "m",
    "frau": "f", "monsieur": "m", "madame": "f", "mademoiselle": "f", "mme": "f", "mlle": "f", "signor": "m",
    "signora": "f", "senor": "m", "senora": "f", "president": None, "г-н": "m", "гн": "m", "г-жа": "f",
    "гжа": "f", "гр": None, "гр-н": "m", "гр-ка": "f", "гражданин": "m", "гражданка": "f", "господин": "m",
    "госпожа": "f", "д-р": None, "доктор": None, "проф": None, "профессор": None, "тов": None, "товарищ": None,
    "ип": None, "phd": None, "esq": None, "cpa": None, "mba": None, "dds": None, "ктн": None, "дтн": None,
    "кмн": None, "дмн": None,
}  # fmt: skip
"""Words around a name that are no part of it, and the gender they tell."""

SUFFIXES: Final = {
    "jr": ("Jr", "jr"), "jnr": ("Jr", "jr"), "junior": ("Jr", "jr"), "sr": ("Sr", "sr"), "snr": ("Sr", "sr"),
    "senior": ("Sr", "sr"), "ii": ("II", "ii"), "iii": ("III", "iii"), "iv": ("IV", "iv"), "2nd": ("II", "ii"),
    "3rd": ("III", "iii"), "4th": ("IV", "iv"), "мл": ("мл", "jr"), "младший": ("мл", "jr"), "младшая": ("мл", "jr"),
    "ст": ("ст", "sr"), "старший": ("ст", "sr"), "старшая": ("ст", "sr"),
}  # fmt: skip
"""Generation suffixes: how each is shown, and the code both languages share."""

_COMPANY: Final = frozenset(
    {
        "ооо", "оао", "зао", "пао", "ао", "нко", "ано", "гуп", "муп", "фгуп", "фгбу", "тоо", "чп", "тсж", "снт",
        "llc", "ltd", "inc", "corp", "gmbh", "plc", "llp", "pty", "sarl", "company", "corporation", "limited",
        "foundation", "university", "компания", "корпорация", "фирма", "холдинг", "банк", "магазин",
        "завод", "администрация", "университет", "школа", "детсад", "больница",
    }
)  # fmt: skip
_CONJUNCTIONS: Final = frozenset({"&", "+", "and", "und"})

_FAMILY_CYRILLIC: Final = re.compile(
    r"..(?:[оеё]ва?|[сц]к(?:ий|ая|ой)|(?:ен|он)ко|[чщшн]ук|ю[кх]|дзе|швили|янц?|ых|их|ша|йло|ец)$"
)
_FAMILY_LIKE_CYRILLIC: Final = re.compile(r"..(?:[иы]на?|ко|як|ик|ай|ой|ый|ая|[аяи]ев|чик)$")
_FAMILY_LATIN: Final = re.compile(
    r"..(?:[oe]va?|[iy]ev|[oe]ff|sk(?:y|iy|ii|ij|aya|aia|aja)|enko|kina?|chuk|yuk|dze|shvili|yan)$"
)
_PATRONYMIC_CYRILLIC: Final = re.compile(r".(?:[ое]вна|ична|инишна|ыч)$")
_PATRONYMIC_LATIN: Final = re.compile(r"..(?:[oe]vna|ichna)$")
_PATRONYMIC_LIKE: Final = re.compile(r"..(?:[ое]вич|[oe]vi(?:ch|tch|c))$")
_ICH: Final = re.compile(r"(?:ич|i(?:t?ch|c))$")

_JOINED: Final = re.compile(r"([A-ZА-ЯЁ][a-zа-яё]{2,})([A-ZА-ЯЁ][a-zа-яё]{2,})")
_SURNAME_PREFIXES: Final = frozenset({"Mac", "Fitz", "Van", "Von", "Del", "Мак", "Фиц", "Ван", "Фон"})

_TRIMMED: Final = " .,:!?*_-'\"`~|#^+=<>[]{}\\"


@lru_cache(maxsize=1 << 18)
def read_word(raw: str) -> Word:
    """The word as part of a name. Distinct words are few, so each is read once."""
    trimmed = raw.strip(_TRIMMED)
    bare = bare_word(trimmed)
    if raw in _CONJUNCTIONS:
        return _word(raw, Kind.AND)
    if not any(map(str.isalnum, bare)):
        return _word("", Kind.SUSPECT)
    if special := _special(bare):
        return _word(trimmed, special)
    word = read_name_word(trimmed)
    # Repair may bring out a title or a placeholder: нeт with a Latin e.
    revealed = LOOK_ALIKE in word.reasons and _special(bare_word(word.display)) is not None
    return _word(trimmed, Kind.SUSPECT) if revealed or _needs_context(trimmed, word.kind) else word


def bare_word(word: str) -> str:
    """The word as the tables of titles and suffixes have it."""
    return word.replace(".", "").lower()


def compound_word(particles: Sequence[Word], word: Word) -> Word:
    """A family name with the particles before it: `van der Berg`."""
    shown = [part.display if _kept_capital(part.display) else part.display.lower() for part in particles]
    return _word(" ".join([*shown, word.display]), Kind.COMPOUND, word.reasons)


def _kept_capital(particle: str) -> bool:
    """Whether the particle stays capital, as in Van Gogh; a capital Al could be taken for a given name."""
    return particle.istitle() and bare_word(particle) not in PARTICLES_OR_GIVEN


def filiation_word(name: Word, filiation: Word) -> Word:
    """A Turkic patronymic of two words: `Мамед оглы`."""
    return _word(f"{name.display} {filiation.display.lower()}", Kind.PATRONYMIC, name.reasons)


def _special(bare: str) -> Kind | None:
    """The kind of a word that is no name part by itself."""
    for words, kind in (
        (TITLES, Kind.TITLE),
        (SUFFIXES, Kind.SUFFIX),
        (_CONJUNCTIONS, Kind.AND),
        (PARTICLES, Kind.PARTICLE),
        (FILIATIONS, Kind.FILIATION),
        (_COMPANY, Kind.COMPANY),
    ):
        if bare in words:
            return kind
    return Kind.SUSPECT if len(bare) > 1 and may_be_placeholder(bare) else None


def _needs_context(trimmed: str, kind: Kind) -> bool:
    """Whether the rest of the name decides: initials or a word, a conjunction or an initial, the other keyboard."""
    if trimmed == "и" or (len(trimmed) == 2 and trimmed.isupper()):
        return True
    return joined_words(trimmed) is not None or (kind is Kind.OTHER and known_word(other_layout(trimmed)))


def joined_words(word: str) -> tuple[str, str] | None:
    """The two words of `SergeiLavrov`, if a known given name vouches for the joint."""
    match = _JOINED.fullmatch(word)
    if match is None or match[1] in _SURNAME_PREFIXES:
        return None
    halves = match[1], match[2]
    return halves if any(_kind(half) in {Kind.GIVEN, Kind.GIVEN_OR_FAMILY} for half in halves) else None


@lru_cache(maxsize=1 << 18)
def known_word(word: str) -> bool:
    """Whether the word is a name we know, or ends as Russian surnames and patronymics do."""
    if not all(char.isalpha() or char == "-" for char in word):
        return False
    kind = _kind(well_cased(word))
    if kind in {Kind.GIVEN, Kind.GIVEN_OR_FAMILY, Kind.PATRONYMIC}:
        return len(word) > 2
    likely = kind is Kind.FAMILY or (kind is Kind.FAMILY_LIKE and word.isascii())
    return likely and len(word) > 4


@lru_cache(maxsize=1 << 18)
def read_name_word(raw: str) -> Word:
    """The word as part of a name for certain: neither title nor placeholder, whatever it looks like."""
    trimmed = raw.strip(_TRIMMED)
    word, reasons = _repaired(trimmed)
    letters = sum(map(str.isalpha, word))
    digits = any(map(str.isdigit, word))
    if letters == 1 and not digits and (LATIN.search(word) or CYRILLIC.search(word)):
        return _word(f"{word.upper()}.", Kind.INITIAL, reasons)
    if digits:
        reasons.append("digits")
        if not letters:
            return _word(word, Kind.DIGITS, reasons)
    display = well_cased(word)
    if display != word:
        reasons.append("case")
    return _word(display, _kind(display), reasons)


def _repaired(trimmed: str) -> tuple[str, list[str]]:
    """The word in one script, and the codes of what was repaired or could not be."""
    single = one_script(trimmed)
    if single is None:
        return trimmed, ["mixed scripts"]
    plain = without_digits(single)
    if plain != single and known_word(plain):
        single = plain
    return single, [LOOK_ALIKE] if single != trimmed else []


def _word(display: str, kind: Kind, reasons: Sequence[str] = ()) -> Word:
    script = "c" if CYRILLIC.search(display) else "l"
    return Word(display, kind, kind.value + script, tuple(reasons))


def _kind(display: str) -> Kind:
    lower = display.lower()
    key = name_key(display)
    cyrillic = bool(CYRILLIC.search(display))
    if _is_patronymic(lower, key, cyrillic=cyrillic):
        return Kind.PATRONYMIC
    if _PATRONYMIC_LIKE.search(lower):
        return Kind.PATRONYMIC_LIKE
    if is_given(key, cyrillic=cyrillic):
        common = not cyrillic and key in english_family_names()
        return Kind.GIVEN_OR_FAMILY if common else Kind.GIVEN
    return _family_kind(lower, key, cyrillic=cyrillic)


def is_given(key: str, *, cyrillic: bool) -> bool:
    """Whether the key is a given name we know; of a double name, whether both are."""
    return bool(key) and all(given_names().classes(part, cyrillic=cyrillic) for part in key.split())


def _is_patronymic(lower: str, key: str, *, cyrillic: bool) -> bool:
    if lower.rpartition("-")[2] in FILIATIONS:
        return True
    if (_PATRONYMIC_CYRILLIC if cyrillic else _PATRONYMIC_LATIN).search(lower):
        return True
    return bool(_ICH.search(lower)) and given_names().forms_patronymic(key)


def _family_kind(lower: str, key: str, *, cyrillic: bool) -> Kind:
    if cyrillic:
        last = lower.rpartition("-")[2]
        if _FAMILY_CYRILLIC.search(last):
            return Kind.FAMILY
        return Kind.FAMILY_LIKE if _FAMILY_LIKE_CYRILLIC.search(last) else Kind.OTHER
    if _FAMILY_LATIN.search(lower) or lower.startswith(("mc", "o'")):
        return Kind.FAMILY
    return Kind.FAMILY_LIKE if key in english_family_names() else Kind.OTHER
