"""Attribute types: what a canonical attribute can be, and the comparable columns that each type yields."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["name", "date", "phone", "email", "identifier", "address", "category", "text", "number"]
"""How a value is compared; every type belongs to one kind."""

PART_SEPARATOR = "__"


@dataclass(frozen=True)
class Part:
    """One comparable part of a value: the cleaner's column and the column type in `standard_record`."""

    name: str
    source: str
    type: str = "VARCHAR"


@dataclass(frozen=True)
class AttributeType:
    """What the engine knows of a type before it sees data."""

    name: str
    kind: Kind
    meaning: str
    parts: tuple[Part, ...] = ()
    multiple: bool = False
    identifies: bool = False
    recurs: bool = False
    """Whether there are few values by their nature, each of which many records hold."""

    def columns(self, attribute: str) -> dict[str, str]:
        """Columns of `standard_record` for an attribute of this type, with their SQL types."""
        own = {attribute: "VARCHAR[]" if self.multiple else "VARCHAR"}
        return own | {part_column(attribute, part.name): part.type for part in self.parts}


def part_column(attribute: str, part: str) -> str:
    """Name of the column that holds a part of an attribute in `standard_record`."""
    return f"{attribute}{PART_SEPARATOR}{part}"


_NAME_PARTS = (
    Part("family", "family_key"),
    Part("given", "given_key"),
    Part("patronymic", "patronymic_key"),
    Part("maiden", "maiden_key"),
    Part("suffix", "suffix"),
    Part("family_sound", "family_sound"),
    Part("given_sound", "given_sound"),
    Part("given_class", "given_class", "VARCHAR[]"),
    Part("gender", "gender"),
)
_DATE_PARTS = (Part("year", "year", "INTEGER"), Part("month", "month", "INTEGER"), Part("day", "day", "INTEGER"))
_ADDRESS_PARTS = (
    Part("street", "street_key"),
    Part("house", "house_key"),
    Part("flat", "flat_key"),
    Part("city", "city_key"),
    Part("postcode", "postcode_key"),
)


def _identifier(name: str, meaning: str) -> AttributeType:
    return AttributeType(name, "identifier", meaning, multiple=True, identifies=True)


_TYPES: tuple[AttributeType, ...] = (
    AttributeType("person_name", "name", "a person's name, in one column or in parts", _NAME_PARTS),
    AttributeType("birth_date", "date", "date of birth", _DATE_PARTS, recurs=True),
    AttributeType("date", "date", "any other date", _DATE_PARTS, recurs=True),
    AttributeType("phone", "phone", "telephone number", multiple=True, identifies=True),
    AttributeType("email", "email", "e-mail address", multiple=True, identifies=True),
    AttributeType("address", "address", "postal address, in one column or in parts", _ADDRESS_PARTS),
    _identifier("identifier", "any key of a person: loyalty card, contract, device"),
    _identifier("anonymous", "key of a browser or device that may serve several people: evidence, never proof"),
    _identifier("inn", "Russian tax number (ИНН)"),
    _identifier("snils", "Russian pension insurance number (СНИЛС)"),
    _identifier("ogrn", "Russian business registration number (ОГРН)"),
    _identifier("passport", "Russian passport, series and number"),
    _identifier("ssn", "US social security number"),
    _identifier("iban", "international bank account number"),
    _identifier("nhs", "UK National Health Service number"),
    _identifier("card", "payment card, kept only as a keyed hash and its last four digits"),
    AttributeType("postcode", "category", "postal code", recurs=True),
    AttributeType("city", "text", "town or suburb", recurs=True),
    AttributeType("country", "category", "country", recurs=True),
    AttributeType("gender", "category", "m or f", recurs=True),
    AttributeType("company", "text", "name of a company or employer"),
    AttributeType("url", "text", "web address"),
    AttributeType("category", "category", "one of a few words", recurs=True),
    AttributeType("boolean", "category", "true or false", recurs=True),
    AttributeType("number", "number", "a number"),
    AttributeType("text", "text", "any other text"),
)

TYPES: dict[str, AttributeType] = {known.name: known for known in _TYPES}
"""Every type that a job may name."""


def comparable_columns(attributes: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Columns of `standard_record` for (attribute, type) pairs, in order, with their SQL types."""
    return {
        column: sql_type
        for attribute, type_name in attributes
        for column, sql_type in TYPES[type_name].columns(attribute).items()
    }
