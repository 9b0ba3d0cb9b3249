from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.graph import joining
from golden_record.graph.joining import Bounds, Exclusions, Held, join_strongest

UNHURRIED = settings(deadline=None, max_examples=80)


@dataclass(frozen=True)
class World:
    """Members, pairs in their order, and what clusters may hold; member i has the letters `values[i]`."""

    pairs: list[tuple[int, int]]
    values: list[str]
    most_records: int
    most_values: int
    apart: set[tuple[str, str]]

    def allows(self, members: set[int]) -> bool:
        held = {letter for member in members for letter in self.values[member]}
        own = max(len(self.values[member]) for member in members)
        clash = any(
            (one, other) in self.apart or (other, one) in self.apart
            for first in members
            for second in members - {first}
            for one in self.values[first]
            for other in self.values[second]
        )
        return len(members) <= self.most_records and len(held) <= max(self.most_values, own) and not clash

    def joined(self) -> list[int]:
        held = Held(
            np.array([member for member, own in enumerate(self.values) for _ in own], dtype=np.intp),
            np.array([ord(letter) for own in self.values for letter in own], dtype=np.int64),
        )
        one, other = (np.array([ord(pair[side]) for pair in sorted(self.apart)], dtype=np.int64) for side in (0, 1))
        sizes = np.ones(len(self.values), dtype=np.int64)
        bounds = Bounds(sizes, self.most_records, [(self.most_values, held)], Exclusions(held, one, other))
        left, right = (np.array([pair[side] for pair in self.pairs], dtype=np.intp) for side in (0, 1))
        return [int(root) for root in join_strongest(left, right, bounds)]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    count = draw(st.integers(1, 9))
    ends = st.integers(0, count - 1)
    letters = st.sampled_from(["", "a", "b", "c", "d", "ab"])
    return World(
        draw(st.lists(st.tuples(ends, ends), max_size=20)),
        draw(st.lists(letters, min_size=count, max_size=count)),
        draw(st.integers(1, 5)),
        draw(st.integers(1, 3)),
        draw(st.sets(st.tuples(st.sampled_from("ab"), st.sampled_from("bcd")).filter(lambda pair: pair[0] != pair[1]))),
    )


@UNHURRIED
@given(worlds(), st.integers(1, 4))
def test_pairs_join_in_their_order_as_long_as_nothing_is_broken(world: World, chunk: int) -> None:
    clusters = [{member} for member in range(len(world.values))]
    for left, right in world.pairs:
        one, other = (next(found for found in clusters if member in found) for member in (left, right))
        if one is not other and world.allows(one | other):
            clusters = [found for found in clusters if found not in (one, other)] + [one | other]
    expected = {member: min(found) for found in clusters for member in found}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(joining, "CHUNK", chunk)
        assert world.joined() == [expected[member] for member in range(len(world.values))]


def test_what_one_member_holds_by_itself_is_no_breach() -> None:
    world = World([(0, 1), (0, 2)], ["ab", "a", "c"], 5, 1, {("a", "b")})
    assert World(world.pairs, world.values, 5, 1, set()).joined() == [0, 0, 2]
    assert world.joined() == [0, 1, 2]
