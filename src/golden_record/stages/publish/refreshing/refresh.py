"""A mart from the last one: copied, and brought up to date where the lists of changes say that it is not."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from golden_record.config.job import Job
from golden_record.errors import EngineError
from golden_record.model import mart
from golden_record.model.run import RunContext
from golden_record.model.tables import GOLDEN_PROFILE
from golden_record.stages.publish import queries as file_queries
from golden_record.stages.publish.building import attached, counted, verify_promises, verify_rows
from golden_record.stages.publish.contents import Filling, comparisons_in_use, renewed
from golden_record.stages.publish.draft import CATALOG
from golden_record.stages.publish.kept.copying import Copying
from golden_record.stages.publish.kept.publications import Publication
from golden_record.stages.publish.refreshing import queries
from golden_record.warehouse import Warehouse, beside, dropped, temporary

log = logging.getLogger(__name__)

MOST_TOUCHED = 0.25
"""Share of the profiles up to which a copy is brought up to date: beyond, to copy, remove and add rows takes longer
than writing all of them."""

MOST_GROWTH = 1.5
"""How much larger than a mart written anew a copy may be: removed rows keep their room in the file, and rows that were
added stand behind the others, so that reading a profile takes longer and longer."""

ROOM = 2**24
"""Bytes by which it may be larger on top of that: however few rows a publication adds, it takes blocks of its own for
most tables, and a small mart would double at once. Of so small a mart nobody minds the size."""


_BESIDE = frozenset(
    {
        mart.MART_ATTRIBUTE_LINEAGE,
        mart.MART_ATTRIBUTE_CANDIDATE,
        mart.MATCH_EDGE,
    }
)
"""Tables that are filled by another connection: about half of the work, and nothing that the others are made of."""


@dataclass(frozen=True)
class Refreshed:
    """A mart that was brought up to date: rows per table, and the profiles of which rows were written anew."""

    rows: Mapping[str, int]
    touched: int


def base_of(
    job: Job, context: RunContext, known: Sequence[Publication], here: Publication | None
) -> Publication | None:
    """The publication from which the mart of this run can be made; None where all must be written anew.

    `known` are the publications of the mart, the youngest first, and `here` is the one that is there, untouched: only
    the youngest is as the lists of changes suppose.
    """
    if context.changed is None or here is None or here != known[0]:
        return None
    return None if is_grown(job, here) else here


def is_grown(job: Job, here: Publication) -> bool:
    """Whether the mart, of this publication, has come to hold so much room of removed rows that it is written anew."""
    return job.mart_path.stat().st_size > MOST_GROWTH * here.whole_size + ROOM


def refresh(
    warehouse: Warehouse, job: Job, context: RunContext, base: Publication, copying: Copying
) -> Refreshed | None:
    """Make the mart of this run out of a copy of the present one, `base`, and verify it; None if in vain.

    It is in vain where too much has changed, or where something fails: a mart that is written anew needs no other.
    """
    try:
        copying.begin()
        refreshed = _renewed(warehouse, job, context, base, copying)
        if refreshed is not None:
            # What has been written since is then all that anybody has to wait for.
            copying.flushed()
            verify_rows(warehouse, job, copying.place, refreshed.rows)
    except (EngineError, OSError) as error:
        log.warning("the mart is written anew: the last one cannot be brought up to date (%s)", type(error).__name__)
        return None
    finally:
        for name in (queries.TOUCHED_PROFILE, queries.TOUCHED_MEMBER, queries.LATER_RUN, queries.DIFFERENCE):
            warehouse.execute(dropped(name))
    return refreshed


def _renewed(
    warehouse: Warehouse, job: Job, context: RunContext, base: Publication, copying: Copying
) -> Refreshed | None:
    last_event = int(str(warehouse.scalar(queries.last_event(), [base.run_id])))
    changed = context.changed or frozenset()
    warehouse.execute(temporary(queries.TOUCHED_PROFILE, queries.touched_profiles(changed)), [last_event, last_event])
    touched = warehouse.count(queries.TOUCHED_PROFILE)
    if touched > MOST_TOUCHED * warehouse.count(GOLDEN_PROFILE):
        return None
    warehouse.execute(temporary(queries.TOUCHED_MEMBER, queries.touched_members()))
    warehouse.execute(temporary(queries.LATER_RUN, queries.later_runs()), [base.run_id])
    fillings = renewed(job.config, context.run_id, comparisons_in_use(warehouse), last_event, changed)
    with attached(warehouse, queries.reopened(str(copying.there()), CATALOG)):
        _refill(warehouse, fillings)
        rows = counted(warehouse, CATALOG)
    return Refreshed(rows, touched)


def _refill(warehouse: Warehouse, fillings: Sequence[Filling]) -> None:
    """Write anew what is stale, some tables beside the others, and refuse what breaks a promise."""

    def others(other: Warehouse) -> None:
        _fill(other, [filling for filling in fillings if filling.table in _BESIDE])

    def verified(other: Warehouse) -> None:
        verify_promises(other, queries.TOUCHED_PROFILE)

    # Joined parts would make the file grow faster, too: it grows until it is written anew, and then it has none.
    with warehouse.parts_left_alone():
        with beside(warehouse, others, queries.TOUCHED_PROFILE):
            _fill(warehouse, [filling for filling in fillings if filling.table not in _BESIDE])
        # One thread writes out: whether promises are kept can be asked meanwhile, of what is being written.
        with beside(warehouse, verified, queries.TOUCHED_PROFILE):
            warehouse.execute(file_queries.written_out(CATALOG))


def _fill(warehouse: Warehouse, fillings: Iterable[Filling]) -> None:
    """Write anew what is stale in some tables, all of it or nothing."""
    with warehouse.transaction():
        for filling in fillings:
            started = time.perf_counter()
            for name, query in filling.given.items():
                warehouse.execute(temporary(name, query))
            if filling.compared:
                _adjust(warehouse, filling)
            else:
                _replace(warehouse, filling)
            log.info("%s: brought up to date in %.2f s", filling.table.name, time.perf_counter() - started)


def _replace(warehouse: Warehouse, filling: Filling) -> None:
    name = filling.within(CATALOG).name
    warehouse.execute(filling.ended or queries.stale_removed(name, filling.stale))
    warehouse.execute(queries.added_by_name(name, filling.query), filling.parameters)


def _adjust(warehouse: Warehouse, filling: Filling) -> None:
    name = filling.within(CATALOG).name
    differences = queries.differences_of(name, filling.query)
    warehouse.execute(temporary(queries.DIFFERENCE, differences), filling.parameters)
    warehouse.execute(queries.unwanted_removed(name))
    warehouse.execute(queries.missing_added(name))
