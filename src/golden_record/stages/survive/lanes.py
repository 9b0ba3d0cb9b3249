"""Elections of a few profiles: attributes that ask the same are elected together, and the others in two lanes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from itertools import chain

from golden_record.stages.survive.ballot import Ballot
from golden_record.stages.survive.rules import AttributeRule, in_order_of_election
from golden_record.stages.survive.standing.queries import NARROW_VOICES

Lane = tuple[AttributeRule, ...]

MOST_CLAIMS = 1_000_000
"""Claims of all attributes up to which elections are held together and in two lanes.

One thread reads 122,880 rows of a table before another one has anything to do: with so few claims, hardly any attribute
has more, one lane leaves threads idle, and much of the time goes into statements, not rows. With more claims neither is
so, and both ways would hold more in memory.
"""

_DEARER: Mapping[str, int] = {"name": 2}
"""Kinds of value that take longer than others: the parts of names are looked up and compared."""


def two_lanes(ballot: Ballot, judged: Collection[str], claims: Mapping[str, int]) -> tuple[Lane, Lane]:
    """The rules, in order of election, in two lanes that take about as long; the second one may be empty.

    `claims` are counted per attribute; of attributes that are `judged` people know some truth. Rules that ask for
    another one's winner are in the lane of that one, and attributes of which the same is asked are one election.
    """
    if sum(claims.values()) > MOST_CLAIMS:
        return in_order_of_election(ballot.rules), ()
    # Trust that is learnt is another one for each attribute.
    singles = {*judged, *(rule.attribute for rule in ballot.rules if ballot.learns_trust and rule.teaches)}
    parts = _parts(elected_together(ballot.rules, singles))
    lanes: tuple[list[AttributeRule], list[AttributeRule]] = [], []
    loads = [0, 0]
    for part in sorted(parts, key=lambda part: -_load(part, claims)):
        lighter = loads.index(min(loads))
        lanes[lighter].extend(part)
        loads[lighter] += _load(part, claims)
    # What takes longest is in the first, beside which there is more to do.
    there, here = map(tuple, lanes)
    # No frame holds wider numbers, and in frames one connection hands to the other.
    apart = here and len(ballot.sources) <= NARROW_VOICES
    return (here, there) if apart else ((*there, *here), ())


def elected_together(rules: Iterable[AttributeRule], alone: Collection[str]) -> tuple[AttributeRule, ...]:
    """The rules, those that ask the same made one; attributes that are named are elected `alone`."""
    alike: dict[object, list[AttributeRule]] = {}
    for rule in rules:
        single = rule.attribute in alone or _is_special(rule)
        alike.setdefault(rule.attribute if single else _asked(rule), []).append(rule)
    return tuple(replace(first, together=tuple(others)) for first, *others in alike.values())


def _is_special(rule: AttributeRule) -> bool:
    """Whether an election has to do with that of another attribute, looks at the parts of its own, or is none."""
    tied = rule.leaders or rule.grouped or rule.leads or rule.led or rule.asked.follow
    return bool(tied or rule.spelling == "name" or rule.is_computed or rule.asked.plugin)


def _asked(rule: AttributeRule) -> object:
    """All of a rule that the statements of an election depend on, but for what they tell apart by the attribute."""
    # Only of these another kind makes other SQL: by which words names agree, and what a number is.
    kind = rule.kind if rule.kind in {"name", "number"} else None
    return rule.chain, rule.sources, rule.asked.model_dump_json(), rule.tiers, rule.spelling is None, kind


def _load(part: Lane, claims: Mapping[str, int]) -> int:
    return sum(_DEARER.get(one.kind, 1) * claims.get(one.attribute, 0) for rule in part for one in rule.each)


def _parts(rules: Iterable[AttributeRule]) -> list[Lane]:
    """The rules, in order of election, in parts that do not ask each other."""
    parts: list[Lane] = []
    for rule in in_order_of_election(rules):
        needed = {*rule.leaders, rule.asked.follow}
        asked = [part for part in parts if any(other.attribute in needed for other in part)]
        parts = [part for part in parts if part not in asked]
        parts.append((*chain(*asked), rule))
    return parts
