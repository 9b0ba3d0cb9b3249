"""What holds a small group together: its strongest tree, and the way between two of its members."""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

Edge = tuple[int, int, float]
"""Two records, and how strongly something says that they are one person."""


def strongest_tree(edges: Iterable[Edge]) -> list[Edge]:
    """The edges of the maximum spanning forest, strongest first; ties go to the smaller records."""
    graph = _graph(edges)
    tree = nx.maximum_spanning_edges(graph, algorithm="kruskal", data=True)
    found = [(min(one, other), max(one, other), float(data["weight"])) for one, other, data in tree]
    return sorted(found, key=_strongest_first)


def strongest_path(edges: Iterable[Edge], start: int, end: int) -> list[int]:
    """Records on the way from one to the other whose weakest step is strongest; empty when there is none."""
    tree = _graph(strongest_tree(edges))
    if start not in tree or end not in tree or not nx.has_path(tree, start, end):
        return []
    return [int(record) for record in nx.shortest_path(tree, start, end)]


def _graph(edges: Iterable[Edge]) -> nx.Graph[int]:
    graph: nx.Graph[int] = nx.Graph()
    for one, other, strength in sorted(edges, key=_strongest_first):
        graph.add_edge(one, other, weight=strength)
    return graph


def _strongest_first(edge: Edge) -> tuple[float, int, int]:
    one, other, strength = edge
    return -strength, one, other
