"""Candidate rules: what records may share to be compared, from the attributes present or from the job."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from golden_record.config.match import Blocking, SqlBlocking
from golden_record.model.attribute_types import PART_SEPARATOR, TYPES, part_column

SHORTEST_LOCAL = 6
"""Letters that the part of an e-mail address before the @ needs: `info` or `ivan` belong to too many people."""


@dataclass(frozen=True)
class Rule:
    """Records that agree on `key` are compared. `key` is SQL over one record; null keeps the record out.

    A rule over a list-valued attribute explodes it: `explode` is then the list, and `key` is over its element `item`.
    """

    name: str
    key: str
    explode: str | None = None
    attributes: tuple[str, ...] = ()
    """Attributes that the key is made of; rules that share none find a pair for independent reasons."""

    required: bool = False
    """Whether the rule must run whatever it costs: its pairs are links by the job's own word."""


def candidate_rules(attributes: Mapping[str, str]) -> tuple[Rule, ...]:
    """Every rule that the attributes allow, most telling first. `attributes` is name to type."""
    kinds = {name: TYPES[type_].kind for name, type_ in attributes.items()}
    names = [name for name, kind in kinds.items() if kind == "name"]
    dates = [name for name, kind in kinds.items() if kind == "date"]
    places = list(_places(attributes))
    proofs = [name for name, type_ in attributes.items() if TYPES[type_].identifies]
    return tuple(
        chain(
            map(_one_value, proofs),
            (rule for name in names for rule in _name_rules(name, dates, places)),
            (rule for name, kind in kinds.items() if kind == "email" for rule in _email_rules(name)),
            (rule for name, kind in kinds.items() if kind == "phone" for rule in _phone_rules(name, names)),
            (_refined(proof, name) for proof in proofs for name in names[:1]),
            _place_rules(places, dates),
            _date_rules(dates),
            _words(kinds),
        )
    )


def declared_rules(blocking: Sequence[Blocking], attributes: Mapping[str, str]) -> tuple[Rule, ...]:
    """The rules that the job lists: attributes or parts that must all be equal, or SQL that must."""
    return tuple(_computed(item) if isinstance(item, SqlBlocking) else _declared(item, attributes) for item in blocking)


