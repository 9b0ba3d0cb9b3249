"""Who stands for whom before any evidence is weighed: copies of a record, and records that a steward joined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from golden_record.stages.cluster.copies import Copies
from golden_record.stages.cluster.judging.cores import Cores, Held
from golden_record.stages.cluster.judging.docket import Decree, Decrees
from golden_record.stages.cluster.limits import Ids, Limit

FOLLOWS = {"record_id": pl.Int64, "original_id": pl.Int64}


@dataclass(frozen=True)
class Bonds:
    """Records that another one stands for, so that only one of them is weighed."""

    follow: pl.DataFrame
    """`record_id`, `original_id`: the record that stands for it, which itself follows nobody."""

    refused: pl.DataFrame
    """`record_id`, `original_id`, and the `guard` that keeps two records of a must-link, or a copy, apart; in this
    order, as a steward's word is told before all others."""

    cores: Ids
    """Records that stand for what a steward joined, ascending."""

    followed: tuple[Decree, ...] = ()
    """Must-links that hold."""

    dropped: tuple[tuple[Decree, str], ...] = ()
    """Must-links that do not, each with its guard."""

    apart: tuple[tuple[int, int], ...] = ()
    """Pairs that a cannot-link keeps apart, as the records that stand for them."""

    def stand_in(self, records: Ids) -> Ids:
        """The record that stands for each: itself, unless it follows another."""
        return _looked_up(self.follow, records)


def bonds(copies: Copies, decrees: Decrees, most_records: int, limits: Sequence[Limit]) -> Bonds:
    """Bind what stewards joined, the youngest judgement first, then the copies that no judgement keeps away.

    A steward's word outranks limits and conflicts, but neither a cannot-link nor `most_records`.
    """
    none = np.zeros(0, dtype=np.int64)
    if not decrees:
        return Bonds(copies.follow, copies.refused, none)
    original = dict(copies.follow.iter_rows())
    judged = {record for decree in (*decrees.same, *decrees.different) for record in (decree.left, decree.right)}
    nodes = {original.get(record, record) for record in judged}
    touched = copies.follow.filter(pl.col("original_id").is_in(list(nodes))).sort("record_id")
    cores = Cores(decrees.different, most_records, _held(limits, judged | nodes | set(touched["record_id"])))
    dropped = []
    for decree in decrees.same:
        guard = cores.join(decree.left, decree.right, decreed=True)
        dropped += [(decree, guard)] if guard else []
    leaders = set(cores.leaders())
    refused = [
        (record, node, guard)
        for record, node in touched.iter_rows()
        if (guard := cores.join(record, node, decreed=False))
    ]
    led = pl.DataFrame(cores.followers(), schema=FOLLOWS, orient="row")
    follow = pl.concat([copies.follow.join(touched, on="record_id", how="anti"), led]).sort("record_id")
    lost = {decree for decree, _ in dropped}
    return Bonds(
        follow,
        pl.concat([_refused([*((each.right, each.left, guard) for each, guard in dropped), *refused]), copies.refused]),
        np.array(sorted({cores.leader(record) for record in leaders}), dtype=np.int64),
        tuple(decree for decree in decrees.same if decree not in lost),
        tuple(dropped),
        tuple((cores.leader(decree.left), cores.leader(decree.right)) for decree in decrees.different),
    )


def _held(limits: Sequence[Limit], records: set[int]) -> list[Held]:
    """What some records hold of what is limited."""
    wanted = np.array(sorted(records), dtype=np.int64)
    found: list[Held] = []
    for limit in limits:
        inside = np.isin(limit.records, wanted)
        held: dict[int, set[int]] = {}
        for record, value in zip(limit.records[inside].tolist(), limit.values[inside].tolist(), strict=True):
            held.setdefault(record, set()).add(value)
        found.append((limit.guard, limit.most, held))
    return found


def _refused(rows: Sequence[tuple[int, int, str]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=FOLLOWS | {"guard": pl.String}, orient="row")


def _looked_up(follow: pl.DataFrame, records: Ids) -> Ids:
    followers, originals = follow["record_id"].to_numpy(), follow["original_id"].to_numpy()
    if not len(followers):
        return records
    at = np.minimum(np.searchsorted(followers, records), len(followers) - 1)
    return np.where(followers[at] == records, originals[at], records)
