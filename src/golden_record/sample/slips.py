"""Slips of the hand: letters dropped, doubled, swapped or replaced, and the wrong keyboard layout."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from golden_record.sample.dice import Bools, Floats

_ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_NEIGHBOUR = {key: row[place - 1 if place else 1] for row in _ROWS for place, key in enumerate(row)}

_LOOKALIKES = str.maketrans("аеорсухАЕОРСКМНТВХ", "aeopcyxAEOPCKMHTBX")
_QWERTY = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`"
_JCUKEN = "йцукенгшщзхъфывапролджэячсмитьбюё"
_LAYOUT = str.maketrans(_JCUKEN + _JCUKEN.upper(), _QWERTY + _QWERTY.upper())


def misspelt(text: str, draw: float) -> str:
    """One slip at a place and of a kind that the draw decides; texts of one letter stay."""
    if len(text) < 2:
        return text
    scaled = draw * (len(text) - 1)
    place = 1 + int(scaled)
    kind = int((scaled - int(scaled)) * 4)
    letter = text[place]
    if kind == 0 and len(text) > 3:
        return text[:place] + text[place + 1 :]
    if kind == 1:
        return text[:place] + letter + text[place:]
    if kind == 2 and letter != text[place - 1] and place > 1:
        return text[: place - 1] + letter + text[place - 1] + text[place + 1 :]
    return text[:place] + _NEIGHBOUR.get(letter.lower(), letter * 2) + text[place + 1 :]


def misdated(date: str, draw: float) -> str:
    """An ISO date with day and month exchanged where that is a date, else another day or year."""
    year, month, day = date.split("-")
    if int(day) <= 12 and day != month:
        return f"{year}-{day}-{month}"
    if draw < 0.5:
        return f"{year}-{month}-{1 + (int(day) + int(draw * 50)) % 28:02d}"
    return f"{int(year) + (1 if draw < 0.75 else 10)}-{month}-{min(int(day), 28):02d}"


def with_lookalikes(text: str, _: float) -> str:
    """Latin letters in place of the Cyrillic ones that look the same."""
    return text.translate(_LOOKALIKES)


def in_wrong_layout(text: str, _: float) -> str:
    """Russian typed on a keyboard switched to English: `Иванов` becomes `Bdfyjd`."""
    return text.translate(_LAYOUT)


def applied(texts: pl.Series, where: Bools, change: Callable[[str, float], str], draw: Floats) -> pl.Series:
    """The texts with `change` applied in some places, each with its draw; nulls stay."""
    places = np.nonzero(where & texts.is_not_null().to_numpy())[0]
    if not len(places):
        return texts
    changed = [change(text, chance) for text, chance in zip(texts.gather(places), draw[places].tolist(), strict=True)]
    return texts.scatter(places, changed)
