from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.graph.linkage import Guards, Weights, linkage

UNHURRIED = settings(deadline=None, max_examples=60)
PRIOR = -5.0
"""What a pair that shows nothing is worth in these tests."""


@dataclass(frozen=True)
class Group:
    """Evidence and guards of one group, as a test thinks of them; nan stands for a missing value."""

    bits: np.ndarray
    """Match weight of each pair, one matrix per comparison, (k, n, n)."""

    kin: np.ndarray | None = None
    odds: tuple[float, ...] = ()
    sizes: Sequence[int] | None = None
    most_records: int = 1_000
    forbidden: np.ndarray | None = None
    values: Sequence[Sequence[str]] = ()
    """Per limited attribute, the values of each member: one letter each."""

    limits: tuple[int, ...] = ()
    only_compared: bool = False
    """Whether clusters merge only where most of the pairs between them were compared."""

    @property
    def size(self) -> int:
        return int(self.bits.shape[-1])

    def clusters(self) -> list[list[int]]:
        return _clusters([self])[0]


def _clusters(groups: Sequence[Group]) -> list[list[list[int]]]:
    """Clusters of groups that go through linkage as one batch, padded to the largest."""
    labels = linkage(*_batch(groups))
    found = []
    for group, own in zip(groups, labels.tolist(), strict=True):
        used = own[: group.size]
        found.append([[place for place, label in enumerate(used) if label == name] for name in sorted(set(used))])
    return found


def _batch(groups: Sequence[Group]) -> tuple[Weights, Guards]:
    first, width = groups[0], max(group.size for group in groups)
    count = len(groups)
    sizes = np.zeros((count, width), dtype=np.int64)
    forbidden = np.zeros((count, width, width), dtype=np.bool_)
    values = np.zeros((len(first.limits), count, width, 1), dtype=np.uint64)
    for number, group in enumerate(groups):
        own = slice(group.size)
        sizes[number, own] = 1 if group.sizes is None else group.sizes
        forbidden[number, own, own] = False if group.forbidden is None else group.forbidden
        for place, held in enumerate(group.values):
            values[place, number, own, 0] = [sum(1 << (ord(value) - 97) for value in each) for each in held]
    guards = Guards(sizes, first.most_records, forbidden, values, np.array(first.limits, dtype=np.int64))
    return _weights(groups), guards


def _weights(groups: Sequence[Group]) -> Weights:
    """Of pairs that show anything; relatives share every comparison."""
    first, compared = groups[0], len(groups[0].bits)
    places, said = [], []
    for number, group in enumerate(groups):
        shown = ~np.isnan(group.bits)
        left, right = np.nonzero(np.triu(shown.any(axis=0), k=1))
        kin = np.zeros((len(first.odds), *group.bits.shape)) if group.kin is None else group.kin
        parts = (np.where(shown, group.bits, 0.0), shown, kin.reshape(-1, group.size, group.size))
        said.append(np.concatenate([part[:, left, right] for part in parts]).T)
        places.append([np.full(len(left), number), left, right])
    shared = [np.arange(compared)] * len(first.odds)
    group, left, right = np.concatenate(places, axis=1)
    odds = np.array(first.odds)
    return Weights(group, left, right, np.concatenate(said), compared, shared, odds, PRIOR, first.only_compared)


def of_pairs(size: int, pairs: dict[tuple[int, int], float]) -> np.ndarray:
    """One comparison from single pairs; all others have no value to compare."""
    bits = np.full((1, size, size), np.nan)
    for (left, right), value in pairs.items():
        bits[0, left, right] = bits[0, right, left] = value
    return bits


@st.composite
def groups(draw: st.DrawFn, most: int = 7) -> np.ndarray:
    """Evidence of two comparisons without ties: every pair differs from every other by some fraction of a bit."""
    size = draw(st.integers(2, most))
    half = size * (size - 1) // 2
    values = draw(st.lists(st.integers(-12, 14), min_size=2 * half, max_size=2 * half))
    missing = draw(st.lists(st.booleans(), min_size=2 * half, max_size=2 * half))
    bits = np.full((2, size, size), np.nan)
    upper = np.triu_indices(size, k=1)
    unlike = np.sqrt(np.arange(2, 2 * half + 2)) / 1000
    for place in (0, 1):
        part = slice(place * half, (place + 1) * half)
        own = np.where(missing[part], np.nan, np.array(values[part]) + unlike[part])
        bits[place][upper] = own
        bits[place] = np.where(np.isnan(bits[place]), bits[place].T, bits[place])
    return bits


