"""Where each record of a profile stands in its picture: below the record that it is tied to, one to a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from golden_record.evaluate.profile import ProfileStory, Refusal

MOST_MEMBERS = 40
"""Records shown: more rows than that fit on no screen."""

MOST_REFUSALS = 10


@dataclass(frozen=True)
class Node:
    """A row of the picture: a record of the profile, or one of another profile whose link was refused."""

    name: str
    label: str
    row: int
    depth: int
    parent_row: int | None
    parent_depth: int
    weight: float | None
    refused: bool
    weakest: bool

    @property
    def source(self) -> str:
        """The source of the record."""
        return self.name.partition(":")[0]


@dataclass(frozen=True)
class _Place:
    """A record on its way into the picture: the record above it, how deep it stands, and what ties the two."""

    name: str
    parent: str | None
    depth: int
    weight: float | None


def placed(story: ProfileStory) -> tuple[Node, ...]:
    """The strongest tree of a profile from its founder down, refused links below the records that they start from.

    Of a large profile the records nearest to the founder are kept, and always both ends of the weakest tie.
    """
    joined = {member.name: member.matched_by for member in story.members}
    refusals: dict[str, list[Refusal]] = defaultdict(list)
    for refusal in story.refusals[:MOST_REFUSALS]:
        refusals[refusal.member].append(refusal)
    weakest = {story.ties[-1].left, story.ties[-1].right} if story.ties else set()
    nodes: list[Node] = []
    at: dict[str, tuple[int, int]] = {}
    for place in _kept(list(_walk(story)), weakest):
        parent_row, parent_depth = at[place.parent] if place.parent is not None else (None, 0)
        at[place.name] = len(nodes), place.depth
        label = f"{place.name}  {joined[place.name]}"
        is_weakest = {place.name, place.parent} == weakest and len(story.ties) > 1
        nodes.append(
            Node(place.name, label, len(nodes), place.depth, parent_row, parent_depth, place.weight, False, is_weakest)
        )
        nodes.extend(_refused(refusals[place.name], at[place.name], len(nodes)))
    return tuple(nodes)


def _refused(refusals: list[Refusal], parent: tuple[int, int], first: int) -> Iterator[Node]:
    row, depth = parent
    for place, refusal in enumerate(refusals):
        label = f"{refusal.other}  of {refusal.other_profile_id}, refused: {refusal.guard}"
        yield Node(refusal.other, label, first + place, depth + 1, row, depth, refusal.weight, True, False)


def _walk(story: ProfileStory) -> Iterator[_Place]:
    """Every member, the founder first, each after the one that it is tied to; the strongest ties first."""
    tied: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for tie in story.ties:
        tied[tie.left].append((-tie.weight, tie.right))
        tied[tie.right].append((-tie.weight, tie.left))
    seen: set[str] = set()
    for root in sorted(story.members, key=lambda member: (member.matched_by != "founder", member.name)):
        waiting = [_Place(root.name, None, 0, None)]
        while waiting:
            place = waiting.pop()
            if place.name in seen:
                continue
            seen.add(place.name)
            yield place
            below = [_Place(name, place.name, place.depth + 1, -bits) for bits, name in sorted(tied[place.name])]
            waiting.extend(reversed([item for item in below if item.name not in seen]))


def _kept(places: list[_Place], always: set[str]) -> list[_Place]:
    """As many places as fit, in their order: the way to the weakest tie first, then those nearest to the founder."""
    parents = {place.name: place.parent for place in places}
    keep: set[str] = set()
    for name in sorted(always):
        above: str | None = name
        while above is not None:
            keep.add(above)
            above = parents[above]
    for place in sorted(places, key=lambda place: place.depth):
        if len(keep) >= MOST_MEMBERS:
            break
        keep.add(place.name)
    return [place for place in places if place.name in keep]
