"""Maximum spanning trees: the links that hold a group together, and the weakest of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import minimum_spanning_tree

from golden_record.graph.index import indexed

Ids = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]


def weakest_on_tree(left: Ids, right: Ids, strength: Values, group: Ids) -> tuple[Ids, Values]:
    """Groups, ascending, and the lowest strength on the maximum spanning tree of each. `group` is that of each pair."""
    if not len(left):
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    index, place = indexed(np.concatenate([left, right]))
    count, half = len(index.ids), len(left)
    # scipy reads an absent entry as no edge and finds the least tree: so strengths are ranked, the strongest with one.
    # A rank, unlike a difference, is exact, and what a group comes to does not hang on the strengths of others.
    values, place_of = np.unique(-strength, return_inverse=True)
    ranks = (place_of + 1).astype(np.float64)
    graph = coo_matrix((ranks, (place[:half], place[half:])), shape=(count, count))
    tree = minimum_spanning_tree(graph.tocsr()).tocoo()
    home = np.empty(count, dtype=np.int64)
    home[place[:half]] = home[place[half:]] = group
    names, which = indexed(home[tree.row])
    weakest = np.full(len(names.ids), np.inf)
    np.minimum.at(weakest, which, -values[tree.data.astype(np.int64) - 1])
    return names.ids, weakest