def required(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The same rules as ones that must run."""
    return tuple(replace(rule, required=True) for rule in rules)


def each_once(*rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """All of these rules in order, of equal ones the first."""
    found: dict[tuple[str, str | None], Rule] = {}
    for rule in chain(*rules):
        found.setdefault((rule.key, rule.explode), rule)
    return tuple(found.values())


# --- from the job


def _computed(blocking: SqlBlocking) -> Rule:
    named = tuple(dict.fromkeys(column.partition(PART_SEPARATOR)[0] for column in blocking.columns()))
    return Rule(f"sql: {blocking.sql}", f"({blocking.sql})", attributes=named)


def _declared(columns: Sequence[str], attributes: Mapping[str, str]) -> Rule:
    lists = [name for name in columns if name in attributes and TYPES[attributes[name]].multiple]
    named = tuple(dict.fromkeys(column.partition(PART_SEPARATOR)[0] for column in columns))
    # A second list stays out of the key: which of its values agree is for the comparison to say.
    singles = [f'"{name}"' for name in columns if name not in lists]
    if lists and not singles:
        return _one_value(lists[0])
    if lists:
        return Rule(" and ".join(columns), _joined(["item", *singles]), f'"{lists[0]}"', named)
    return Rule(" and ".join(columns), _joined(singles), attributes=named)


# --- from the attributes


@dataclass(frozen=True)
class _Place:
    """A column that says where a person lives."""

    label: str
    key: str
    attribute: str


def _joined(keys: Sequence[str]) -> str:
    """One key from several; null as soon as one of them is."""
    return " || '|' || ".join(f"({key})::varchar" for key in keys)


def _one_value(attribute: str) -> Rule:
    return Rule(attribute, "item", f'"{attribute}"', (attribute,))


def _refined(attribute: str, name: str) -> Rule:
    """What is left of a value that many people hold: those of them who are called alike."""
    given = f'"{part_column(name, "given_sound")}"'
    return Rule(f"{attribute} and given name", _joined(["item", given]), f'"{attribute}"', (attribute, name))


def _email_rules(attribute: str) -> Iterable[Rule]:
    local, known = f'"{attribute}__local"', f"length(item) >= {SHORTEST_LOCAL}"
    yield Rule(f"{attribute} before the @", f"case when {known} then item end", local, (attribute,))
    yield Rule(f"end of {attribute} before the @", f"case when {known} then right(item, 6) end", local, (attribute,))
    # Fewer letters would be a given name and nothing else.
    yield Rule(f"start of {attribute}", "case when length(item) > 8 then left(item, 8) end", local, (attribute,))


def _phone_rules(attribute: str, names: Sequence[str]) -> Iterable[Rule]:
    # Seven digits are a number without its country and area, which people write in ten ways or leave out.
    last = "case when length(item) > 7 then right(item, 7) end"
    yield Rule(f"last digits of {attribute}", last, f'"{attribute}"', (attribute,))
    for name in names:
        initial = f'left("{part_column(name, "given")}", 1)'
        first = _joined(["case when length(item) > 9 then left(ltrim(item, '+'), 9) end", initial])
        yield Rule(f"first digits of {attribute} and initial", first, f'"{attribute}"', (attribute, name))


def _places(attributes: Mapping[str, str]) -> Iterable[_Place]:
    """Columns that say where a person lives, closest first."""
    for name, type_ in attributes.items():
        if type_ == "address":
            street, house = (f'"{part_column(name, part)}"' for part in ("street", "house"))
            yield _Place(f"{name} house", _joined([street, house]), name)
            yield _Place(f"{name} postcode", f'"{part_column(name, "postcode")}"', name)
            yield _Place(f"{name} street", street, name)
        elif type_ in {"postcode", "city"}:
            yield _Place(name, f'"{name}"', name)


def _name_rules(name: str, dates: Sequence[str], places: Sequence[_Place]) -> Iterable[Rule]:
    given, family = f'"{part_column(name, "given")}"', f'"{part_column(name, "family")}"'
    given_sound, family_sound = f'"{part_column(name, "given_sound")}"', f'"{part_column(name, "family_sound")}"'
    whole = f"case when length({given}) > 1 then {given_sound} end"
    both = f"least({given}, {family}) || '|' || greatest({given}, {family})"
    alone = (name,)
    yield Rule(f"{name}, in either order", f"case when length({given}) > 1 then {both} end", attributes=alone)
    yield Rule(f"{name}, by sound", _joined([whole, family_sound]), attributes=alone)
    for date in dates:
        yield from _name_and_date(name, date)
    for place in places:
        named = (place.attribute, name)
        yield Rule(f"{place.label} and family name", _joined([place.key, family_sound]), attributes=named)
        yield Rule(f"{place.label} and given name", _joined([place.key, given_sound]), attributes=named)
    yield Rule(f"{name}: family name and initial", _joined([family_sound, f"left({given}, 1)"]), attributes=alone)
    yield Rule(f"{name}: start of both names", _joined([f"left({given}, 3)", f"left({family}, 4)"]), attributes=alone)
    yield Rule(f"{name}: given name and initial", _joined([whole, f"left({family}, 1)"]), attributes=alone)
    yield Rule(f"{name}: family name", family_sound, attributes=alone)


def _name_and_date(name: str, date: str) -> Iterable[Rule]:
    given, family = f'"{part_column(name, "given")}"', f'"{part_column(name, "family")}"'
    given_sound, family_sound = f'"{part_column(name, "given_sound")}"', f'"{part_column(name, "family_sound")}"'
    day, named = f'"{date}"', (date, name)
    first_letters = f"least(left({given}, 2), left({family}, 2))"
    either = f"[case when length({given}) > 1 then {given} end, case when length({family}) > 1 then {family} end]"
    year = f"left({day}, 4)"
    yield Rule(f"{date} and family name", _joined([day, family_sound]), attributes=named)
    yield Rule(f"{date} and given name", _joined([day, f"left({given_sound}, 3)"]), attributes=named)
    yield Rule(f"{date} and either name's first letters", _joined([day, first_letters]), attributes=named)
    yield Rule(f"year of {date} and name", _joined([year, f"left({given}, 1)", family_sound]), attributes=named)
    yield Rule(f"{date} without year and given name", _joined([f"substr({day}, 6)", given_sound]), attributes=named)
    yield Rule(f"year of {date} and either name", _joined(["item", year]), either, named)


def _place_rules(places: Sequence[_Place], dates: Sequence[str]) -> Iterable[Rule]:
    for place in places:
        yield Rule(place.label, place.key, attributes=(place.attribute,))
        for date in dates:
            key = _joined([place.key, f'"{date}"'])
            yield Rule(f"{place.label} and {date}", key, attributes=(place.attribute, date))


def _date_rules(dates: Sequence[str]) -> Iterable[Rule]:
    for date in dates:
        yield Rule(date, f'"{date}"', attributes=(date,))


def _words(kinds: Mapping[str, str]) -> Iterable[Rule]:
    for name, kind in kinds.items():
        if kind in {"text", "number"}:
            yield Rule(f"{name} alone", f'"{name}"', attributes=(name,))
