from __future__ import annotations

from random import Random

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.graph.components import bounded_components, components

PAIRS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60)
UNHURRIED = settings(deadline=None, max_examples=60)
WEIGHTED = st.lists(
    st.tuples(st.integers(0, 25), st.integers(0, 25), st.sampled_from([-1.0, 0.5, 1.0, 2.0, 7.5])), max_size=80
)


def _of(pairs: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    left, right = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    return components(left, right)


def _bounded(edges: list[tuple[int, int, float]], most: int) -> dict[int, int]:
    left, right = (np.array([edge[side] for edge in edges], dtype=np.int64) for side in (0, 1))
    ids, found = bounded_components(left, right, np.array([edge[2] for edge in edges], dtype=np.float64), most)
    return dict(zip(ids.tolist(), found.tolist(), strict=True))


def _sets(names: dict[int, int]) -> list[set[int]]:
    return [{member for member, name in names.items() if name == wanted} for wanted in sorted(set(names.values()))]


@UNHURRIED
@given(PAIRS)
def test_components_are_those_of_networkx_named_by_their_smallest_id(pairs: list[tuple[int, int]]) -> None:
    ids, found = _of(pairs)
    expected = {member: min(group) for group in nx.connected_components(nx.Graph(pairs)) for member in group}
    assert dict(zip(ids.tolist(), found.tolist(), strict=True)) == expected
    assert ids.tolist() == sorted(expected)


def test_no_pairs_give_no_components() -> None:
    ids, found = _of([])
    assert (len(ids), len(found)) == (0, 0)


def test_a_pair_that_is_named_hundreds_of_times_still_joins() -> None:
    # 256 ones wrap round to zero in a byte: the pair must not vanish with them.
    _, found = _of([(1, 2)] * 256)
    assert found.tolist() == [1, 1]


def test_a_path_of_a_hundred_thousand_pairs_is_one_component() -> None:
    # An algorithm that takes one step per round needs minutes here; a linear one needs a fraction of a second.
    left = np.arange(100_000, dtype=np.int64)
    _, found = components(left, left + 1)
    assert not found.any()


def test_a_star_of_two_hundred_thousand_pairs_falls_apart_within_bounds() -> None:
    # Junk such as a shared mailbox makes stars; every round halves them, so this is seconds and not hours.
    leaves = np.arange(1, 200_001, dtype=np.int64)
    weight = (leaves * 7919 % 200_003).astype(np.float64)
    ids, found = bounded_components(np.zeros_like(leaves), leaves, weight, 120)
    assert len(ids) == 200_001
    assert np.unique(found, return_counts=True)[1].max() <= 120


@UNHURRIED
@given(WEIGHTED, st.integers(1, 12))
def test_bounded_components_stay_within_the_bound(edges: list[tuple[int, int, float]], most: int) -> None:
    assert all(len(group) <= most for group in _sets(_bounded(edges, most)))


@UNHURRIED
@given(WEIGHTED, st.integers(1, 12))
def test_bounded_components_hold_every_id_once_and_only_parts_of_true_components(
    edges: list[tuple[int, int, float]], most: int
) -> None:
    names = _bounded(edges, most)
    graph = nx.Graph((left, right) for left, right, _ in edges)
    assert sorted(names) == sorted(graph.nodes)
    for group in _sets(names):
        assert nx.is_connected(graph.subgraph(group))
        assert names[min(group)] == min(group)


@UNHURRIED
@given(WEIGHTED)
def test_components_within_the_bound_stay_whole(edges: list[tuple[int, int, float]]) -> None:
    names = _bounded(edges, 30)
    whole = nx.connected_components(nx.Graph((left, right) for left, right, _ in edges))
    assert sorted(map(sorted, _sets(names))) == sorted(map(sorted, whole))


@UNHURRIED
@given(WEIGHTED, st.integers(1, 12), st.randoms(use_true_random=False))
def test_the_order_of_pairs_does_not_matter(
    edges: list[tuple[int, int, float]],
    most: int,
    random: Random,
) -> None:
    shuffled = edges.copy()
    random.shuffle(shuffled)
    assert _bounded(shuffled, most) == _bounded(edges, most)


def test_two_dense_groups_on_a_weak_bridge_come_apart_at_the_bridge() -> None:
    one = [(a, b, 10.0 + a + b) for a in range(4) for b in range(a)]
    other = [(a + 10, b + 10, weight) for a, b, weight in one]
    names = _bounded([*one, *other, (3, 12, 0.5)], 4)
    assert _sets(names) == [{0, 1, 2, 3}, {10, 11, 12, 13}]


def test_a_large_group_of_equally_strong_pairs_is_not_scattered() -> None:
    complete = [(a, b, 20.0) for a in range(10) for b in range(a)]
    assert max(map(len, _sets(_bounded(complete, 6)))) == 6
