"""Names in the `tests` block that must exist: sources, attributes, records of the test itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from golden_record.config.consistency import ADDRESS_PARTS, NAME_PARTS
from golden_record.config.document import Document, Value
from golden_record.config.patterns import mapping_at, select
from golden_record.config.positions import KeyPath, key_path
from golden_record.config.references import MOST_NAMES_SEARCHED, attribute_types
from golden_record.config.tests import OwnRecordConfig
from golden_record.errors import nearest
from golden_record.model.attribute_types import TYPES

_OWN_FIELDS = frozenset(OwnRecordConfig.model_fields) - {"values"}
_PARTS: Mapping[str, tuple[str, ...]] = {"name": NAME_PARTS, "address": ADDRESS_PARTS}
"""Parts of a value, by kind of attribute."""


def check_tests(document: Document) -> None:
    """Report every name that names nothing, and records that a test names twice."""
    types = attribute_types(document.data)
    for path, test in select(document.data, "tests.*"):
        if isinstance(test, dict):
            _check_expected(document, path, test, types)
            _check_own_records(document, path, test, types)
            _check_names(document, path, test)
    if "id" in types and any(select(document.data, "tests.*.records.*")):
        message = "records of `tests` have a key of this name, which tells them apart"
        document.report(("attributes", "id"), message, "choose another name, such as `customer_id`", at_key=True)


def _check_expected(document: Document, path: KeyPath, test: Mapping[str, Value], types: Mapping[str, str]) -> None:
    expected = test.get("expect")
    for name in expected if isinstance(expected, dict) and types else ():
        if name not in types:
            _unknown(document, (*path, "expect", name), "attribute", name, types, at_key=True)


def _check_own_records(document: Document, path: KeyPath, test: Mapping[str, Value], types: Mapping[str, str]) -> None:
    sources = mapping_at(document.data, "sources")
    for place, record in _own_records(path, test):
        source = record.get("source")
        if isinstance(source, str) and sources and source not in sources:
            _unknown(document, (*place, "source"), "source", source, sources)
        fed = mapping_at(document.data, f"sources.{source}.attributes")
        for name in record.keys() - _OWN_FIELDS if types else ():
            if name not in types:
                _unknown(document, (*place, name), "attribute", name, (*types, *_OWN_FIELDS), at_key=True)
                if source is None and nearest(name, _OWN_FIELDS) == "did you mean 'source'?":
                    # What is misspelt is not missing too.
                    document.reported.add(key_path((*place, "source")))
            elif fed and name not in fed:
                message = f"source {source!r} does not feed this attribute, so no record of it says any"
                document.report((*place, name), message, nearest(name, fed), at_key=True)
            elif types[name] == "card":
                # The job is copied beside every run, and no number of a card is ever kept.
                message = "a number of a payment card does not belong into a job file"
                document.report(
                    (*place, name), message, "leave it out; test cards on records of the sources", at_key=True
                )
            else:
                _check_parts(document, (*place, name), record[name], types[name])


def _check_parts(document: Document, path: KeyPath, value: Value, type_name: str) -> None:
    if not isinstance(value, dict) or "value" in value or not type_name:
        return
    parts = _PARTS.get(TYPES[type_name].kind, ())
    for part in value:
        if not parts:
            message = f"a value of type {type_name} has no parts"
            document.report(
                (*path, part), message, "write the value itself, or `{value: ..., verified: true}`", at_key=True
            )
        elif part not in parts:
            document.report((*path, part), f"there is no part {part!r}", nearest(part, parts), at_key=True)


def _check_names(document: Document, path: KeyPath, test: Mapping[str, Value]) -> None:
    """Records are named by their source, or, where the test brings its own, are one of these."""
    own = [_own_name(number, record) for number, (_, record) in enumerate(_own_records(path, test), start=1)]
    twice = next((name for name, count in Counter(own).items() if count > 1), None)
    if twice is not None:
        message = f"two records of the test are {twice!r}"
        document.report((*path, "records"), message, "give each an `id` of its own", at_key=True)
    sources = mapping_at(document.data, "sources")
    for places in _named_records(path, test):
        seen: set[str] = set()
        for place, name in places:
            source = name.partition(":")[0]
            if sources and source not in sources and ":" in name:
                _unknown(document, place, "source", source, sources)
            elif own and ":" in name and name not in own:
                document.report(place, f"the test has no record {name!r} of its own", nearest(name, own))
            elif name in seen:
                document.report(place, "the record is named twice", "name another one")
            seen.add(name)


def _own_records(path: KeyPath, test: Mapping[str, Value]) -> Iterator[tuple[KeyPath, dict[str, Value]]]:
    records = test.get("records")
    for number, record in enumerate(records if isinstance(records, list) else ()):
        if isinstance(record, dict):
            yield (*path, "records", number), record


def _own_name(number: int, record: Mapping[str, Value]) -> str:
    return f"{record.get('source')}:{record.get('id') or number}"


def _named_records(path: KeyPath, test: Mapping[str, Value]) -> Iterator[list[tuple[KeyPath, str]]]:
    """Places at which records are named, those of one list together."""
    for key in ("must_match", "must_not_match"):
        names = test.get(key)
        items = enumerate(names) if isinstance(names, list) else ()
        yield [((*path, key, number), name) for number, name in items if isinstance(name, str)]
    golden = test.get("golden")
    if isinstance(golden, str):
        yield [((*path, "golden"), golden)]


def _unknown(
    document: Document, path: KeyPath, what: str, name: str, known: Iterable[str], *, at_key: bool = False
) -> None:
    options = frozenset(known)
    shown = repr(name) if at_key else document.shown(path, name)
    hint = nearest(name, options) if len(options) <= MOST_NAMES_SEARCHED else ""
    document.report(path, f"there is no {what} {shown}", hint, at_key=at_key)
