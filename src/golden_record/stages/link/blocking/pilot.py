"""The pilot: a sample of the pairs of all rules, each weighed roughly, to see which rules find people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from golden_record.stages.link import queries as link_queries
from golden_record.stages.link.blocking import queries
from golden_record.stages.link.blocking.choice import LEVELS, NOT_FOUND, Pilot, RuleCost
from golden_record.stages.link.blocking.evidence.queries import likely_pairs
from golden_record.warehouse import Warehouse, dropped, temporary

_SEED = 42

PILOT_PAIRS = 500_000
"""Pairs that the sample aims at, counted once per rule: at a million records some thousands of matches."""


def draw_pilot(warehouse: Warehouse, costs: Sequence[RuleCost], attributes: Mapping[str, str]) -> Pilot:
    """Draw the sample and weigh it. `attributes` is name to type."""
    everything = sum(cost.pairs[-1] for cost in costs)
    share = min(1.0, PILOT_PAIRS / max(everything, 1))
    warehouse.execute(queries.pilot_table())
    for place, cost in enumerate(costs):
        if cost.pairs[-1]:
            warehouse.execute(queries.add_pilot_pairs(cost.rule, place, share))
    warehouse.execute(temporary(queries.PILOT_DISTINCT, queries.distinct_pilot_pairs()))
    records = warehouse.count(link_queries.NODE)
    likely = warehouse.frame(likely_pairs(attributes, records))["likely"].to_numpy()
    findings = warehouse.frame(queries.pilot_findings())
    found = np.full((len(likely), len(costs)), NOT_FOUND, dtype=np.int8)
    level = np.searchsorted(np.array(LEVELS), findings["size"].to_numpy())
    found[findings["pair"].to_numpy(), findings["rule"].to_numpy()] = level
    for name in (queries.PILOT, queries.PILOT_DISTINCT):
        warehouse.execute(dropped(name))
    return _together(found, likely, share)


def _together(found: npt.NDArray[np.int8], likely: npt.NDArray[np.float64], share: float) -> Pilot:
    """Pairs that the same rules find at the same levels as one pattern, scaled up to all the data."""
    # Rows are told apart by a 64-bit hash: sorting them as rows takes fifty times as long.
    factors = np.random.default_rng(_SEED).integers(1, 2**63, found.shape[1], dtype=np.uint64)
    marks = found.astype(np.uint64) @ factors
    _, first, of_pair = np.unique(marks, return_index=True, return_inverse=True)
    patterns = found[first]
    pairs = np.bincount(of_pair, minlength=len(patterns)).astype(np.float64)
    matches = np.bincount(of_pair, weights=likely, minlength=len(patterns)).astype(np.float64)
    return Pilot(patterns, pairs / share, matches / share, share)
