"""Profiles of files: every column measured, its junk found and its meaning guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from golden_record.discover.contents import Contents
from golden_record.discover.guessing import Guess, guess
from golden_record.discover.headers import Heading, read_header
from golden_record.discover.junk import find_junk
from golden_record.discover.measures import Measures, Share, measure
from golden_record.discover.reading import Table, read_tables
from golden_record.model.cards import without_card_numbers, without_long_numbers
from golden_record.stages.standardize.values.birth_date import guess_order

# Short names of tables hold no region: numbers are asked only where they are needed.
_NO_REGION = ""
# Of a number that a long text was cut in, nothing tells whether it is a card's.
_CUT_NUMBER = re.compile(r"\d(?:[ -]?\d){5,}…$")


@dataclass(frozen=True)
class ColumnProfile:
    """One column: what was counted, what is wrong in it, what it is taken for."""

    name: str
    type: str
    """Type in the file; VARCHAR for text formats."""

    measures: Measures
    junk: tuple[Share, ...]
    heading: Heading
    guess: Guess
    region: str = _NO_REGION
    """Phones: the country whose national numbers fit."""

    order: str | None = None
    """Dates: order of day and month, where the values leave no doubt."""


@dataclass(frozen=True, eq=False)
class FileProfile:
    """One file, or several behind one pattern, as a source would read them."""

    table: Table
    columns: tuple[ColumnProfile, ...]

    @property
    def name(self) -> str:
        """Name that the source would have."""
        return self.table.name


def profile_files(paths: Sequence[str], folder: Path, encoding: str | None = None) -> tuple[FileProfile, ...]:
    """Profile every path; paths are shown relative to a folder.

    Large files are judged by a sample that is the same every time; rows and keys are counted in full.

    Raises:
        UsageError: a path names nothing, or there is no such encoding.
        SourceError: a file cannot be read.
    """
    return tuple(profile_table(table) for table in read_tables(paths, folder, encoding))


def profile_table(table: Table) -> FileProfile:
    """Measure and read every column of a table."""
    return FileProfile(table, tuple(_column(table, name) for name in table.sample.columns))


def _column(table: Table, name: str) -> ColumnProfile:
    cells = table.sample[name]
    measures = measure(cells)
    contents = Contents(cells, measures)
    heading = read_header(name)
    found = guess(heading, contents)
    region = contents.region if found.type == "phone" else _NO_REGION
    order = guess_order(contents.values) if found.type in {"birth_date", "date"} else None
    shown = replace(measures, top=_without_cards(measures.top, found))
    return ColumnProfile(name, table.types[name], shown, find_junk(cells, found, region), heading, found, region, order)


def _without_cards(top: Iterable[Share], found: Guess) -> tuple[Share, ...]:
    """The commonest values without numbers of payment cards, wherever they stand."""
    hide = without_long_numbers if found.type == "card" else without_card_numbers
    return tuple(replace(share, what=_CUT_NUMBER.sub("…", hide(share.what))) for share in top)
