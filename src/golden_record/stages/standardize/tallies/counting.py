"""Count what is claimed, per field of each source: anew, or moved by what the touched records said and say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from golden_record.model.tallies import FIELD_TALLY, VALUE_SPREAD
from golden_record.stages.standardize.scope import TOUCHED, Scope
from golden_record.stages.standardize.tallies import queries
from golden_record.warehouse import Warehouse, dropped


def count_all(warehouse: Warehouse) -> None:
    """Count all claims."""
    for table, counted in ((FIELD_TALLY, queries.field_tallies()), (VALUE_SPREAD, queries.value_spreads())):
        warehouse.create_empty(table)
        warehouse.execute(counted)


def count_once(warehouse: Warehouse) -> None:
    """Count all claims where nobody has done so yet."""
    if not _counted(warehouse):
        count_all(warehouse)


def note_sources(warehouse: Warehouse) -> None:
    """Note whose the touched records are, while those that are gone can still be asked."""
    warehouse.execute(queries.former_sources())


@contextmanager
def counted(warehouse: Warehouse, scope: Scope) -> Iterator[None]:
    """Count the claims that a block writes for everything, or for the touched records in the place of the former."""
    if scope is TOUCHED and _counted(warehouse):
        warehouse.execute(queries.touched_sources())
        warehouse.execute(queries.touched_claims(queries.FORMER_CLAIM))
        yield
        warehouse.execute(queries.touched_claims(queries.PRESENT_CLAIM))
        warehouse.create(FIELD_TALLY, queries.tallies_moved())
        warehouse.execute(queries.moved_mentions())
        warehouse.create(VALUE_SPREAD, queries.spreads_moved())
    else:
        yield
        count_all(warehouse)
    for name in queries.OF_A_RUN:
        warehouse.execute(dropped(name))


def _counted(warehouse: Warehouse) -> bool:
    return all(warehouse.has(table) for table in (FIELD_TALLY, VALUE_SPREAD))
