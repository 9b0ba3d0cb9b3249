"""What of a publication need not wait for the stages before it: the copy of the mart that it starts from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from golden_record.config.job import Job
from golden_record.errors import EngineError
from golden_record.model.run import RunContext
from golden_record.model.tables import SOURCE_RECORD
from golden_record.stages.publish.draft import Draft
from golden_record.stages.publish.kept.copying import Copying
from golden_record.stages.publish.kept.files import mark_of
from golden_record.stages.publish.kept.publications import held, publications
from golden_record.stages.publish.refreshing.refresh import MOST_TOUCHED, is_grown
from golden_record.warehouse import Warehouse


@contextmanager
def copied_beforehand(job: Job, context: RunContext) -> Iterator[Copying]:
    """Give a block the copying of the mart, to begin and to publish from; what it leaves of the copy is removed."""
    draft = Draft.beside(job.mart_path, context.run_id)
    copying = Copying(job.mart_path, draft.path)
    try:
        yield copying
    finally:
        copying.stop()
        draft.discard()


def begun_beforehand(warehouse: Warehouse, job: Job, context: RunContext, copying: Copying, changed: int) -> None:
    """Begin to copy the mart, if it is likely that a copy is what the publication of this run will start from.

    `changed` is how many records are new, others or gone. The publication decides for itself, by more than that.
    """
    if context.full or not changed or changed > MOST_TOUCHED * warehouse.count(SOURCE_RECORD):
        return
    known = publications(warehouse, job)
    if not known or held(known) is not None:
        return
    try:
        is_base = mark_of(job.mart_path) == known[0].mark and not is_grown(job, known[0])
        if is_base:
            Draft.beside(job.mart_path, context.run_id).prepare()
            copying.begin()
    except (EngineError, OSError):
        # Whatever it is: the publication meets it as well, and says so when it is sure that it is one.
        return
