"""Connected components of pairs, in time linear in the pairs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from golden_record.graph.index import Index, indexed
from golden_record.graph.joining import Bounds, join_strongest

Ids = npt.NDArray[np.int64]
Values = npt.NDArray[np.float64]


def components(left: Ids, right: Ids) -> tuple[Ids, Ids]:
    """The ids that occur in any pair, ascending, and for each the smallest id of its component."""
    index, place = indexed(np.concatenate([left, right]))
    ids, half = index.ids, len(left)
    if not half:
        return ids, ids
    graph = coo_matrix((np.ones(half, dtype=np.float64), (place[:half], place[half:])), shape=(len(ids), len(ids)))
    _, labels = connected_components(graph, directed=False)
    smallest = np.full(int(labels.max()) + 1, np.iinfo(np.int64).max)
    np.minimum.at(smallest, labels, ids)
    return ids, smallest[labels]


def bounded_components(left: Ids, right: Ids, weight: Values, most: int) -> tuple[Ids, Ids]:
    """Components of at most `most` ids: in larger ones, pairs join strongest first as long as the result fits.

    Returns as `components` does, for every id that occurs in any pair. Ties go to the smaller ids.
    """
    ids, whole = components(left, right)
    return ids, cut_to_size((ids, whole), left, right, weight, most)


def cut_to_size(found: tuple[Ids, Ids], left: Ids, right: Ids, weight: Values, most: int) -> Ids:
    """The components that `components` found, those of more than `most` ids cut as `bounded_components` says."""
    ids, whole = found
    large = in_larger(whole, most)
    if not large.any():
        return whole
    inside = np.flatnonzero(large[Index(ids).at(left)])
    members = Index(ids[large])
    one, other = members.at(left[inside]), members.at(right[inside])
    order = strongest_first(one, other, weight[inside])
    roots = join_strongest(one[order], other[order], Bounds(np.ones(len(members.ids), dtype=np.int64), most))
    result = whole.copy()
    result[large] = members.ids[roots]
    return result


def in_larger(whole: Ids, most: int) -> npt.NDArray[np.bool_]:
    """Whether each id is in a component of more than `most` ids; `whole` names the component of each."""
    _, place = indexed(whole)
    large: npt.NDArray[np.bool_] = np.bincount(place)[place] > most
    return large


def strongest_first(left: npt.NDArray[np.intp], right: npt.NDArray[np.intp], weight: Values) -> npt.NDArray[np.intp]:
    """The order of pairs by falling weight; ties go to the smaller ends."""
    return np.lexsort((np.maximum(left, right), np.minimum(left, right), -weight))
