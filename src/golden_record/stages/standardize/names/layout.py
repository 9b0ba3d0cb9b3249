"""A raw name laid out for reading: name words in a row, with titles, suffixes, asides and damage set apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from golden_record.stages.standardize.names.casing import PARTICLES_OR_GIVEN
from golden_record.stages.standardize.names.order import declared
from golden_record.stages.standardize.names.placeholders import is_test_word
from golden_record.stages.standardize.names.repair import as_cyrillic, other_layout, repair_text
from golden_record.stages.standardize.names.transliteration import name_key
from golden_record.stages.standardize.names.vocabulary import Gender
from golden_record.stages.standardize.names.words import (
    LOOK_ALIKE,
    SUFFIXES,
    TITLES,
    Kind,
    Word,
    bare_word,
    compound_word,
    filiation_word,
    joined_words,
    known_word,
    read_name_word,
    read_word,
)

# Longer texts are notes, not names.
MAX_LETTERS: Final = 100
MAX_WORDS: Final = 7

Hinted = tuple[Word, str]
"""A word and its declared role, see `order.order_of`."""


@dataclass(slots=True)
class Layout:
    """The words of a name in a row, and what was set apart."""

    words: list[Word] = field(default_factory=list)
    hints: str = ""
    reasons: list[str] = field(default_factory=list)
    suffix: str | None = None
    maiden_key: str | None = None
    title_gender: Gender | None = None
    whole: str | None = None
    """The text, when it must not be divided."""


_CONTACT: Final = re.compile(r"@|://|www\.|(?:\d[ ()-]*){7}")
_QUOTED: Final = re.compile(r'"[^"]*"')
_BRACKETED: Final = re.compile(r"\(([^()]*)\)")
_BORN: Final = re.compile(
    r"[(,]?\s*\b(?:née|nee|born|урожд(?:[её]нная|\.)?|ур\.|в девичестве|девичья|дев\.)\s+([^\W\d_][\w'-]*)\)?", re.I
)
_SLASHED: Final = re.compile(r"([^\W\d_]{3,})\s*[/\\]\s*([^\W\d_]{3,})")
_ASIDE: Final = re.compile(r"[(\"/\\]|n[ée]e|born|ур|дев", re.I)
_PLAIN: Final = re.compile(r"[A-Za-z0-9А-Яа-яЁё .,'&+-]*")
_KEPT: Final = frozenset(" .,'-&+")


def lay_out(text: str, reasons: Iterable[str] = ()) -> Layout:
    """The layout of a name in one text."""
    layout = Layout(reasons=list(reasons))
    if len(text) > MAX_LETTERS:
        return _undivided(layout, text, "too long")
    if retyped := _retyped(text):
        layout.reasons.append("keyboard layout")
        text = retyped
    if _CONTACT.search(text):
        return _undivided(layout, text, "contact data")
    name = _letters_only(_without_asides(text, layout), layout)
    parts = [part for part in name.split(",") if part.replace(".", "").strip() not in _POSTNOMINALS]
    segments = [segment for part in parts if (segment := _set_apart(_words(part), layout))]
    if len(segments) > 1:
        head, *rest = segments
        hinted = [(word, "C") for word in head] + [(word, "N") for segment in rest for word in segment]
    else:
        hinted = [(word, "-") for segment in segments for word in segment]
    return _finished(layout, hinted, text)


# Read as degrees only after a comma: elsewhere they are initials, or Md for Muhammad.
_POSTNOMINALS: Final = frozenset({"MD", "JD", "RN", "PE", "DO", "MA", "BA"})

_DECLARED: Final = (("family", "F"), ("given", "G"), ("middle", "P"), ("patronymic", "P"), ("full", "-"))


def lay_out_parts(parts: Mapping[str, str]) -> Layout:
    """The layout of a name that came in parts."""
    layout = Layout()
    whole = " ".join(" ".join(parts.values()).split())
    if len(whole) > MAX_LETTERS:
        return _undivided(layout, repair_text(whole).text, "too long")
    hinted: list[Hinted] = []
    _set_apart(_words(f"{parts.get('prefix', '')} {parts.get('suffix', '')}"), layout)
    for name, hint in _DECLARED:
        if part := parts.get(name):
            repaired = repair_text(part)
            layout.reasons.extend(repaired.reasons)
            text = _letters_only(_without_asides(repaired.text, layout), layout)
            words = _set_apart(_words(text.replace(",", " ")), layout)
            hinted += zip(words, declared(hint, len(words)), strict=True)
    return _finished(layout, hinted, whole)


def _undivided(layout: Layout, text: str, reason: str) -> Layout:
    layout.whole = text
    layout.reasons.append(reason)
    return layout


def _retyped(text: str) -> str | None:
    """The text as typed in the other keyboard layout, if only that makes sense of every word."""
    retyped = other_layout(text)
    words = retyped.split()
    if not words or not all(map(known_word, words)) or any(map(known_word, text.split())):
        return None
    # Two words bear each other out; a single one must be unpronounceable as it stands.
    return retyped if len(words) > 1 or not re.search(r"[aeiouаеёиоуыэюя]", text, re.I) else None


def _without_asides(text: str, layout: Layout) -> str:
    """The text without nicknames in quotes, brackets and earlier surnames; the latter are noted."""
    if not _ASIDE.search(text):
        return text
    text = _SLASHED.sub(_bracketed_second, text)
    for pattern in (_BORN, _BRACKETED):
        for match in pattern.finditer(text):
            _note_aside(match[1], layout, certain=pattern is _BORN)
        text = pattern.sub(" ", text)
    return _QUOTED.sub(" ", text) if _QUOTED.sub("", text).strip() else text


def _bracketed_second(match: re.Match[str]) -> str:
    """`Петрова/Иванова` as two surnames, `Иванова/Мария` as two words."""
    given = any(read_name_word(word).kind in {Kind.GIVEN, Kind.GIVEN_OR_FAMILY} for word in match.groups())
    return f"{match[1]} {match[2]}" if given else f"{match[1]} ({match[2]})"


def _note_aside(aside: str, layout: Layout, *, certain: bool) -> None:
    if SUFFIXES.get(bare_word(aside)):
        layout.suffix = SUFFIXES[bare_word(aside)][0]
        return
    word = read_name_word(aside.strip())
    surname = word.kind in {Kind.FAMILY, Kind.FAMILY_LIKE, Kind.PATRONYMIC_LIKE}
    if " " not in aside.strip() and (certain or surname):
        layout.maiden_key = layout.maiden_key or name_key(word.display) or None


def _letters_only(text: str, layout: Layout) -> str:
    if _PLAIN.fullmatch(text):
        return text
    kept = "".join(char if char in _KEPT or _in_word(char) else " " for char in text)
    if kept.split() != text.split() and re.search(r"[^\w\s()\"/\\!?:№]", re.sub(r"[ .,'&+-]", "", text)):
        layout.reasons.append("symbols")
    return kept


def _in_word(char: str) -> bool:
    # Many scripts write vowels as combining marks.
    return char.isalnum() or unicodedata.category(char)[0] == "M"


def _words(text: str) -> list[Word]:
    shouted = text.isupper()
    return [read_word(piece) for token in text.split() for piece in _pieces(token, shouted=shouted)]


def _pieces(token: str, *, shouted: bool) -> Sequence[str]:
    if _divides(token):
        return _initials(token, shouted=shouted)
    return joined_words(token) or (token,)


def _divides(token: str) -> bool:
    bare = bare_word(token)
    return bare not in TITLES and bare not in SUFFIXES and ("." in token or (len(token) == 2 and token.isupper()))


def _initials(token: str, *, shouted: bool) -> list[str]:
    """`И.И.Иванов` in its pieces; two capitals are initials unless the whole name is in capitals."""
    if "." in token:
        return [piece for piece in token.split(".") if piece]
    return [token] if shouted else list(token)


def _set_apart(words: Sequence[Word], layout: Layout) -> list[Word]:
    """The name words among the words, grouped; titles, suffixes and numbers go to the layout."""
    kept: list[Word] = []
    for word in words:
        if word.kind is Kind.TITLE:
            layout.title_gender = layout.title_gender or TITLES[bare_word(word.display)]
        elif word.kind is Kind.SUFFIX:
            layout.suffix = SUFFIXES[bare_word(word.display)][0]
        elif word.kind is Kind.DIGITS:
            layout.reasons.append("digits")
        elif word.display:
            kept.append(word)
    return _grouped(kept)


def _grouped(words: Sequence[Word]) -> list[Word]:
    """Particles join the word after them; words for son and daughter join the word before."""
    grouped: list[Word] = []
    particles: list[Word] = []
    for word in words:
        if word.kind is Kind.PARTICLE and (grouped or particles or _is_particle(word, words)):
            particles.append(word)
        elif word.kind is Kind.FILIATION and grouped and not particles:
            grouped[-1] = filiation_word(grouped[-1], word)
        elif particles:
            grouped.append(compound_word(particles, read_name_word(word.display)))
            particles = []
        else:
            grouped.append(word)
    return grouped + particles


def _is_particle(word: Word, words: Sequence[Word]) -> bool:
    """Whether a first word is a particle: Al may be a given name, but not a small al among capitals."""
    small = word.display.islower() and not all(other.display.islower() for other in words)
    return small or bare_word(word.display) not in PARTICLES_OR_GIVEN


def _finished(layout: Layout, hinted: Sequence[Hinted], text: str) -> Layout:
    """The layout with its words, or with the whole text if they are no one person's name."""
    kinds = {word.kind for word, _ in hinted}
    if Kind.COMPANY in kinds:
        return _undivided(layout, text, "company")
    if Kind.AND in kinds or _joins_names([word for word, _ in hinted]):
        return _undivided(layout, text, "several people")
    if len(hinted) > MAX_WORDS:
        return _undivided(layout, text, "many words")
    if any(is_test_word(word.display) for word, _ in hinted):
        layout.reasons.append("test word")
    layout.words = _in_context([_as_name(word) for word, _ in hinted])
    layout.hints = "".join(hint for _, hint in hinted)
    if layout.words and all(word.kind is Kind.INITIAL for word in layout.words):
        layout.reasons.append("initials only")
    return layout


def _joins_names(words: Sequence[Word]) -> bool:
    """Whether a small `и` stands between two names; beside an initial it is one."""
    return any(
        word.display == "и"
        and Kind.INITIAL not in {before.kind, after.kind}
        and "и" not in {before.display, after.display}
        for before, word, after in zip(words, words[1:], words[2:], strict=False)
    )


def _in_context(words: list[Word]) -> list[Word]:
    """The words; in Cyrillic company, Latin initials and surnames that look Cyrillic are."""
    if not any(word.cyrillic for word in words):
        return words
    return [word if word.cyrillic else _look_alike(word) for word in words]


def _look_alike(word: Word) -> Word:
    letters = as_cyrillic(word.display.rstrip(".").upper())
    if letters is None or not (word.kind is Kind.INITIAL or known_word(letters)):
        return word
    meant = read_name_word(letters)
    return replace(meant, reasons=(*word.reasons, LOOK_ALIKE))


def _as_name(word: Word) -> Word:
    return read_name_word(word.display) if word.kind in {Kind.SUSPECT, Kind.PARTICLE, Kind.FILIATION} else word
