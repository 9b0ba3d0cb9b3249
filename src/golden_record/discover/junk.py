"""What in a column is not worth its face: placeholders, default dates, keyboard runs, values that cannot be."""

from __future__ import annotations

import polars as pl

from golden_record.discover.guessing import Guess
from golden_record.discover.measures import Share, evenly, filled_cells
from golden_record.model.cleaned import ORDINAL, QUALITY, REASON, Quality, pack_parts
from golden_record.stages.standardize import names
from golden_record.stages.standardize.values import CLEANERS
from golden_record.stages.standardize.values.phone import PhoneOptions

_MOST_VALUES = 4_000
_DOUBTFUL = (Quality.PLACEHOLDER.value, Quality.INVALID.value, Quality.SUSPICIOUS.value)
_MOST_REASONS = 4
_LEAST_SHARE = 0.0001


def find_junk(cells: pl.Series, guess: Guess, region: str) -> tuple[Share, ...]:
    """Shares of filled cells that the cleaner of the guessed type doubts, commonest first, as `quality: reason`."""
    counts = _weighed(filled_cells(cells))
    if counts.height == 0:
        return ()
    cleaned = _cleaned(counts["value"], guess, region).filter(pl.col(ORDINAL) == 0)
    judged = counts.with_columns(cleaned[QUALITY], cleaned[REASON]).filter(pl.col(QUALITY).is_in(_DOUBTFUL))
    said = pl.when(pl.col(REASON) != pl.col(QUALITY)).then(pl.concat_str(QUALITY, REASON, separator=": "))
    what = said.otherwise(pl.col(QUALITY)).alias("what")
    found = judged.group_by(what).agg(pl.col("count").sum())
    total = int(counts["count"].sum())
    rows = found.sort(["count", "what"], descending=[True, False]).head(_MOST_REASONS).iter_rows()
    return tuple(Share(str(what), count / total) for what, count in rows if count / total >= _LEAST_SHARE)


def _weighed(filled: pl.Series) -> pl.DataFrame:
    """Distinct values with their counts: the commonest, and evenly chosen others that stand for the rest."""
    counts = filled.alias("value").to_frame().group_by("value").agg(pl.len().alias("count"))
    ordered = counts.sort(["count", "value"], descending=[True, False])
    if ordered.height <= _MOST_VALUES:
        return ordered
    head, rest = ordered.head(_MOST_VALUES // 2), ordered.slice(_MOST_VALUES // 2).sort("value")
    chosen = rest.filter(rest["value"].is_in(evenly(rest["value"], _MOST_VALUES // 2).implode()))
    scale = float(rest["count"].sum()) / max(1, float(chosen["count"].sum()))
    scaled = chosen.with_columns((pl.col("count") * scale).round().cast(pl.UInt32))
    return pl.concat([head.with_columns(pl.col("count").cast(pl.UInt32)), scaled])


def _cleaned(values: pl.Series, guess: Guess, region: str) -> pl.DataFrame:
    if guess.type == "person_name":
        part = guess.part or ""
        packed = [pack_parts({part: value}) for value in values.to_list()] if part else values
        return names.clean(pl.Series(packed, dtype=pl.String))
    # A part of an address is only words to its cleaner: what it doubts is that the rest is not there.
    type_name = "text" if guess.type == "address" and guess.part else guess.type or "text"
    cleaner = CLEANERS[type_name]
    return cleaner.clean(values, PhoneOptions(region) if type_name == "phone" else cleaner.options())
