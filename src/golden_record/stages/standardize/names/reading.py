"""One raw name, read: which words are its family name, given name and patronymic, and how it is written in full."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from golden_record.model.cleaned import Quality, unpack_parts
from golden_record.stages.standardize.names.layout import MAX_LETTERS, Layout, lay_out, lay_out_parts
from golden_record.stages.standardize.names.order import USUAL, Habit, Order, declared, order_of, shown
from golden_record.stages.standardize.names.placeholders import means_no_value, placeholder_reason
from golden_record.stages.standardize.names.repair import repair_text
from golden_record.stages.standardize.names.transliteration import name_key
from golden_record.stages.standardize.names.vocabulary import Gender
from golden_record.stages.standardize.names.words import LOOK_ALIKE, Word, read_word


@dataclass(frozen=True, slots=True)
class Reading:
    """What a raw name turned out to be."""

    value: str | None = None
    key: str | None = None
    quality: Quality | None = None
    reason: str | None = None
    family: str | None = None
    given: str | None = None
    patronymic: str | None = None
    suffix: str | None = None
    maiden_key: str | None = None
    title_gender: Gender | None = None


BLANK: Final = Reading()

# The hot path: words of two alphabets between spaces, nothing else.
_PLAIN_TEXT: Final = re.compile(r"(?:[A-ZА-ЯЁ]\. ?|[A-Za-zА-Яа-яЁё'-]+(?: |$))+")
_PLAIN_PARTS: Final = {"family": "F", "given": "G", "middle": "P", "patronymic": "P"}
_PLAIN_KINDS: Final = frozenset("GBFfPpIX")
_PLAIN_WORDS: Final = 4

# Reading a value again must give the same value. Odd texts settle within a few readings or are given up.
_READINGS: Final = 4

_REPAIRS: Final = frozenset({"case", LOOK_ALIKE, "unicode", "mojibake", "keyboard layout", "swapped"})

_AROUND: Final = frozenset({"prefix", "suffix"})


def read(raw: str, habit: Habit = USUAL) -> Reading:
    """The reading of a raw name, as text or in packed parts. Never raises, and reading its value gives it again.

    `habit` is the order of words of the column that the name comes from; the value of a reading has the usual one.
    """
    if len(raw) <= MAX_LETTERS and _PLAIN_TEXT.fullmatch(raw):
        words = _plain_words(raw)
        order = _plain_order("".join([word.code for word in words]), habit=habit)
        return _composed(words, order) if order else _settled(_read_text(raw, habit))
    parts = unpack_parts(raw)
    if parts is None:
        return _settled(_read_text(raw, habit))
    return _plain_parts(parts) or _settled(_read_parts(parts))


def plain_codes(raw: str) -> str | None:
    """The codes of a name that is two ordinary words or a few more of one alphabet, none an initial; else None."""
    if len(raw) > MAX_LETTERS or not _PLAIN_TEXT.fullmatch(raw):
        return None
    codes = "".join([word.code for word in _plain_words(raw)])
    kinds, alphabets = codes[::2], set(codes[1::2])
    ordinary = 1 < len(kinds) <= _PLAIN_WORDS and "I" not in kinds and _PLAIN_KINDS.issuperset(kinds)
    return codes if ordinary and len(alphabets) == 1 else None


def _plain_words(text: str) -> list[Word]:
    return [read_word(word) for word in text.replace(".", " ").split()]


def _plain_parts(parts: Mapping[str, str]) -> Reading | None:
    """The reading of a name in ordinary parts; None where the careful way is needed."""
    if len(parts) < 2 or not parts.keys() <= _PLAIN_PARTS.keys() or sum(map(len, parts.values())) > MAX_LETTERS:
        return None
    words: list[Word] = []
    hints = ""
    for name, hint in _PLAIN_PARTS.items():
        if text := parts.get(name):
            if not _PLAIN_TEXT.fullmatch(text):
                return None
            found = _plain_words(text)
            words += found
            hints += declared(hint, len(found))
    order = _plain_order("".join([word.code for word in words]), hints)
    return _composed(words, order, _swapped(order, hints)) if order else None


@lru_cache(maxsize=1 << 14)
def _plain_order(codes: str, hints: str = "", habit: Habit = USUAL) -> Order | None:
    """The order of ordinary words; None where the careful way is needed."""
    kinds = codes[::2]
    if not 1 <= len(kinds) <= _PLAIN_WORDS or not _PLAIN_KINDS.issuperset(kinds) or set(kinds) == {"I"}:
        return None
    order = order_of(codes, hints, habit)
    return order if order.reads_back and len(set(codes[1::2])) == 1 else None


def _settled(reading: Reading) -> Reading:
    """The reading whose value reads as itself."""
    for _ in range(_READINGS):
        if reading.value is None:
            return reading
        again = _read_text(reading.value)
        if (again.value, again.key) == (reading.value, reading.key):
            return reading
        reading = _handed_down(again, reading)
    return _rejected("unstable")


def _handed_down(again: Reading, first: Reading) -> Reading:
    """The second reading with what only the raw text told."""
    if again.value is None:
        return again
    quality, reason = _quality([*_codes(first), *_codes(again)])
    return replace(
        again,
        quality=quality,
        reason=reason,
        maiden_key=again.maiden_key or first.maiden_key,
        title_gender=again.title_gender or first.title_gender,
    )


def _read_parts(parts: Mapping[str, str]) -> Reading:
    present = {name: text for name, text in parts.items() if text.strip() and not means_no_value(text)}
    if not present:
        return _rejected("no value", Quality.PLACEHOLDER) if any(map(str.strip, parts.values())) else BLANK
    names = {name: text for name, text in present.items() if name not in _AROUND}
    if "full" in names:
        names = {name: text for name, text in names.items() if (name == "full") != _complete(names)}
    in_full = " ".join(names.values())
    if reason := placeholder_reason(in_full):
        return _rejected(reason, Quality.PLACEHOLDER)
    if len(names) == 1:
        return _read_text(" ".join(filter(None, (present.get("prefix"), in_full, present.get("suffix")))))
    return _composed_layout(
        lay_out_parts({name: present[name] for name in present if name in names or name in _AROUND})
    )


def _complete(names: Mapping[str, str]) -> bool:
    """Whether the parts make the full name superfluous."""
    return "family" in names and "given" in names


def _read_text(raw: str, habit: Habit = USUAL) -> Reading:
    repaired = repair_text(raw)
    if not repaired.text:
        return BLANK
    if reason := placeholder_reason(repaired.text):
        return _rejected(reason, Quality.PLACEHOLDER)
    return _composed_layout(lay_out(repaired.text, repaired.reasons), habit)


def _rejected(reason: str, quality: Quality = Quality.INVALID) -> Reading:
    return Reading(quality=quality, reason=reason)


def _composed_layout(layout: Layout, habit: Habit = USUAL) -> Reading:
    if layout.whole is not None:
        return _undivided(layout.whole, layout.reasons)
    if not layout.words:
        return _rejected("no letters") if "digits" in layout.reasons else _rejected("no name", Quality.PLACEHOLDER)
    order = order_of("".join(word.code for word in layout.words), layout.hints, habit)
    reading = _composed(layout.words, order, (*layout.reasons, *_swapped(order, layout.hints)))
    if reading.value is None:
        return reading
    return replace(
        reading,
        value=_with_suffix(reading.value, layout.suffix, order),
        suffix=layout.suffix,
        maiden_key=layout.maiden_key if layout.maiden_key != part_key(reading.family) else None,
        title_gender=layout.title_gender,
    )


def _undivided(text: str, reasons: Sequence[str]) -> Reading:
    """A text that is no person's name as it stands: kept whole, without parts."""
    key = name_key(text)
    return Reading(text, key, *_quality(reasons)) if re.search("[a-z]", key) else _rejected("no letters")


