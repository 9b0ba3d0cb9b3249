"""Payment cards: never kept; what is left is a keyed hash to compare and four digits to show."""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

import polars as pl
from stdnum import luhn

from golden_record.model.cleaned import Quality
from golden_record.stages.standardize.values.outcome import (
    Outcome,
    Parts,
    answered,
    finished,
    invalid,
    placeholder,
    questions,
)
from golden_record.stages.standardize.values.placeholders import is_placeholder

PARTS: Parts = {}

_NUMBER = re.compile(r"^[0-9]{12,19}$")
_MASKED = re.compile(r"[*•●xXхХ#]{2,}.*?([0-9]{4})$", re.DOTALL)
_SIGNS = re.compile(r"[\s\-./'_]+")
# Numbers for trying out payment systems; they pass the Luhn check.
_SPECIMENS = frozenset(
    {"4111111111111111", "4242424242424242", "5555555555554444", "378282246310005", "4012888888881881"}
)


@dataclass(frozen=True, slots=True)
class CardOptions:
    """The secret of the hash."""

    key: bytes = b""
    """Card numbers are so few that a hash without a secret can be looked up, so without one there is no key.

    Another secret gives other hashes: keep it as long as the hashes.
    """


def clean(raw: pl.Series, options: CardOptions) -> pl.DataFrame:
    """Value `•••• 1234`; the key is an HMAC of the number, so equal cards meet and no card can be read back.

    Masked numbers have no key: four digits are shared by many cards.
    """
    rows = questions(raw)
    return finished([answered(rows, lambda text: _judge(text, options.key), PARTS)], PARTS)


def _judge(text: str, key: bytes) -> Iterator[Outcome]:
    number = _SIGNS.sub("", unicodedata.normalize("NFKC", text))
    masked = _MASKED.search(number)
    if masked:
        yield Outcome(_shown(masked[1]), None, Quality.SUSPICIOUS, "masked")
    elif is_placeholder(text) or len(set(number)) == 1 or number in _SPECIMENS:
        yield placeholder()
    elif not _NUMBER.match(number):
        yield invalid("not a card number")
    else:
        good = luhn.is_valid(number)
        digest = hmac.new(key, number.encode(), sha256).hexdigest() if key else None
        quality = Quality.GOOD if good else Quality.SUSPICIOUS
        yield Outcome(_shown(number), digest, quality, None if good else "check digit")


def _shown(number: str) -> str:
    return f"•••• {number[-4:]}"
