"""Which pairs are worth comparing: candidate rules from the attributes present, and a choice under a budget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from golden_record.model.attribute_types import TYPES, part_column

MAX_BLOCK = 400
"""Records that one value may bring together; beyond it a value says too little to compare everyone with everyone."""

PAIRS_PER_RECORD = 15
"""Pairs per record that `auto` spends at most, however high the job's budget: more finds next to nothing."""

FREE_PAIRS = 3_000_000
"""Pairs that are cheap at any size: small jobs may compare generously."""


@dataclass(frozen=True)
class Rule:
    """Records that agree on `key` are compared. `key` is SQL over one record; null keeps the record out.

    A rule over a list-valued attribute explodes it: `explode` is then the list, and `key` is over its element `item`.
    """

    name: str
    key: str
    explode: str | None = None
    required: bool = False
    """Whether the rule must run whatever it costs: its pairs are links by the job's own word."""


@dataclass(frozen=True)
class RuleCost:
    """What a rule would cost: counted from value frequencies, not guessed."""

    rule: Rule
    pairs: int
    skipped_values: int


def candidate_rules(attributes: Mapping[str, str]) -> tuple[Rule, ...]:
    """Every rule that the attributes allow, most telling first. `attributes` is name to type."""
    kinds = {name: TYPES[type_].kind for name, type_ in attributes.items()}
    names = [name for name, kind in kinds.items() if kind == "name"]
    dates = [name for name, kind in kinds.items() if kind == "date"]
    places = list(_places(attributes))
    single = [_one_value(name) for name in attributes if TYPES[attributes[name]].identifies]
    local = [_local_part(name) for name, kind in kinds.items() if kind == "email"]
    about_names = [rule for name in names for rule in _name_rules(name, dates, places)]
    return tuple(chain(single, about_names, local, _place_rules(places, dates), _date_rules(dates), _words(kinds)))


def declared_rules(blocking: Sequence[Sequence[str]], attributes: Mapping[str, str]) -> tuple[Rule, ...]:
    """The rules that the job lists: attributes or parts that must all be equal."""
    return tuple(_declared(columns, attributes) for columns in blocking)


def choose(costs: Iterable[RuleCost], budget: int) -> tuple[RuleCost, ...]:
    """The rules to run, in their own order: the required ones, then all that fit, the cheapest first."""
    known = [cost for cost in costs if cost.pairs]
    chosen = {cost.rule.name for cost in known if cost.rule.required}
    spent = sum(cost.pairs for cost in known if cost.rule.required)
    for cost in sorted(known, key=lambda cost: (cost.pairs, cost.rule.name)):
        if cost.rule.name not in chosen and spent + cost.pairs <= budget:
            chosen.add(cost.rule.name)
            spent += cost.pairs
    return tuple(cost for cost in known if cost.rule.name in chosen)


def budget(records: int, ceiling: int) -> int:
    """Pairs that `auto` may compare for so many records."""
    return min(ceiling, max(FREE_PAIRS, records * PAIRS_PER_RECORD))


def _declared(columns: Sequence[str], attributes: Mapping[str, str]) -> Rule:
    lists = [name for name in columns if name in attributes and TYPES[attributes[name]].multiple]
    # A second list stays out of the key: which of its values agree is for the comparison to say.
    singles = [f'"{name}"' for name in columns if name not in lists]
    if lists and not singles:
        return _one_value(lists[0])
    if lists:
        return Rule(" and ".join(columns), _joined(["item", *singles]), f'"{lists[0]}"')
    return Rule(" and ".join(columns), _joined(singles))


def _joined(keys: Sequence[str]) -> str:
    """One key from several; null as soon as one of them is."""
    return " || '|' || ".join(f"({key})::varchar" for key in keys)


def _one_value(attribute: str) -> Rule:
    return Rule(attribute, "item", f'"{attribute}"')


def _local_part(attribute: str) -> Rule:
    # Shorter local parts, such as `info` or `ivan`, belong to too many people to be a lead.
    return Rule(f"{attribute} before the @", "case when length(item) >= 6 then item end", f'"{attribute}__local"')


def _places(attributes: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Columns that say where a person lives, closest first, as (label, key)."""
    for name, type_ in attributes.items():
        if type_ == "address":
            street, house = (f'"{part_column(name, part)}"' for part in ("street", "house"))
            yield f"{name} house", _joined([street, house])
            yield f"{name} postcode", f'"{part_column(name, "postcode")}"'
            yield f"{name} street", street
        elif type_ in {"postcode", "city"}:
            yield name, f'"{name}"'


def _name_rules(name: str, dates: Sequence[str], places: Sequence[tuple[str, str]]) -> Iterable[Rule]:
    given, family = f'"{part_column(name, "given")}"', f'"{part_column(name, "family")}"'
    given_sound, family_sound = f'"{part_column(name, "given_sound")}"', f'"{part_column(name, "family_sound")}"'
    both = f"least({given}, {family}) || '|' || greatest({given}, {family})"
    yield Rule(f"{name}, in either order", f"case when length({given}) > 1 then {both} end")
    yield Rule(f"{name}, by sound", _joined([f"case when length({given}) > 1 then {given_sound} end", family_sound]))
    for date in dates:
        day = f'"{date}"'
        yield Rule(f"{date} and family name", _joined([day, family_sound]))
        yield Rule(f"{date} and given name", _joined([day, f"left({given_sound}, 3)"]))
        yield Rule(
            f"{date} and either name's first letters", _joined([day, f"least(left({given}, 2), left({family}, 2))"])
        )
        yield Rule(f"year of {date} and name", _joined([f"left({day}, 4)", f"left({given}, 1)", family_sound]))
        yield Rule(f"{date} without year and given name", _joined([f"substr({day}, 6)", given_sound]))
    for label, place in places:
        yield Rule(f"{label} and family name", _joined([place, family_sound]))
        yield Rule(f"{label} and given name", _joined([place, given_sound]))
    yield Rule(f"{name}: family name and initial", _joined([family_sound, f"left({given}, 1)"]))
    yield Rule(f"{name}: start of both names", _joined([f"left({given}, 3)", f"left({family}, 4)"]))
    yield Rule(f"{name}: family name", family_sound)


def _place_rules(places: Sequence[tuple[str, str]], dates: Sequence[str]) -> Iterable[Rule]:
    for label, place in places:
        yield Rule(label, place)
        for date in dates:
            yield Rule(f"{label} and {date}", _joined([place, f'"{date}"']))


def _date_rules(dates: Sequence[str]) -> Iterable[Rule]:
    for date in dates:
        yield Rule(date, f'"{date}"')


def _words(kinds: Mapping[str, str]) -> Iterable[Rule]:
    for name, kind in kinds.items():
        if kind in {"text", "number"}:
            yield Rule(f"{name} alone", f'"{name}"')
