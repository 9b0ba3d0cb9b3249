"""Components under two bounds: how many members they have, and that these bear no two labels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from golden_record.graph.components import Ids, components

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
    result[loose] = np.flatnonzero(loose)
    inside = loose[left]
    growth = _Growth(label.tolist(), most)
    for one, other in zip(left[inside].tolist(), right[inside].tolist(), strict=True):
        growth.join(one, other)
    members = np.flatnonzero(loose)
    result[members] = [growth.find(member) for member in members.tolist()]
    return result


def _beyond_bounds(component: Ids, label: Ids, most: int) -> npt.NDArray[np.bool_]:
    """Members of components that are too large or bear several labels."""
    sizes = np.bincount(component, minlength=len(component))
    known = label != NO_LABEL
    borne = np.unique(np.stack([component[known], label[known]]), axis=1)[0]
    labels = np.bincount(borne, minlength=len(component))
    beyond: npt.NDArray[np.bool_] = (sizes[component] > most) | (labels[component] > 1)
    return beyond


class _Growth:
    """Union-find with bounds; a component is named by its smallest member."""

    def __init__(self, label: list[int], most: int) -> None:
        self.root = list(range(len(label)))
        self.size = [1] * len(label)
        self.label = label
        self.most = most

    def find(self, member: int) -> int:
        while (above := self.root[member]) != member:
            self.root[member] = self.root[above]
            member = above
        return member

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.find(one), self.find(other)))
        labels = {self.label[low], self.label[high]} - {NO_LABEL}
        if low == high or len(labels) > 1 or self.size[low] + self.size[high] > self.most:
            return
        self.root[high] = low
        self.size[low] += self.size[high]
        self.label[low] = labels.pop() if labels else NO_LABEL
