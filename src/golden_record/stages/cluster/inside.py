"""What holds profiles together: the strongest link of each record, and the weakest that its profile needs."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from golden_record.graph.index import Index, Places
from golden_record.graph.trees import weakest_on_tree

_Values = npt.NDArray[np.float64]


def held_together(members: pl.DataFrame, links: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Members with their strongest links inside their profiles, and profiles with what they hang by.

    `members` is (`record_id`, `founder_id`), by record; `links` is (`left_id`, `right_id`, `weight`), in any order.
    Returns `members` with `left_id` and `right_id` of the link, null where there is none; and `founder_id`,
    `record_count` and the `weakest` link that the profile needs, null where it is one record.
    """
    index = Index(members["record_id"].to_numpy())
    home = index.at(members["founder_id"].to_numpy())
    (left, known_left), (right, known_right) = (index.find(links[side].to_numpy()) for side in ("left_id", "right_id"))
    inside = np.flatnonzero(known_left & known_right)
    inside = inside[home[left[inside]] == home[right[inside]]]
    left, right, weight = left[inside], right[inside], links["weight"].to_numpy()[inside]
    return _with_strongest(members, left, right, weight), _profiles(index.ids, home, left, right, weight)


def _with_strongest(members: pl.DataFrame, left: Places, right: Places, weight: _Values) -> pl.DataFrame:
    """The members with their strongest links, of equal ones that to the smaller record; ends are places of members."""
    best = np.full(members.height, -np.inf)
    for own in (left, right):
        np.maximum.at(best, own, weight)
    peer = np.full(members.height, members.height)
    for own, other in ((left, right), (right, left)):
        strongest = weight == best[own]
        np.minimum.at(peer, own[strongest], other[strongest])
    own, tied = np.arange(members.height), pl.Series(peer < members.height)
    ends = {"left_id": np.minimum(own, peer), "right_id": np.maximum(own, peer)}
    records = members["record_id"]
    linked = {name: records.gather(np.minimum(end, len(own) - 1)) for name, end in ends.items()}
    return members.with_columns(**{name: pl.when(tied).then(each) for name, each in linked.items()})


def _profiles(
    records: npt.NDArray[np.int64], home: Places, left: Places, right: Places, weight: _Values
) -> pl.DataFrame:
    names, weakest = weakest_on_tree(left, right, weight, home[left])
    sizes, needed = np.bincount(home), np.full(len(records), np.nan)
    needed[names] = weakest
    founders = np.flatnonzero(sizes)
    columns = {"founder_id": records[founders], "record_count": sizes[founders], "weakest": needed[founders]}
    return pl.DataFrame(columns, schema_overrides={"record_count": pl.Int64}).with_columns(
        pl.col("weakest").fill_nan(None)
    )
