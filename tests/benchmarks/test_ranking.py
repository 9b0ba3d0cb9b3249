from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.ranking import ranked

judged = st.lists(st.tuples(st.integers(-5, 5), st.booleans()), min_size=1, max_size=30).filter(
    lambda pairs: any(same for _, same in pairs)
)


def test_a_perfect_order_is_found_perfect() -> None:
    found = ranked([3.0, 2.0, 1.0], [True, True, False])
    assert (found.average_precision, found.f1, found.cut) == (1.0, 1.0, 2.0)


def test_pairs_of_one_weight_are_taken_together() -> None:
    found = ranked([1.0, 1.0], [True, False])
    assert (found.average_precision, found.precision, found.recall) == (0.5, 0.5, 1.0)


def test_without_a_true_pair_there_is_nothing_to_rank() -> None:
    with pytest.raises(ValueError, match="no pair is true"):
        ranked([1.0], [False])


@given(judged)
def test_the_order_of_pairs_is_irrelevant(pairs: list[tuple[int, bool]]) -> None:
    turned = pairs[::-1]
    straight = ranked([weight for weight, _ in pairs], [same for _, same in pairs])
    assert ranked([weight for weight, _ in turned], [same for _, same in turned]) == straight


@given(judged)
def test_figures_are_shares(pairs: list[tuple[int, bool]]) -> None:
    found = ranked([weight for weight, _ in pairs], [same for _, same in pairs])
    assert all(0 <= figure <= 1 for figure in (found.average_precision, found.precision, found.recall, found.f1))
