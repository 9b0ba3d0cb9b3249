"""Which comparisons a job's attributes get: levels from best to worst, with the agreement to expect of true pairs.

A level is a SQL condition over `<column>_l` and `<column>_r`, as Splink evaluates it; the first that holds decides.
The starting `m` of each level is a prior that training may move and falls back to where evidence is thin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from golden_record.model.attribute_types import TYPES, AttributeType, part_column

HOUSEHOLD = "household"
NAMESAKE = "namesake"

KINDS = (HOUSEHOLD, NAMESAKE)
"""Pairs of different people who agree by more than chance: they live together, or they are called the same.

A household shares address, surname and phone for one reason, and namesakes share a name and the e-mail address made
of it for one reason: each counts as one piece of evidence instead of several.
"""


@dataclass(frozen=True)
class Level:
    """One degree of agreement."""

    label: str
    condition: str
    m: float
    frequency: str | None = None
    """Column whose value frequency weighs the agreement: a rare name proves more than a common one."""


@dataclass(frozen=True)
class Comparison:
    """One piece of evidence about a pair."""

    name: str
    attribute: str
    null: str
    levels: tuple[Level, ...]
    kin: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Per kind of related strangers, the chance of each level to start from; absent for what they do not share."""

    exact: tuple[str, ...] = ()
    """What records must share for the first levels, one SQL expression each, whose counts give their exact chance.

    A sample of random pairs shows how often names agree, but hardly ever two equal e-mail addresses: at a million
    records that would make proof of a coincidence.
    """

    shortest: int = 1
    """Characters that a value needs to agree at the first level: an initial is no name."""

    own: bool = False
    """Whether a person has one value for life, so that two records of one person seldom differ in it."""


def comparisons_for(attributes: Mapping[str, str]) -> tuple[Comparison, ...]:
    """Comparisons for attributes given as name to type, in the order of the job."""
    return tuple(
        comparison
        for name, type_ in attributes.items()
        for comparison in _BUILDERS[TYPES[type_].kind](name, TYPES[type_])
    )


def missing(*columns: str) -> str:
    """The condition that one of the columns is empty on one side."""
    return " or ".join(f"{side} is null" for name in columns for side in (f'"{name}_l"', f'"{name}_r"'))


def _equal(name: str) -> str:
    return f'"{name}_l" = "{name}_r"'


def _similarity(name: str) -> str:
    return f'jaro_winkler_similarity("{name}_l", "{name}_r")'


def _hoisted_null(name: str) -> str:
    # The metric stands in the null level too, so that DuckDB computes it once per pair and not once per level.
    return f"{_similarity(name)} = -100 or {missing(name)}"


def _name(attribute: str, _: AttributeType) -> Iterable[Comparison]:
    given, family = part_column(attribute, "given"), part_column(attribute, "family")
    yield _given(attribute, given, family)
    yield _family(attribute, given, family)
    yield _patronymic(attribute)


def _swapped(given: str, family: str) -> str:
    """One name crosses over exactly, the other nearly: of James Hill and Paul James one alone does, by chance."""
    sides = [(f'"{given}_{one}"', f'"{family}_{two}"') for one, two in (("l", "r"), ("r", "l"))]
    first, second = (f"{g} = {f}" for g, f in sides)
    nearly_first, nearly_second = (f"jaro_winkler_similarity({g}, {f}) >= 0.85" for g, f in sides)
    return f"(({first} and {nearly_second}) or ({second} and {nearly_first}))"


def _given(attribute: str, given: str, family: str) -> Comparison:
    forms, sound = part_column(attribute, "given_class"), part_column(attribute, "given_sound")
    initial = f'(length("{given}_l") = 1 or length("{given}_r") = 1) and left("{given}_l", 1) = left("{given}_r", 1)'
    return Comparison(
        name=given,
        attribute=attribute,
        null=_hoisted_null(given),
        levels=(
            Level("same given name", f'{_equal(given)} and length("{given}_l") > 1', 0.8, given),
            Level(
                "another form of the name",
                f'(list_has_any("{forms}_l", "{forms}_r") or {_equal(sound)}) and length("{given}_l") > 1'
                f' and length("{given}_r") > 1',
                0.06,
            ),
            Level("initial agrees", initial, 0.05),
            Level("given and family name swapped", _swapped(given, family), 0.01),
            Level("similar given name", f"{_similarity(given)} >= 0.86", 0.05),
            Level("different given name", "ELSE", 0.03),
        ),
        kin={NAMESAKE: (0.93, 0.05, 0.005, 0.001, 0.01, 0.004)},
        exact=(_value(given),),
        shortest=2,
        own=True,
    )


