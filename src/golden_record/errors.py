"""The exception tree: what can go wrong, for whom, and the exit code that says so to a scheduler.

GoldenRecordError            1
├── ChecksFailedError        1   a check or test did not hold: nothing was published
├── UsageError               2   the command line asks for something that does not exist
│   └── ConfigError          2   the job file is wrong; carries every problem found
├── EngineError              3   a source, the disk or the database failed
│   └── SourceError          3   a source cannot be read
│       ├── MissingColumnsError  3   a file has lost columns that the job names
│       └── SourcesError     3   the sources as found before a run; carries every problem found
├── LockError                4   another run holds the job
├── GuardError               5   a guard tripped: pair budget, row drop, largest profile
└── InterruptedRunError    130   SIGINT or SIGTERM
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar


class GoldenRecordError(Exception):
    """Anything that golden_record refuses or cannot do; `str()` is the message, `hint` what to do about it."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "", where: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.hint = hint
        self.where = where


class ChecksFailedError(GoldenRecordError):
    """A check of the result did not hold, so nothing was published."""


class UsageError(GoldenRecordError):
    """The command line names something that does not exist."""

    exit_code = 2


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong in a job file: where, what, and what to do."""

    file: str
    line: int
    column: int
    message: str
    key: str = ""
    hint: str = ""

    def __str__(self) -> str:
        key = f"{self.key}: " if self.key else ""
        return f"{self.file}:{self.line}:{self.column}: {key}{self.message}"


class ConfigError(UsageError):
    """The job file is wrong. `problems` holds every problem found, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__(_problem_text(self.problems))


class EngineError(GoldenRecordError):
    """The database, the disk or the machine failed."""

    exit_code = 3


class SourceError(EngineError):
    """A source cannot be read as the job describes it."""


class SourcesError(SourceError):
    """Sources failed and the job is right, as far as can be told. `problems` holds every one, as of a job file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__(_problem_text(self.problems))


class LockError(GoldenRecordError):
    """Another run holds the state of this job."""

    exit_code = 4


class GuardError(GoldenRecordError):
    """A guard tripped: going on would cost too much or merge too much."""

    exit_code = 5


class InterruptedRunError(GoldenRecordError):
    """The run was told to stop."""

    exit_code = 130


def nearest(name: str, known: Iterable[str]) -> str:
    """A hint that names the closest known name, or lists what there is when nothing is close."""
    options = sorted(set(known))
    close = difflib.get_close_matches(name, options, n=1, cutoff=0.6)
    if close:
        return f"did you mean {close[0]!r}?"
    if not options:
        return ""
    shown = ", ".join(repr(option) for option in options[:12])
    return f"known: {shown}{', ...' if len(options) > 12 else ''}"


def _problem_text(problems: Iterable[Problem]) -> str:
    return "\n".join(line for problem in problems for line in _problem_lines(problem))


def _problem_lines(problem: Problem) -> list[str]:
    return [str(problem), f"  Hint: {problem.hint}"] if problem.hint else [str(problem)]
