"""Files of decisions that people write: CSV, one decision per line, with who decided, when and why."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Generic, TypeVar

from golden_record.config.job import Job
from golden_record.config.positions import display_path
from golden_record.errors import Problem, nearest

WORD = ("who", "when", "why")
"""Columns that every decision has; the last day on which it counts, `until`, is never required."""

OPTIONAL = ("until",)

DATES = "write 2026-03-31, or 2026-03-31T18:00:00Z"
"""What `moment_of` reads, as a hint."""

Name = tuple[str, str]
"""A record: its source, and its key there."""

Line = Mapping[str, str]
"""The fields of a line, by column; nothing is left around them."""

Decided = TypeVar("Decided")


@dataclass(frozen=True)
class Word:
    """Who says something, when, why, and until when it counts."""

    decided_by: str
    decided_at: datetime
    why: str
    valid_until: datetime | None = None


class MalformedError(Exception):
    """What is wrong with a field, and how to put it right."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True)
class DecisionFile(Generic[Decided]):
    """A kind of file: where the job names it, its columns, and what a line of it says."""

    key: str
    """Key path of the job."""

    columns: tuple[str, ...]
    """Required columns beside those of `WORD`."""

    says: str
    """What a decision says, for whoever leaves a field empty."""

    noun: str
    """What the file holds, as in `cannot read the judgements`."""

    decided: Callable[[int, Line], Decided]
    """Makes a decision of the number of a line and its fields, or raises `MalformedError`."""

    @property
    def required(self) -> tuple[str, ...]:
        """Every column that must be there."""
        return (*self.columns, *WORD)

    def read(self, job: Job, name: str | None) -> tuple[list[Decided], list[Problem]]:
        """The decisions of the file that the job names so, in its order, and everything that is wrong with it."""
        if name is None:
            return [], []
        path = job.locate(name)
        try:
            # `utf-8-sig` takes a byte order mark, which spreadsheets write, and text without one alike.
            text = path.read_bytes().decode("utf-8-sig")
        except OSError as error:
            hint = "a file with the header alone is fine: " + ",".join((*self.required, *OPTIONAL))
            return [], [job.problem(self.key, f"cannot read the {self.noun}: {error.strerror}", hint=hint)]
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            problem = Problem(display_path(path), line, 1, "the text is not UTF-8", self.key, "save the file as UTF-8")
            return [], [problem]
        return self._parsed(text, path)

    def _parsed(self, text: str, path: Path) -> tuple[list[Decided], list[Problem]]:
        found: list[Decided] = []
        problems: list[Problem] = []
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        rows = _rows(reader)
        line = 1
        try:
            header = [cell.strip() for cell in next(rows, (1, []))[1]]
            self._check_header(header)
            for line, cells in rows:
                try:
                    found.append(self.decided(line, self._fields(header, cells)))
                except MalformedError as wrong:
                    problems.append(Problem(display_path(path), line, 1, str(wrong), self.key, wrong.hint))
        except MalformedError as wrong:
            problems.append(Problem(display_path(path), line, 1, str(wrong), self.key, wrong.hint))
        except csv.Error:
            hint = "close every quote, and double a quote inside of quotes"
            problems.append(Problem(display_path(path), reader.line_num, 1, "the line is no CSV", self.key, hint))
        return found, problems

    def _check_header(self, header: Sequence[str]) -> None:
        known = (*self.required, *OPTIONAL)
        hint = f"the first line reads {','.join(self.required)}, and {OPTIONAL[0]} where any decision ends"
        for name in self.required:
            if name not in header:
                msg = f"there is no column {name!r}"
                raise MalformedError(msg, hint)
        for name in header:
            if name not in known:
                msg = f"unknown column {name!r}"
                raise MalformedError(msg, nearest(name, known))
        if len(set(header)) < len(header):
            msg = "a column stands twice"
            raise MalformedError(msg, hint)

    def _fields(self, header: Sequence[str], cells: Sequence[str]) -> Line:
        if len(cells) != len(header):
            msg = f"the line has {len(cells)} fields where the header has {len(header)}"
            raise MalformedError(msg, "quote a field that holds a comma")
        given = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        for name in self.required:
            if not given[name]:
                msg = f"`{name}` is empty"
                raise MalformedError(msg, f"a decision says {self.says}, who, when and why")
        return given


def record_in(column: str, text: str, sources: Iterable[str]) -> Name:
    """The record that a field names as `SOURCE:ID`.

    Raises:
        MalformedError: it names none, or a source that the job does not have.
    """
    source, colon, key = text.partition(":")
    if not colon or not key:
        msg = f"`{column}` names no record"
        raise MalformedError(msg, "write a record as SOURCE:ID, such as crm:1001")
    if source not in sources:
        msg = f"`{column}`: there is no source {source[:63]!r}"
        raise MalformedError(msg, nearest(source, sources))
    return source, key


def decided_at(line: Line) -> datetime:
    """When the decision of a line was made.

    Raises:
        MalformedError: the field is no date.
    """
    return _moment("when", line["when"])


def valid_until(line: Line) -> datetime | None:
    """The last moment at which the decision of a line counts; None where it has no end.

    Raises:
        MalformedError: the field is no date.
    """
    return _moment("until", line["until"], end_of_day=True) if line.get("until") else None


def moment_of(text: str, *, end_of_day: bool = False) -> datetime | None:
    """A moment in UTC without a zone, of a text such as `DATES` names; a day is its first moment, or its last one."""
    with suppress(ValueError):
        return datetime.combine(date.fromisoformat(text), time.max if end_of_day else time.min)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def _moment(column: str, text: str, *, end_of_day: bool = False) -> datetime:
    moment = moment_of(text, end_of_day=end_of_day)
    if moment is None:
        msg = f"`{column}` is no date"
        raise MalformedError(msg, DATES)
    return moment


def _rows(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, each with the line on which it begins."""
    before = 0
    for cells in reader:
        line, before = before + 1, reader.line_num  # type: ignore[attr-defined]  # the reader of csv counts lines
        if any(cell.strip() for cell in cells):
            yield line, cells
