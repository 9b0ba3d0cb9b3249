from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.evaluate.metrics import (
    BCubed,
    Pairs,
    b_cubed,
    false_pairs_per_group,
    pairs_between_sources,
    pairs_touching,
    pairwise,
)

Record = tuple[int, int, str, bool]
"""Group in the truth, group found, source, whether flagged."""

records = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.sampled_from("abc"), st.booleans()), max_size=25)


def _frame(rows: Sequence[Record]) -> pl.DataFrame:
    schema = {"truth": pl.Int64, "found": pl.Int64, "source": pl.String, "flag": pl.Boolean}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _count(pairs: Sequence[tuple[Record, Record]]) -> Pairs:
    true = [one[0] == other[0] for one, other in pairs]
    found = [one[1] == other[1] for one, other in pairs]
    return Pairs(sum(true), sum(found), sum(a and b for a, b in zip(true, found, strict=True)))


@given(records)
@settings(max_examples=40, deadline=None)
def test_pairwise_counts_what_comparing_every_pair_counts(rows: list[Record]) -> None:
    assert pairwise(_frame(rows)) == _count(list(combinations(rows, 2)))


@given(records)
@settings(max_examples=40, deadline=None)
def test_a_pair_touches_a_trap_when_either_record_has_it(rows: list[Record]) -> None:
    touching = [pair for pair in combinations(rows, 2) if pair[0][3] or pair[1][3]]
    assert pairs_touching(_frame(rows)) == _count(touching)


@given(records)
@settings(max_examples=40, deadline=None)
def test_pairs_between_sources_add_up_to_all_pairs(rows: list[Record]) -> None:
    expected: dict[tuple[str, str], list[tuple[Record, Record]]] = {}
    for pair in combinations(rows, 2):
        names = sorted((pair[0][2], pair[1][2]))
        expected.setdefault((names[0], names[1]), []).append(pair)
    counted = {names: _count(pairs) for names, pairs in expected.items()}
    told = {names: pairs for names, pairs in counted.items() if pairs.true or pairs.found}
    assert pairs_between_sources(_frame(rows)) == told


@given(records)
@settings(max_examples=40, deadline=None)
def test_b_cubed_is_the_average_over_records(rows: list[Record]) -> None:
    def share(side: int) -> float:
        shares = []
        for record in rows:
            group = [other for other in rows if other[side] == record[side]]
            shares.append(sum(other[:2] == record[:2] for other in group) / len(group))
        return sum(shares) / len(shares) if shares else 1.0

    scores = b_cubed(_frame(rows))
    assert scores.precision == pytest.approx(share(1))
    assert scores.recall == pytest.approx(share(0))


@given(records)
@settings(max_examples=40, deadline=None)
def test_errors_per_group_add_up_to_all_errors(rows: list[Record]) -> None:
    frame, pairs = _frame(rows), pairwise(_frame(rows))
    assert false_pairs_per_group(frame, "found")["errors"].sum() == pairs.wrong
    assert false_pairs_per_group(frame, "truth")["errors"].sum() == pairs.missed


@given(records)
@settings(max_examples=40, deadline=None)
def test_the_order_of_records_does_not_matter(rows: list[Record]) -> None:
    shuffled = rows[::-1]
    assert b_cubed(_frame(rows)) == b_cubed(_frame(shuffled))
    assert pairwise(_frame(rows)) == pairwise(_frame(shuffled))


def test_the_truth_itself_is_perfect() -> None:
    frame = _frame([(1, 7, "a", False), (1, 7, "a", False), (2, 8, "a", False)])
    assert pairwise(frame).f1 == 1.0
    assert b_cubed(frame) == BCubed(1.0, 1.0)


def test_finding_nothing_is_precise_and_recalls_nothing() -> None:
    pairs = pairwise(_frame([(1, 1, "a", False), (1, 2, "a", False)]))
    assert (pairs.precision, pairs.recall, pairs.f1) == (1.0, 0.0, 0.0)
