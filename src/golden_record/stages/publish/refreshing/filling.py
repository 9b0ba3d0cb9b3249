"""How tables of a mart that is attached to the state are brought up to date."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable

from golden_record.stages.publish.contents import Filling
from golden_record.stages.publish.draft import CATALOG
from golden_record.stages.publish.refreshing import queries
from golden_record.warehouse import Warehouse, temporary

log = logging.getLogger(__name__)


def fill(warehouse: Warehouse, fillings: Iterable[Filling]) -> None:
    """Write anew what is stale in these tables, all of it or nothing."""
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
