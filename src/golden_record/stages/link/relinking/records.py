"""Which records compare otherwise than before, and the nodes that they leave and enter."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.model.changes import STANDARD_CHANGE
from golden_record.model.matching import LINK_NODE, LINK_SHARED
from golden_record.stages.link import queries as link_queries
from golden_record.stages.link.relinking import queries
from golden_record.stages.link.settings import Asked
from golden_record.warehouse import Warehouse, added, temporary


def move_nodes(warehouse: Warehouse, asked: Asked) -> None:
    """Bring `link_node` and `link_shared` up to date, and list the records that leave and that enter.

    The temporary table of comparable records holds those of the nodes concerned.
    """
    lists = _moved_shared(warehouse, asked.personal_lists)
    warehouse.execute(temporary(queries.TOUCHED, link_queries.picked_records(STANDARD_CHANGE.name)))
    marks = link_queries.record_marks(asked.attributes, asked.unique, queries.TOUCHED)
    warehouse.execute(temporary(queries.CHANGED, queries.changed_records(marks, lists)))
    warehouse.execute(temporary(queries.FORMER, queries.former_nodes()))
    nodes = link_queries.comparable_records(queries.marks_now())
    warehouse.execute(temporary(link_queries.COMPARABLE, nodes))
    warehouse.execute(temporary(queries.LEAVING, queries.leaving_nodes()))
    warehouse.execute(temporary(queries.ENTERING, queries.entering_nodes()))
    # The first statement that writes waits for whatever else is being written: it comes as late as can be.
    if lists:
        warehouse.create(LINK_SHARED, link_queries.shared_keys(asked.personal_lists))
    warehouse.execute(queries.removed(LINK_NODE.name, queries.FORMER))
    warehouse.execute(added(LINK_NODE.name, queries.rows_of(link_queries.COMPARABLE)))


def _moved_shared(warehouse: Warehouse, lists: Sequence[str]) -> list[str]:
    """List what is other than in `link_shared`; returns the attributes concerned."""
    warehouse.execute(temporary(queries.MOVED_SHARED, queries.moved_shared(lists)))
    return [str(name) for (name,) in warehouse.rows(queries.moved_attributes())]
