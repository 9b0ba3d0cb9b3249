"""Comparison keys: any script to lower-case ASCII letters, digits and single spaces."""

from __future__ import annotations

import re

import polars as pl
from anyascii import anyascii

_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya i yi ye g u".replace(
            "-", ""
        ).split(" "),
        strict=True,
    )
)
_TABLE = str.maketrans(_CYRILLIC)
_OTHER = r"[^a-z0-9]+"
# Apostrophes vanish instead of splitting a word: d'Arc, O'Neil, and the soft sign written as one.
_APOSTROPHES = r"['’‘ʼʹ`´]+"
# Endings that romanisation systems write in four ways: Невский is Nevskiy, Nevskii, Nevskij and Nevsky.
_ENDINGS = r"(?:iy|ii|ij|yy|yj)\b"


def latin(text: pl.Expr) -> pl.Expr:
    """Lower-case with Cyrillic letters romanised; everything else stays."""
    return text.str.to_lowercase().str.replace_many(_CYRILLIC)


def ascii_key(text: str) -> str:
    """The key of one text: `ул. Невский` and `UL Nevsky` agree."""
    plain = anyascii(text.lower().translate(_TABLE)).lower()
    words = re.sub(_OTHER, " ", re.sub(_APOSTROPHES, "", plain)).strip()
    return re.sub(_ENDINGS, "y", words)


def ascii_keys(texts: pl.Series) -> pl.Series:
    """The keys of a column, equal to `ascii_key` of each; null where nothing is left."""
    folded = pl.Series(texts.name, texts.str.to_lowercase().str.replace_many(_CYRILLIC))
    exotic = folded.str.contains(r"[^\x00-\x7F]").fill_null(value=False)
    if exotic.any():
        plain = [None if text is None else anyascii(text).lower() for text in folded.filter(exotic).to_list()]
        folded = folded.scatter(exotic.arg_true(), pl.Series(plain, dtype=pl.String))
    words = folded.str.replace_all(_APOSTROPHES, "").str.replace_all(_OTHER, " ").str.strip_chars(" ")
    keys = words.str.replace_all(_ENDINGS, "y")
    return keys.set(keys == "", None)
