"""What `validate` asks of the sources: that the files are there and have the columns that the job names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from golden_record.config.job import Job
from golden_record.errors import EngineError, LockError, SourceError, nearest
from golden_record.model.loads import SOURCE_COLUMN
from golden_record.stages.sources.files import SourceFile, event_files, source_files
from golden_record.stages.sources.guards.former import Columns, former_columns
from golden_record.stages.sources.layout import columns_of
from golden_record.stages.sources.mapping import KeyPath, resolve
from golden_record.warehouse.lock import readable_state

_WITH_HEADER_ROW = frozenset({"csv", "tsv", "xlsx"})
# What stands in such a first row may be a person's data, so it is not offered as the nearest name.
_NO_HEADER = "none of the job's columns is there: does the file begin with a header, and is the delimiter right?"


@dataclass(frozen=True)
class SourceProblem:
    """One thing that the job says of a source and that does not hold; `key_path` is where the job says it.

    `is_of_source` says that the source failed, and the job may be right: a file is not there or damaged, or lacks a
    column that the last load had.
    """

    key_path: KeyPath
    message: str
    hint: str = ""
    is_of_source: bool = False


class MissingColumnsError(SourceError):
    """A file lacks columns that the job names."""

    def __init__(self, file: SourceFile, columns: tuple[str, ...]) -> None:
        first, *more = missing_columns(file, columns)
        told = f"{first.message} (and {len(more)} more)" if more else first.message
        super().__init__(told, where=dotted(first.key_path), hint=first.hint)
        self.file = file
        self.columns = columns


def problems(job: Job) -> tuple[SourceProblem, ...]:
    """Everything that is wrong with the sources, found by looking at headers; reads no rows that it can avoid."""
    former = _former_columns(job)
    of_records = (
        problem
        for name, source in job.config.sources.items()
        for problem in _source_problems(job, name, former.get(name) or former.get(source.renamed_from or "", {}))
    )
    return (*of_records, *_event_problems(job))


def missing_columns(
    file: SourceFile, columns: tuple[str, ...], former: Iterable[str] = ()
) -> tuple[SourceProblem, ...]:
    """A problem per column that the job names and the file does not have; `former` are those of the last load."""
    known = tuple(former)
    named = file.references
    missing = [reference for reference in named if resolve(reference, columns) is None]
    headless = len(missing) == len(named) and file.format in _WITH_HEADER_ROW
    return tuple(
        SourceProblem(
            reference.key_path,
            f"{file.shown} has no column {reference.column!r}",
            _NO_HEADER if headless else nearest(reference.column, columns) or "the file has no columns",
            is_of_source=resolve(reference, known) is not None,
        )
        for reference in missing
    )


def dotted(path: KeyPath) -> str:
    """A key path as people write it: `sources.crm.attributes.phone[1]`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _former_columns(job: Job) -> Mapping[str, Columns]:
    """Source to columns of the last load; nothing where none is told: before a first run, or while one holds them."""
    if not job.state_path.exists():
        return {}
    try:
        with readable_state(job.state_path) as warehouse:
            return former_columns(warehouse) if warehouse.has(SOURCE_COLUMN) else {}
    except (EngineError, LockError):
        return {}


def _source_problems(job: Job, name: str, former: Columns) -> tuple[SourceProblem, ...]:
    try:
        files = source_files(job, name)
    except SourceError as error:
        return (_from_error(("sources", name, "path"), error),)
    return tuple(problem for file in files for problem in _file_problems(file, former))


def _event_problems(job: Job) -> tuple[SourceProblem, ...]:
    tables = job.config.activity.events if job.config.activity else {}
    return tuple(problem for name in tables for problem in _problems_of_events(job, name))


def _problems_of_events(job: Job, name: str) -> tuple[SourceProblem, ...]:
    try:
        files = event_files(job, name)
    except SourceError as error:
        return (_from_error(("activity", name, "path"), error),)
    return tuple(problem for file in files for problem in _file_problems(file, {}))


def _file_problems(file: SourceFile, former: Columns) -> tuple[SourceProblem, ...]:
    try:
        columns = columns_of(file)
    except SourceError as error:
        return (_from_error((file.block, file.source), error),)
    return () if columns is None else missing_columns(file, columns, former)


def _from_error(path: KeyPath, error: SourceError) -> SourceProblem:
    return SourceProblem(path, str(error).removeprefix(f"{dotted(path)}: "), error.hint, is_of_source=True)
