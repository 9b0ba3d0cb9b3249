"""Keep, per profile that is asked, which values of a source are the golden ones."""

from __future__ import annotations

from collections.abc import Collection

from golden_record.model.elections import ATTRIBUTE_LINEAGE
from golden_record.model.tables import PROFILE
from golden_record.model.tallies import FIELD_AGREEMENT
from golden_record.stages.survive.electorate.queries import given_up
from golden_record.stages.survive.fields import queries
from golden_record.warehouse import Warehouse

ASKED_PROFILES = 50_000
"""Profiles asked for the agreement, about: shares come out within half a percent, and asking all takes seconds."""


def agree_all(warehouse: Warehouse, lists: Collection[str]) -> None:
    """Count anew, once the lineage is written."""
    _count_anew(warehouse, queries.everyone(ATTRIBUTE_LINEAGE.name), lists)


def agree_some(warehouse: Warehouse, lists: Collection[str], lineage: str) -> None:
    """Count the profiles of the tables of the asked again, of which a table holds the new lineage.

    Where by now others are to be asked than before, all of them are.
    """
    one_in = _one_in(warehouse)
    if not warehouse.has(FIELD_AGREEMENT) or warehouse.scalar(queries.kept_share()) != one_in:
        _count_anew(warehouse, queries.everyone(ATTRIBUTE_LINEAGE.name, lineage), lists)
        return
    warehouse.execute(given_up(FIELD_AGREEMENT.name))
    warehouse.execute(queries.field_agreements(queries.asked(lineage), lists), [one_in, one_in])


def _count_anew(warehouse: Warehouse, electorate: queries.Electorate, lists: Collection[str]) -> None:
    one_in = _one_in(warehouse)
    # Declared before it is filled: of a table made from an empty query, a large insert may be lost.
    warehouse.create_empty(FIELD_AGREEMENT)
    warehouse.execute(queries.field_agreements(electorate, lists), [one_in, one_in])


def _one_in(warehouse: Warehouse) -> int:
    """Of how many profiles one is asked."""
    return max(1, warehouse.count(PROFILE) // ASKED_PROFILES)
