"""The blocks that records leave and enter, and what each rule finds then."""

from __future__ import annotations

from golden_record.model.matching import BLOCK_KEY, CROWDED_BLOCK
from golden_record.stages.link import queries as link_queries
from golden_record.stages.link.blocking.queries import block_keys
from golden_record.stages.link.kept import KeptPlan
from golden_record.stages.link.relinking import queries
from golden_record.stages.link.settings import Asked
from golden_record.warehouse import Warehouse, added, temporary


def move_blocks(warehouse: Warehouse, asked: Asked, plan: KeptPlan) -> list[int]:
    """Bring `block_key` up to date, and count what each rule finds now."""
    lay_out(warehouse, asked, queries.entering_records())
    warehouse.execute(temporary(queries.NEW_KEY, block_keys([one.rule for one in plan.chosen])))
    warehouse.execute(temporary(queries.GONE_KEY, queries.gone_keys()))
    warehouse.execute(queries.remove_keys())
    warehouse.execute(temporary(queries.MOVED_BLOCK, queries.moved_blocks(plan.limits)))
    warehouse.execute(temporary(queries.STAYING_KEY, queries.staying_keys()))
    warehouse.execute(added(BLOCK_KEY.name, queries.added_keys()))
    warehouse.execute(temporary(queries.TOUCHED_BLOCK, queries.touched_blocks()))
    warehouse.execute(queries.remove_crowds())
    warehouse.execute(added(CROWDED_BLOCK.name, queries.new_crowds()))
    warehouse.execute(queries.recount_rules())
    return [int(str(pairs)) for (pairs,) in warehouse.rows(queries.rule_pairs())]


def lay_out(warehouse: Warehouse, asked: Asked, records: str) -> None:
    """Lay out what is compared of some standardised records, a query."""
    nodes = link_queries.nodes(asked.attributes, asked.shared, f"({records})")
    warehouse.execute(temporary(link_queries.NODE, nodes))
