"""What the job says about households, resolved: rules over columns of comparable records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from golden_record.config.household import HouseholdConfig, automatic_evidence
from golden_record.config.job import JobConfig
from golden_record.model.attribute_types import PART_SEPARATOR, TYPES, part_column

_FAMILY, _FAMILY_SOUND = "family", "family_sound"

_CROWDED = frozenset({"address", "phone", "email", "identifier"})
"""Kinds of which a value that many profiles hold is a dormitory's or an office's, whatever else they share."""

_PLACES = frozenset({"address", "city", "postcode"})
"""Types that say where a person lives: of these the last one counts, since people move."""


@dataclass(frozen=True)
class Trait:
    """One thing that members of a household may share, under the name that the job gives it."""

    name: str
    attribute: str
    column: str
    """Column of `standard_record`."""

    is_list: bool
    only_last: bool
    """Whether only the value observed last counts."""

    can_crowd: bool
    """Whether a value held by many profiles proves nothing, even together with another trait."""


@dataclass(frozen=True)
class Rule:
    """Profiles that share all these traits are linked."""

    traits: tuple[Trait, ...]

    @property
    def name(self) -> str:
        """The rule as reasons show it."""
        return " and ".join(trait.name for trait in self.traits)

    @property
    def lead(self) -> Trait:
        """The trait to begin with, as few share it."""
        return next((trait for trait in self.traits if trait.can_crowd), self.traits[0])


@dataclass(frozen=True)
class Households:
    """The household block, resolved."""

    rules: tuple[Rule, ...]
    max_profiles: int
    home: Trait | None
    """The address that tells one home from another: the first that a rule names, or else the job's first."""

    town: tuple[str, ...]
    """Columns of `standard_record` that may name the town where the address itself does not."""

    @property
    def traits(self) -> tuple[Trait, ...]:
        """Every trait of any rule, once each."""
        return tuple(dict.fromkeys(trait for rule in self.rules for trait in rule.traits))


def households_of(config: JobConfig) -> Households | None:
    """What the job asks for; nothing where it has no such block."""
    if config.household is None:
        return None
    block = HouseholdConfig() if config.household == "auto" else config.household
    types = {name: attribute.type for name, attribute in config.attributes.items()}
    rules = tuple(Rule(tuple(_trait(name, types) for name in names)) for names in _alternatives(block, config))
    named = [trait.name for rule in rules for trait in rule.traits]
    home = next((_trait(name, types) for name in (*named, *types) if types.get(name) == "address"), None)
    return Households(rules, block.max_profiles, home, tuple(_first_of(("city", "postcode"), types)))


def _alternatives(block: HouseholdConfig, config: JobConfig) -> tuple[tuple[str, ...], ...]:
    if block.on == "auto":
        types = {name: attribute.type for name, attribute in config.attributes.items()}
        return automatic_evidence(types, [name for name, attribute in config.attributes.items() if attribute.shared])
    flat = tuple(item for item in block.on if isinstance(item, str))
    nested = tuple(dict.fromkeys(tuple(dict.fromkeys(item)) for item in block.on if not isinstance(item, str)))
    return nested or (tuple(dict.fromkeys(flat)),)


def _first_of(kinds: tuple[str, ...], types: Mapping[str, str]) -> list[str]:
    return [next(name for name, type_ in types.items() if type_ == kind) for kind in kinds if kind in types.values()]


def _trait(name: str, types: Mapping[str, str]) -> Trait:
    if name in types:
        known = TYPES[types[name]]
        return Trait(name, name, name, known.multiple, known.name in _PLACES, known.kind in _CROWDED)
    attribute, _, part = name.rpartition(PART_SEPARATOR)
    if not attribute:  # the word for the family name, in a job that has no attribute of that name
        attribute, part = next(own for own, type_ in types.items() if type_ == "person_name"), _FAMILY
    known = TYPES[types[attribute]]
    # Husband and wife are Иванов and Иванова, or Ivanov in another source: the sound of both is one.
    part = _FAMILY_SOUND if part == _FAMILY else part
    is_list = any(own.name == part and own.type.endswith("[]") for own in known.parts)
    return Trait(name, attribute, part_column(attribute, part), is_list, known.name in _PLACES, can_crowd=False)
