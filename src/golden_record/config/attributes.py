"""The `attributes` block: what each canonical attribute means."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from golden_record.config.base import ConfigModel, DateOrder, Region
from golden_record.config.cleaning import CleanStep
from golden_record.model.attribute_types import TYPES, AttributeType

TypeName = Literal[
    "person_name",
    "birth_date",
    "date",
    "phone",
    "email",
    "address",
    "identifier",
    "anonymous",
    "inn",
    "snils",
    "ogrn",
    "passport",
    "ssn",
    "iban",
    "nhs",
    "card",
    "postcode",
    "city",
    "country",
    "gender",
    "company",
    "url",
    "category",
    "boolean",
    "number",
    "text",
]


class AttributeConfig(ConfigModel):
    """What one canonical attribute is, and how its values are read."""

    type: TypeName
    """Type of the attribute: decides cleaning, comparison and blocking."""

    clean: tuple[CleanStep, ...] = ()
    """Steps over the text of each value, in order, before its type reads it: words, `{regex: ..., replace: ...}`,
    `{map: ...}` or `{sql: ...}`. A value in parts is rewritten part by part; the claim keeps what was found."""

    region: Region = "RU"
    """Phones: country of numbers that are written without one, ISO 3166; a column of a source may say another."""

    order: DateOrder | None = None
    """Dates: order of day, month and year where a value is ambiguous. A column of a source may say another; where
    neither says anything, each column's own unambiguous values tell."""

    formats: tuple[str, ...] = ()
    """Dates: the only formats to accept, as strptime writes them."""

    many: bool = False
    """Whether a person may hold several values at once."""

    shared: bool = False
    """Whether several people may share a value: evidence, never proof."""

    limit: Annotated[int, Field(ge=1)] | None = None
    """Identifiers: most distinct values in one profile; the weakest evidence is cut first."""

    compare: bool = True
    """Whether the attribute takes part in matching; golden profiles carry it either way."""

    @property
    def known_type(self) -> AttributeType:
        """What the engine knows of the type."""
        return TYPES[self.type]
