"""Key paths of a job file, and the line and column where each of them stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]
"""A place in the document: keys of mappings and indexes of lists, from the root."""

LONGEST_SHOWN = 60
"""Characters of a key or a value that a message quotes: enough to recognise it."""

_PLAIN_KEY = re.compile(r"[\w-]{1,63}")
_LAST_STEP = re.compile(r"(\.[^.\[\]]*|\[[^\[]*\]|[^.\[\]]+|.)\Z", re.DOTALL)


class Position(NamedTuple):
    """Line and column, both from 1."""

    line: int
    column: int


START = Position(1, 1)


def shorten(text: str) -> str:
    """The text, cut where a message would get too long."""
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "..."


def key_path(path: KeyPath) -> str:
    """A path as a person writes it: `sources.crm.attributes.phone[1]`; odd keys stand quoted in brackets."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif _PLAIN_KEY.fullmatch(step):
            text += f".{step}" if text else step
        else:
            text += f"[{shorten(step)!r}]"
    return text


@dataclass(frozen=True)
class Positions:
    """Where every key and every value of a document begins, by key path."""

    values: Mapping[str, Position] = field(default_factory=dict)
    keys: Mapping[str, Position] = field(default_factory=dict)

    def of(self, path: str) -> Position:
        """Where the value of a key path begins, or that of its nearest ancestor."""
        while path and path not in self.values:
            path = _LAST_STEP.sub("", path)
        return self.values.get(path, START)

    def of_key(self, path: str) -> Position:
        """Where the key itself stands; list items have none, so theirs is the position of the value."""
        while path and path not in self.keys and path not in self.values:
            path = _LAST_STEP.sub("", path)
        return self.keys.get(path) or self.values.get(path, START)


def display_path(path: Path) -> str:
    """The path relative to the working folder where it lies inside, else as given."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except (ValueError, OSError):
        return str(path)
