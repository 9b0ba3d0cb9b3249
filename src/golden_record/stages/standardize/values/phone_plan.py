"""Numbering plans of one calling code as patterns that a whole column can be matched against.

The patterns are those of the phonenumbers library, so a number settled here is one the library would settle alike;
whatever is not plain is left to the library.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import polars as pl
from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    PhoneMetadata,
    PhoneNumberDesc,
    PhoneNumberType,
    country_code_for_region,
    region_code_for_country_code,
)

# Most calling codes serve one or two countries (+7: Russia and Kazakhstan). For those that serve many, asking for the
# later ones column-wise costs more than it settles.
_COUNTRIES_PER_CODE = 2

KINDS = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed_or_mobile",
}
"""Our words for the library's kinds of line; every other kind is `OTHER`."""

OTHER = "other"


@dataclass(frozen=True, slots=True)
class Line:
    """Numbers of one country and kind: those that all of the descriptions fit."""

    country: str
    kind: str
    descriptions: tuple[PhoneNumberDesc, ...]
    leading: str

    def has(self, number: pl.Expr) -> pl.Expr:
        """Whether a national number is one of these."""
        return pl.all_horizontal(_fits(number, desc) for desc in self.descriptions) & number.str.contains(self.leading)


@dataclass(frozen=True, slots=True)
class Plan:
    """How numbers of one calling code are dialled at home, and which exist."""

    code: str
    prefix: str
    """Dialled before a national number inside the country: `8` in Russia, `0` in Britain."""
    unusual: str
    """Pattern of whatever else may be dialled before it, such as the code of a carrier."""
    abroad: str
    """Pattern of what is dialled to leave the country."""
    national: str
    """Pattern of a full national number."""
    lengths: frozenset[int]
    """How many digits national numbers of this calling code have, in whichever of its countries."""
    lines: tuple[Line, ...]

    def national_number(self, compact: pl.Expr) -> pl.Expr:
        """The national number of plain forms: as it is, after `+code`, `code` or the prefix; else null.

        `compact` is digits with at most a leading plus. Two readings of one text are a case for the library.
        """
        number = self._single(compact, ["+" + self.code, "", self.code, self.prefix])
        return pl.when(~_opens(compact, self.abroad)).then(number)

    def international_number(self, compact: pl.Expr) -> pl.Expr:
        """The national number after `+code`, be it written `+44 7400` or `+44 (0)7400`; else null."""
        opening = "+" + self.code
        number, after = self._single(compact, [opening, opening + self.prefix]), compact.str.slice(len(opening))
        if not self.unusual:
            return number
        # The code of a carrier may begin with the prefix: then the library takes more away.
        return pl.when((after == number) | (after.str.replace(f"^(?:{self.unusual})", "") == number)).then(number)

    def unlike(self, compact: pl.Expr) -> pl.Expr:
        """Whether digits without a plus cannot be a number dialled at home, nor a mistyped one.

        Nothing that is dialled before a number stands in front, and no national number is of this length.
        """
        openings = ("[+]", self.code, self.prefix, self.unusual, self.abroad)
        opened = pl.any_horizontal(_opens(compact, opening) for opening in openings)
        return ~opened & ~compact.str.len_bytes().is_in(sorted(self.lengths))

    def _single(self, compact: pl.Expr, openings: Iterable[str]) -> pl.Expr:
        """What follows the only opening after which a national number stands."""
        readings = [
            pl.when(self._is_national(compact, opening)).then(compact.str.slice(len(opening)))
            for opening in dict.fromkeys(openings)
        ]
        single = pl.sum_horizontal(reading.is_not_null() for reading in readings) == 1
        number = pl.coalesce(readings)
        return pl.when(single & ~self._has_prefix(number) & ~_opens(number, self.unusual)).then(number)

    def _is_national(self, compact: pl.Expr, opening: str) -> pl.Expr:
        return compact.str.contains(rf"^{opening.replace('+', '[+]')}(?:{self.national})$")

    def _has_prefix(self, number: pl.Expr) -> pl.Expr:
        return self._is_national(number, self.prefix) if self.prefix else pl.lit(value=False)

    def line(self, number: pl.Expr) -> pl.Expr:
        """The position in `lines` of a national number, or null when no such number exists."""
        return pl.coalesce(pl.when(line.has(number)).then(at) for at, line in enumerate(self.lines))


