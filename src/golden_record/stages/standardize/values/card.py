"""Payment cards: the number never comes here; what is left of it is a keyed hash to compare and four digits to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from golden_record.model.cards import Card, read_card
from golden_record.model.cleaned import RAW, SEPARATOR
from golden_record.stages.standardize.values.outcome import (
    TEXT,
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

_NO_KEY = b""


@dataclass(frozen=True, slots=True)
class CardOptions:
    """Nothing to set: the key is needed where numbers are read."""


def clean(raw: pl.Series, options: CardOptions) -> pl.DataFrame:
    """Value `•••• 1234`; the key is the keyed hash that the sources stage has put in place of the number.

    A number that stands there readable, as while files are looked at, is judged alike and has no key.
    """
    del options
    packed = pl.col(RAW).str.starts_with(SEPARATOR)
    rows = questions(raw).with_columns(pl.when(packed).then(RAW).otherwise(TEXT).alias(TEXT))
    return finished([answered(rows, _judge, PARTS)], PARTS)


def _judge(text: str) -> Iterator[Outcome]:
    card = Card.unpacked(text) or read_card(text, _NO_KEY)
    if card is not None:
        yield Outcome(card.shown, card.digest, card.quality, card.reason)
    elif is_placeholder(text):
        yield placeholder()
    else:
        yield invalid("not a card number")
