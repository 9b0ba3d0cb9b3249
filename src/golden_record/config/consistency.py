"""Rules over several blocks of a job, each a function that reports where a job contradicts itself."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Literal, TypeAlias, get_args

from golden_record.config.activity_checks import check_activity
from golden_record.config.base import DateOrder, WordOrder
from golden_record.config.cards import check_cards
from golden_record.config.document import Document, Value
from golden_record.config.expressions import expression_columns, expression_fault
from golden_record.config.household import automatic_evidence
from golden_record.config.patterns import mapping_at, select
from golden_record.config.positions import KeyPath
from golden_record.config.references import attribute_types
from golden_record.config.survivorship_checks import check_survivorship
from golden_record.errors import nearest
from golden_record.model.attribute_types import PART_SEPARATOR, TYPES, comparable_columns
from golden_record.model.tables import GOLDEN_PROFILE, STANDARD_RECORD

RESERVED = frozenset(GOLDEN_PROFILE.column_names) | frozenset(STANDARD_RECORD.column_names)
RESERVED_HISTORY = frozenset({"valid_from", "valid_to", "run_id"})
"""Columns that the published tables have besides the attributes."""

RESERVED_INSIDE = frozenset({"value", "reason", "node_id", "copy", "left_id", "right_id"})
"""Columns that stand beside those of the attributes while records are cleaned and compared."""

NAME_PARTS = ("given", "family", "middle", "patronymic", "suffix", "prefix")
ADDRESS_PARTS = ("line1", "line2", "street", "house", "building", "flat", "city", "region", "postcode", "country")
_PARTS: Mapping[str, tuple[str, ...]] = {"person_name": NAME_PARTS, "address": ADDRESS_PARTS}
_OTHER_FORMS = frozenset({"sql", "column", "verified", "at"})

Option: TypeAlias = Literal["region", "order", "formats", "limit"]
_OPTIONS: Mapping[Option, tuple[frozenset[str], str]] = {
    "region": (frozenset({"phone"}), "telephone numbers"),
    "order": (frozenset({"date"}), "dates"),
    "formats": (frozenset({"date"}), "dates"),
    "limit": (frozenset({"identifier", "phone", "email"}), "identifiers"),
}

_ORDERS: Mapping[str, tuple[str, ...]] = {"date": get_args(DateOrder), "name": get_args(WordOrder)}
"""What may be the order of a column, by kind of attribute."""

_RULE_NAMES = frozenset({"founder", "judgement", "probabilistic"})
"""What `matched_by` says of records that no rule brought in."""

_ENCODINGS = (
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "cp1251",
    "cp1252",
    "cp866",
    "koi8-r",
    "iso-8859-1",
    "latin-1",
)


def check_consistency(document: Document) -> None:
    """Report every contradiction between the blocks."""
    types = attribute_types(document.data)
    _check_ignore(document)
    _check_attribute_names(document, types)
    _check_something_compared(document)
    _check_compared(document)
    _check_blocking_columns(document, types)
    check_cards(document, types)
    _check_options(document, types)
    _check_parts(document, types)
    _check_ways_of_writing(document, types)
    _check_encodings(document)
    _check_rule_names(document)
    _check_household(document, types)
    _check_files(document)
    _check_renamed(document)
    check_survivorship(document, types)
    check_activity(document, types)


def options_not_of(type_name: str) -> tuple[Option, ...]:
    """Options of an attribute that mean nothing for a type."""
    kind = TYPES[type_name].kind
    return tuple(option for option, (kinds, _) in _OPTIONS.items() if kind not in kinds)


def _check_ignore(document: Document) -> None:
    for path, _ in select(document.data, "ignore"):
        document.report(path, "is no block of its own", "`ignore` belongs inside `attributes`", at_key=True)


def _check_attribute_names(document: Document, types: Mapping[str, str]) -> None:
    for name in types:
        path = ("attributes", name)
        if name in RESERVED | RESERVED_HISTORY | RESERVED_INSIDE:
            message = "this name is taken: the tables of a run have a column of that name"
            document.report(path, message, f"choose another name, such as `customer_{name}`", at_key=True)
        elif PART_SEPARATOR in name:
            message = f"`{PART_SEPARATOR}` separates an attribute from its parts"
            document.report(path, message, "use a single underscore", at_key=True)


def _check_something_compared(document: Document) -> None:
    """A job whose records have nothing to be compared by would publish every record as a person of its own."""
    declared = {name: given for name, given in mapping_at(document.data, "attributes").items() if name != "ignore"}
    compared = [
        name for name, given in declared.items() if not isinstance(given, dict) or given.get("compare") is not False
    ]
    if declared and not compared:
        message = "no attribute takes part in matching, so no two records could ever be one person"
        document.report(
            ("attributes",), message, "remove `compare: false` from an attribute that tells people apart", at_key=True
        )


def _check_compared(document: Document) -> None:
    """What links records, or keeps them apart, must be compared: such a rule would fail, such a conflict go unseen."""
    declared = mapping_at(document.data, "attributes")
    for pattern in ("match.rules.*.on.*", "match.blocking.*.*", "match.comparisons.*.attribute", "cluster.conflicts.*"):
        for path, name in select(document.data, pattern):
            attribute = str(name).partition(PART_SEPARATOR)[0]
            given = None if path[-1] == "sql" else declared.get(attribute)
            if isinstance(given, dict) and given.get("compare") is False:
                message = f"attribute {attribute!r} takes no part in matching"
                document.report(path, message, f"remove `compare: false` from `attributes.{attribute}`")


def _check_blocking_columns(document: Document, types: Mapping[str, str]) -> None:
    """What SQL of a blocking rule reads must be a column of the records that are compared."""
    declared = mapping_at(document.data, "attributes")
    compared = [(name, kind) for name, kind in types.items() if kind and _is_compared(declared.get(name))]
    known = frozenset(comparable_columns(compared))
    for path, sql in select(document.data, "match.blocking.*.sql"):
        if not isinstance(sql, str) or expression_fault(sql):
            continue
        for name in sorted(expression_columns(sql) - known):
            message = f"there is no attribute or part {name!r} that is compared"
            document.report(path, message, nearest(name, known))


def _is_compared(given: Value) -> bool:
    return not isinstance(given, dict) or given.get("compare") is not False


def _check_options(document: Document, types: Mapping[str, str]) -> None:
    declared = mapping_at(document.data, "attributes")
    for name, type_name in types.items():
        given = declared[name]
        for option in options_not_of(type_name) if type_name else ():
            if isinstance(given, dict) and option in given:
                message = f"this option is for {_OPTIONS[option][1]}; the attribute is of type {type_name}"
                document.report(("attributes", name, option), message, "remove it, or change the type", at_key=True)


def _check_parts(document: Document, types: Mapping[str, str]) -> None:
    for path, mapping in select(document.data, "sources.*.attributes.*"):
        if not isinstance(mapping, dict) or _OTHER_FORMS & mapping.keys():
            continue
        type_name = types.get(str(path[-1]), "")
        if type_name and type_name not in _PARTS:
            message = f"a value of type {type_name} has no parts"
            document.report(path, message, "name one column, a list of columns, or `sql`", at_key=True)
        elif type_name:
            _check_part_names(document, path, mapping, type_name)


def _check_part_names(document: Document, path: KeyPath, mapping: Mapping[str, Value], type_name: str) -> None:
    parts = _PARTS[type_name]
    for part in mapping:
        if part in (*NAME_PARTS, *ADDRESS_PARTS) and part not in parts:
            message = f"a value of type {type_name} has no part of this name"
            document.report((*path, part), message, nearest(part, parts), at_key=True)


def _check_ways_of_writing(document: Document, types: Mapping[str, str]) -> None:
    """What a column of a source says of its way of writing must mean something for the type that it feeds."""
    for pattern in ("sources.*.attributes.*", "sources.*.attributes.*.*"):
        for path, mapping in select(document.data, pattern):
            type_name = types.get(str(path[3]), "")
            if type_name and isinstance(mapping, dict) and mapping.keys() & {"column", "sql"}:
                _check_column_region(document, path, mapping, type_name)
                _check_column_order(document, path, mapping, type_name)


def _check_column_region(document: Document, path: KeyPath, mapping: Mapping[str, Value], type_name: str) -> None:
    if "region" in mapping and TYPES[type_name].kind != "phone":
        message = f"this option is for telephone numbers; the attribute is of type {type_name}"
        document.report((*path, "region"), message, "remove it", at_key=True)


def _check_column_order(document: Document, path: KeyPath, mapping: Mapping[str, Value], type_name: str) -> None:
    order = mapping.get("order")
    known = _ORDERS.get(TYPES[type_name].kind)
    if order is None:
        return
    if known is None:
        message = f"this option is for dates and names; the attribute is of type {type_name}"
        document.report((*path, "order"), message, "remove it", at_key=True)
    elif order in [word for words in _ORDERS.values() for word in words if word not in known]:
        message = f"a value of type {type_name} has no order {document.shown((*path, 'order'), order)}"
        document.report((*path, "order"), message, f"known are {', '.join(f'`{word}`' for word in known)}")


def _check_encodings(document: Document) -> None:
    for pattern in ("sources.*.encoding", "activity.*.encoding"):
        for path, encoding in select(document.data, pattern):
            if isinstance(encoding, str) and not _is_encoding(encoding):
                message = f"there is no encoding {document.shown(path, encoding)}"
                document.report(path, message, nearest(encoding.lower(), _ENCODINGS))


def _is_encoding(name: str) -> bool:
    try:
        "text".encode(name)
    except (LookupError, ValueError):
        return False
    return True


def _check_rule_names(document: Document) -> None:
    seen: set[str] = set()
    for path, name in select(document.data, "match.rules.*.name"):
        if not isinstance(name, str):
            continue
        if name in _RULE_NAMES:
            message = f"the name {document.shown(path, name)} is taken: records that no rule brought in have it"
            document.report(path, message, "choose another name")
        elif name in seen:
            document.report(path, f"another rule is named {document.shown(path, name)} too", "choose another name")
        seen.add(name)


def _check_household(document: Document, types: Mapping[str, str]) -> None:
    """A block without a value, or nothing that people of one home could share: no run would find a household."""
    for path, block in select(document.data, "household"):
        asked = block == "auto" or (isinstance(block, dict) and block.get("on", "auto") == "auto")
        shared = [str(place[1]) for place, flag in select(document.data, "attributes.*.shared") if flag]
        if block is None:
            document.report(path, "has no value", "write `household: auto`, or remove the key", at_key=True)
        elif asked and types and not automatic_evidence(types, shared):
            message = "no attribute is an address, a phone, an e-mail address or a card that a household could share"
            hint = "name what its people share: `household: {on: [...]}`, or remove the block"
            document.report(path, message, hint, at_key=True)


def _check_renamed(document: Document) -> None:
    """A source has one former name, and one that is free: two sources cannot have been one."""
    sources, heirs = mapping_at(document.data, "sources"), dict[str, KeyPath]()
    for path, former in select(document.data, "sources.*.renamed_from"):
        if not isinstance(former, str):
            continue
        if former == path[1]:
            document.report(path, "is the source's own name", "write the name that it had before, or remove the line")
        elif former in sources:
            hint = "remove this line: the records of that source are its own"
            document.report(path, f"{former!r} is still a source of the job", hint)
        elif former in heirs:
            document.report(
                path, f"{former!r} is the former name of {heirs[former][1]!r} too", "leave it at one of them"
            )
        heirs.setdefault(former, path)


def _check_files(document: Document) -> None:
    """State and mart are replaced or written by every run: nothing else may lie there."""
    state = _path(document, "state") or f"state/{_path(document, 'name')}.duckdb"
    mart = _path(document, "publish.mart") or "out/mart.duckdb"
    if posixpath.normpath(state) == posixpath.normpath(mart):
        path: KeyPath = ("publish", "mart") if _path(document, "publish.mart") else ("state",)
        document.report(path, "the mart and the state are the same file", "give each its own file")
    overrides = _path(document, "cluster.overrides")
    if overrides and posixpath.normpath(overrides) in (posixpath.normpath(state), posixpath.normpath(mart)):
        message = "the judgements are a file that the run itself writes"
        document.report(("cluster", "overrides"), message, "name the CSV file of the judgements")
    for pattern, what in (("sources.*.path", "source"), ("activity.*.path", "table of events")):
        for path, written in select(document.data, pattern):
            file = posixpath.normpath(str(written).removeprefix("duckdb:"))
            if file in (posixpath.normpath(state), posixpath.normpath(mart)):
                document.report(
                    path, f"the {what} is a file that the run itself writes", f"name the file of the {what}"
                )


def _path(document: Document, pattern: str) -> str:
    value = next((value for _, value in select(document.data, pattern)), None)
    return value if isinstance(value, str) else ""
