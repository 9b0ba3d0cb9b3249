"""Score the candidates, then every other pair of what they tie together."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from golden_record.graph.components import bounded_components
from golden_record.stages.link import queries
from golden_record.stages.link.blocking import Rule
from golden_record.stages.link.model import Model
from golden_record.stages.link.scoring import queries as score_queries
from golden_record.stages.link.scoring.splink_scorer import Scoring, scores
from golden_record.warehouse import Warehouse

LINK_FLOOR = -6.0
"""Weakest pair that may tie a component together before clustering weighs it again: odds of 1 to 64."""

MOST_COMPLETED = 120
"""Records of a component up to which every pair in it is scored; in larger ones the strongest pairs join first."""


def score_candidates(warehouse: Warehouse, model: Model, rules: Sequence[Rule]) -> None:
    """Fill the table of scored pairs, and the table `component` of what they tie together.

    Clustering wants all the evidence inside a component, so the pairs there that no rule found are scored as well.
    """
    names = [rule.name for rule in rules]
    must = [place for place, rule in enumerate(rules) if rule.required]
    others = [place for place, rule in enumerate(rules) if not rule.required]
    warehouse.execute(score_queries.score_table())
    # A deterministic rule joins its pairs whatever else they say, so none of these is dropped for its weight.
    _add(warehouse, model, names, queries.pairs_of_rules(must), None)
    _add(warehouse, model, names, queries.pairs_of_rules(others), LINK_FLOOR)
    likely = warehouse.frame(score_queries.likely_pairs(LINK_FLOOR))
    ids, component = bounded_components(
        likely["left_id"].to_numpy(), likely["right_id"].to_numpy(), likely["weight"].to_numpy(), MOST_COMPLETED
    )
    with warehouse.registered(pl.DataFrame({"record_id": ids, "component": component}), "component_frame"):
        warehouse.execute(queries.temporary("component", queries.everything("component_frame")))
    _add(warehouse, model, names, score_queries.missing_pairs("component"), None)


def _add(warehouse: Warehouse, model: Model, rules: Sequence[str], pairs: str, at_least: float | None) -> None:
    warehouse.execute(queries.temporary("pair_to_score", pairs))
    if warehouse.count("pair_to_score"):
        with scores(warehouse, model, Scoring(queries.NODE, "pair_to_score", at_least=at_least)) as scored:
            warehouse.execute(score_queries.add_scores(scored, model, rules))
    warehouse.execute(queries.dropped("pair_to_score"))
