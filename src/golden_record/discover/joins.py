"""Ids that several files share: a column of one whose values turn up in a column of another, whatever their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from golden_record.discover.guessing import Guess
from golden_record.discover.headers import slug
from golden_record.discover.measures import filled_cells
from golden_record.discover.profiling import ColumnProfile, FileProfile

_LEAST_SHARED = 20
_LEAST_SHARE = 0.2
# Shorter values meet by chance, and so do numbers of rows, which begin anew in every file.
_SHORTEST = 4


@dataclass(frozen=True)
class _Id:
    """A column of ids with its values; `counted` when they are the numbers of rows."""

    file: int
    column: ColumnProfile
    values: frozenset[str]
    counted: bool


def with_shared_ids(profiles: Sequence[FileProfile]) -> tuple[FileProfile, ...]:
    """The profiles, columns of ids that files share being guessed as one attribute.

    Samples of large files share less than the files do, so ids may go unnoticed there.
    """
    ids = [found for number, profile in enumerate(profiles) for found in _ids(number, profile)]
    names: dict[tuple[int, str], str] = {}
    for left, right in combinations(ids, 2):
        if left.file != right.file and _meet(left, right):
            name = _name(left, right, names)
            names[(left.file, left.column.name)] = names[(right.file, right.column.name)] = name
    return tuple(_renamed(profile, number, names) for number, profile in enumerate(profiles))


def _ids(number: int, profile: FileProfile) -> list[_Id]:
    return [
        _Id(number, column, values, _counted(values))
        for column in profile.columns
        if column.guess.type == "identifier" and column.measures.longest >= _SHORTEST
        for values in [frozenset(filled_cells(profile.table.sample[column.name]).str.strip_chars().to_list())]
    ]


def _counted(values: frozenset[str]) -> bool:
    """Whether the values are whole numbers with hardly a gap."""
    if not all(value.isdecimal() and len(value) < 10 for value in values):
        return False
    numbers = [int(value) for value in values]
    return max(numbers, default=0) - min(numbers, default=0) < 1.5 * len(numbers)


def _meet(left: _Id, right: _Id) -> bool:
    known = {left.column.guess.attribute, right.column.guess.attribute} - {""}
    same_name = left.column.heading.words == right.column.heading.words and len(left.column.heading.words) > 1
    if len(known) == 2 or (left.counted and right.counted and not same_name):
        return False
    shared = len(left.values & right.values)
    return shared >= _LEAST_SHARED and shared >= _LEAST_SHARE * min(len(left.values), len(right.values))


def _name(left: _Id, right: _Id, names: Mapping[tuple[int, str], str]) -> str:
    """What either is known as; else what its own file calls it, where it differs from row to row."""
    taken = names.get((left.file, left.column.name)) or names.get((right.file, right.column.name))
    known = left.column.guess.attribute or right.column.guess.attribute
    columns = (left.column, right.column)
    home = max(columns, key=lambda column: (column.measures.variety, len(column.heading.words), column.name))
    return taken or known or slug(home.name, default="shared_id")


def _renamed(profile: FileProfile, number: int, names: Mapping[tuple[int, str], str]) -> FileProfile:
    columns = tuple(
        replace(column, guess=_as_shared(column.guess, names[(number, column.name)]))
        if (number, column.name) in names
        else column
        for column in profile.columns
    )
    return replace(profile, columns=columns)


def _as_shared(guess: Guess, attribute: str) -> Guess:
    return (
        guess if guess.attribute else replace(guess, attribute=attribute, confidence=0.8, why="another file has it too")
    )
