"""Closed lists of words: gender, boolean and country, each in the words of both languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from golden_record.model.cleaned import KEY, QUALITY, VALUE, Quality
from golden_record.stages.standardize.values.countries import COUNTRIES
from golden_record.stages.standardize.values.outcome import TEXT, Parts, finished, graded, questions, reasoned
from golden_record.stages.standardize.values.placeholders import placeholder_expr
from golden_record.stages.standardize.values.translit import ascii_keys

PARTS: Parts = {}


@dataclass(frozen=True, slots=True)
class WordOptions:
    """Closed lists have nothing to set."""


def _by_word(words: Mapping[str, str]) -> dict[str, str]:
    return {word: meaning for meaning, listed in words.items() for word in listed.split("|")}


# 1 and 2 are ISO 5218.
_GENDERS = _by_word(
    {
        "m": "m|male|man|boy|mr|masculine|masc|mann|homme|1|м|муж|муж.|мужской|мужчина|мужск|мужской пол|мальчик|г-н",
        "f": "f|w|female|woman|girl|mrs|ms|miss|feminine|fem|frau|femme|2|ж|жен|жен.|женский|женщина|женск|женский пол"
        "|девочка|девушка|г-жа",
        "x": "x|non_binary|non-binary|nonbinary|non binary|diverse|divers|other|intersex|другой|иной",
    }
)
_NO_GENDER = ("0", "9", "u", "н", "unspecified", "any", "-1", "?")
_BOOLEANS = _by_word(
    {
        "true": "true|t|yes|y|1|1.0|on|да|д|истина|есть|+|checked|enabled|active|v|✓|✔|☑",
        "false": "false|f|no|n|0|0.0|off|нет|н|ложь|-|unchecked|disabled|inactive|✗|✘|☐",
    }
)


def clean_gender(raw: pl.Series, options: WordOptions) -> pl.DataFrame:
    """`m`, `f`, or `x`; only `m` and `f` have a key, since `x` contradicts neither."""
    del options
    word = pl.col(TEXT).str.to_lowercase()
    rows = _looked_up(questions(raw), word, _GENDERS, _NO_GENDER)
    return finished([rows.with_columns(pl.when(pl.col(KEY) != "x").then(pl.col(KEY)).alias(KEY))], PARTS)


def clean_boolean(raw: pl.Series, options: WordOptions) -> pl.DataFrame:
    """`true` or `false`; here `нет`, `no` and `-` are answers, not gaps."""
    del options
    return finished([_looked_up(questions(raw), pl.col(TEXT).str.to_lowercase(), _BOOLEANS, ())], PARTS)


def clean_country(raw: pl.Series, options: WordOptions) -> pl.DataFrame:
    """Two-letter ISO 3166 code from a code or a name; an unknown name is `suspicious` and keeps its own key."""
    del options
    rows = questions(raw)
    keyed = rows.with_columns(ascii_keys(rows[TEXT]).alias("ascii"))
    found = _looked_up(keyed, pl.col("ascii"), COUNTRIES, ("xx", "zz", "other", "drugoe"))
    unknown = pl.col(QUALITY) == Quality.INVALID.value
    kept = found.with_columns(
        pl.when(unknown).then(pl.col(TEXT)).otherwise(pl.col(VALUE)).alias(VALUE),
        pl.when(unknown).then(pl.coalesce("ascii", TEXT)).otherwise(pl.col(KEY)).alias(KEY),
        pl.when(unknown).then(pl.lit(Quality.SUSPICIOUS.value)).otherwise(pl.col(QUALITY)).alias(QUALITY),
    )
    return finished([kept], PARTS)


def _looked_up(
    rows: pl.DataFrame, word: pl.Expr, meanings: Mapping[str, str], nothing_words: tuple[str, ...]
) -> pl.DataFrame:
    meaning = word.replace_strict(dict(meanings), default=None, return_dtype=pl.String)
    looked = rows.with_columns(meaning.alias(VALUE), meaning.alias(KEY))
    present, known = pl.col(TEXT).is_not_null(), pl.col(VALUE).is_not_null()
    nothing = placeholder_expr(pl.col(TEXT)) | word.is_in(list(nothing_words))
    return looked.with_columns(
        graded((known, Quality.GOOD), (nothing, Quality.PLACEHOLDER), (present, Quality.INVALID)),
        reasoned((~known & nothing, "placeholder"), (~known & present, "unknown word")),
    )
