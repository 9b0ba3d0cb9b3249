"""Contradictions inside `survivorship`: strategies that a type does not have, groups that overlap or go in circles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import entry_points

from golden_record.config.document import Document, Value
from golden_record.config.patterns import mapping_at, select
from golden_record.config.positions import KeyPath
from golden_record.config.survivorship import PLUGIN_GROUP
from golden_record.errors import nearest
from golden_record.model.attribute_types import TYPES

_BY_TYPE: Mapping[str, tuple[frozenset[str], str]] = {
    "sum": (frozenset({"number"}), "numbers"),
    "average": (frozenset({"number"}), "numbers"),
    "min": (frozenset({"number", "date", "birth_date"}), "numbers and dates"),
    "max": (frozenset({"number", "date", "birth_date"}), "numbers and dates"),
    "any_true": (frozenset({"boolean"}), "type boolean"),
    "all_true": (frozenset({"boolean"}), "type boolean"),
}
"""Strategies that only some types have, and how a person says which."""

_SPELT = frozenset({"name", "address", "text", "date"})

_CHAIN_PLACES = ("", ".*", ".choose", ".choose.*", ".when.*", ".when.*.*")


def check_survivorship(document: Document, types: Mapping[str, str]) -> None:
    """Report what cannot be obeyed, at its place."""
    _check_strategies(document, types)
    _check_spelling(document, types)
    _check_default(document)
    _check_groups(document)
    _check_circles(document)
    _check_plugins(document)


def _check_strategies(document: Document, types: Mapping[str, str]) -> None:
    for place in _CHAIN_PLACES:
        for path, strategy in select(document.data, f"survivorship.attributes.*{place}"):
            known = _BY_TYPE.get(strategy) if isinstance(strategy, str) else None
            type_name = types.get(str(path[2]), "")
            if known and type_name and type_name not in known[0]:
                message = f"the strategy `{strategy}` is for {known[1]}; the attribute is of type {type_name}"
                document.report(path, message, "choose another strategy, or change the type")


def _check_spelling(document: Document, types: Mapping[str, str]) -> None:
    """One sign more is a slip in a word, and somebody else's number in an identifier."""
    for path, spelling in select(document.data, "survivorship.attributes.*.spelling"):
        type_name = types.get(str(path[2]), "")
        if spelling == "agreed" and type_name and TYPES[type_name].kind not in _SPELT:
            message = f"the spelling of values of type {type_name} cannot be put right by comparing them"
            document.report(path, message, "remove it: their cleaner reads them")


def _check_default(document: Document) -> None:
    """The default holds for attributes of all types, so it cannot ask what only some have."""
    for place in ("", ".*"):
        for path, strategy in select(document.data, f"survivorship.default{place}"):
            if isinstance(strategy, str) and strategy in _BY_TYPE:
                message = f"the strategy `{strategy}` is for {_BY_TYPE[strategy][1]}, and the default is for all"
                document.report(path, message, "give it to the attributes that it is for")


def _check_groups(document: Document) -> None:
    """A value can come from one record only: that of one group."""
    owners: dict[str, str] = {}
    for leader, survivor in _survivors(document):
        for at, member in enumerate(_members(survivor)):
            path: KeyPath = ("survivorship", "attributes", leader, "group", at)
            owner = owners.setdefault(member, leader)
            if owner != leader:
                document.report(path, f"{member!r} is in the group of {owner!r} too", "leave it in one of them")
            elif member != leader and _leads_itself(document, member):
                message = f"{member!r} is elected by a `group`, `follow` or computation of its own"
                document.report(path, message, "remove that, or leave it out of the group")


def _leads_itself(document: Document, name: str) -> bool:
    survivor = mapping_at(document.data, f"survivorship.attributes.{name}")
    return any(key in survivor for key in ("group", "follow", "sql", "plugin"))


def _check_circles(document: Document) -> None:
    """Somebody must be elected first."""
    follows = {name: str(survivor["follow"]) for name, survivor in _survivors(document) if "follow" in survivor}
    grouped = {
        member: leader for leader, survivor in _survivors(document) for member in _members(survivor) if member != leader
    }
    before = grouped | follows
    for name in follows:
        seen = [name]
        while (step := before.get(seen[-1])) and step not in seen:
            seen.append(step)
        if step == name:
            path = ("survivorship", "attributes", name, "follow")
            message = f"goes in a circle: {' follows '.join([*seen, name])}"
            document.report(path, message, "let one of them be chosen by itself")


def _check_plugins(document: Document) -> None:
    for path, name in select(document.data, "survivorship.attributes.*.plugin"):
        offered = {point.name for point in entry_points(group=PLUGIN_GROUP)}
        if isinstance(name, str) and name not in offered:
            message = f"no installed package offers the plug-in {document.shown(path, name)}"
            hint = nearest(name, offered) or f"install one that has it under the entry point `{PLUGIN_GROUP}`"
            document.report(path, message, hint)


def _members(survivor: Mapping[str, Value]) -> tuple[str, ...]:
    members = survivor.get("group")
    return tuple(map(str, members)) if isinstance(members, list) else ()


def _survivors(document: Document) -> Iterator[tuple[str, Mapping[str, Value]]]:
    for name, survivor in mapping_at(document.data, "survivorship.attributes").items():
        if isinstance(survivor, dict):
            yield name, survivor
