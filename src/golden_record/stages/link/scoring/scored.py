"""Score the candidates, then every other pair of what they tie together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from golden_record.graph.components import bounded_components
from golden_record.stages.link import queries
from golden_record.stages.link.blocking.rules import Rule
from golden_record.stages.link.model import Model
from golden_record.stages.link.scoring import queries as score_queries
from golden_record.stages.link.scoring.splink_scorer import Scorer, scoring
from golden_record.warehouse import Warehouse, dropped, temporary

LINK_FLOORS = (-6.0, -4.0, -2.0, 0.0)
"""Weakest pair that may tie a component together before clustering weighs it again, from generous to strict: from
odds of 1 to 64, which other records may still turn, up to even odds."""

MOST_COMPLETED = 120
"""Records of a component up to which every pair in it is scored; in larger ones the strongest pairs join first."""

FREE_COMPLETIONS = 3_000_000
COMPLETIONS_PER_RECORD = 3
"""Pairs inside components that are scored for completeness: so many are cheap, and more only as the data grows."""


def score_candidates(
    warehouse: Warehouse,
    model: Model,
    rules: Sequence[Rule],
    certain: Sequence[score_queries.CertainRule],
    floors: Sequence[float] | None = None,
) -> float:
    """Fill the table of scored pairs, and the table `component` of what they tie together; returns the floor.

    `rules` are those that found the candidates, `certain` the job's deterministic ones, `floors` those to choose from.

    Clustering wants all the evidence inside a component, so the pairs there that no rule found are scored as well.
    """
    must = [place for place, rule in enumerate(rules) if rule.required]
    others = [place for place, rule in enumerate(rules) if not rule.required]
    warehouse.execute(score_queries.score_table())
    with scoring(warehouse, model) as scorer:
        adding = _Adding(warehouse, model, [rule.name for rule in rules], scorer)
        # A deterministic rule joins its pairs whatever else they say, so none of these is dropped for its weight.
        adding.add(queries.pairs_of_rules(must), None)
        adding.add(queries.pairs_of_rules(others), LINK_FLOORS[0])
        floor, tied = _tied_together(warehouse, certain, floors or LINK_FLOORS)
        with warehouse.registered(tied, "component_frame"):
            warehouse.execute(temporary("component", queries.everything("component_frame")))
        missing = score_queries.unfound_pairs(score_queries.missing_pairs("component"))
        adding.add(missing, None)
    return floor


def _tied_together(
    warehouse: Warehouse, certain: Sequence[score_queries.CertainRule], floors: Sequence[float]
) -> tuple[float, pl.DataFrame]:
    """Components of the likely pairs, at the most generous floor at which scoring all inside them is affordable."""
    likely = warehouse.frame(score_queries.tying_pairs(certain, floors[0]))
    affordable = max(FREE_COMPLETIONS, COMPLETIONS_PER_RECORD * warehouse.count(queries.NODE))
    for floor in floors:
        pairs = likely.filter(pl.col("weight") >= floor)
        ids, component = bounded_components(
            pairs["left_id"].to_numpy(), pairs["right_id"].to_numpy(), pairs["weight"].to_numpy(), MOST_COMPLETED
        )
        _, sizes = np.unique(component, return_counts=True)
        if int((sizes * (sizes - 1) // 2).sum()) <= affordable:
            break
    return floor, pl.DataFrame({"record_id": ids, "component": component})


@dataclass(frozen=True)
class _Adding:
    """Adds pairs to the table of scored pairs, each with the name of the rule that found it."""

    warehouse: Warehouse
    model: Model
    rules: Sequence[str]
    scorer: Scorer

    def add(self, pairs: str, at_least: float | None) -> None:
        self.warehouse.execute(temporary("pair_to_score", pairs))
        if self.warehouse.count("pair_to_score"):
            scored = self._scores("pair_to_score", at_least)
            self.warehouse.execute(score_queries.add_scores(scored, self.model, self.rules))
        self.warehouse.execute(dropped("pair_to_score"))

    def _scores(self, pairs: str, at_least: float | None) -> str:
        return self.scorer.scores_again(pairs) if at_least is None else self.scorer.scores(pairs, at_least=at_least)
