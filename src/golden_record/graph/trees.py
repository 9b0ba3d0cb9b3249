"""Maximum spanning trees: the links that hold a group together, and the weakest of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import minimum_spanning_tree

Ids = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]


def weakest_on_tree(left: Ids, right: Ids, strength: Values, group: Ids) -> dict[int, float]:
    """Per group, the lowest strength on its maximum spanning tree. `group` names the group of each pair."""
    if not len(left):
        return {}
    ids, place = np.unique(np.concatenate([left, right]), return_inverse=True)
    half = len(left)
    # scipy reads an absent entry as no edge and finds the least tree: strengths are turned round and kept above zero.
    cost = strength.max() - strength + 1.0
    graph = coo_matrix((cost, (place[:half], place[half:])), shape=(len(ids), len(ids))).tocsr()
    tree = minimum_spanning_tree(graph).tocoo()
    groups = dict(zip(left.tolist(), group.tolist(), strict=True))
    groups.update(zip(right.tolist(), group.tolist(), strict=True))
    weakest: dict[int, float] = {}
    for start, value in zip(tree.row.tolist(), tree.data.tolist(), strict=True):
        name = groups[int(ids[start])]
        found = float(strength.max() - (value - 1.0))
        weakest[name] = min(found, weakest.get(name, found))
    return weakest
