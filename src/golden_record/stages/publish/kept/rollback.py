"""An earlier publication in the place of the mart, and the hold that keeps runs from publishing over it."""

from __future__ import annotations

import shutil
from datetime import datetime

from golden_record.config.job import Job
from golden_record.config.positions import display_path
from golden_record.errors import EngineError, GuardError, UsageError, nearest
from golden_record.stages.publish.kept import queries
from golden_record.stages.publish.kept.files import flush, place_of
from golden_record.stages.publish.kept.publications import (
    Publication,
    held,
    keep_present,
    kept,
    present,
    publications,
)
from golden_record.warehouse import Warehouse, log_of


def refuse_if_held(warehouse: Warehouse, job: Job) -> None:
    """Stop a run before it publishes over what a person has put back.

    Raises:
        GuardError: the mart is held.
    """
    holding = held(publications(warehouse, job))
    if holding is None or holding.held_at is None:
        return
    message = (
        f"{display_path(job.mart_path)} stays the publication of run {holding.run_id}, which was put back on "
        f"{holding.held_at:%Y-%m-%d %H:%M} UTC; all else of this run is done"
    )
    hint = f"to publish again: golden-record rollback {display_path(job.path)} --release, then run once more"
    raise GuardError(message, hint=hint)


def put_back(warehouse: Warehouse, job: Job, run_id: str | None, now: datetime) -> Publication:
    """Put a kept publication in the place of the mart: that of a run, or the one before what is there.

    It holds until `release`, unless it is the last one published. What was there is kept in its turn.

    Raises:
        UsageError: there is nothing to put back, or no publication of that run.
        EngineError: the files cannot be moved.
    """
    known = publications(warehouse, job)
    chosen = _chosen(job, known, run_id)
    mart = job.config.publish.mart
    with warehouse.transaction():
        warehouse.execute(queries.holds_ended(), [mart])
        warehouse.execute(queries.hold_begun(), [None if chosen == known[0] else now, mart, chosen.run_id])
        warehouse.execute(queries.later_ones_withdrawn(), [now, mart, chosen.run_id])
    # The hold first: a mart that was put back without one would be published over by the next run.
    _swap(job, known, chosen)
    return chosen


def release(warehouse: Warehouse, job: Job) -> Publication:
    """Let runs publish again, over what was put back.

    Raises:
        UsageError: nothing is held.
    """
    holding = held(publications(warehouse, job))
    if holding is None:
        message = f"{display_path(job.mart_path)} is not held: runs publish as ever"
        raise UsageError(message)
    warehouse.execute(queries.holds_ended(), [job.config.publish.mart])
    return holding


def _chosen(job: Job, known: list[Publication], run_id: str | None) -> Publication:
    here = present(job, known)
    options = [one for one in kept(job, known) if one != here]
    if run_id is not None:
        return _named(job, options, here, run_id)
    for one in options:
        if one.withdrawn_at is None and (here is None or one.run_id < here.run_id):
            return one
    message = f"no publication before the present one is kept of {display_path(job.mart_path)}"
    hint = "`publish: {keep_runs: 3}` keeps two"
    if options:
        hint = f"later ones are: {', '.join(one.run_id for one in options)}; name one with --to"
    raise UsageError(message, hint=hint)


def _named(job: Job, options: list[Publication], here: Publication | None, run_id: str) -> Publication:
    for one in options:
        if one.run_id == run_id:
            return one
    if here is not None and here.run_id == run_id:
        message = f"{display_path(job.mart_path)} is the publication of run {run_id} already"
        raise UsageError(message)
    message = f"no publication of a run {run_id!r} is kept"
    raise UsageError(message, hint=nearest(run_id, [one.run_id for one in options]))


def _swap(job: Job, known: list[Publication], chosen: Publication) -> None:
    mart, place = job.mart_path, place_of(job.mart_path, chosen.run_id)
    try:
        keep_present(job, present(job, known))
        if mart.exists():
            # Who may read the mart was decided on the file that is there.
            shutil.copymode(mart, place)
        # A program that wrote to the mart and was killed left a log, which would be replayed into the other file.
        log_of(mart).unlink(missing_ok=True)
        place.replace(mart)
        flush(mart.parent)
    except OSError as error:
        message = f"cannot put {display_path(place)} in the place of the mart: {error.strerror or error}"
        hint = "check that the folder is writable and that the disk is not full, then say the same again"
        raise EngineError(message, hint=hint) from error
