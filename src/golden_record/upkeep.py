"""What is done to a job between its runs: an earlier publication put back, and what old runs left cleaned up."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from golden_record.config.job import Job
from golden_record.config.positions import display_path
from golden_record.errors import EngineError, UsageError
from golden_record.stages.publish.draft import is_draft, remove
from golden_record.stages.publish.kept import rollback as held_back
from golden_record.stages.publish.kept.files import folder_of, place_of
from golden_record.stages.publish.kept.publications import (
    Publication,
    forget,
    forget_elsewhere,
    kept,
    present,
    publications,
    publications_elsewhere,
    surplus,
)
from golden_record.warehouse import Warehouse
from golden_record.warehouse.journal import open_journal, run_ids
from golden_record.warehouse.lock import run_lock

_SPILLED = "duckdb_temp_*"
"""What DuckDB calls the files that it spills to, in the folder beside a database."""


@dataclass(frozen=True)
class Shelf:
    """The publications that there are: what is in the place of the mart, None if no run published that, and others."""

    mart: Path
    present: Publication | None
    kept: tuple[Publication, ...]


@dataclass(frozen=True)
class Leftover:
    """A file or folder that no one needs any longer: where, what it is, and its size in bytes."""

    path: Path
    what: str
    size: int


def shelf(job: Job, now: datetime) -> Shelf:
    """Look at the publications of a job.

    Raises:
        UsageError: the job has not run yet.
        LockError: a run holds the state.
    """
    with _between_runs(job, now, "look") as state:
        return _shelf(state, job)


def roll_back(job: Job, run_id: str | None, now: datetime) -> Shelf:
    """Put an earlier publication in the place of the mart, where it holds until it is released.

    Raises:
        UsageError: there is nothing to put back, or the job has not run yet.
        LockError: a run holds the state.
    """
    with _between_runs(job, now, "put back") as state:
        held_back.put_back(state, job, run_id, now)
        return _shelf(state, job)


def release(job: Job, now: datetime) -> Publication:
    """Let runs publish again over what was put back.

    Raises:
        UsageError: nothing is held, or the job has not run yet.
        LockError: a run holds the state.
    """
    with _between_runs(job, now, "release") as state:
        return held_back.release(state, job)


def clean(job: Job, now: datetime, *, dry_run: bool) -> list[Leftover]:
    """Remove what old and killed runs left; with `dry_run` only say what that is.

    The mart, the state, and whatever no run of this job has written are never touched.

    Raises:
        UsageError: the job has not run yet.
        LockError: a run holds the state.
        EngineError: something cannot be removed.
    """
    with _between_runs(job, now, "clean") as state:
        found = list(_leftovers(state, job))
        if not dry_run:
            for leftover in found:
                _remove(leftover.path)
            forget(state, job, _surplus(state, job))
            forget_elsewhere(state, job)
        return found


@contextmanager
def _between_runs(job: Job, now: datetime, what: str) -> Iterator[Warehouse]:
    """The state of a job that has run, while no run can begin."""
    if not job.state_path.exists():
        path = display_path(job.path)
        msg = f"{path} has not run yet"
        raise UsageError(msg, hint=f"golden-record run {path}")
    with run_lock(job.state_path, f"{what} {now:%Y%m%dT%H%M%SZ}"), Warehouse(job.state_path) as state:
        open_journal(state)
        yield state


def _shelf(state: Warehouse, job: Job) -> Shelf:
    known = publications(state, job)
    here = present(job, known)
    return Shelf(job.mart_path, here, tuple(one for one in kept(job, known) if one != here))


def _surplus(state: Warehouse, job: Job) -> list[Publication]:
    known = publications(state, job)
    return surplus(job, known, present(job, known))


def _leftovers(state: Warehouse, job: Job) -> Iterator[Leftover]:
    unwanted = _surplus(state, job)
    wanted = [one for one in publications(state, job) if one not in unwanted]
    for path in _folders_of_runs(state, job, {one.run_id for one in wanted}):
        yield _leftover(path, "folder of an old run")
    places = {place_of(job.mart_path, one.run_id) for one in wanted}
    for mart in sorted({job.mart_path, *_marts_elsewhere(state, job)}):
        yield from (_leftover(path, "old publication") for path in _inside(folder_of(mart)) if path not in places)
        drafts = [path for path in _inside(mart.parent) if is_draft(mart, path)]
        yield from (_leftover(path, "draft of a killed run") for path in drafts)
    spilled = job.state_path.with_name(f"{job.state_path.name}.tmp")
    if spilled.is_dir():
        yield from (_leftover(path, "spilled by a killed run") for path in sorted(spilled.glob(_SPILLED)))


def _folders_of_runs(state: Warehouse, job: Job, published: set[str]) -> list[Path]:
    """Folders under `target/` that may go: of runs of this state, since jobs may share the folder, and not the last."""
    runs = sorted(run_ids(state), reverse=True)
    unwanted = set(runs[job.config.publish.keep_runs :]) - published
    return [path for path in _inside(job.target_path) if path.name in unwanted]


def _marts_elsewhere(state: Warehouse, job: Job) -> set[Path]:
    return {job.locate(mart) for mart, _ in publications_elsewhere(state, job)}


def _inside(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _leftover(path: Path, what: str) -> Leftover:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return Leftover(path, what, sum(file.stat().st_size for file in files))


def _remove(path: Path) -> None:
    try:
        remove(path)
    except OSError as error:
        msg = f"cannot remove {display_path(path)}: {error.strerror or error}"
        raise EngineError(msg, hint="check its permissions") from error
