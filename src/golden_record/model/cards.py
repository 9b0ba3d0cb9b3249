"""Payment cards: what may be kept of a number, how that travels as a raw value, and how numbers in texts are hidden."""

from __future__ import annotations

import hmac
import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256

from stdnum import luhn

from golden_record.model.cleaned import Quality, pack_parts, unpack_parts

VERSION = 1
"""Raise it when the reading of some number changes: sources with cards are then read again."""

_NUMBER = re.compile(r"[0-9]{12,19}")
_MASKED = re.compile(r"[*•●xXхХ#]{2,}.*?([0-9]{4})$", re.DOTALL)
# A spreadsheet or a frame that takes the column for numbers with a fraction writes one.
_FRACTION = re.compile(r"(?<=[0-9])\.0+$")
# What stands between digits and belongs to no number: spaces, hyphens of all widths, invisible signs.
_SIGN = r"[\s\-./'_’\u00AD\u2010-\u2015\u200B-\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF\x00-\x1F]"
_SIGNS = re.compile(f"{_SIGN}+")
# In a row written as JSON such a sign may be spelt out.
_LONG_NUMBER = re.compile(rf"\d(?:(?:{_SIGN}|\\[tnrfb]|\\u00[0-9a-f]{{2}}){{0,3}}\d){{11,}}")
NUMBER_SHAPE = (
    r"(?:[2-6](?:[ -]?\d){15,18}|(?:[2456][ -]?\d|3[ -]?[0-46-9])(?:[ -]?\d){13}"
    r"|[3-6](?:[ -]?\d){13}|[4-6](?:[ -]?\d){12})"
)
"""Numbers as payment networks give them out, whatever their check digit; for a regular expression of any engine.

They begin with 2 to 6 and have 13 to 19 digits. Fifteen that begin with 35 are a telephone's, fourteen that begin with
2 are a time, and thirteen that begin with 2 or 3 a shop's own: no network has such numbers.
"""

# After a plus stands a telephone number.
_LIKELY_CARD = re.compile(rf"(?<![\d+]){NUMBER_SHAPE}(?!\d)")
# Numbers for trying out payment systems; they pass the Luhn check.
_SPECIMENS = frozenset(
    {"4111111111111111", "4242424242424242", "5555555555554444", "378282246310005", "4012888888881881"}
)
# No number of a card holds a letter, so this can be the hash of none.
_MARK = b"golden_record: mark of the key"


@dataclass(frozen=True, slots=True)
class Card:
    """What may be kept of one value: the number itself cannot be found from it without the key.

    `digest` is the HMAC-SHA-256 of the digits in hex; masked numbers have none, since many cards share four digits.
    """

    quality: Quality
    reason: str | None = None
    digest: str | None = None
    last_four: str | None = None

    @property
    def shown(self) -> str | None:
        """The card as people see it, `•••• 1234`; None where there is no number."""
        return f"•••• {self.last_four}" if self.last_four else None

    def packed(self) -> str:
        """The card as one string, in place of a raw value."""
        fields = {"quality": self.quality.value, "reason": self.reason}
        return pack_parts({name: text or "" for name, text in (fields | self._number()).items()})

    def _number(self) -> dict[str, str | None]:
        return {"digest": self.digest, "last_four": self.last_four}

    @classmethod
    def unpacked(cls, raw: str) -> Card | None:
        """What `packed` has made a string of; None for any other text."""
        fields = unpack_parts(raw)
        if fields is None or "quality" not in fields:
            return None
        return cls(Quality(fields["quality"]), fields.get("reason"), fields.get("digest"), fields.get("last_four"))


def read_card(text: str, key: bytes) -> Card | None:
    """What may be kept of a value; None for a text without any digit, which may be kept as it is.

    Without a key there is no digest: numbers are so few that a hash without a secret can be looked up.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not any(sign.isdigit() for sign in plain):
        return None
    number = _SIGNS.sub("", _FRACTION.sub("", plain))
    if masked := _MASKED.search(number):
        return Card(Quality.SUSPICIOUS, "masked", last_four=masked[1])
    if len(set(number)) == 1 or number in _SPECIMENS:
        return Card(Quality.PLACEHOLDER, "placeholder")
    if not _NUMBER.fullmatch(number):
        return Card(Quality.INVALID, "not a card number")
    digest = hmac.new(key, number.encode(), sha256).hexdigest() if key else None
    if luhn.is_valid(number):
        return Card(Quality.GOOD, None, digest, number[-4:])
    return Card(Quality.SUSPICIOUS, "check digit", digest, number[-4:])


def key_mark(key: bytes) -> str:
    """A short text that tells one key from another and from which no key can be found; empty without a key."""
    return hmac.new(key, _MARK, sha256).hexdigest()[:16] if key else ""


def without_long_numbers(text: str) -> str:
    """The text with every number of twelve or more digits reduced to its last four, whether or not it is a card's.

    For rows that could not be read, where a number may stand anywhere and have a wrong check digit.
    """
    return _LONG_NUMBER.sub(_reduced, text)


def without_card_numbers(text: str) -> str:
    """The text with every number in the shape of a card's reduced to its last four digits.

    The check digit is not asked: a number with a slip in it is nine tenths of somebody's card.
    """
    return _LIKELY_CARD.sub(_reduced, text)


def _reduced(found: re.Match[str]) -> str:
    return f"•••• {_digits(found[0])[-4:]}"


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