@cache
def plan_of(region: str) -> Plan | None:
    """The plan behind a region's calling code, or None when its rules are more than patterns."""
    code = country_code_for_region(region)
    countries = COUNTRY_CODE_TO_REGION_CODE.get(code, ())[:_COUNTRIES_PER_CODE]
    home = PhoneMetadata.metadata_for_region(region, None)
    national = _pattern(home.general_desc) if home else ""
    if home is None or not national or region not in countries or home.national_prefix_transform_rule:
        return None
    parsed = home.national_prefix_for_parsing or ""
    prefix, unusual = (parsed, "") if not parsed or parsed.isdigit() else (home.national_prefix or "", parsed)
    lines = tuple(line for country in countries for line in _lines(country))
    return Plan(str(code), prefix, unusual, home.international_prefix or "", national, _lengths(code), lines)


@cache
def plan_abroad(code: str) -> Plan | None:
    """The plan that numbers after a plus and this calling code are read by, or None as with `plan_of`."""
    return plan_of(region_code_for_country_code(int(code)))


def calling_code(compact: pl.Expr) -> pl.Expr:
    """The calling code after a leading plus, or null: no code is the beginning of another."""
    return compact.str.extract(f"^[+]({'|'.join(map(str, COUNTRY_CODE_TO_REGION_CODE))})")


def _lengths(code: int) -> frozenset[int]:
    countries = COUNTRY_CODE_TO_REGION_CODE[code]
    plans = (PhoneMetadata.metadata_for_region(country, None) for country in countries)
    described = (plan.general_desc for plan in plans if plan)
    return frozenset(length for desc in described if desc for length in desc.possible_length)


def _lines(country: str) -> list[Line]:
    """In the library's order of asking: the first kind that fits is the kind."""
    plan = PhoneMetadata.metadata_for_region(country, None)
    if plan is None:
        return []
    special = (
        *(plan.premium_rate, plan.toll_free, plan.shared_cost, plan.voip),
        *(plan.personal_number, plan.pager, plan.uan, plan.voicemail),
    )
    kinds: list[tuple[str, tuple[PhoneNumberDesc | None, ...]]] = [(OTHER, (desc,)) for desc in special]
    if plan.same_mobile_and_fixed_line_pattern:
        kinds.append(("fixed_or_mobile", (plan.fixed_line,)))
    else:
        kinds.append(("fixed_or_mobile", (plan.fixed_line, plan.mobile)))
        kinds.extend([("fixed", (plan.fixed_line,)), ("mobile", (plan.mobile,))])
    leading = f"^(?:{plan.leading_digits or ''})"
    # A kind that the country does not have carries no pattern.
    known = (
        (kind, [desc for desc in (plan.general_desc, *wanted) if _pattern(desc)], len(wanted)) for kind, wanted in kinds
    )
    return [
        Line(country, kind, tuple(filter(None, found)), leading) for kind, found, wanted in known if len(found) > wanted
    ]


def _pattern(description: PhoneNumberDesc | None) -> str:
    return (description.national_number_pattern or "") if description else ""


def _opens(text: pl.Expr, pattern: str) -> pl.Expr:
    """Whether `text` begins with the pattern; nothing begins with an empty one."""
    return text.str.contains(f"^(?:{pattern})") if pattern else pl.lit(value=False)


def _fits(number: pl.Expr, description: PhoneNumberDesc) -> pl.Expr:
    fits = number.str.contains(f"^(?:{description.national_number_pattern})$")
    if not description.possible_length:
        return fits
    return fits & number.str.len_bytes().is_in(sorted(description.possible_length))
