"""Parts of an address that come in columns of their own: postcode and city."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from golden_record.model.cleaned import KEY, VALUE, Quality
from golden_record.stages.standardize.values.outcome import TEXT, Parts, finished, graded, questions, reasoned
from golden_record.stages.standardize.values.placeholders import placeholder_expr
from golden_record.stages.standardize.values.translit import ascii_key, ascii_keys

PARTS: Parts = {}

_UK = r"^([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9][A-Z]{2})$"
_CANADA = r"^([A-Z][0-9][A-Z])([0-9][A-Z][0-9])$"
_ZIP_4 = r"^([0-9]{5})-?[0-9]{4}$"
_KNOWN_SHAPES = (r"^[0-9]{4,6}$", r"^[0-9]{9}$", _UK, _CANADA)
_NOWHERE = r"^(?:0+|9{4,}|1{5,}|123456)$"
_FLOAT = r"^([0-9]+)\.0$"

# What stands before the name of a settlement, with a point or a blank between.
SETTLEMENT = (
    r"(?:город|гор|г|посёлок городского типа|поселок городского типа|рабочий поселок|пгт|рп|посёлок|поселок|пос|п|"
    r"село|с|деревня|дер|д|станица|ст-ца|хутор|х|аул|city of|town of|village of|gorod|pos|selo|derevnya|g)"
)
_SETTLEMENT_BEFORE = rf"(?i)^(?:{SETTLEMENT}(?:\.\s*|\s+))+([\p{{L}}\p{{N}}])"
_SETTLEMENT_AFTER = r"(?i)(?:[\s,]+(?:г\.?|город|гор\.))+$"
# Names that differ by more than the alphabet, short forms included: key as written to key of the Russian or full name.
_ONE_CITY = {
    "moscow": "moskva",
    "msk": "moskva",
    "moskow": "moskva",
    "st petersburg": "sankt peterburg",
    "saint petersburg": "sankt peterburg",
    "sankt petersburg": "sankt peterburg",
    "s peterburg": "sankt peterburg",
    "s petersburg": "sankt peterburg",
    "peterburg": "sankt peterburg",
    "petersburg": "sankt peterburg",
    "spb": "sankt peterburg",
    "piter": "sankt peterburg",
    "leningrad": "sankt peterburg",
    "n novgorod": "nizhny novgorod",
    "nn": "nizhny novgorod",
    "ekb": "ekaterinburg",
    "yekaterinburg": "ekaterinburg",
    "rostov na donu": "rostov na donu",
    "rostov on don": "rostov na donu",
    "nsk": "novosibirsk",
    "nyc": "new york",
    "new york city": "new york",
    "la": "los angeles",
    "sf": "san francisco",
    "kiev": "kyiv",
}


@dataclass(frozen=True, slots=True)
class PlaceOptions:
    """Places have nothing to set."""


def clean_postcode(raw: pl.Series, options: PlaceOptions) -> pl.DataFrame:
    """`AB24 3HP`, `101000`, `02101`; the key has no blank, and of ZIP+4 the five digits that name the office."""
    del options
    plain = pl.col(TEXT).str.normalize("NFKC").str.to_uppercase().str.replace(_FLOAT, "${1}")
    rows = questions(raw).with_columns(plain.str.replace_all(r"[^\p{L}\p{N}-]+", "").str.strip_chars("-").alias("code"))
    code = pl.col("code").str.replace_all("-", "", literal=True)
    key = code.str.replace(_ZIP_4, "${1}")
    shown = pl.col("code").str.replace(_UK, "${1} ${2}").str.replace(_CANADA, "${1} ${2}")
    nothing = placeholder_expr(pl.col(TEXT)) | placeholder_expr(code) | code.str.contains(_NOWHERE) | (code == "")
    shaped = pl.any_horizontal(code.str.contains(shape) for shape in _KNOWN_SHAPES)
    return finished([_judged(rows, nothing, shaped, shown, key)], PARTS)


def clean_city(raw: pl.Series, options: PlaceOptions) -> pl.DataFrame:
    """The name without the word for town; `СПб`, `г. Санкт-Петербург` and `St Petersburg` have one key."""
    del options
    rows = questions(raw).with_columns(town_name(pl.col(TEXT)).alias("city"))
    keyed = rows.with_columns(city_keys(rows["city"]).alias("ascii"))
    nothing = placeholder_expr(pl.col(TEXT)) | (pl.col("city") == "")
    key = pl.coalesce("ascii", "city")
    return finished([_judged(keyed, nothing, pl.col("city").is_not_null(), pl.col("city"), key)], PARTS)


def town_name(text: pl.Expr) -> pl.Expr:
    """The name of a town without the word for town."""
    return text.str.replace(_SETTLEMENT_BEFORE, "${1}").str.replace(_SETTLEMENT_AFTER, "").str.strip_chars(" .,")


def city_keys(names: pl.Series) -> pl.Series:
    """Keys of names that no longer carry the word for town."""
    return ascii_keys(names).replace(_ONE_CITY).str.replace(r"^st ", "saint ")


def city_key(name: str) -> str:
    """The key of one name, equal to what `city_keys` gives."""
    key = ascii_key(name)
    known = _ONE_CITY.get(key, key)
    return "saint " + known[3:] if known.startswith("st ") else known


def _judged(rows: pl.DataFrame, nothing: pl.Expr, shaped: pl.Expr, value: pl.Expr, key: pl.Expr) -> pl.DataFrame:
    asked = rows.with_columns(nothing.fill_null(value=False).alias("nothing"), shaped.alias("shaped"))
    none, present = pl.col("nothing"), pl.col(TEXT).is_not_null()
    return asked.with_columns(
        pl.when(~none).then(value).alias(VALUE),
        pl.when(~none).then(key).alias(KEY),
        graded((none, Quality.PLACEHOLDER), (pl.col("shaped"), Quality.GOOD), (present, Quality.SUSPICIOUS)),
        reasoned((none, "placeholder"), (present & ~pl.col("shaped"), "unknown shape")),
    )
