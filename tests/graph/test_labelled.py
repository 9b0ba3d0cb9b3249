from __future__ import annotations

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.graph.labelled import NO_LABEL, labelled_components

Pair = tuple[int, int]

MEMBERS = 12
PAIRS = st.lists(
    st.tuples(st.integers(0, MEMBERS - 1), st.integers(0, MEMBERS - 1)).filter(lambda pair: pair[0] != pair[1]),
    max_size=25,
)
LABELS = st.lists(st.sampled_from([NO_LABEL, NO_LABEL, 7, 8]), min_size=MEMBERS, max_size=MEMBERS)
UNHURRIED = settings(deadline=None, max_examples=80)


def _of(pairs: list[Pair], label: list[int], most: int) -> list[int]:
    left, right = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    found = labelled_components(left, right, np.array(label, dtype=np.int64), most)
    return [int(name) for name in found]


def _members(names: list[int]) -> dict[int, set[int]]:
    return {name: {member for member, own in enumerate(names) if own == name} for name in set(names)}


@UNHURRIED
@given(pairs=PAIRS, label=LABELS, most=st.integers(2, 6))
def test_no_component_outgrows_its_bound_or_bears_two_labels(pairs: list[Pair], label: list[int], most: int) -> None:
    for name, members in _members(_of(pairs, label, most)).items():
        assert name == min(members)
        assert len(members) <= most
        assert len({label[member] for member in members} - {NO_LABEL}) <= 1
        assert len(members) == 1 or nx.is_connected(nx.Graph(pairs).subgraph(members))


@UNHURRIED
@given(pairs=PAIRS, label=LABELS, most=st.integers(2, 6))
def test_a_component_that_keeps_the_bounds_stands_whole(pairs: list[Pair], label: list[int], most: int) -> None:
    found = _members(_of(pairs, label, most))
    for whole in nx.connected_components(nx.Graph(pairs)):
        if len(whole) <= most and len({label[member] for member in whole} - {NO_LABEL}) <= 1:
            assert found[min(whole)] == whole


@UNHURRIED
@given(pairs=PAIRS, label=LABELS, most=st.integers(2, 6))
def test_what_two_components_still_share_would_break_a_bound(pairs: list[Pair], label: list[int], most: int) -> None:
    names = _of(pairs, label, most)
    groups = _members(names)
    for one, other in pairs:
        if names[one] != names[other]:
            together = groups[names[one]] | groups[names[other]]
            assert len(together) > most or len({label[member] for member in together} - {NO_LABEL}) > 1


@UNHURRIED
@given(pairs=PAIRS, most=st.integers(2, 6), data=st.data())
def test_it_does_not_matter_which_end_is_named_first(pairs: list[Pair], most: int, data: st.DataObject) -> None:
    label = data.draw(LABELS)
    assert _of(pairs, label, most) == _of([(other, one) for one, other in pairs], label, most)


def test_the_strongest_pair_decides_where_a_member_between_two_labels_goes() -> None:
    assert _of([(1, 2), (0, 1)], [7, NO_LABEL, 8], 5) == [0, 1, 1]
    assert _of([(0, 1), (1, 2)], [7, NO_LABEL, 8], 5) == [0, 0, 2]


def test_no_pairs_leave_everybody_alone() -> None:
    assert _of([], [7, 7, 8], 5) == [0, 1, 2]