def _family(attribute: str, given: str, family: str) -> Comparison:
    maiden, sound = part_column(attribute, "maiden"), part_column(attribute, "family_sound")
    former = f'("{maiden}_l" = "{family}_r" or "{family}_l" = "{maiden}_r")'
    return Comparison(
        name=family,
        attribute=attribute,
        null=_hoisted_null(family),
        levels=(
            Level("same family name", f'{_equal(family)} and length("{family}_l") > 1', 0.8, family),
            Level("sounds the same, or maiden name", f"({_equal(sound)} or {former})", 0.06),
            Level("given and family name swapped", _swapped(given, family), 0.01),
            Level("similar family name", f"{_similarity(family)} >= 0.9", 0.05),
            Level("somewhat similar family name", f"{_similarity(family)} >= 0.8", 0.02),
            Level("different family name", "ELSE", 0.06),
        ),
        kin={HOUSEHOLD: (0.75, 0.05, 0.002, 0.04, 0.02, 0.138), NAMESAKE: (0.93, 0.04, 0.002, 0.02, 0.004, 0.004)},
        exact=(_value(family),),
        shortest=2,
    )


def _patronymic(attribute: str) -> Comparison:
    name = part_column(attribute, "patronymic")
    initial = f'(length("{name}_l") = 1 or length("{name}_r") = 1) and left("{name}_l", 1) = left("{name}_r", 1)'
    return Comparison(
        name=name,
        attribute=attribute,
        null=_hoisted_null(name),
        levels=(
            Level("same patronymic or middle name", f'{_equal(name)} and length("{name}_l") > 1', 0.8, name),
            Level("initial agrees", initial, 0.1),
            Level(
                "similar patronymic, or one of several", f"{_similarity(name)} >= 0.88 or {_shares_word(name)}", 0.05
            ),
            Level("different patronymic", "ELSE", 0.05),
        ),
        kin={HOUSEHOLD: (0.3, 0.1, 0.02, 0.58)},
    )


def _shares_word(name: str) -> str:
    """One of several words is the same: who has three middle names seldom writes all of them."""
    left, right = f'"{name}_l"', f'"{name}_r"'
    several = f"(contains({left}, ' ') or contains({right}, ' '))"
    return f"({several} and list_has_any(string_split({left}, ' '), string_split({right}, ' ')))"


def _date(attribute: str, type_: AttributeType) -> Iterable[Comparison]:
    left, right = f'"{attribute}_l"', f'"{attribute}_r"'
    year, month, day = (part_column(attribute, part) for part in ("year", "month", "day"))
    swapped = f'{_equal(year)} and "{month}_l" = "{day}_r" and "{day}_l" = "{month}_r"'
    two = " + ".join(f"coalesce({_equal(part)}, false)::int" for part in (year, month, day)) + " >= 2"
    yield Comparison(
        name=attribute,
        attribute=attribute,
        null=missing(attribute),
        levels=(
            Level("same date", _equal(attribute), 0.88, attribute),
            # A single wrong digit leaves two of the parts as they are; asking for that first spares most pairs the
            # edit distance, which costs more than everything else here.
            Level(
                "one digit, or day and month swapped",
                f"({two} and levenshtein({left}, {right}) <= 1) or ({swapped})",
                0.05,
            ),
            Level("two of year, month and day", two, 0.03),
            Level("same year", _equal(year), 0.01),
            Level("different date", "ELSE", 0.03),
        ),
        exact=(_value(attribute),),
        own=type_.name == "birth_date",
    )


def _one_edit(attribute: str, shortest: int = 6) -> str:
    """One character wrong, missing or too many in the first value: then its first or its last half is untouched."""
    left, right = (f'"{attribute}__first_{side}"' for side in ("l", "r"))
    half = f"(length({left}) // 2)"
    untouched = f"(left({left}, {half}) = left({right}, {half}) or right({left}, {half}) = right({right}, {half}))"
    return f"length({left}) >= {shortest} and {untouched} and levenshtein({left}, {right}) <= 1"


def _contact_levels(attribute: str, noun: str, typo: str, *, m_exact: float) -> tuple[Level, ...]:
    personal, any_ = f"{attribute}__personal", attribute
    return (
        Level(f"same {noun}", f'list_has_any("{personal}_l", "{personal}_r")', m_exact),
        Level(f"same {noun}, which several people use", f'list_has_any("{any_}_l", "{any_}_r")', 0.05),
        Level(f"similar {noun}", typo, 0.05),
        Level(f"different {noun}", "ELSE", 0.9 - m_exact),
    )


def _value(name: str) -> str:
    return f'"{name}"'


def _contact_values(attribute: str) -> tuple[str, ...]:
    personal = f'"{attribute}__personal"'
    common = f'list_filter("{attribute}", lambda x: not coalesce(list_contains({personal}, x), false))'
    return f"unnest({personal})", f"unnest({common})"


