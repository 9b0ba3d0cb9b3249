"""The publish stage: builds the mart, verifies it, and puts it in the place of the old one."""

from __future__ import annotations

from golden_record.config.job import Job
from golden_record.model.keys import Json
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.stages.publish import queries
from golden_record.stages.publish.beforehand import copied_beforehand
from golden_record.stages.publish.building import build, verify
from golden_record.stages.publish.contents import fields, whole
from golden_record.stages.publish.draft import CATALOG, Draft
from golden_record.stages.publish.kept.copying import Copying
from golden_record.stages.publish.kept.publications import (
    held,
    keep_present,
    note,
    present,
    publications,
)
from golden_record.stages.publish.kept.rollback import refuse_if_held
from golden_record.stages.publish.operations.uses.roles import roles
from golden_record.stages.publish.promises import queries as promises
from golden_record.stages.publish.refreshing.refresh import base_of, refresh
from golden_record.warehouse import Warehouse


def run(warehouse: Warehouse, job: Job, context: RunContext, copying: Copying | None = None) -> StageReport:
    """Replace the mart by one that holds what the state knows now; the old one survives any failure.

    `copying` makes the copy of the old one that may become the new one; it has begun, or begins when it is of use.

    Raises:
        GuardError: a person has put an earlier publication back, and it holds.
    """
    if copying is None:
        with copied_beforehand(job, context) as own:
            return run(warehouse, job, context, own)
    refuse_if_held(warehouse, job)
    known = publications(warehouse, job)
    here = present(job, known)
    base = base_of(job, context, known, here)
    draft = Draft.beside(job.mart_path, context.run_id)
    if not copying.is_begun:
        draft.prepare()
    with draft.building():
        refreshed = refresh(warehouse, job, context, base, copying) if base is not None else None
        if refreshed is None:
            copying.stop()
        rows = _written(warehouse, job, context, draft) if refreshed is None else refreshed.rows
    draft.publish(lambda: keep_present(job, here))
    note(warehouse, job, context, whole_size=base.whole_size if base is not None and refreshed is not None else None)
    return StageReport("publish", rows=rows, changed=None if refreshed is None else refreshed.touched)


def _written(warehouse: Warehouse, job: Job, context: RunContext, draft: Draft) -> dict[str, int]:
    """All of the mart, written anew."""
    draft.discard()
    rows = build(warehouse, job, context, draft.path)
    verify(warehouse, job, draft.path, rows)
    return rows


def explain(job: Job) -> str:
    """The statements that `run` would execute; the model's comparisons stand here as attributes."""
    fillings = whole(job.config, "", list(job.config.attributes))
    return ";\n\n".join(
        [
            queries.attached(f"{job.mart_path.name}.building", CATALOG, job.config.publish.storage_version),
            *(filling.query for filling in fillings),
            *(check.broken for check in promises.checks()),
        ]
    )


def missing(warehouse: Warehouse, job: Job) -> str:
    """Why the mart is not as the last run left it, in words; empty where it is."""
    known = publications(warehouse, job)
    if not job.mart_path.exists():
        return f"{job.mart_path.name} is gone"
    holding = held(known)
    if holding is not None:
        return f"{job.mart_path.name} was put back to run {holding.run_id}, and is held"
    # Before anybody noted publications, being there was all that could be asked for.
    if known and present(job, known) != known[0]:
        return f"{job.mart_path.name} is not what the last run published"
    return ""


def inputs(job: Job) -> Json:
    """What the mart depends on beside the state: where it goes, its format, and what its columns mean."""
    return {
        "mart": job.config.publish.model_dump(mode="json", exclude={"keep_runs"}),
        "attributes": [[name, attribute.type] for name, attribute in job.config.attributes.items()],
        "fields": [list(field) for field in fields(job.config)],
        "purposes": [list(purpose) for purpose in roles(job.config).purposes],
    }
