"""Words and shapes that people and programs type when there is no value."""

from __future__ import annotations

import re

import polars as pl

_WORDS = """
    n/a|na|n.a.|n\\a|#n/a|nan|nil|null|(null)|<null>|none|(none)|no|no data|nodata|empty|blank|missing|undefined
    |unknown|unk
    |unspecified|not available|not applicable|not known|not provided|not specified|not set|not given|tbd|tba
    |to be confirmed
    |no value|no info|no information|none given|refused|declined|prefer not to say|prefer_not_to_say|undisclosed
    |anonymous
    |нет|нет данных|нету|нет информации|нет сведений|не указан|не указана|не указано|не указаны|не задан
    |не задано|не задана
    |не известен|не известна|не известно|неизвестен|неизвестна|неизвестно|неизв|неизв.|отсутствует|отсутствуют
    |не заполнено
    |не заполнен|не определено|не определен|не предоставлено|пусто|пустой|прочерк|б/н|н/д|н.д.|нд|н/у|данные отсутствуют
    |отказ|отказался|отказалась|аноним
"""
WORDS = frozenset(re.sub(r"\n *", "", _WORDS).split("|"))
"""Compared case-folded; a type adds its own words, or lets some of these through."""

# No letter and no digit, or the letter x (Latin or Cyrillic) over and over.
_EMPTY_SHAPE = r"^(?:[^\p{L}\p{N}]+|[xXхХ]{2,})$"
_empty_shape = re.compile(r"^(?:[\W_]+|[xXхХ]{2,})$")


def is_placeholder(text: str) -> bool:
    """Whether `text` says in so many words that there is no value."""
    return text.casefold() in WORDS or _empty_shape.match(text) is not None


def placeholder_expr(text: pl.Expr) -> pl.Expr:
    """The same question over a column; null where the text is null."""
    return text.str.to_lowercase().is_in(sorted(WORDS)) | text.str.contains(_EMPTY_SHAPE)
