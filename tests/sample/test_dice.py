"""Seeded draws."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from golden_record.sample.dice import Dice

SEEDS = st.integers(0, 2**32)


@given(SEEDS)
def test_a_purpose_has_its_own_stream(seed: int) -> None:
    assert Dice(seed, "names").uniform(3).tolist() == Dice(seed, "names").uniform(3).tolist()
    assert Dice(seed, "names").uniform(3).tolist() != Dice(seed, "homes").uniform(3).tolist()


def test_a_seed_draws_the_same_bits_on_every_machine() -> None:
    assert Dice(42, "names").below(1_000_000, 3).tolist() == [96588, 636311, 953100]


@given(SEEDS, st.integers(1, 50))
def test_distinct_numbers_are_distinct_and_in_range(seed: int, size: int) -> None:
    numbers = Dice(seed, "numbers").distinct(100, size)
    assert len(set(numbers.tolist())) == size
    assert 0 <= numbers.min() <= numbers.max() < 100


@given(SEEDS, st.integers(0, 50))
def test_an_order_is_a_permutation(seed: int, size: int) -> None:
    assert sorted(Dice(seed, "order").order(size).tolist()) == list(range(size))


@given(SEEDS)
def test_what_weighs_nothing_is_never_picked(seed: int) -> None:
    dice = Dice(seed, "weights")
    assert set(dice.pick([0, 3, 0, 1], 200).tolist()) <= {1, 3}
    rows = np.array([0, 1] * 50)
    assert dice.pick_by(rows, [[1, 0, 0], [0, 0, 1]]).tolist() == [0, 2] * 50
