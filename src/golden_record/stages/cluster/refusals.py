"""Links that were not followed, and the guard that kept their ends apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from golden_record.graph.index import Index
from golden_record.stages.cluster.decisions import Decision, Rules
from golden_record.stages.cluster.evidence import Evidence
from golden_record.stages.cluster.judging.cores import JUDGEMENT, MAX_RECORDS
from golden_record.stages.cluster.limits import Ids

REASONS = {
    JUDGEMENT: "a steward's judgement keeps records of the two sides apart",
    "conflict": "two values of an attribute in cluster.conflicts clearly differ",
    "unique": "both sides hold a record of a source that has one record per person",
    "limit": "together the two sides hold more values of an attribute than cluster.limits allows",
    MAX_RECORDS: "together the two sides hold more records than cluster.max_records",
    "component": "the group of links is too large to compare all its pairs, and too few of theirs were",
    "evidence": "the other records of the two sides speak against it",
}

MOST_REFUSED = 1_000
"""Refused links of one record that are kept, the strongest: millions that meet in one value say no more than these."""

_PAIR = ("left_id", "right_id")
_ENDS = ("one", "other")


@dataclass(frozen=True)
class Refusals:
    """Refused links that are listed, and how many are not."""

    links: pl.DataFrame
    """`left_id`, `right_id`, `guard`."""

    left_out: pl.DataFrame
    """`left_id`, and how many more of its links there are, as `len`."""


def refusals(evidence: Evidence, decision: Decision, members: pl.DataFrame, rules: Rules) -> Refusals:
    """Every link from the threshold on between two profiles, with the guard that refused it, or else the evidence."""
    founder_of = _founders(members)
    apart = _apart(evidence, rules, founder_of)
    strongest = _strongest(apart)
    kept = apart.filter(strongest)
    pairs = kept.select(_ENDS).unique(maintain_order=True)
    judged = _guarded_pairs(evidence, decision, rules, founder_of)
    reasons = pl.concat([*judged, *_counted(pairs, members, rules)]).unique(_ENDS, keep="first", maintain_order=True)
    named = kept.join(reasons, on=_ENDS, how="left").with_columns(_in_cut_group(kept, decision, rules))
    guard = pl.coalesce("own_guard", "guard", pl.when("cut").then(pl.lit("component")), pl.lit("evidence"))
    links = named.select(*_PAIR, guard.alias("guard")).unique(_PAIR, keep="first", maintain_order=True)
    return Refusals(links.sort(_PAIR), apart.filter(~strongest).group_by("left_id").len().sort("left_id"))


def _apart(evidence: Evidence, rules: Rules, founder_of: Callable[[Ids], Ids]) -> pl.DataFrame:
    """Links between two profiles, what was refused by name first; `one` and `other` are the founders."""
    strong = evidence.bits >= 0
    links = pl.DataFrame(
        {"left_id": evidence.left[strong], "right_id": evidence.right[strong], "bits": evidence.bits[strong]}
    ).with_columns(own_guard=pl.lit(None, dtype=pl.String))
    refused = rules.bonds.refused.select(
        left_id=pl.min_horizontal("record_id", "original_id"),
        right_id=pl.max_horizontal("record_id", "original_id"),
        # Of the millions that may repeat one record, the first are as good as any.
        bits=pl.lit(np.inf),
        own_guard="guard",
    )
    together = pl.concat([refused, links])
    ends = [founder_of(together[side].to_numpy()) for side in _PAIR]
    placed = together.with_columns(
        one=pl.Series(np.minimum(*ends), dtype=pl.Int64), other=pl.Series(np.maximum(*ends), dtype=pl.Int64)
    )
    return placed.filter(pl.col("one") != pl.col("other"))


def _strongest(apart: pl.DataFrame) -> pl.Series:
    """Which links are among the strongest so many of both their records."""
    left, right = (apart[side].to_numpy() for side in _PAIR)
    keep = np.ones(apart.height, dtype=np.bool_)
    ids, places, counts = np.unique(np.concatenate([left, right]), return_inverse=True, return_counts=True)
    if not len(ids) or counts.max() <= MOST_REFUSED:
        return pl.Series(keep)
    order = np.lexsort((right, left, -apart["bits"].to_numpy()))
    ends = places.reshape(2, -1)[:, order].ravel()
    crowded = np.flatnonzero(counts[ends] > MOST_REFUSED)
    nth = crowded % apart.height
    by_record = np.lexsort((nth, ends[crowded]))
    _, starts, sizes = np.unique(ends[crowded][by_record], return_index=True, return_counts=True)
    rank = np.arange(len(crowded)) - np.repeat(starts, sizes)
    keep[order[nth[by_record[rank >= MOST_REFUSED]]]] = False
    return pl.Series(keep)


def _guarded_pairs(
    evidence: Evidence, decision: Decision, rules: Rules, founder_of: Callable[[Ids], Ids]
) -> list[pl.DataFrame]:
    """Profiles that a cannot-link or a conflict keeps apart: `one`, `other`, `guard`."""
    ends = np.array(rules.bonds.apart, dtype=np.int64).reshape(-1, 2)
    conflicts = [side[evidence.conflict] for side in (evidence.left, evidence.right)]
    clashing = decision.clashes.homes(founder_of).filter(pl.col("one") != pl.col("other"))
    return [
        _pairs_of(founder_of(ends[:, 0]), founder_of(ends[:, 1]), JUDGEMENT),
        _pairs_of(founder_of(conflicts[0]), founder_of(conflicts[1]), "conflict"),
        clashing.with_columns(guard=pl.lit("conflict")),
    ]


def _pairs_of(left: Ids, right: Ids, guard: str) -> pl.DataFrame:
    ends = {"one": np.minimum(left, right), "other": np.maximum(left, right)}
    frame = pl.DataFrame(ends, schema={"one": pl.Int64, "other": pl.Int64}).unique(maintain_order=True)
    return frame.filter(pl.col("one") != pl.col("other")).with_columns(guard=pl.lit(guard))


def _counted(pairs: pl.DataFrame, members: pl.DataFrame, rules: Rules) -> list[pl.DataFrame]:
    """Profiles that together would hold too much of something: `one`, `other`, `guard`."""
    involved = pl.concat([pairs["one"], pairs["other"]]).unique()
    inside = members.filter(pl.col("founder_id").is_in(involved.implode()))
    sizes = inside.group_by("founder_id").len()
    crowded = _beside(pairs, sizes).filter(pl.col("len") + pl.col("len_right") > rules.config.max_records)
    found = [crowded.select(*_ENDS, guard=pl.lit(MAX_RECORDS))]
    for limit in rules.single_limits:
        held = pl.DataFrame({"record_id": limit.records, "value": limit.values})
        values = held.join(inside, on="record_id").select("founder_id", "value").unique()
        counts = _beside(pairs, values.group_by("founder_id").len())
        both = pairs.join(values, left_on="one", right_on="founder_id").join(
            values, left_on=["other", "value"], right_on=["founder_id", "value"]
        )
        shared = both.group_by(_ENDS).len("shared")
        total = pl.col("len") + pl.col("len_right") - pl.col("shared").fill_null(0)
        most = pl.max_horizontal("len", "len_right", pl.lit(limit.most))
        over = counts.join(shared, on=_ENDS, how="left").filter(total > most)
        found.append(over.select(*_ENDS, guard=pl.lit(limit.guard)))
    return found


def _beside(pairs: pl.DataFrame, counts: pl.DataFrame) -> pl.DataFrame:
    """The pairs with the counts of both sides, `len` and `len_right`."""
    one = pairs.join(counts, left_on="one", right_on="founder_id", how="left")
    both = one.join(counts, left_on="other", right_on="founder_id", how="left")
    return both.with_columns(pl.col("len", "len_right").fill_null(0).cast(pl.Int64))


def _in_cut_group(kept: pl.DataFrame, decision: Decision, rules: Rules) -> pl.Series:
    """Whether the ends of each link lie in a group too large to be weighed whole, and in parts not fully compared."""
    groups = decision.groups
    if not len(groups.ids):
        return pl.Series("cut", [False] * kept.height, dtype=pl.Boolean)
    whole = groups.whole()
    sides = [groups.locate(rules.bonds.stand_in(kept[side].to_numpy())) for side in _PAIR]
    (left, known_left), (right, known_right) = sides
    one, other = groups.component[left], groups.component[right]
    cut = groups.cut[one] & groups.cut[other] & ((one != other) | ~whole[one])
    return pl.Series("cut", cut & known_left & known_right)


def _founders(members: pl.DataFrame) -> Callable[[Ids], Ids]:
    """A look-up of the founder of each record; `members` is ordered by record."""
    index, founders = Index(members["record_id"].to_numpy()), members["founder_id"].to_numpy()
    return lambda wanted: founders[index.at(wanted)]
