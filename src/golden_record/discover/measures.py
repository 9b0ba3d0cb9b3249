"""What can be counted of a column: fill, distinct values, lengths, the commonest values and their shapes."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

TOP = 5
_LONGEST_SHOWN = 40
# Upper case, lower case (with letters of scripts that know no case), digits: `+9 (999) 999-99-99`, `Aa Aa`.
_SHAPE = ((r"[\p{Lu}\p{Lt}]+", "A"), (r"[\p{Ll}\p{Lo}\p{Lm}]+", "a"), (r"\p{Nd}", "9"))
_LONGEST_SHAPED = 60
_BLANK = r"^[\s\x{00A0}\x{200B}\x{FEFF}]*$"


@dataclass(frozen=True)
class Share:
    """Something seen in a column, and in which share of its filled cells."""

    what: str
    share: float


@dataclass(frozen=True)
class Measures:
    """A column in numbers; `filled` and `distinct` count cells and values of the sample."""

    rows: int
    filled: int
    distinct: int
    shortest: int
    longest: int
    top: tuple[Share, ...]
    patterns: tuple[Share, ...]

    @property
    def fill(self) -> float:
        """Share of cells that hold something."""
        return self.filled / self.rows if self.rows else 0.0

    @property
    def variety(self) -> float:
        """Distinct values per filled cell: 1 for a key, near 0 for a category."""
        return self.distinct / self.filled if self.filled else 0.0


def filled_cells(cells: pl.Series) -> pl.Series:
    """The cells that are not blank."""
    return cells.filter(cells.is_not_null() & ~cells.str.contains(_BLANK).fill_null(value=False))


def evenly(values: pl.Series, most: int) -> pl.Series:
    """At most so many values, at equal distances from first to last: the same series gives the same choice."""
    if values.len() <= most:
        return values
    return values.gather([place * values.len() // most for place in range(most)])


def measure(cells: pl.Series) -> Measures:
    """Count what a column of text holds."""
    filled = filled_cells(cells)
    lengths = filled.str.len_chars()
    shortest, longest = lengths.min(), lengths.max()
    return Measures(
        rows=cells.len(),
        filled=filled.len(),
        distinct=filled.n_unique(),
        shortest=shortest if isinstance(shortest, int) else 0,
        longest=longest if isinstance(longest, int) else 0,
        top=_commonest(filled.str.slice(0, _LONGEST_SHOWN + 1), cut=True),
        patterns=_commonest(shapes(filled)),
    )


def shapes(values: pl.Series) -> pl.Series:
    """Values with their letters and digits replaced by what they are."""
    shaped = values.str.slice(0, _LONGEST_SHAPED)
    for pattern, sign in _SHAPE:
        shaped = shaped.str.replace_all(pattern, sign)
    return shaped


def _commonest(values: pl.Series, *, cut: bool = False) -> tuple[Share, ...]:
    counts = values.alias("what").to_frame().group_by("what").len().sort(["len", "what"], descending=[True, False])
    return tuple(
        Share(f"{what[:_LONGEST_SHOWN]}…" if cut and len(what) > _LONGEST_SHOWN else what, count / values.len())
        for what, count in counts.head(TOP).iter_rows()
    )
