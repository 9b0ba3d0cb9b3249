"""Which records compare otherwise than before, and the nodes that they leave and enter."""

from __future__ import annotations

from golden_record.model.matching import LINK_NODE, LINK_SHARED
from golden_record.stages.link import queries as link_queries
from golden_record.stages.link.relinking import queries
from golden_record.stages.link.settings import Asked
from golden_record.warehouse import Warehouse, added, temporary


def find_touched(warehouse: Warehouse, asked: Asked) -> int:
    """List the records whose values are others, or whose values are shared with other people now; returns how many."""
    lists = asked.personal_lists
    warehouse.execute(temporary(queries.MOVED_SHARED, queries.moved_shared(lists)))
    moved = [str(name) for (name,) in warehouse.rows(queries.moved_attributes())]
    warehouse.create(LINK_SHARED, link_queries.shared_keys(lists))
    warehouse.execute(temporary(queries.TOUCHED, queries.touched_records(moved)))
    return warehouse.count(queries.TOUCHED)


def move_nodes(warehouse: Warehouse, asked: Asked) -> None:
    """Bring `link_node` up to date, and list the records that leave and that enter.

    The temporary table of comparable records holds those of the nodes concerned.
    """
    marks = link_queries.record_marks(asked.attributes, asked.unique, queries.TOUCHED)
    warehouse.execute(temporary(queries.FRESH, marks))
    warehouse.execute(temporary(queries.CHANGED, queries.changed_records()))
    warehouse.execute(temporary(queries.FORMER, queries.former_nodes()))
    nodes = link_queries.comparable_records(queries.marks_now())
    warehouse.execute(temporary(link_queries.COMPARABLE, nodes))
    warehouse.execute(temporary(queries.LEAVING, queries.leaving_nodes()))
    warehouse.execute(temporary(queries.ENTERING, queries.entering_nodes()))
    warehouse.execute(queries.removed(LINK_NODE.name, queries.FORMER))
    warehouse.execute(added(LINK_NODE.name, queries.rows_of(link_queries.COMPARABLE)))
