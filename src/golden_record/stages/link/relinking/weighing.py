"""Pairs of a change weighed with the model in use, as all pairs are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from golden_record.stages.link import queries as link_queries
from golden_record.stages.link.fitting import Fitted
from golden_record.stages.link.model import frequency_columns, frequency_table
from golden_record.stages.link.relinking import queries
from golden_record.stages.link.relinking.blocks import lay_out
from golden_record.stages.link.relinking.groups import queries as group_queries
from golden_record.stages.link.scoring.queries import weighed_pairs
from golden_record.stages.link.scoring.scored import LINK_FLOORS
from golden_record.stages.link.scoring.splink_scorer import Scorer
from golden_record.stages.link.settings import Asked
from golden_record.stages.link.versions import queries as version_queries
from golden_record.warehouse import Warehouse, temporary, viewed


@dataclass(frozen=True)
class Weighing:
    """The model in use, and the job's own word on pairs."""

    asked: Asked
    fitted: Fitted
    scorer: Scorer


def weigh(warehouse: Warehouse, weighing: Weighing, pairs: str, table: str, also: Sequence[int] | None = None) -> int:
    """Put the weights of some pairs, a query of (left_id, right_id, place), into a new table; returns how many.

    Only the records of these pairs are laid out for it. `also` are the places of unlikely pairs that are wanted: None
    for all.
    """
    warehouse.execute(temporary(queries.PAIR, queries.pairs_to_score(pairs)))
    count = warehouse.count(queries.PAIR)
    if not count:
        # To have Splink's statement planned takes longer than to score a hundred pairs.
        warehouse.execute(group_queries.weighed_table(table))
        return 0
    _lay_out_ends(warehouse, weighing)
    scored, model = weighing.scorer.scores_again(queries.PAIR), weighing.fitted.model
    found = weighed_pairs(scored, model, weighing.asked.certain, LINK_FLOORS[0], also)
    with warehouse.small_portions():
        warehouse.execute(temporary(table, found))
    return count


def _lay_out_ends(warehouse: Warehouse, weighing: Weighing) -> None:
    """Lay out what is compared of the records of the pairs, and how frequent their values are."""
    asked, names = weighing.asked, frequency_columns(weighing.asked.comparisons)
    lay_out(warehouse, asked, link_queries.picked_records(f"({queries.pair_ends()})"))
    if names:
        held = version_queries.held_frequencies(weighing.fitted.version.version, names)
        warehouse.execute(temporary(queries.FREQUENCY, held))
    for name in names:
        warehouse.execute(viewed(frequency_table(name), version_queries.frequencies_in(queries.FREQUENCY, name)))
