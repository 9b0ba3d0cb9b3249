"""Connected components of pairs, in time linear in the pairs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

Ids = npt.NDArray[np.int64]


def components(left: Ids, right: Ids) -> tuple[Ids, Ids]:
    """The ids that occur in any pair, ascending, and for each the smallest id of its component."""
    ids, place = np.unique(np.concatenate([left, right]), return_inverse=True)
    if not len(ids):
        return ids, ids
    half = len(left)
    graph = coo_matrix((np.ones(half, dtype=np.int8), (place[:half], place[half:])), shape=(len(ids), len(ids)))
    _, labels = connected_components(graph, directed=False)
    smallest = np.full(int(labels.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(smallest, labels, ids)
    return ids, smallest[labels]


def bounded_components(left: Ids, right: Ids, weight: npt.NDArray[np.float64], most: int) -> tuple[Ids, Ids]:
    """Components of at most `most` ids where that can be had: larger ones fall apart at their weaker pairs.

    A component that is too large is taken again with only the stronger half of its pairs, until it fits or until one
    pair per id is left; the rest stays as it is, for the caller to refuse.
    """
    ids, found = components(left, right)
    result = dict(zip(ids.tolist(), found.tolist(), strict=True))
    pending = _too_large(ids, found, most)
    while len(pending):
        inside = np.isin(found[np.searchsorted(ids, left)], pending)
        left, right, weight = left[inside], right[inside], weight[inside]
        kept = weight > _median_per_component(found[np.searchsorted(ids, left)], weight)
        for member in ids[np.isin(found, pending)].tolist():
            result[member] = member
        if not kept.any():
            break
        left, right, weight = left[kept], right[kept], weight[kept]
        ids, found = components(left, right)
        result.update(zip(ids.tolist(), found.tolist(), strict=True))
        pending = _too_large(ids, found, most)
    members = np.array(sorted(result), dtype=np.int64)
    return members, np.array([result[member] for member in members.tolist()], dtype=np.int64)


def _too_large(ids: Ids, found: Ids, most: int) -> Ids:
    names, sizes = np.unique(found, return_counts=True)
    return names[sizes > most]


def _median_per_component(component: Ids, weight: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    names, place = np.unique(component, return_inverse=True)
    order = np.lexsort((weight, place))
    starts = np.searchsorted(place[order], np.arange(len(names)))
    sizes = np.diff(np.append(starts, len(place)))
    middle = weight[order][starts + (sizes - 1) // 2]
    result: npt.NDArray[np.float64] = middle[place]
    return result
