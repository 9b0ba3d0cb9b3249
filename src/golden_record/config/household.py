"""The `household` block: what the people of one household share, and how many they are at most."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, Literal

from pydantic import Field

from golden_record.config.base import ConfigModel
from golden_record.model.attribute_types import TYPES

FAMILY_NAME = "family_name"
"""What `on` may say for the family part of the job's first name, where no attribute has that name."""

_LENT = frozenset({"email", "identifier", "card", "iban"})
"""Types of which relatives share a value, and strangers do not; official numbers belong to one person."""

Shared = Annotated[tuple[str, ...], Field(min_length=1)]


class HouseholdConfig(ConfigModel):
    """Which profiles live together: a level above profiles, which stay as they are."""

    on: Literal["auto"] | Shared | Annotated[tuple[Shared, ...], Field(min_length=1)] = "auto"
    """What members share, in attributes or parts: a list means all of it, a list of lists any of them, strongest
    first. `family_name` is the family part of the name. `auto` follows from the attribute types."""

    max_profiles: Annotated[int, Field(ge=2)] = 12
    """Most profiles in one household; what more of them share is a dormitory's or an office's, and founds none."""


def automatic_evidence(types: Mapping[str, str], shared: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """What members of a household share by the types of the attributes (name to type), strongest first.

    `shared` attributes are those that the job itself says a family may share. A telephone number alone proves little,
    since numbers are handed on to strangers.
    """
    named = FAMILY_NAME in types or "person_name" in types.values()
    family = (FAMILY_NAME,) if named else ()
    found = [(attribute, *family) for attribute, type_ in types.items() if type_ == "address"][:1]
    found += [(attribute, *family) for attribute, type_ in types.items() if type_ == "phone"]
    lent = [attribute for attribute, type_ in types.items() if _is_lent(type_, declared=attribute in shared)]
    return (*found, *((attribute,) for attribute in lent))


def _is_lent(type_: str, *, declared: bool) -> bool:
    """Whether relatives use one value of the type together, by what it is or by the job's word."""
    return type_ in _LENT or (declared and type_ in TYPES and TYPES[type_].kind == "identifier")
