"""Keep who holds the values that may be several people's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from golden_record.model.holders import DRAFT_TALLY, JUNK_HOLDER, VALUE_EVIDENCE
from golden_record.stages.standardize.evidence import queries
from golden_record.stages.standardize.filling import queries as filling_queries
from golden_record.stages.standardize.readings.columns import Readings
from golden_record.stages.standardize.scope import TOUCHED
from golden_record.warehouse import Warehouse, added, dropped


def gather(warehouse: Warehouse, types: Mapping[str, str], judged: Sequence[Readings]) -> None:
    """Find out who holds what, from the drafts of all records; `judged` are attributes of which junk is told."""
    warehouse.create_empty(DRAFT_TALLY)
    warehouse.execute(filling_queries.draft_tallies(types))
    warehouse.create_empty(VALUE_EVIDENCE)
    warehouse.execute(added(VALUE_EVIDENCE.name, queries.value_evidence(types)))
    warehouse.create_empty(JUNK_HOLDER)
    if judged:
        warehouse.execute(added(JUNK_HOLDER.name, queries.junk_holders(judged)))


def note_evidence(warehouse: Warehouse, types: Mapping[str, str]) -> None:
    """Note what the touched records hold, before they are drafted anew."""
    warehouse.execute(queries.former_holders(types))
    warehouse.execute(filling_queries.former_drafts(types))


def renew_evidence(warehouse: Warehouse, types: Mapping[str, str], judged: Sequence[Readings]) -> None:
    """Bring the evidence up to date with the drafts of the touched records, given what was noted before.

    It is other for no values but those that such a record held before, or holds now. These, and who holds them, are
    left in temporary tables: see `forget`.
    """
    warehouse.create(DRAFT_TALLY, filling_queries.tallies_moved(types))
    warehouse.execute(queries.touched_keys(types))
    warehouse.execute(queries.touched_holders(types))
    warehouse.execute(queries.evidence_withdrawn())
    warehouse.execute(added(VALUE_EVIDENCE.name, queries.touched_evidence(types)))
    warehouse.execute(queries.junk_withdrawn())
    if judged:
        warehouse.execute(added(JUNK_HOLDER.name, queries.junk_holders(judged, TOUCHED)))


def forget(warehouse: Warehouse) -> None:
    """Drop what only a run needs."""
    for name in (filling_queries.FORMER_DRAFT, queries.FORMER_HOLDERS, queries.TOUCHED_KEYS, queries.TOUCHED_HOLDERS):
        warehouse.execute(dropped(name))
