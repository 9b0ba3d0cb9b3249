"""Identifiers that an authority issues, and the check digits that tell a typo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl
from stdnum import iban as iban_rules

from golden_record.model.cleaned import KEY, VALUE, Quality
from golden_record.stages.standardize.values.identifier import IdentifierOptions, capitals, is_junk
from golden_record.stages.standardize.values.lookalikes import digits_for_letters
from golden_record.stages.standardize.values.outcome import TEXT, Parts, finished, graded, questions, reasoned
from golden_record.stages.standardize.values.placeholders import placeholder_expr

PARTS: Parts = {}

_SHORTEST_KEY = 5


@dataclass(frozen=True, slots=True)
class Scheme:
    """What a number of one register looks like, and whether its digits agree with each other."""

    shape: str
    """Pattern of the number without signs."""

    agrees: Callable[[pl.Expr], pl.Expr]
    """Whether a number of the right shape can have been issued."""

    widths: tuple[int, ...] = ()
    """Lengths to which a leading zero is put back when the check digits then agree: spreadsheets drop it."""

    layout: tuple[str, str] | None = None
    """How the number is written: a pattern and its replacement."""

    specimens: tuple[str, ...] = ()
    """Numbers printed on sample documents."""

    words: str = r"\p{L}+"
    """Pattern of what may be written around the number to say what it is."""


def cleaner(scheme: Scheme) -> Callable[[pl.Series, IdentifierOptions], pl.DataFrame]:
    """A cleaner for numbers of one register.

    A number whose digits disagree is `suspicious` and keeps its key, because a typo must stay comparable. One of the
    wrong shape is `invalid`: no value, but five signs are key enough.
    """

    def clean(raw: pl.Series, options: IdentifierOptions) -> pl.DataFrame:
        """Signs removed, look-alike letters made Latin, lost leading zeros put back where the digits then agree."""
        del options
        return finished([_judged(_widened(capitals(questions(raw)), scheme), scheme)], PARTS)

    return clean


def _widened(rows: pl.DataFrame, scheme: Scheme) -> pl.DataFrame:
    """Adds `number`, and `padded` where a zero was put before it."""
    rows = _unlabelled(rows, scheme)
    typed = pl.col("ascii")
    shaped = typed.str.contains(f"^(?:{scheme.shape})$")
    wider = [typed.str.zfill(width) for width in scheme.widths]
    fits = [
        pl.when(
            ~shaped & typed.str.contains(r"^[0-9]+$") & (typed.str.len_bytes() == width - 1) & scheme.agrees(padded)
        ).then(padded)
        for width, padded in zip(scheme.widths, wider, strict=True)
    ]
    found = pl.coalesce(fits) if fits else pl.lit(None, dtype=pl.String)
    return rows.with_columns(found.alias("padded")).with_columns(pl.coalesce("padded", "ascii").alias("number"))


def _unlabelled(rows: pl.DataFrame, scheme: Scheme) -> pl.DataFrame:
    """Without the words around it (`ИНН 7707083893`, `серия 4509 № 123456`), where the rest has the shape.

    Adds `scanned`: whether letters had to be read as digits for that.
    """
    shape = f"^(?:{scheme.shape})$"
    bare = pl.col("signs").str.replace_all(scheme.words, "")
    scanned = digits_for_letters(pl.col(TEXT).str.replace_all(r"[^\p{L}\p{N}|!]+", ""))
    typed = pl.col("ascii").str.contains(shape)
    labelled = rows.with_columns(
        (~typed & ~bare.str.contains(shape) & scanned.str.contains(shape)).fill_null(value=False).alias("scanned"),
    )
    return labelled.with_columns(
        pl.when("scanned")
        .then(scanned)
        .when(bare.str.contains(shape))
        .then(bare)
        .otherwise(pl.col("ascii"))
        .alias("ascii")
    )


def _judged(rows: pl.DataFrame, scheme: Scheme) -> pl.DataFrame:
    number = pl.col("number")
    junk = (
        placeholder_expr(pl.col(TEXT))
        | is_junk(pl.col("signs"))
        | is_junk(number)
        | number.is_in(list(scheme.specimens))
    )
    asked = rows.with_columns(
        junk.fill_null(value=False).alias("nothing"),
        number.str.contains(f"^(?:{scheme.shape})$").fill_null(value=False).alias("shaped"),
        (number.str.len_bytes() >= _SHORTEST_KEY).alias("long_enough"),
    ).with_columns((pl.col("shaped") & scheme.agrees(number)).alias("agrees"))
    nothing, shaped, agrees = pl.col("nothing"), pl.col("shaped"), pl.col("agrees")
    written = number.str.replace(*scheme.layout) if scheme.layout else number
    keyed = ~nothing & ~pl.col("rounded").fill_null(value=False) & (shaped | pl.col("long_enough"))
    misshapen = ~shaped & pl.col(TEXT).is_not_null()
    padded, floated, scanned = pl.col("padded").is_not_null(), pl.col("floated"), pl.col("scanned")
    return asked.with_columns(
        pl.when(shaped & ~nothing).then(written).alias(VALUE),
        pl.when(keyed).then(number).alias(KEY),
        graded(
            (nothing, Quality.PLACEHOLDER),
            (misshapen, Quality.INVALID),
            (shaped & ~agrees, Quality.SUSPICIOUS),
            (padded | floated | scanned, Quality.REPAIRED),
            (shaped, Quality.GOOD),
        ),
        reasoned(
            (nothing, "placeholder"),
            (misshapen, "wrong length or signs"),
            (shaped & ~agrees, "check digits"),
            (padded, "leading zero restored"),
            (scanned, "letter for digit"),
            (floated, "decimal point removed"),
        ),
    )


def _digit(number: pl.Expr, at: int) -> pl.Expr:
    return number.str.slice(at, 1).cast(pl.Int32, strict=False)


def _weighted(number: pl.Expr, weights: tuple[int, ...]) -> pl.Expr:
    return pl.sum_horizontal(_digit(number, at) * weight for at, weight in enumerate(weights))


_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


def _inn_agrees(number: pl.Expr) -> pl.Expr:
    """Of a company 10 digits with one check digit, of a person 12 with two."""
    company = _weighted(number, _INN_10) % 11 % 10 == _digit(number, 9)
    person = (_weighted(number, _INN_11) % 11 % 10 == _digit(number, 10)) & (
        _weighted(number, _INN_12) % 11 % 10 == _digit(number, 11)
    )
    return pl.when(number.str.len_bytes() == 10).then(company).otherwise(person).fill_null(value=False)


def _snils_agrees(number: pl.Expr) -> pl.Expr:
    """Nine digits and two of check; the oldest numbers, up to 001-001-998, carry none."""
    check = number.str.slice(9, 2).cast(pl.Int32, strict=False)
    return (
        (_weighted(number, tuple(range(9, 0, -1))) % 101 % 100 == check)
        | (number.str.slice(0, 9).cast(pl.Int64, strict=False) <= 1001998)
    ).fill_null(value=False)


def _ogrn_agrees(number: pl.Expr) -> pl.Expr:
    """Of a company 13 digits, of a sole trader 15: the number before the last digit, modulo 11 or 13."""

    def check(digits: int, modulus: int) -> pl.Expr:
        head = number.str.slice(0, digits - 1).cast(pl.Int64, strict=False)
        return head % modulus % 10 == _digit(number, digits - 1)

    return pl.when(number.str.len_bytes() == 13).then(check(13, 11)).otherwise(check(15, 13)).fill_null(value=False)


def _passport_agrees(number: pl.Expr) -> pl.Expr:
    """Series of a region (not 00) and of a year of printing, since 1997; a number that is not 000000."""
    year = number.str.slice(2, 2).cast(pl.Int32, strict=False)
    return (
        (number.str.slice(0, 2) != "00") & (number.str.slice(4, 6) != "000000") & ((year >= 97) | (year <= 60))
    ).fill_null(value=False)


def _ssn_agrees(number: pl.Expr) -> pl.Expr:
    """No area 000 or 666, no group 00, no serial 0000; from 9 on, the groups that taxpayer numbers (ITIN) have."""
    taxpayer = number.str.contains(r"^9..(?:5[0-9]|6[0-5]|7[0-9]|8[0-8]|9[0-24-9])")
    return ~number.str.contains(r"^(?:000|666|9)|^...00|0000$") | (taxpayer & ~number.str.ends_with("0000"))


def _nhs_agrees(number: pl.Expr) -> pl.Expr:
    """The tenth digit makes the weighted sum divisible by 11."""
    return (_weighted(number, (*range(10, 1, -1), 1)) % 11 == 0).fill_null(value=False)


def _iban_agrees(number: pl.Expr) -> pl.Expr:
    return number.map_elements(_is_iban, return_dtype=pl.Boolean, skip_nulls=True).fill_null(value=False)


def _is_iban(number: str) -> bool:
    return bool(iban_rules.is_valid(number, check_country=False))


INN = Scheme(r"[0-9]{10}|[0-9]{12}", _inn_agrees, widths=(12, 10))
SNILS = Scheme(r"[0-9]{11}", _snils_agrees, widths=(11,), layout=(r"^(...)(...)(...)(..)$", "${1}-${2}-${3} ${4}"))
OGRN = Scheme(r"[0-9]{13}|[0-9]{15}", _ogrn_agrees)
PASSPORT = Scheme(r"[0-9]{10}", _passport_agrees, layout=(r"^(....)(......)$", "${1} ${2}"), specimens=("1234567890",))
SSN = Scheme(
    r"[0-9]{9}",
    _ssn_agrees,
    layout=(r"^(...)(..)(....)$", "${1}-${2}-${3}"),
    specimens=("078051120", "219099999", "457555462"),
)
NHS = Scheme(r"[0-9]{10}", _nhs_agrees, layout=(r"^(...)(...)(....)$", "${1} ${2} ${3}"))
IBAN = Scheme(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", _iban_agrees, words="^IBAN")

clean_inn = cleaner(INN)
clean_snils = cleaner(SNILS)
clean_ogrn = cleaner(OGRN)
clean_passport = cleaner(PASSPORT)
clean_ssn = cleaner(SSN)
clean_nhs = cleaner(NHS)
clean_iban = cleaner(IBAN)
