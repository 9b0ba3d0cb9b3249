"""The mapping of a source as a flat list: which column feeds which attribute, in which position."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from golden_record.config.activity import EventConfig
from golden_record.config.positions import key_path
from golden_record.config.sources import ColumnMapping, Mapping, PartsMapping, SourceConfig, SqlMapping, positions

KeyPath: TypeAlias = tuple[str | int, ...]
"""Where something stands in the job file, as `("sources", "crm", "attributes", "phone", 1)`."""


@dataclass(frozen=True)
class Entry:
    """One value that a row may hold: its attribute and position, where it comes from, its own proof and time."""

    attribute: str
    position: int
    value: str | PartsMapping | SqlMapping
    verified: str | None = None
    at: str | None = None


@dataclass(frozen=True)
class Reference:
    """A column that the job names, and where; SQL names columns without regard to case, the rest does not."""

    key_path: KeyPath
    column: str
    any_case: bool = False


def entries(config: SourceConfig) -> tuple[Entry, ...]:
    """Every entry of a source, by attribute and position."""
    return tuple(entry for name in sorted(config.attributes) for entry in _entries(name, config.attributes[name]))


def references(source: str, config: SourceConfig) -> tuple[Reference, ...]:
    """Every column that the job names for a source, in the order of the job."""
    root: KeyPath = ("sources", source)
    found = [Reference((*root, "key"), config.key)]
    if config.updated_at is not None:
        found.append(Reference((*root, "updated_at"), config.updated_at))
    for name, mapping in config.attributes.items():
        found.extend(_references((*root, "attributes", name), mapping))
    return tuple(found)


def mapped_columns(config: SourceConfig) -> tuple[str, ...]:
    """Every column that the job names for a source, sorted: no other can change what is read of a row."""
    return tuple(sorted({reference.column for reference in references("", config)}))


def event_references(events: str, config: EventConfig) -> tuple[Reference, ...]:
    """Every column that the job names for a table of events, in the order of the job's format."""
    return tuple(Reference(("activity", events, name), column) for name, column in config.columns.items())


def computed_keys(source: str, config: SourceConfig) -> tuple[str, ...]:
    """Key paths of the values that the job computes by SQL, in its order: `sources.crm.attributes.phone.sql`."""
    return tuple(
        key_path(("sources", source, "attributes", name, "sql"))
        for name, mapping in config.attributes.items()
        if isinstance(mapping, SqlMapping)
    )


def resolve(reference: Reference, columns: tuple[str, ...]) -> str | None:
    """The column of a file that a reference means; None when there is none."""
    if reference.column in columns:
        return reference.column
    if not reference.any_case:
        return None
    folded = {column.casefold(): column for column in columns}
    return folded.get(reference.column.casefold())


def _entries(attribute: str, mapping: Mapping) -> Iterator[Entry]:
    for position, single in enumerate(positions(mapping)):
        if isinstance(single, ColumnMapping):
            yield Entry(attribute, position, single.column, single.verified, single.at)
        else:
            yield Entry(attribute, position, single)


def _references(path: KeyPath, mapping: Mapping) -> Iterator[Reference]:
    if isinstance(mapping, tuple):
        for index, single in enumerate(mapping):
            yield from _references((*path, index), single)
    elif isinstance(mapping, str):
        yield Reference(path, mapping)
    elif isinstance(mapping, ColumnMapping):
        named = {"column": mapping.column, "verified": mapping.verified, "at": mapping.at}
        yield from (Reference((*path, key), column) for key, column in named.items() if column is not None)
    elif isinstance(mapping, PartsMapping):
        yield from (Reference((*path, part), column) for part, column in mapping.columns().items())
    else:
        yield from (Reference((*path, "sql"), column, any_case=True) for column in mapping.columns())
