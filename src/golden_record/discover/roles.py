"""Columns that are no attributes: the key of a source, the time of the last change, proofs of other columns."""

from __future__ import annotations

from dataclasses import dataclass

from golden_record.discover.profiling import ColumnProfile, FileProfile
from golden_record.model.attribute_types import TYPES

_TIMES = ("updated_at", "last_seen", "created_at")
"""Attributes that can stand for the time of the last change, best first."""

_NO_KEYS = frozenset({"person_name", "birth_date", "date", "text", "address", "boolean"})

# Of the rows that hold anything: a column that is blank in more of them would put too many aside.
_FILLED_SHARE = 0.9


@dataclass(frozen=True)
class Key:
    """The key of a source. `unique` says whether no two rows share one; `why` what speaks for it."""

    column: str
    unique: bool
    why: str


def key_of(profile: FileProfile) -> Key:
    """The column that tells rows apart: one that does so in every row, and looks like an id."""
    # A key stands readable in everything that a run leaves behind, which a payment card may not.
    possible = [column for column in profile.columns if column.guess.type != "card"] or list(profile.columns)
    unique = [column for column in possible if _tells_rows_apart(profile, column)]
    if unique:
        best = max(unique, key=_looks_like_key)
        return Key(best.name, unique=True, why=_why_key(profile, best))
    nearly = [column for column in possible if _tells_filled_rows_apart(profile, column)]
    if nearly:
        best = max(nearly, key=_looks_like_key)
        return Key(best.name, unique=True, why=_why_nearly(profile, best))
    best = max(possible, key=lambda column: (_distinct(profile, column), _looks_like_key(column)))
    return Key(best.name, unique=False, why="no column is unique in every row: this one comes nearest")


def updated_at_of(profile: FileProfile) -> ColumnProfile | None:
    """The column with the time of the last change; None when there is no such time."""
    dates = [column for column in profile.columns if column.guess.type == "date"]
    named = [column for column in dates if column.guess.attribute in _TIMES]
    if named:
        return min(named, key=lambda column: _TIMES.index(column.guess.attribute))
    timed = [column for column in dates if "time of day" in column.guess.why]
    return timed[0] if len(timed) == 1 else None


def proofs_of(profile: FileProfile) -> dict[str, str]:
    """Column to the column that says whether its value is confirmed, where it is plain which one is meant."""
    found: dict[str, str] = {}
    for proof in profile.columns:
        meaning = proof.heading.meaning
        if proof.heading.about != "proof" or proof.guess.type != "boolean" or meaning is None:
            continue
        meant = [column for column in profile.columns if _same_meaning(column, meaning.attribute)]
        if len(meant) == 1:
            found[meant[0].name] = proof.name
    return found


def _why_key(profile: FileProfile, column: ColumnProfile) -> str:
    why = f"filled and different in all {profile.table.rows:,} rows"
    return f"{why}, but no id: rows to come may share it" if column.guess.type in _NO_KEYS else why


def _why_nearly(profile: FileProfile, column: ColumnProfile) -> str:
    blank = profile.table.rows - profile.table.counts[column.name].filled
    return f"different wherever it is filled; rows without it are put aside: {blank:,}"


def _same_meaning(column: ColumnProfile, attribute: str) -> bool:
    return column.guess.attribute == attribute != "" and column.heading.about == "value"


def _distinct(profile: FileProfile, column: ColumnProfile) -> int:
    counts = profile.table.counts.get(column.name)
    return counts.distinct if counts else column.measures.distinct


def _tells_rows_apart(profile: FileProfile, column: ColumnProfile) -> bool:
    counts = profile.table.counts.get(column.name)
    rows = profile.table.rows
    return counts is not None and counts.filled == counts.distinct == rows


def _tells_filled_rows_apart(profile: FileProfile, column: ColumnProfile) -> bool:
    """Whether a column does so but for rows that are blank, wholly or in nearly all that could be a key."""
    counts = profile.table.counts.get(column.name)
    fullest = max((each.filled for each in profile.table.counts.values()), default=0)
    return counts is not None and 0 < counts.filled == counts.distinct >= _FILLED_SHARE * fullest


def _looks_like_key(column: ColumnProfile) -> tuple[bool, bool, bool]:
    """An id of no register beats a card or an e-mail, which beat a text that happens not to repeat."""
    found = column.guess
    named = bool({"id", "kei", "pk", "uid", "uuid", "guid"} & set(column.heading.words))
    identifies = found.type in {"identifier", "number"} or TYPES[found.type or "text"].identifies
    return (named and not found.attribute, identifies and not found.attribute, found.type not in _NO_KEYS)
