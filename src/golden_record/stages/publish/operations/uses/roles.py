"""What the attributes of a job are for by its own word: a field with such a purpose is never called needless."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from golden_record.config.job import JobConfig
from golden_record.config.survivorship import COMPUTATIONS, SurvivorConfig
from golden_record.model.attribute_types import PART_SEPARATOR


@dataclass(frozen=True)
class Roles:
    """What is to be known of the attributes of a job before their uses are counted."""

    lists: tuple[str, ...]
    """Attributes of which a golden profile keeps a list."""

    name: str
    """The attribute that holds the family name; empty where none does."""

    purposes: tuple[tuple[str, str], ...]
    """Attributes with what the job names them for, each pair once, in order."""


def roles(config: JobConfig) -> Roles:
    """The roles that a job gives to its attributes."""
    survivors, attributes = config.survivorship.attributes, config.attributes
    return Roles(
        lists=tuple(name for name in attributes if name in survivors and survivors[name].collect is not None),
        name=next((name for name, attribute in attributes.items() if attribute.type == "person_name"), ""),
        purposes=tuple(sorted(set(_named(config)))),
    )


def _named(config: JobConfig) -> Iterator[tuple[str, str]]:
    for rule in config.match.rules:
        yield from ((_attribute(name), "rules") for name in rule.on)
    yield from ((_attribute(name), "guards") for name in (*config.cluster.conflicts, *config.cluster.limits))
    for name, survivor in config.survivorship.attributes.items():
        if _is_computed(survivor):
            yield name, "computed values"
        if survivor.follow is not None:
            yield survivor.follow, "other golden values"
    for events in config.activity.events.values() if config.activity else ():
        if events.attribute is not None:
            yield events.attribute, "events"


def _attribute(name: str) -> str:
    return name.partition(PART_SEPARATOR)[0]


def _is_computed(survivor: SurvivorConfig) -> bool:
    """Whether all values together make the golden one, so that none of them wins."""
    chosen = survivor.choose or ()
    return survivor.sql is not None or survivor.plugin is not None or any(name in COMPUTATIONS for name in chosen)
