"""Connected components of pairs, in time linear in the pairs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components, minimum_spanning_tree

Ids = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]


def components(left: Ids, right: Ids) -> tuple[Ids, Ids]:
    """The ids that occur in any pair, ascending, and for each the smallest id of its component."""
    ids, place = np.unique(np.concatenate([left, right]), return_inverse=True)
    if not len(ids):
        return ids, ids
    half = len(left)
    graph = coo_matrix((np.ones(half, dtype=np.float64), (place[:half], place[half:])), shape=(len(ids), len(ids)))
    _, labels = connected_components(graph, directed=False)
    smallest = np.full(int(labels.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(smallest, labels, ids)
    return ids, smallest[labels]


def bounded_components(left: Ids, right: Ids, weight: Values, most: int) -> tuple[Ids, Ids]:
    """Components of at most `most` ids: in larger ones, pairs join strongest first as long as the result fits.

    Returns as `components` does, for every id that occurs in any pair. Ties go to the smaller ids.
    """
    ids, result = components(left, right)
    if not len(ids):
        return ids, result
    _, place, sizes = np.unique(result, return_inverse=True, return_counts=True)
    large = sizes[place] > most
    if large.any():
        inside = large[np.searchsorted(ids, left)]
        result = result.copy()
        result[large] = ids[large]
        joined = _joined(*_tree(left[inside], right[inside], weight[inside]), most)
        members = np.fromiter(joined, dtype=np.int64, count=len(joined))
        result[np.searchsorted(ids, members)] = np.fromiter(joined.values(), dtype=np.int64, count=len(joined))
    return ids, result


def _tree(left: Ids, right: Ids, weight: Values) -> tuple[Ids, Ids]:
    """The pairs of the maximum spanning forest, strongest first: no other pair could ever join anything."""
    ids, place = np.unique(np.concatenate([left, right]), return_inverse=True)
    half = len(left)
    order = np.lexsort((np.maximum(left, right), np.minimum(left, right), -weight))
    # Ranks instead of weights: none is zero, none is equal, and the strongest pair is the cheapest.
    rank = np.empty(half, dtype=np.float64)
    rank[order] = np.arange(1, half + 1)
    first, second = np.minimum(place[:half], place[half:]), np.maximum(place[:half], place[half:])
    unique = np.unique(first.astype(np.int64) * len(ids) + second, return_inverse=True)[1]
    best = np.full(int(unique.max()) + 1, np.inf)
    np.minimum.at(best, unique, rank)
    kept = rank == best[unique]
    graph = csr_matrix((rank[kept], (first[kept], second[kept])), shape=(len(ids), len(ids)))
    tree = minimum_spanning_tree(graph).tocoo()
    strongest = np.argsort(tree.data)
    return ids[tree.row[strongest]], ids[tree.col[strongest]]


def _joined(left: Ids, right: Ids, most: int) -> dict[int, int]:
    """Union-find with a bound: the root, and so the smallest id, of every id that joined another."""
    root: dict[int, int] = {}
    size: dict[int, int] = {}

    def find(member: int) -> int:
        while (above := root.get(member, member)) != member:
            root[member] = root.get(above, above)
            member = above
        return member

    for one, other in zip(left.tolist(), right.tolist(), strict=True):
        low, high = sorted((find(one), find(other)))
        together = size.get(low, 1) + size.get(high, 1)
        if low != high and together <= most:
            root[high], size[low] = low, together
    return {member: find(member) for member in sorted(root)}
