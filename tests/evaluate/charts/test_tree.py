from __future__ import annotations

from itertools import pairwise

from golden_record.evaluate.charts.profile import profile_chart
from golden_record.evaluate.charts.saving import as_svg
from golden_record.evaluate.charts.tree import MOST_MEMBERS, placed
from golden_record.evaluate.profile import Member, ProfileStory, Refusal, Tie


def _story(names: list[str], ties: list[tuple[str, str, float]], refusals: list[Refusal] | None = None) -> ProfileStory:
    members = [Member(name, None, "founder" if place == 0 else "phone", 0.9, {}) for place, name in enumerate(names)]
    strongest = sorted(ties, key=lambda tie: -tie[2])
    return ProfileStory(
        "p1",
        0.9,
        tuple(members),
        tuple(Tie(*tie, "probabilistic") for tie in strongest),
        tuple(refusals or ()),
        (),
        None,
    )


def test_every_record_stands_below_the_one_it_is_tied_to() -> None:
    nodes = placed(
        _story(["s:a", "s:b", "s:c", "s:d"], [("s:a", "s:b", 5.0), ("s:b", "s:c", 9.0), ("s:a", "s:d", 7.0)])
    )
    assert [(node.name, node.depth, node.parent_row) for node in nodes] == [
        ("s:a", 0, None),
        ("s:d", 1, 0),
        ("s:b", 1, 0),
        ("s:c", 2, 2),
    ]


def test_the_weakest_tie_is_marked() -> None:
    nodes = placed(_story(["s:a", "s:b", "s:c"], [("s:a", "s:b", 5.0), ("s:b", "s:c", 9.0)]))
    assert [node.name for node in nodes if node.weakest] == ["s:b"]


def test_a_refused_link_hangs_below_the_record_that_it_starts_from() -> None:
    refusal = Refusal("s:b", "t:x", "p2", 4.0, "conflict", "two tax numbers")
    nodes = placed(_story(["s:a", "s:b"], [("s:a", "s:b", 5.0)], [refusal]))
    assert (nodes[2].name, nodes[2].parent_row, nodes[2].refused) == ("t:x", 1, True)
    assert "refused: conflict" in as_svg(profile_chart(_story(["s:a", "s:b"], [("s:a", "s:b", 5.0)], [refusal])))


def test_a_record_without_a_tie_is_shown_too() -> None:
    assert [node.name for node in placed(_story(["s:a", "s:b"], []))] == ["s:a", "s:b"]


def test_of_a_large_profile_the_weakest_tie_is_always_shown() -> None:
    names = [f"s:{number:03}" for number in range(200)]
    chain = [(one, other, 200.0 - place) for place, (one, other) in enumerate(pairwise(names))]
    assert names[-1] in {node.name for node in placed(_story(names, chain))}
    star = [(names[0], other, 200.0 - place) for place, other in enumerate(names[1:])]
    nodes = placed(_story(names, star))
    assert len(nodes) == MOST_MEMBERS
    assert nodes[-1].weakest
