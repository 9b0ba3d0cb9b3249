from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from golden_record.graph.index import Index, indexed

NUMBERS = st.integers(-200, 200) | st.integers(-(2**62), 2**62)
SOME = st.lists(NUMBERS, max_size=30)


def _array(numbers: list[int]) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


@given(st.sets(NUMBERS, max_size=30), SOME, st.sampled_from([0, 2**40]))
def test_ids_are_found_at_their_places_and_others_nowhere(ids: set[int], wanted: list[int], most: int) -> None:
    ascending = sorted(ids)
    index = Index(_array(ascending), most if len(ids) < 2 or ascending[-1] - ascending[0] < 1_000 else 0)
    place, known = index.find(_array(wanted))
    assert known.tolist() == [each in ids for each in wanted]
    assert place[known].tolist() == [ascending.index(each) for each in wanted if each in ids]
    assert index.at(_array(ascending)).tolist() == list(range(len(ids)))


@given(SOME)
def test_distinct_ids_ascend_and_each_is_told_which_it_is(ids: list[int]) -> None:
    index, which = indexed(_array(ids))
    assert index.ids.tolist() == sorted(set(ids))
    assert index.ids[which].tolist() == ids