@UNHURRIED
@given(groups(), st.randoms(use_true_random=False))
def test_the_order_of_members_changes_nothing_but_names(bits: np.ndarray, random: Random) -> None:
    size = bits.shape[-1]
    order = list(range(size))
    random.shuffle(order)
    shuffled = bits[:, order][:, :, order]
    moved = [sorted(order[place] for place in cluster) for cluster in Group(shuffled).clusters()]
    assert sorted(moved) == Group(bits).clusters()


@UNHURRIED
@given(groups())
def test_every_member_is_in_one_cluster_named_by_its_smallest(bits: np.ndarray) -> None:
    labels = linkage(*_batch([Group(bits)]))[0]
    assert all(label <= place and labels[label] == label for place, label in enumerate(labels))


@UNHURRIED
@given(groups(), st.data())
def test_forbidden_pairs_never_share_a_cluster(bits: np.ndarray, data: st.DataObject) -> None:
    size = bits.shape[-1]
    flags = data.draw(st.lists(st.booleans(), min_size=size * size, max_size=size * size))
    forbidden = np.triu(np.array(flags).reshape(size, size), k=1)
    forbidden |= forbidden.T
    for cluster in Group(np.abs(bits) + 6, forbidden=forbidden).clusters():
        assert not forbidden[np.ix_(cluster, cluster)].any()


@UNHURRIED
@given(groups(), st.data())
def test_no_cluster_stands_for_more_records_than_allowed(bits: np.ndarray, data: st.DataObject) -> None:
    size = bits.shape[-1]
    sizes = data.draw(st.lists(st.integers(1, 4), min_size=size, max_size=size))
    most = data.draw(st.integers(4, 9))
    found = Group(np.abs(bits) + 6, sizes=sizes, most_records=most).clusters()
    assert all(sum(sizes[place] for place in cluster) <= most for cluster in found)


@UNHURRIED
@given(groups(), st.data())
def test_no_cluster_holds_more_values_than_its_limits(bits: np.ndarray, data: st.DataObject) -> None:
    size = bits.shape[-1]
    held = st.lists(st.sampled_from(["", "a", "b", "c", "d"]), min_size=size, max_size=size)
    values, limits = [data.draw(held), data.draw(held)], (1, 2)
    for cluster in Group(np.abs(bits) + 6, values=values, limits=limits).clusters():
        for own, limit in zip(values, limits, strict=True):
            assert len({value for place in cluster for value in own[place]}) <= limit


@UNHURRIED
@given(groups())
def test_all_clusters_that_stay_apart_have_evidence_against_each_other(bits: np.ndarray) -> None:
    for one, other in combinations(Group(bits).clusters(), 2):
        between = bits[np.ix_(range(2), one, other)]
        shown = (~np.isnan(between)).sum(axis=(1, 2))
        assert PRIOR + (np.nansum(between, axis=(1, 2)) / np.maximum(shown, 1)).sum() <= 1e-9


@pytest.mark.parametrize("size", [2, 3, 6], ids="{} members".format)
def test_members_who_all_agree_are_one_cluster(size: int) -> None:
    assert Group(np.full((1, size, size), 9.0)).clusters() == [list(range(size))]


@pytest.mark.parametrize("place", [0, 1, 2], ids=["of the first", "of the middle one", "of the last"])
def test_a_duplicate_does_not_split_members_who_all_agree(place: int) -> None:
    bits = np.array([[[0.0, 12.0, 6.0], [12.0, 0.0, 7.0], [6.0, 7.0, 0.0]]])
    order = [0, 1, 2, place]
    with_copy = bits[:, order][:, :, order]
    with_copy[0, place, 3] = with_copy[0, 3, place] = 20.0
    assert Group(with_copy).clusters() == [[0, 1, 2, 3]]


def test_a_chain_whose_ends_contradict_is_cut_at_its_weaker_link() -> None:
    bits = of_pairs(3, {(0, 1): 12.0, (1, 2): 9.0, (0, 2): -20.0})
    assert Group(bits).clusters() == [[0, 1], [2]]


