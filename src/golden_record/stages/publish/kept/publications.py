"""Which publications a state knows, which one is in the place of the mart, and which may be put there again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from golden_record.config.job import Job
from golden_record.errors import EngineError
from golden_record.model.publication import PUBLICATION
from golden_record.model.run import RunContext
from golden_record.stages.publish.kept import queries
from golden_record.stages.publish.kept.files import another_name, keep, mark_of, place_of
from golden_record.warehouse import Warehouse


@dataclass(frozen=True)
class Publication:
    """A mart that a run has published."""

    run_id: str
    published_at: datetime
    mark: str
    whole_size: int
    """Bytes of the file when all of it was last written anew."""

    cards: frozenset[str]
    """Attributes that were payment cards then: the file shows no more than four digits of them."""

    held_at: datetime | None
    """When a person put it back, to stay until told otherwise; None for all others."""

    withdrawn_at: datetime | None
    """When a person put an earlier one in its place; None for all others."""


def publications(warehouse: Warehouse, job: Job) -> list[Publication]:
    """Publications in the place of the job's mart that have not been forgotten, the youngest first."""
    if not warehouse.has(PUBLICATION):
        return []
    rows = warehouse.rows(queries.publications(), [job.config.publish.mart])
    return [_publication(*row) for row in rows]


def present(job: Job, known: Sequence[Publication]) -> Publication | None:
    """The publication that is in the place of the mart, untouched since; None if what is there is none of these."""
    return next((one for one in known if is_at(job.mart_path, one)), None)


def is_at(path: Path, publication: Publication) -> bool:
    """Whether a file is this publication, as it was published."""
    return mark_of(path) == publication.mark and _publishing_run(path) in {publication.run_id, None}


def held(known: Sequence[Publication]) -> Publication | None:
    """The publication that a person put back."""
    return next((one for one in known if one.held_at is not None), None)


def kept(job: Job, known: Sequence[Publication]) -> list[Publication]:
    """Publications that lie beside the mart and may be put in its place, the youngest first."""
    return [one for one in known if _may_be_shown(job, one) and is_at(place_of(job.mart_path, one.run_id), one)]


def keep_present(job: Job, here: Publication | None) -> None:
    """Give the publication that is about to be replaced a place beside the mart, if it may be shown again.

    Raises:
        OSError: it can be neither linked nor copied there.
    """
    if here is not None and mark_of(job.mart_path) == here.mark and _may_be_shown(job, here):
        keep(job.mart_path, place_of(job.mart_path, here.run_id))


def note(warehouse: Warehouse, job: Job, context: RunContext, whole_size: int | None = None) -> None:
    """Note that the mart is the publication of this run, and let those go that are too many or show too much.

    `whole_size` is None where all of the file was written anew.
    """
    mart = job.config.publish.mart
    size = job.mart_path.stat().st_size if whole_size is None else whole_size
    cards = json.dumps(sorted(job.card_attributes))
    row = [context.run_id, mart, context.started_at, mark_of(job.mart_path) or "", size, cards]
    warehouse.ensure(PUBLICATION)
    with warehouse.transaction():
        warehouse.execute(queries.publication_forgotten(), [mart, context.run_id])
        warehouse.execute(queries.new_publication(), row)
    known = publications(warehouse, job)
    here = next(one for one in known if one.run_id == context.run_id)
    forget(warehouse, job, surplus(job, known, here))


def surplus(job: Job, known: Sequence[Publication], here: Publication | None) -> list[Publication]:
    """Publications that need not, or must not, be kept any longer; never `here`, the one in the place of the mart.

    Those that a person has withdrawn go before older ones.
    """
    others = sorted(
        (one for one in known if one != here and _may_be_shown(job, one)),
        key=lambda one: (one.withdrawn_at is None, one.run_id),
        reverse=True,
    )
    wanted = others[: job.config.publish.keep_runs - 1]
    return [one for one in known if one != here and one not in wanted]


def forget(warehouse: Warehouse, job: Job, unwanted: Sequence[Publication]) -> None:
    """Remove the files of publications, and what the state knows of them."""
    for one in unwanted:
        place_of(job.mart_path, one.run_id).unlink(missing_ok=True)
        warehouse.execute(queries.publication_forgotten(), [job.config.publish.mart, one.run_id])


def publications_elsewhere(warehouse: Warehouse, job: Job) -> list[tuple[str, str]]:
    """Marts, as the job once had them, and runs, of publications in another place than that of the job's mart now."""
    if not warehouse.has(PUBLICATION):
        return []
    rows = warehouse.rows(queries.publications_elsewhere(), [job.config.publish.mart])
    return [(str(mart), str(run_id)) for mart, run_id in rows]


def forget_elsewhere(warehouse: Warehouse, job: Job) -> None:
    """Forget publications in places where the job publishes no longer."""
    for mart, run_id in publications_elsewhere(warehouse, job):
        warehouse.execute(queries.publication_forgotten(), [mart, run_id])


def _may_be_shown(job: Job, publication: Publication) -> bool:
    """Whether all that are payment cards by now were so then: else it shows more of them than four digits."""
    return job.card_attributes <= publication.cards


def _publishing_run(path: Path) -> str | None:
    """The run that wrote a mart; None where it does not tell, or somebody else holds the file."""
    try:
        with another_name(path) as name, Warehouse(name, read_only=True) as mart:
            found = mart.scalar(queries.publishing_run())
            return None if found is None else str(found)
    except EngineError:
        return None


def _publication(*row: object) -> Publication:
    run_id, published_at, mark, whole_size, cards, held_at, withdrawn_at = row
    return Publication(
        run_id=str(run_id),
        published_at=cast(datetime, published_at),
        mark=str(mark),
        whole_size=int(str(whole_size)),
        cards=frozenset(map(str, json.loads(str(cards)))),
        held_at=cast("datetime | None", held_at),
        withdrawn_at=cast("datetime | None", withdrawn_at),
    )
