"""Pairs that people judged: the file of them, read and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from golden_record.config.positions import display_path
from golden_record.errors import UsageError, nearest

YES = frozenset({"1", "yes", "y", "true", "same", "да"})
NO = frozenset({"0", "no", "n", "false", "different", "нет"})
REQUIRED = ("left", "right", "match")

MOST_SHOWN = 5
"""Lines that one message names."""


@dataclass(frozen=True)
class Label:
    """One judgement: two records, each as (source, id), whether they are one person, and where that stands."""

    left: tuple[str, str]
    right: tuple[str, str]
    match: bool
    line: int
    when: str
    row: Mapping[str, str | None]
    """The whole line by column: what else the file says of the pair."""


@dataclass(frozen=True)
class Labels:
    """The judgements of a file, one per pair; `open_rows` are pairs that nobody has judged yet."""

    judged: tuple[Label, ...]
    open_rows: tuple[Mapping[str, str | None], ...]
    notes: tuple[str, ...]


def labels_fingerprint(path: Path) -> str:
    """A hash of the file's content.

    Raises:
        UsageError: the file cannot be read.
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    except OSError as error:
        raise _unreadable(path) from error


def read_labels(path: Path, sources: Sequence[str]) -> Labels:
    """Read a CSV file with the columns left and right (`source:id`), match (1 or 0, yes or no), perhaps who and when.

    Lines without a judgement are open. Of two judgements of a pair the later one counts, by `when`.

    Raises:
        UsageError: a column is missing, a line cannot be understood, or two judgements contradict each other.
    """
    table = _table(path)
    shown = display_path(path)
    for name in REQUIRED:
        if name not in table.columns:
            msg = f"{shown}: has no column {name!r}"
            raise UsageError(msg, hint=nearest(name, table.columns) or "the columns are left, right, match")
    faults, judged, unjudged = list[str](), list[Label](), list[Mapping[str, str | None]]()
    for line, row in enumerate(table.iter_rows(named=True), start=2):
        if not (row["match"] or "").strip():
            unjudged.append(row)
            continue
        found = _label(row, line, sources)
        if isinstance(found, str):
            faults.append(f"line {line}: {found}")
        else:
            judged.append(found)
    if faults:
        more = f"; and {len(faults) - MOST_SHOWN} more" if len(faults) > MOST_SHOWN else ""
        msg = f"{shown}: {'; '.join(faults[:MOST_SHOWN])}{more}"
        raise UsageError(msg, hint="a line names two records as SOURCE:ID and says 1 or 0, yes or no")
    latest, notes = _latest(judged, shown)
    return Labels(tuple(latest), tuple(unjudged), tuple(notes))


def _table(path: Path) -> pl.DataFrame:
    try:
        return pl.read_csv(path, infer_schema=False)
    except OSError as error:
        raise _unreadable(path) from error
    except pl.exceptions.PolarsError as error:
        # What polars says may quote the file.
        msg = f"{display_path(path)} cannot be read as CSV"
        raise UsageError(msg, hint="give a CSV file in UTF-8 with a header: left, right, match") from error


def _unreadable(path: Path) -> UsageError:
    msg = f"{display_path(path)} cannot be read"
    return UsageError(msg, hint="check the path: it is relative to the job file")


def _label(row: Mapping[str, str | None], line: int, sources: Sequence[str]) -> Label | str:
    """The judgement of a line, or what is wrong with it."""
    word = (row["match"] or "").strip().lower()
    if word not in YES | NO:
        return "the judgement is none of 1, 0, yes, no"
    ends = []
    for side in ("left", "right"):
        source, colon, key = (row[side] or "").partition(":")
        if not colon or not key:
            return f"`{side}` is not SOURCE:ID"
        if source not in sources:
            return f"`{side}`: the job has no source {source!r}"
        ends.append((source, key))
    if ends[0] == ends[1]:
        return "both sides are the same record"
    first, second = sorted(ends)
    return Label(first, second, word in YES, line, row.get("when") or "", row)


def _latest(judged: Sequence[Label], shown: str) -> tuple[list[Label], list[str]]:
    """One judgement per pair."""
    found: dict[tuple[tuple[str, str], tuple[str, str]], Label] = {}
    overruled = 0
    for label in judged:
        pair = (label.left, label.right)
        before = found.get(pair)
        if before is not None and before.match != label.match:
            if before.when == label.when:
                msg = f"{shown}: lines {before.line} and {label.line} judge one pair in two ways"
                raise UsageError(msg, hint="remove one of them, or say in a column `when` which is the later one")
            overruled += 1
        if before is None or label.when >= before.when:
            found[pair] = label
    notes = list(_overruled(overruled))
    return list(found.values()), notes


def _overruled(count: int) -> Iterator[str]:
    if count:
        yield f"{count:,} judged pairs were judged again in another way: the later judgement counts"
