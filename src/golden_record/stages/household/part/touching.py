"""Whom a change since the last run may concern, and whether these are few."""

from __future__ import annotations

from collections.abc import Collection

from golden_record.model.tables import PROFILE
from golden_record.stages.household.part import queries
from golden_record.warehouse import Warehouse

LARGEST_SHARE = 0.2
"""Share of profiles above which all is done anew: who shares anything with a fifth of them is a good part of all."""


def few_touched(warehouse: Warehouse, changed: Collection[str]) -> int | None:
    """Find the profiles that may hold something else, and count them; None where they are many.

    `changed` are stages that have listed their changes.
    """
    warehouse.execute(queries.touched(changed))
    count = warehouse.count(queries.TOUCHED)
    return count if count <= LARGEST_SHARE * warehouse.count(PROFILE) else None
