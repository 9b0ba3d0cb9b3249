"""The file of a steward's judgements: read, and checked line by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time
from pathlib import Path

from golden_record.config.job import Job
from golden_record.config.positions import display_path
from golden_record.errors import ConfigError, Problem, nearest
from golden_record.stages.cluster.judging.judgement import Decision, Judgement, Name

KEY = "cluster.overrides"
REQUIRED = ("left", "right", "decision", "who", "when", "why")
OPTIONAL = ("until",)

DECISIONS: Mapping[str, Decision] = {
    "same": "same",
    "must_link": "same",
    "different": "different",
    "cannot_link": "different",
}


def judgements(job: Job) -> tuple[Judgement, ...]:
    """What the job's stewards decided, in the order of the file; nothing where the job names no file.

    Raises:
        ConfigError: with every malformed line.
    """
    found, problems = _read(job)
    if problems:
        raise ConfigError(problems)
    return tuple(found)


def problems_of(job: Job) -> tuple[Problem, ...]:
    """Everything that is wrong with the file."""
    return tuple(_read(job)[1])


class _MalformedError(Exception):
    """What is wrong with a field, and how to put it right."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def _read(job: Job) -> tuple[list[Judgement], list[Problem]]:
    name = job.config.cluster.overrides
    if name is None:
        return [], []
    path = job.locate(name)
    try:
        # `utf-8-sig` takes a byte order mark, which spreadsheets write, and text without one alike.
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        hint = "a file with the header alone is fine: " + ",".join((*REQUIRED, *OPTIONAL))
        return [], [job.problem(KEY, f"cannot read the judgements: {error.strerror}", hint=hint)]
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        problem = Problem(display_path(path), line, 1, "the text is not UTF-8", KEY, "save the file as UTF-8")
        return [], [problem]
    return _parsed(text, path, job)


def _parsed(text: str, path: Path, job: Job) -> tuple[list[Judgement], list[Problem]]:
    """Judgements and problems of a file's text."""
    found: list[Judgement] = []
    problems: list[Problem] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows = _rows(reader)
    line = 1
    try:
        header = [cell.strip() for cell in next(rows, (1, []))[1]]
        _check_header(header)
        for line, cells in rows:
            try:
                found.append(_judgement(line, header, cells, job.config.sources))
            except _MalformedError as wrong:
                problems.append(Problem(display_path(path), line, 1, str(wrong), KEY, wrong.hint))
    except _MalformedError as wrong:
        problems.append(Problem(display_path(path), line, 1, str(wrong), KEY, wrong.hint))
    except csv.Error:
        hint = "close every quote, and double a quote inside of quotes"
        problems.append(Problem(display_path(path), reader.line_num, 1, "the line is no CSV", KEY, hint))
    return found, problems


def _rows(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, each with the line on which it begins."""
    before = 0
    for cells in reader:
        line, before = before + 1, reader.line_num  # type: ignore[attr-defined]  # the reader of csv counts lines
        if any(cell.strip() for cell in cells):
            yield line, cells


def _check_header(header: Sequence[str]) -> None:
    known = (*REQUIRED, *OPTIONAL)
    hint = f"the first line reads {','.join(REQUIRED)}, and {OPTIONAL[0]} where any decision ends"
    for name in REQUIRED:
        if name not in header:
            msg = f"there is no column {name!r}"
            raise _MalformedError(msg, hint)
    for name in header:
        if name not in known:
            msg = f"unknown column {name!r}"
            raise _MalformedError(msg, nearest(name, known))
    if len(set(header)) < len(header):
        msg = "a column stands twice"
        raise _MalformedError(msg, hint)


def _judgement(line: int, header: Sequence[str], cells: Sequence[str], sources: Iterable[str]) -> Judgement:
    if len(cells) != len(header):
        msg = f"the line has {len(cells)} fields where the header has {len(header)}"
        raise _MalformedError(msg, "quote a field that holds a comma")
    given = {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
    for name in REQUIRED:
        if not given[name]:
            msg = f"`{name}` is empty"
            raise _MalformedError(msg, "a decision says which two records, what, who, when and why")
    left, right = _record("left", given["left"], sources), _record("right", given["right"], sources)
    if left == right:
        msg = "the two are one record"
        raise _MalformedError(msg, "name two records")
    decision = DECISIONS.get(given["decision"].lower())
    if decision is None:
        msg = f"unknown decision {given['decision'][:30]!r}"
        raise _MalformedError(msg, "write `same` or `different` (or `must_link`, `cannot_link`)")
    when = _moment("when", given["when"])
    until = _moment("until", given["until"], end_of_day=True) if given.get("until") else None
    return Judgement("file", line, left, right, decision, given["who"], when, given["why"], until)


def _record(column: str, text: str, sources: Iterable[str]) -> Name:
    source, colon, key = text.partition(":")
    if not colon or not key:
        msg = f"`{column}` names no record"
        raise _MalformedError(msg, "write a record as SOURCE:ID, such as crm:1001")
    if source not in sources:
        msg = f"`{column}`: there is no source {source[:63]!r}"
        raise _MalformedError(msg, nearest(source, sources))
    return source, key


def _moment(column: str, text: str, *, end_of_day: bool = False) -> datetime:
    moment = moment_of(text, end_of_day=end_of_day)
    if moment is None:
        msg = f"`{column}` is no date"
        raise _MalformedError(msg, DATES)
    return moment


DATES = "write 2026-03-31, or 2026-03-31T18:00:00Z"


def moment_of(text: str, *, end_of_day: bool = False) -> datetime | None:
    """A moment in UTC without a zone, of a text such as `DATES` names; a day is its first moment, or its last one."""
    with suppress(ValueError):
        return datetime.combine(date.fromisoformat(text), time.max if end_of_day else time.min)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
