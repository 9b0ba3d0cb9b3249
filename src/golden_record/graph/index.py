"""Where ids stand among others, many looked up at once."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]
Places = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

SPARSE = 64
"""Numbers from the first id to the last, for each of those asked for, up to which a table of all of them is made.
Records are numbered without large gaps, and to look a hundred thousand up in a table takes a hundredth of the time of a
search."""


class Index:
    """Ids that ascend, and where each stands among them; `wanted` is how many are to be looked up, if that is more."""

    def __init__(self, ids: Ids, wanted: int = 0) -> None:
        self.ids = ids
        self._first = int(ids[0]) - 1 if len(ids) else 0
        self._table = _table(ids) if _dense(ids, wanted) else None

    def find(self, wanted: Ids) -> tuple[Places, Flags]:
        """Where some ids stand, and which of them are there at all; the place of another means nothing."""
        if not len(self.ids):
            return np.zeros(len(wanted), dtype=np.intp), np.zeros(len(wanted), dtype=np.bool_)
        if self._table is None:
            place = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
            return place, self.ids[place] == wanted
        place = self.at(wanted)
        return place, place >= 0

    def at(self, wanted: Ids) -> Places:
        """Where some ids stand that are all there."""
        if self._table is None:
            return np.searchsorted(self.ids, wanted)
        return self._table.take(wanted - self._first, mode="clip")


def indexed(ids: Ids) -> tuple[Index, Places]:
    """The distinct ones of some ids, and which of them each is."""
    if not _dense(ids):
        distinct, which = np.unique(ids, return_inverse=True)
        return Index(distinct), which
    first = ids.min()
    met = np.zeros(int(ids.max() - first) + 1, dtype=np.bool_)
    met[ids - first] = True
    found = Index(np.flatnonzero(met) + first, wanted=len(ids))
    return found, found.at(ids)


def _dense(ids: Ids, wanted: int = 0) -> bool:
    """Whether a table from the first of some ids to the last is small beside what it is made for."""
    return len(ids) > 0 and int(ids.max()) - int(ids.min()) <= SPARSE * max(len(ids), wanted)


def _table(ids: Ids) -> Places:
    """The place of every number from before the first id to after the last; -1 for those that are no ids."""
    table = np.full(int(ids[-1] - ids[0]) + 3, -1, dtype=np.intp)
    table[ids - (ids[0] - 1)] = np.arange(len(ids))
    return table
