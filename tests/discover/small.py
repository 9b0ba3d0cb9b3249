"""Small files to discover, written where a test may write."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from golden_record.discover import FileProfile, profile_files
from golden_record.discover.contents import Contents
from golden_record.discover.guessing import Guess, guess
from golden_record.discover.headers import read_header
from golden_record.discover.measures import measure

PEOPLE = (
    ("Иванов", "Иван", "12.03.1985", "+7 916 123-45-67", "ivan@example.org"),
    ("Петрова", "Анна", "01.12.1990", "8 (926) 765-43-21", "anna@example.org"),
    ("Сидоров", "Пётр", "30.06.1978", "89031112233", "petr@example.org"),
    ("Кузнецова", "Ольга", "17.09.1969", "9057654321", "olga@example.org"),
)


def write_csv(path: Path, header: str, rows: Sequence[str], encoding: str = "utf-8") -> Path:
    """Write a file of lines that are joined already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *rows]) + "\n", encoding=encoding)
    return path


def people(path: Path, header: str = "id,surname,firstname,dob,tel,mail", encoding: str = "utf-8") -> Path:
    """Write the people under a header, numbered."""
    rows = [",".join([f"k{number}", *row]) for number, row in enumerate(PEOPLE, start=100)]
    return write_csv(path, header, rows, encoding)


def profiled(path: Path) -> FileProfile:
    """The profile of one file."""
    (profile,) = profile_files([str(path)], path.parent)
    return profile


def guessed(header: str, values: Sequence[str | None]) -> Guess:
    """What a column of these cells is taken for."""
    cells = pl.Series("cells", values, dtype=pl.String)
    return guess(read_header(header), Contents(cells, measure(cells)))
