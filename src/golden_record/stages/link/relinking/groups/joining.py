"""Groups of links put together again: what ties, what is missing inside, what is kept."""

from __future__ import annotations

import polars as pl

from golden_record.graph.components import bounded_components
from golden_record.model.changes import LINK_CHANGE, PAIR_CHANGE
from golden_record.model.matching import LEVEL_TALLY, LINK_GROUP
from golden_record.model.tables import LINK
from golden_record.stages.link import queries as link_queries
from golden_record.stages.link.grouping import groups
from golden_record.stages.link.kept import KeptPlan
from golden_record.stages.link.relinking import queries as relink_queries
from golden_record.stages.link.relinking.groups import queries
from golden_record.stages.link.relinking.weighing import Weighing, weigh
from golden_record.stages.link.scoring.queries import missing_pairs
from golden_record.stages.link.scoring.scored import MOST_COMPLETED
from golden_record.stages.link.versions.queries import moved_levels
from golden_record.warehouse import Warehouse, added, temporary


def join_groups(warehouse: Warehouse, plan: KeptPlan, weighing: Weighing) -> int:
    """Replace the links of every group that the weighed pairs touch; returns how many pairs were weighed for it."""
    warehouse.execute(temporary(queries.ASKED, queries.asked_pairs(plan.floor)))
    warehouse.execute(temporary(queries.LOCAL_RECORD, queries.local_records(plan.floor)))
    warehouse.execute(temporary(relink_queries.HELD_KEY, relink_queries.held_keys(queries.LOCAL_RECORD)))
    warehouse.execute(temporary(queries.LINKED, queries.linked_pairs(plan.floor)))
    warehouse.execute(temporary(queries.LOCAL_PAIR, queries.local_pairs(plan.floor, plan.required)))
    _tie_together(warehouse)
    warehouse.execute(temporary(queries.MISSING, missing_pairs(queries.COMPONENT, queries.LOCAL_PAIR)))
    weighed = weigh(warehouse, weighing, queries.missing_as_pairs(), queries.COMPLETING)
    _replace(warehouse, plan)
    return weighed


def _tie_together(warehouse: Warehouse) -> None:
    ties = warehouse.frame(queries.tying_pairs())
    ids, component = bounded_components(
        ties["left_id"].to_numpy(), ties["right_id"].to_numpy(), ties["weight"].to_numpy(), MOST_COMPLETED
    )
    schema = {"record_id": pl.Int64, "component": pl.Int64}
    with warehouse.registered(pl.DataFrame({"record_id": ids, "component": component}, schema=schema)) as frame:
        warehouse.execute(temporary(queries.COMPONENT, link_queries.everything(frame)))


def _replace(warehouse: Warehouse, plan: KeptPlan) -> None:
    """Write the links of these groups that are others, and their groups, in place of those that there were."""
    _find_changed(warehouse, plan)
    warehouse.create(PAIR_CHANGE, queries.changed_pairs())
    warehouse.create(LEVEL_TALLY, moved_levels(plan.threshold, queries.GOING_LINK, queries.NEW_LINK))
    with warehouse.registered(groups(warehouse.frame(queries.local_links()))) as frame:
        warehouse.execute(temporary(queries.GROUPED, link_queries.everything(frame)))
    warehouse.create(LINK_CHANGE, queries.listed_records())
    warehouse.execute(queries.remove_links())
    warehouse.execute(added(LINK.name, link_queries.everything(queries.NEW_LINK)))
    warehouse.execute(queries.remove_groups())
    warehouse.execute(added(LINK_GROUP.name, queries.new_groups()))


def _find_changed(warehouse: Warehouse, plan: KeptPlan) -> None:
    """List the links that come and those that go; what is written again as it was would only make the file grow."""
    warehouse.execute(temporary(queries.KEPT_PAIR, queries.kept_pairs()))
    warehouse.execute(temporary(queries.NEW_LINK, queries.new_links(plan.names, plan.required)))
    warehouse.execute(temporary(queries.GOING_LINK, queries.going_links()))
    warehouse.execute(temporary(queries.SAME_LINK, queries.same_links()))
    for links in (queries.NEW_LINK, queries.GOING_LINK):
        warehouse.execute(queries.without_same(links))