def _swapped(order: Order, hints: str) -> tuple[str, ...]:
    if not hints:
        return ()
    roles = (("F", order.family), ("G", order.given), ("P", order.patronymic))
    found = {(role, hints[place]) for role, places in roles for place in places}
    return ("swapped",) if any(role != hint and (hint, role) in found for role, hint in found) else ()


def _with_suffix(value: str, suffix: str | None, order: Order) -> str:
    if suffix is None:
        return value
    return f"{value}, {suffix}" if order.comma else f"{value} {suffix}"


def _composed(words: Sequence[Word], order: Order, reasons: Iterable[str] = ()) -> Reading:
    family = _display(words, order.family)
    given = _display(words, order.given)
    patronymic = _display(words, order.patronymic)
    key = " ".join(filter(None, (part_key(family), part_key(given), part_key(patronymic))))
    if not key:
        return _rejected("no letters")
    if order.comma:
        value = f"{family}, {' '.join(filter(None, (given, patronymic)))}"
    else:
        value = " ".join([words[place].display for place in shown(order)])
    quality, reason = _quality([*reasons, *(code for word in words for code in word.reasons)])
    return Reading(value, key, quality, reason, family, given, patronymic)


def _display(words: Sequence[Word], places: tuple[int, ...]) -> str | None:
    if len(places) == 1:
        return words[places[0]].display
    return " ".join([words[place].display for place in places]) or None


def _codes(reading: Reading) -> list[str]:
    return reading.reason.split(", ") if reading.reason else []


def _quality(reasons: Iterable[str]) -> tuple[Quality, str | None]:
    found = dict.fromkeys(reasons)
    if not found:
        return Quality.GOOD, None
    quality = Quality.REPAIRED if _REPAIRS.issuperset(found) else Quality.SUSPICIOUS
    return quality, ", ".join(found)


@lru_cache(maxsize=1 << 18)
def part_key(part: str | None) -> str:
    """The key of a displayed part; an initial is one letter, also where transliteration would give two."""
    if part is None:
        return ""
    return " ".join(filter(None, (name_key(word)[: 1 if word.endswith(".") else None] for word in part.split())))
