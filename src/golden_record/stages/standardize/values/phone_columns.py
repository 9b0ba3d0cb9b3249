"""Phone numbers that are plain to read, settled column by column: those dialled at home and those of other countries.

Every answer is the one that `phone.judge` gives through the library. Whatever could be read in two ways is left over.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from golden_record.model.cleaned import KEY, VALUE, Quality
from golden_record.stages.standardize.values import phone_junk
from golden_record.stages.standardize.values.outcome import TEXT, graded, reasoned
from golden_record.stages.standardize.values.phone_plan import Plan, calling_code, plan_abroad, plan_of

PLUSLESS = "country code without plus"
"""Why a number is `repaired`: it could only be read by putting a plus before it."""

IMPOSSIBLE = "impossible length"
"""Why digits are `suspicious`: nothing can be dialled with them."""

# A scheme may stand before; blanks, brackets, dots and dashes between the digits mean nothing.
_SCHEME = r"^(?i:tel:|callto:|phone:|mob:)"
_PUNCTUATION = r"[\s().\-‐‑‒–—]+"
_PLAIN = r"^\+?[0-9]{7,15}$"
# From London one dials 00 to leave the country; people who write it elsewhere mean the plus.
_DOUBLE_ZERO = r"^00[1-9][0-9]{8}"
_COMPACT = pl.col("compact")
# Matching a column against a plan takes as long as asking the library about this many numbers.
_WORTH_A_PLAN = 50


@dataclass(frozen=True, slots=True)
class Settled:
    """Rows with their answers, and the rows that are a case for the library."""

    answers: list[pl.DataFrame]
    left: pl.DataFrame


def settle(rows: pl.DataFrame, region: str) -> Settled:
    """Answers the plain ones among `questions`, national numbers being those of `region`."""
    compact = pl.col(TEXT).str.replace(_SCHEME, "").str.replace_all(_PUNCTUATION, "")
    plain = rows.with_columns(pl.when(compact.str.contains(_PLAIN)).then(compact).alias("compact"))
    home = plan_of(region)
    at_home = _of_plan(plain, home, home.national_number(_COMPACT)) if home else Settled([], plain)
    dialled = _dialled_from(at_home.left, home)
    groups = dialled.partition_by("calling_code", as_dict=True, maintain_order=True)
    abroad = [_of_country(code, group) for (code,), group in groups.items()]
    left = pl.concat([dialled.clear(), *(country.left for country in abroad)])
    # Without a plus these digits are no number of the region, and with one they are no number of any other.
    hopeless = pl.col("unlike_home").fill_null(value=False) & pl.col("calling_code").is_null()
    answers = [answer for settled in (at_home, *abroad) for answer in settled.answers]
    return Settled([*answers, _impossible(left.filter(hopeless))], left.filter(~hopeless))


def _of_country(code: str | None, rows: pl.DataFrame) -> Settled:
    """The numbers that begin with one calling code, or with none that is known."""
    plan = plan_abroad(code) if code and rows.height >= _WORTH_A_PLAN else None
    return _of_plan(rows, plan, plan.international_number(pl.col("dialled"))) if plan else Settled([], rows)


def _of_plan(rows: pl.DataFrame, plan: Plan, number: pl.Expr) -> Settled:
    """Answers the rows whose number exists in the plan; the others are left as they were."""
    asked = rows.with_columns(number.alias("number")).with_columns(plan.line(pl.col("number")).alias("number_line"))
    exists = pl.col("number_line").is_not_null()
    return Settled([_answered(asked.filter(exists), plan)], asked.filter(~exists).select(rows.columns))


def _dialled_from(rows: pl.DataFrame, home: Plan | None) -> pl.DataFrame:
    """Adds `dialled`, a plus and the digits after it, where nothing else can be meant, and its `calling_code`."""
    plussed, zeros = _COMPACT.str.starts_with("+"), _COMPACT.str.contains(_DOUBLE_ZERO)
    unlike_home = ~plussed & ~zeros & home.unlike(_COMPACT) if home else pl.lit(value=False)
    after_plus = (
        pl.when(plussed | unlike_home).then(_COMPACT.str.strip_chars_start("+")).when(zeros).then(_COMPACT.str.slice(2))
    )
    dialled = pl.concat_str(pl.lit("+"), after_plus)
    return rows.with_columns(unlike_home.alias("unlike_home"), dialled.alias("dialled")).with_columns(
        calling_code(pl.col("dialled")).alias("calling_code")
    )


def _answered(rows: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    number, line = pl.col("number"), pl.col("number_line")
    plusless = pl.col("unlike_home") if "unlike_home" in rows.columns else pl.lit(value=False)
    asked = rows.with_columns(
        (phone_junk.placeholder_expr(number) | _placeholder()).alias("junk"),
        phone_junk.showy_expr(number).alias("showy"),
        plusless.alias("plusless"),
    )
    junk, showy, plusless = pl.col("junk"), pl.col("showy"), pl.col("plusless")
    e164 = pl.when(~junk).then(pl.concat_str(pl.lit("+" + plan.code), number))
    kinds = dict(enumerate(known.kind for known in plan.lines))
    countries = dict(enumerate(known.country for known in plan.lines))
    return asked.with_columns(
        e164.alias(VALUE),
        e164.alias(KEY),
        graded(
            (junk, Quality.PLACEHOLDER),
            (showy, Quality.SUSPICIOUS),
            (plusless, Quality.REPAIRED),
            (~junk, Quality.GOOD),
        ),
        reasoned((junk, phone_junk.PLACEHOLDER), (showy, phone_junk.SHOWY), (plusless, PLUSLESS)),
        pl.when(~junk).then(line.replace_strict(kinds, return_dtype=pl.String)).alias("line"),
        pl.when(~junk).then(line.replace_strict(countries, return_dtype=pl.String)).alias("country"),
    )


def _impossible(rows: pl.DataFrame) -> pl.DataFrame:
    """Digits that are kept as they are, for a typo must stay comparable."""
    asked = rows.with_columns(_placeholder().alias("junk"))
    junk = pl.col("junk")
    digits = pl.when(~junk).then(_COMPACT)
    return asked.with_columns(
        digits.alias(VALUE),
        digits.alias(KEY),
        graded((junk, Quality.PLACEHOLDER), (~junk, Quality.SUSPICIOUS)),
        reasoned((junk, phone_junk.PLACEHOLDER), (~junk, IMPOSSIBLE)),
    )


def _placeholder() -> pl.Expr:
    """Whether the digits as typed are nobody's number."""
    return phone_junk.placeholder_expr(_COMPACT.str.strip_chars_start("+"))
