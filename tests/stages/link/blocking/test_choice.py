from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.stages.link.blocking.choice import (
    FREE_PAIRS,
    LEVELS,
    NOT_FOUND,
    PAIRS_PER_RECORD,
    Chosen,
    Pilot,
    RuleCost,
    budget,
    choose,
    rule_cost,
    whole,
)
from golden_record.stages.link.blocking.rules import Rule

PATTERN = st.tuples(
    st.lists(st.integers(0, NOT_FOUND), min_size=3, max_size=3), st.integers(1, 400), st.floats(0, 1, allow_nan=False)
)
"""Where three rules find so many pairs, and the share of matches among them."""

PATTERNS = st.lists(PATTERN, min_size=1, max_size=12)
UNTOLD = 10**9
"""Pairs of a rule as counted, so high that the whole never fits the budget."""


def _pilot(patterns: list[tuple[list[int], int, float]]) -> Pilot:
    found = np.array([levels for levels, _, _ in patterns], dtype=np.int8)
    pairs = np.array([pairs for _, pairs, _ in patterns], dtype=np.float64)
    return Pilot(found, pairs, pairs * np.array([share for _, _, share in patterns]))


def _costs(pilot: Pilot, required: int = -1) -> list[RuleCost]:
    """Three rules that find what the pilot says, and far more in their largest blocks."""
    costs = []
    for place in range(3):
        known = [int(pilot.pairs[pilot.found[:, place] <= level].sum()) for level in range(len(LEVELS))]
        counted = (*known[:-1], UNTOLD)
        costs.append(RuleCost(Rule(f"rule {place}", f"{place}", required=place == required), counted, (0,) * 8, 500))
    return costs


def _compared(pilot: Pilot, chosen: tuple[Chosen, ...]) -> float:
    levels = np.full(3, -1)
    for one in chosen:
        levels[int(one.rule.key)] = LEVELS.index(one.largest_block)
    return float(pilot.pairs[(pilot.found <= levels).any(axis=1)].sum())


@settings(deadline=None)
@given(PATTERNS, st.integers(1, 3000))
def test_what_is_chosen_keeps_the_budget_and_the_order_of_the_rules(
    patterns: list[tuple[list[int], int, float]], most: int
) -> None:
    pilot = _pilot(patterns)
    chosen = choose(_costs(pilot), pilot, most)
    assert _compared(pilot, chosen) <= most
    assert [one.rule.name for one in chosen] == sorted(one.rule.name for one in chosen)


@settings(deadline=None)
@given(PATTERNS)
def test_a_larger_budget_never_finds_fewer_likely_matches_at_the_first_step(
    patterns: list[tuple[list[int], int, float]],
) -> None:
    """What fits twice the budget includes whatever fitted once, in the same order of worth."""
    pilot = _pilot(patterns)
    everything = float(pilot.pairs.sum())
    assert _compared(pilot, choose(_costs(pilot), pilot, int(2 * everything))) >= _compared(
        pilot, choose(_costs(pilot), pilot, int(everything / 8))
    )


def test_the_rule_with_more_matches_per_pair_goes_first() -> None:
    pilot = _pilot([([0, NOT_FOUND, NOT_FOUND], 100, 0.1), ([NOT_FOUND, 0, NOT_FOUND], 100, 0.9)])
    assert [one.rule.name for one in choose(_costs(pilot), pilot, 150)] == ["rule 1"]


def test_what_another_rule_has_found_is_not_paid_for_twice() -> None:
    pilot = _pilot([([0, 0, NOT_FOUND], 100, 0.9), ([NOT_FOUND, NOT_FOUND, 0], 100, 0.1)])
    assert [one.rule.name for one in choose(_costs(pilot), pilot, 250)] == ["rule 0", "rule 2"]


def test_a_rule_runs_as_far_as_its_blocks_are_worth_it() -> None:
    pilot = _pilot([([0, NOT_FOUND, NOT_FOUND], 100, 0.9), ([5, NOT_FOUND, NOT_FOUND], 10_000, 0.0001)])
    (chosen,) = choose(_costs(pilot), pilot, 50_000)
    assert chosen.largest_block < LEVELS[5]


def test_a_required_rule_runs_whole_whatever_it_finds() -> None:
    pilot = _pilot([([7, NOT_FOUND, NOT_FOUND], 100, 0.0), ([NOT_FOUND, 0, NOT_FOUND], 100, 0.9)])
    chosen = choose(_costs(pilot, required=0), pilot, 1000)
    assert (chosen[0].rule.name, chosen[0].largest_block) == ("rule 0", LEVELS[-1])


def test_a_rule_that_only_repeats_what_others_find_does_not_run() -> None:
    pilot = _pilot([([0, 0, NOT_FOUND], 200, 0.9), ([NOT_FOUND, 7, 1], 100, 0.9)])
    cost = [(2, 300)]
    costs = [rule_cost(Rule(f"rule {place}", f"{place}"), cost) for place in range(3)]
    assert [one.rule.name for one in choose(costs, pilot, 10_000)] == ["rule 0", "rule 1"]


def test_everything_runs_where_everything_fits() -> None:
    pilot = _pilot([([0, NOT_FOUND, NOT_FOUND], 100, 0.0)])
    costs = [rule_cost(Rule("city", "city"), [(2, 5), (30, 1)])]
    assert choose(costs, pilot, 10_000) == whole(costs)


def test_the_cost_of_a_rule_is_counted_from_the_sizes_of_its_blocks() -> None:
    cost = rule_cost(Rule("city", "city"), [(2, 5), (30, 1), (401, 2)])
    assert cost.pairs == (5, 5, 5, 5, 440, 440, 440, 440)
    assert cost.skipped == (3, 3, 3, 3, 2, 2, 2, 2)
    assert cost.largest == 401


@pytest.mark.parametrize(
    ("records", "ceiling", "most"),
    [
        pytest.param(100, 10**8, FREE_PAIRS, id="few records compare generously"),
        pytest.param(1_000_000, 10**9, PAIRS_PER_RECORD * 1_000_000, id="many records spend by the record"),
        pytest.param(1_000_000, 5_000, 5_000, id="never more than the job allows"),
    ],
)
def test_the_budget_follows_the_records_up_to_the_ceiling(records: int, ceiling: int, most: int) -> None:
    assert budget(records, ceiling) == most