def _phone(attribute: str, _: AttributeType) -> Iterable[Comparison]:
    yield Comparison(
        attribute,
        attribute,
        missing(attribute),
        _contact_levels(attribute, "phone", _one_edit(attribute), m_exact=0.6),
        exact=_contact_values(attribute),
        kin={HOUSEHOLD: (0.15, 0.15, 0.01, 0.69)},
    )


def _email(attribute: str, _: AttributeType) -> Iterable[Comparison]:
    local = f"{attribute}__local"
    typo = f'list_has_any("{local}_l", "{local}_r") or {_similarity(f"{attribute}__first")} >= 0.94'
    yield Comparison(
        attribute,
        attribute,
        missing(attribute),
        _contact_levels(attribute, "e-mail", typo, m_exact=0.6),
        exact=_contact_values(attribute),
        kin={HOUSEHOLD: (0.1, 0.1, 0.03, 0.77), NAMESAKE: (0.15, 0.05, 0.25, 0.55)},
    )


def _identifier(attribute: str, type_: AttributeType) -> Iterable[Comparison]:
    loose = type_.name in {"identifier", "anonymous", "card"}
    yield Comparison(
        attribute,
        attribute,
        missing(attribute),
        _contact_levels(attribute, "identifier", _one_edit(attribute), m_exact=0.6 if loose else 0.8),
        exact=_contact_values(attribute),
        # Relatives share cards and devices, and now and then one borrows the other's tax number.
        kin={HOUSEHOLD: (0.1, 0.1, 0.01, 0.79) if loose else (0.02, 0.01, 0.002, 0.968)},
        # Of cards and devices a person may have several.
        own=not loose,
    )


def _address(attribute: str, _: AttributeType) -> Iterable[Comparison]:
    street, house, flat = (part_column(attribute, part) for part in ("street", "house", "flat"))
    city, postcode = part_column(attribute, "city"), part_column(attribute, "postcode")
    same_house = f"{_equal(street)} and {_equal(house)}"
    flat_fits = f"coalesce(\"{flat}_l\", '') = coalesce(\"{flat}_r\", '')"
    near = f"({_similarity(street)} >= 0.9 and ({_equal(house)} or {_equal(postcode)}))"
    yield Comparison(
        name=attribute,
        attribute=attribute,
        null=missing(attribute),
        levels=(
            Level("same address", f"{same_house} and {flat_fits}", 0.5, attribute),
            Level("same house", f"{_equal(attribute)} or ({same_house})", 0.08),
            Level("similar street, same house or postcode", near, 0.07),
            Level("same street or postcode", f"{_equal(postcode)} or {_equal(street)}", 0.1),
            Level("same town", _equal(city), 0.1),
            Level("different address", "ELSE", 0.15),
        ),
        kin={HOUSEHOLD: (0.7, 0.08, 0.05, 0.05, 0.06, 0.06)},
    )


_SHARED_WORDS = {"postcode": 0.85, "city": 0.85, "country": 0.98}
"""Types that relatives tend to share, with the chance that they do."""


def _category(attribute: str, type_: AttributeType) -> Iterable[Comparison]:
    shared = _SHARED_WORDS.get(type_.name)
    yield Comparison(
        name=attribute,
        attribute=attribute,
        null=missing(attribute),
        levels=(
            Level("same", _equal(attribute), 0.85, attribute),
            Level("different", "ELSE", 0.15),
        ),
        kin={HOUSEHOLD: (shared, 1 - shared)} if shared else {},
        exact=(_value(attribute),),
    )


def _text(attribute: str, type_: AttributeType) -> Iterable[Comparison]:
    shared = _SHARED_WORDS.get(type_.name)
    yield Comparison(
        name=attribute,
        attribute=attribute,
        null=_hoisted_null(attribute),
        levels=(
            Level("same", _equal(attribute), 0.75, attribute),
            Level("similar", f"{_similarity(attribute)} >= 0.9", 0.08),
            Level("somewhat similar", f"{_similarity(attribute)} >= 0.8", 0.04),
            Level("different", "ELSE", 0.13),
        ),
        kin={HOUSEHOLD: (shared, 0.05, 0.02, 0.93 - shared)} if shared else {},
        exact=(_value(attribute),),
    )


def _number(attribute: str, _: AttributeType) -> Iterable[Comparison]:
    left, right = f'try_cast("{attribute}_l" as double)', f'try_cast("{attribute}_r" as double)'
    yield Comparison(
        name=attribute,
        attribute=attribute,
        null=missing(attribute),
        levels=(
            Level("same", _equal(attribute), 0.7, attribute),
            Level("within 5 %", f"abs({left} - {right}) <= 0.05 * greatest(abs({left}), abs({right}))", 0.1),
            Level("different", "ELSE", 0.2),
        ),
        exact=(_value(attribute),),
    )


_BUILDERS = {
    "name": _name,
    "date": _date,
    "phone": _phone,
    "email": _email,
    "identifier": _identifier,
    "address": _address,
    "category": _category,
    "text": _text,
    "number": _number,
}
