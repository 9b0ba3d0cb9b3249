"""Web addresses: the value with scheme, the key without whatever leads to the same page."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from golden_record.model.cleaned import KEY, VALUE, Quality
from golden_record.stages.standardize.values.outcome import TEXT, Parts, finished, graded, questions, reasoned
from golden_record.stages.standardize.values.placeholders import placeholder_expr

PARTS: Parts = {"host": pl.String()}

_SHAPE = (
    r"^(?:([A-Za-z][A-Za-z0-9+.\-]*):)?/*(?:[^/?#@]*@)?((?:[^/?#:@\s.]+\.)+[^/?#:@\s.]{2,})\.?(:[0-9]+)?([/?#].*)?$"
)
_NOISE = r"(?i)[?&](?:utm_[a-z]+|gclid|fbclid|yclid|ysclid)=[^&#]*"
_NOWHERE = r"^https?:/*$"


@dataclass(frozen=True, slots=True)
class UrlOptions:
    """Web addresses have nothing to set."""


def clean(raw: pl.Series, options: UrlOptions) -> pl.DataFrame:
    """`https://host/path`, host in lower case; the key has no scheme, `www.`, tracking, fragment or closing slash."""
    del options
    groups = pl.col(TEXT).str.extract_groups(_SHAPE)
    rows = questions(raw).with_columns(
        groups.struct[0].str.to_lowercase().fill_null("https").alias("scheme"),
        groups.struct[1].str.to_lowercase().alias("host"),
        pl.concat_str(groups.struct[2].fill_null(""), groups.struct[3].fill_null("")).alias("rest"),
    )
    host, rest = pl.col("host"), pl.col("rest")
    # Whatever is left of the query begins with a question mark again.
    untracked = rest.str.replace(r"#.*$", "").str.replace_all(_NOISE, "").str.replace(r"^([^?&]*)&", "${1}?")
    path = untracked.str.strip_chars_end("/?&")
    nothing = placeholder_expr(pl.col(TEXT)) | pl.col(TEXT).str.contains(_NOWHERE)
    asked = rows.with_columns(path.alias("path"), nothing.fill_null(value=False).alias("nothing"))
    good = ~pl.col("nothing") & host.is_not_null()
    broken = ~pl.col("nothing") & host.is_null() & pl.col(TEXT).is_not_null()
    judged = asked.with_columns(
        pl.when(good).then(pl.concat_str("scheme", pl.lit("://"), host, rest)).alias(VALUE),
        pl.when(good).then(pl.concat_str(host.str.replace(r"^www[0-9]?\.", ""), "path")).alias(KEY),
        graded((pl.col("nothing"), Quality.PLACEHOLDER), (good, Quality.GOOD), (broken, Quality.INVALID)),
        reasoned((pl.col("nothing"), "placeholder"), (broken, "not an address")),
        pl.when(good).then(host).alias("host"),
    )
    return finished([judged], PARTS)
