"""Names in a job that must exist elsewhere in it: attributes, comparable columns, sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from golden_record.config.document import Document, Value
from golden_record.config.household import FAMILY_NAME
from golden_record.config.patterns import mapping_at, select
from golden_record.errors import nearest
from golden_record.model.attribute_types import TYPES, comparable_columns


@dataclass(frozen=True)
class _Reference:
    """Where names stand, as keys or as values, and what they name."""

    pattern: str
    names: str
    as_keys: bool = False


_REFERENCES = (
    _Reference("sources.*.attributes.*", "attribute", as_keys=True),
    _Reference("attributes.ignore.*", "attribute", as_keys=True),
    _Reference("match.rules.*.on.*", "attribute"),
    _Reference("match.blocking.*.*", "attribute or part"),
    _Reference("match.comparisons.*.attribute", "attribute or part"),
    _Reference("cluster.conflicts.*", "attribute"),
    _Reference("household.on.*", "attribute or part of a household"),
    _Reference("household.on.*.*", "attribute or part of a household"),
    _Reference("cluster.limits.*", "attribute", as_keys=True),
    _Reference("activity.*.source", "source"),
    _Reference("activity.*.attribute", "attribute"),
    _Reference("survivorship.attributes.*", "attribute", as_keys=True),
    _Reference("survivorship.attributes.*.prefer_sources.*", "source"),
    _Reference("survivorship.attributes.*.exclude_sources.*", "source"),
    _Reference("survivorship.attributes.*.group.*", "attribute"),
    _Reference("survivorship.attributes.*.follow", "attribute"),
)


MOST_NAMES_SEARCHED = 500
"""Names among which a hint looks for a near one: it compares letter by letter, and must stay quick on any file."""


def attribute_types(data: Value) -> dict[str, str]:
    """Declared attributes with their types; attributes of no known type have the empty one."""
    declared = {name: value for name, value in mapping_at(data, "attributes").items() if name != "ignore"}
    return {name: _type_name(value) for name, value in declared.items()}


def check_references(document: Document) -> None:
    """Report every name that names nothing."""
    types = attribute_types(document.data)
    typed = [(name, type_name) for name, type_name in types.items() if type_name]
    known: Mapping[str, tuple[str, ...]] = {
        "attribute": tuple(types),
        "attribute or part": (*types, *comparable_columns(typed)),
        "attribute or part of a household": (*types, *comparable_columns(typed), *_aliases(typed)),
        "source": tuple(mapping_at(document.data, "sources")),
    }
    for reference in _REFERENCES:
        # An empty block has its own problem; calling every name unknown would bury it.
        if names := known[reference.names]:
            _check(document, reference, names)


def check_fed(document: Document) -> None:
    """Report attributes that no source feeds: their columns would be empty for ever."""
    fed = {path[-1] for path, _ in select(document.data, "sources.*.attributes.*")}
    hint = "map a column to it under `attributes` of a source, or remove it"
    for name in attribute_types(document.data) if fed else ():
        if name not in fed:
            document.report(("attributes", name), "no source feeds this attribute", hint, at_key=True)


def _check(document: Document, reference: _Reference, names: tuple[str, ...]) -> None:
    known = frozenset(names)
    for path, value in select(document.data, reference.pattern):
        if not reference.as_keys and reference.pattern.endswith("*") and isinstance(path[-1], str):
            continue  # such names stand in lists; a mapping in their place, such as `{sql: ...}`, is no name
        name = path[-1] if reference.as_keys else value
        if document.full:
            return
        if isinstance(name, str) and name not in known:
            shown = repr(name) if reference.as_keys else document.shown(path, value)
            message = f"there is no {reference.names} {shown}"
            hint = nearest(name, known) if len(known) <= MOST_NAMES_SEARCHED else ""
            document.report(path, message, hint, at_key=reference.as_keys)


def _aliases(typed: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Words for parts that need no attribute: the family name, where the job has names."""
    return (FAMILY_NAME,) if any(type_name == "person_name" for _, type_name in typed) else ()


def _type_name(value: Value) -> str:
    name = value.get("type") if isinstance(value, dict) else None
    return name if isinstance(name, str) and name in TYPES else ""