def test_a_chain_whose_ends_say_nothing_of_each_other_holds() -> None:
    bits = of_pairs(3, {(0, 1): 12.0, (1, 2): 12.0})
    assert Group(bits).clusters() == [[0, 1, 2]]


def test_where_much_was_never_compared_a_chain_does_not_hold() -> None:
    bits = of_pairs(4, {(0, 1): 12.0, (1, 2): 11.0, (2, 3): 12.0})
    assert Group(bits, only_compared=True).clusters() == [[0, 1], [2, 3]]


def test_most_pairs_are_enough_and_half_of_them_are_not() -> None:
    two = {(0, 1): 20.0, (2, 3): 19.0}
    half = of_pairs(4, two | {(0, 2): 12.0, (1, 3): 12.0})
    assert Group(half, only_compared=True).clusters() == [[0, 1], [2, 3]]
    most = of_pairs(4, two | {(0, 2): 12.0, (1, 3): 12.0, (0, 3): 12.0})
    assert Group(most, only_compared=True).clusters() == [[0, 1, 2, 3]]


def test_a_pair_that_was_waited_for_joins_when_more_is_known() -> None:
    # 3 is compared with 1 and 2 alone: not enough for {0, 1}, enough for {0, 1, 2}.
    bits = of_pairs(
        4, dict.fromkeys([(0, 1)], 20.0) | dict.fromkeys([(0, 2), (1, 2)], 15.0) | {(1, 3): 9.0, (2, 3): 9.0}
    )
    assert Group(bits, only_compared=True).clusters() == [[0, 1, 2, 3]]


def test_what_a_member_holds_over_a_limit_takes_in_nothing_else() -> None:
    bits = np.full((1, 3, 3), 9.0)
    assert Group(bits, values=[["ab", "a", "c"]], limits=(1,)).clusters() == [[0, 1], [2]]


def test_a_thin_record_joins_by_its_only_strong_link() -> None:
    agreed = dict.fromkeys([(a, b) for b in range(5) for a in range(b)], 9.0)
    bits = of_pairs(6, agreed | {(3, 5): 11.0})
    assert Group(bits).clusters() == [[0, 1, 2, 3, 4, 5]]


def test_each_comparison_is_averaged_over_the_pairs_that_show_it() -> None:
    names = of_pairs(3, {(0, 1): 9.0, (0, 2): 9.0, (1, 2): 9.0})
    dates = of_pairs(3, {(0, 2): -8.0})
    assert Group(np.concatenate([names, dates])).clusters() == [[0, 1], [2]]


def test_related_strangers_are_weighed_against_the_match() -> None:
    bits = of_pairs(2, {(0, 1): 12.0})
    kin = np.zeros((1, 1, 2, 2))
    kin[0, 0, 0, 1] = kin[0, 0, 1, 0] = 12.0
    assert Group(bits, kin=kin, odds=(1e-6,)).clusters() == [[0, 1]]
    assert Group(bits, kin=kin, odds=(1.0,)).clusters() == [[0], [1]]


def test_ties_go_to_the_smaller_members() -> None:
    bits = of_pairs(4, dict.fromkeys([(0, 1), (1, 2), (2, 3), (0, 3)], 9.0))
    assert Group(bits, most_records=2).clusters() == [[0, 1], [2, 3]]


def test_what_a_guard_refuses_leaves_room_for_the_next_best() -> None:
    bits = of_pairs(3, {(0, 1): 15.0, (0, 2): 9.0})
    assert Group(bits, values=[["a", "b", "a"]], limits=(1,)).clusters() == [[0, 2], [1]]


def test_a_lone_member_is_its_own_cluster() -> None:
    assert Group(np.full((1, 1, 1), np.nan)).clusters() == [[0]]


def test_the_caller_keeps_its_evidence() -> None:
    weights, guards = _batch([Group(np.full((1, 3, 3), 9.0), values=[["a", "a", "b"]], limits=(2,))])
    before = [array.copy() for array in (weights.said, guards.sizes, guards.values)]
    linkage(weights, guards)
    for array, kept in zip((weights.said, guards.sizes, guards.values), before, strict=True):
        assert (array == kept).all()


@UNHURRIED
@given(st.lists(groups(), min_size=2, max_size=5))
def test_groups_of_one_batch_do_not_know_of_each_other(several: list[np.ndarray]) -> None:
    batch = [Group(bits) for bits in several]
    assert _clusters(batch) == [group.clusters() for group in batch]
