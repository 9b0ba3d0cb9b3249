"""Components under two bounds: how many members they have, and that these bear no two labels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from golden_record.graph.components import Ids, components
from golden_record.graph.joining import Bounds, Held, join_strongest

NO_LABEL = -1


def labelled_components(left: Ids, right: Ids, label: Ids, most: int) -> Ids:
    """For each of n members the smallest member of its component.

    `left` and `right` are the ends of pairs, strongest first, as places from 0 to n - 1; `label` is per member, and
    `NO_LABEL` where it bears none. A component of at most `most` members with at most one label stands as it is; in
    all others the pairs join in their order, as long as the result keeps both bounds.
    """
    result: Ids = np.arange(len(label), dtype=np.int64)
    ids, smallest = components(left, right)
    result[ids] = smallest
    loose = _beyond_bounds(result, label, most)
    inside = loose[left]
    labelled = np.flatnonzero(loose & (label != NO_LABEL))
    bounds = Bounds(np.ones(len(label), dtype=np.int64), most, [(1, Held(labelled, label[labelled]))])
    result[loose] = join_strongest(left[inside], right[inside], bounds)[loose]
    return result


def _beyond_bounds(component: Ids, label: Ids, most: int) -> npt.NDArray[np.bool_]:
    """Members of components that are too large or bear several labels."""
    sizes = np.bincount(component, minlength=len(component))
    known = label != NO_LABEL
    borne = np.unique(np.stack([component[known], label[known]]), axis=1)[0]
    labels = np.bincount(borne, minlength=len(component))
    beyond: npt.NDArray[np.bool_] = (sizes[component] > most) | (labels[component] > 1)
    return beyond
