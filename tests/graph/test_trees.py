from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.graph.trees import weakest_on_tree

EDGES = st.dictionaries(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1]),
    st.floats(-30, 60).map(lambda bits: round(bits, 3)),
    max_size=25,
)


def _weakest(edges: dict[tuple[int, int], float]) -> dict[int, float]:
    """Groups are the components, named by their smallest id."""
    graph = nx.Graph(list(edges))
    home = {member: min(group) for group in nx.connected_components(graph) for member in group}
    left, right = (np.array([pair[side] for pair in edges], dtype=np.int64) for side in (0, 1))
    group = np.array([home[pair[0]] for pair in edges], dtype=np.int64)
    return _told(*weakest_on_tree(left, right, np.array(list(edges.values()), dtype=np.float64), group))


def _told(groups: np.ndarray, weakest: np.ndarray) -> dict[int, float]:
    return dict(zip(groups.tolist(), weakest.tolist(), strict=True))


def _weights(tree: nx.Graph[int]) -> list[float]:
    edges: list[tuple[int, int, float]] = list(tree.edges(data="weight"))
    return [bits for _, _, bits in edges]


@settings(deadline=None, max_examples=80)
@given(EDGES)
def test_the_weakest_is_the_least_of_the_maximum_spanning_tree(edges: dict[tuple[int, int], float]) -> None:
    graph: nx.Graph[int] = nx.Graph()
    graph.add_weighted_edges_from((left, right, bits) for (left, right), bits in edges.items())
    expected = {
        min(group): min(_weights(nx.maximum_spanning_tree(graph.subgraph(group))))
        for group in nx.connected_components(graph)
    }
    assert _weakest(edges) == pytest.approx(expected)


def test_no_links_have_no_tree() -> None:
    assert _weakest({}) == {}


def test_a_weak_shortcut_does_not_count() -> None:
    assert _weakest({(1, 2): 9.0, (2, 3): 7.0, (1, 3): -4.0}) == pytest.approx({1: 7.0})


def test_what_a_group_comes_to_is_exact_whatever_the_others_hold() -> None:
    left, right, group = (np.array(ids) for ids in ([1, 2, 5], [2, 3, 6], [1, 1, 5]))
    alone = _told(*weakest_on_tree(left[:2], right[:2], np.array([0.1, 0.3]), group[:2]))
    assert alone == {1: 0.1}
    assert _told(*weakest_on_tree(left, right, np.array([0.1, 0.3, 1_000.0]), group)) == {1: 0.1, 5: 1_000.0}
