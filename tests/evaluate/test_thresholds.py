from __future__ import annotations

from itertools import combinations

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.evaluate import queries
from golden_record.evaluate.metrics import Pairs
from golden_record.evaluate.thresholds import AtThreshold, best, by_threshold
from golden_record.model.keys import EQUAL
from golden_record.model.tables import LINK
from golden_record.warehouse import Warehouse
from tests.builders import put

Link = tuple[int, int, float] | tuple[int, int, float, float | None, str]


def _figures(memory: Warehouse, links: list[Link], people: dict[int, str], chosen: float = 0.0) -> dict[float, Pairs]:
    put(memory, LINK, links)
    groups = pl.DataFrame(
        {"record_id": list(people), "truth": list(people.values())}, schema_overrides={"record_id": pl.Int64}
    )
    true = sum(people[one] == people[other] for one, other in combinations(people, 2))
    scored = memory.frame(queries.scored_links())
    return {at.weight: at.pairs for at in by_threshold(scored, groups, true=true, chosen=chosen)}


def test_pairs_count_from_their_weight_on(memory: Warehouse) -> None:
    found = _figures(memory, [(1, 2, 3.0), (1, 3, 1.5), (2, 3, -2.0)], {1: "A", 2: "A", 3: "B"}, chosen=1.7)
    assert found[-2.0] == Pairs(true=1, found=3, right=1)
    assert found[1.7] == Pairs(true=1, found=1, right=1)
    assert found[3.0] == Pairs(true=1, found=1, right=1)


def test_a_pair_that_was_never_compared_is_missed_at_every_threshold(memory: Warehouse) -> None:
    found = _figures(memory, [(1, 2, 3.0)], {1: "A", 2: "A", 3: "A"})
    assert {pairs.missed for pairs in found.values()} == {2}


def test_a_record_counts_for_those_that_equal_it(memory: Warehouse) -> None:
    links: list[Link] = [(1, 2, 9.0, None, EQUAL), (1, 3, 9.0, None, EQUAL), (1, 4, 2.0)]
    found = _figures(memory, links, {1: "A", 2: "A", 3: "B", 4: "A"})
    assert found[9.0] == Pairs(true=3, found=3, right=1)
    assert found[2.0] == Pairs(true=3, found=6, right=3)


def test_equal_records_of_several_people_are_counted_person_by_person(memory: Warehouse) -> None:
    links: list[Link] = [(1, 2, 9.0, None, EQUAL), (3, 4, 9.0, None, EQUAL), (1, 3, 2.0)]
    found = _figures(memory, links, {1: "A", 2: "B", 3: "B", 4: "B"})
    assert found[2.0] == Pairs(true=3, found=6, right=3)


def test_records_without_truth_are_left_out(memory: Warehouse) -> None:
    assert _figures(memory, [(1, 2, 3.0), (2, 9, 3.0)], {1: "A", 2: "A"})[3.0] == Pairs(true=1, found=1, right=1)


def test_a_state_without_links_has_figures_at_the_chosen_threshold(memory: Warehouse) -> None:
    assert 2.5 in _figures(memory, [], {1: "A", 2: "A"}, chosen=2.5)


@pytest.mark.parametrize(
    ("figures", "weight"),
    [
        pytest.param([(0.0, Pairs(10, 10, 5)), (1.0, Pairs(10, 8, 7))], 1.0, id="the highest F1"),
        pytest.param([(0.0, Pairs(10, 10, 5)), (1.0, Pairs(10, 10, 5))], 0.0, id="the lowest of equals"),
    ],
)
def test_the_best_threshold_has_the_highest_f1(figures: list[tuple[float, Pairs]], weight: float) -> None:
    assert best(tuple(AtThreshold(*at) for at in figures)).weight == weight


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=st.dictionaries(st.integers(1, 8), st.sampled_from("ABC"), min_size=2),
    weights=st.dictionaries(st.tuples(st.integers(1, 8), st.integers(1, 8)), st.integers(-5, 9), max_size=12),
)
def test_counting_by_groups_equals_counting_one_by_one(
    memory: Warehouse, people: dict[int, str], weights: dict[tuple[int, int], int]
) -> None:
    links: list[Link] = [(one, other, float(weight)) for (one, other), weight in weights.items() if one < other]
    for threshold, pairs in _figures(memory, links, people).items():
        strong = [(a, b) for a, b, weight, *_ in links if weight >= threshold and a in people and b in people]
        assert pairs.found == len(strong)
        assert pairs.right == sum(people[a] == people[b] for a, b in strong)
