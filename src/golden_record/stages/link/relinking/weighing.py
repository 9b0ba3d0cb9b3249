"""Pairs of a change weighed with the model in use, as all pairs are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from golden_record.stages.link.fitting import Fitted
from golden_record.stages.link.relinking import queries
from golden_record.stages.link.relinking.blocks import lay_out
from golden_record.stages.link.relinking.groups import queries as group_queries
from golden_record.stages.link.scoring.queries import weighed_pairs
from golden_record.stages.link.scoring.scored import LINK_FLOORS
from golden_record.stages.link.scoring.splink_scorer import Scorer
from golden_record.stages.link.settings import Asked
from golden_record.stages.link.versions.store import prepare_frequencies
from golden_record.warehouse import Warehouse, added, dropped, temporary

_ENDS, _PAIRS, _FOUND = "pair_end", "pair_to_score", "found_pair"


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
    warehouse.execute(group_queries.weighed_table(table))
    warehouse.execute(temporary(_FOUND, pairs))
    count = warehouse.count(_FOUND)
    if count:
        _weigh(warehouse, weighing, table, also)
    for name in (_FOUND, _PAIRS, _ENDS):
        warehouse.execute(dropped(name))
    return count


def _weigh(warehouse: Warehouse, weighing: Weighing, table: str, also: Sequence[int] | None) -> None:
    asked, fitted = weighing.asked, weighing.fitted
    warehouse.execute(temporary(_PAIRS, queries.pairs_to_score(_FOUND)))
    warehouse.execute(temporary(_ENDS, queries.ends_of(_FOUND)))
    lay_out(warehouse, asked, _ENDS)
    prepare_frequencies(warehouse, fitted.version.version, asked.comparisons)
    found = weighed_pairs(weighing.scorer.scores_again(_PAIRS), fitted.model, asked.certain, LINK_FLOORS[0], also)
    with warehouse.small_portions():
        warehouse.execute(added(table, found))
