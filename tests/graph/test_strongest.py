from __future__ import annotations

from golden_record.graph.strongest import strongest_path, strongest_tree

EDGES = [(1, 2, 9.0), (2, 3, 5.0), (1, 3, 4.0), (3, 4, -2.0)]


def test_a_tree_keeps_the_strongest_edges_that_reach_every_record() -> None:
    assert strongest_tree(EDGES) == [(1, 2, 9.0), (2, 3, 5.0), (3, 4, -2.0)]


def test_ties_go_to_the_smaller_records_whatever_the_order() -> None:
    tied = [(1, 2, 1.0), (1, 3, 1.0), (2, 3, 1.0)]
    assert strongest_tree(tied) == strongest_tree(tied[::-1]) == [(1, 2, 1.0), (1, 3, 1.0)]


def test_a_path_goes_where_its_weakest_step_is_strongest() -> None:
    assert strongest_path(EDGES, 1, 3) == [1, 2, 3]


def test_there_is_no_path_between_strangers() -> None:
    assert strongest_path(EDGES, 1, 99) == []
    assert strongest_path([(1, 2, 1.0), (3, 4, 1.0)], 1, 4) == []
