"""Contradictions inside `activity`: names that are taken, and identifiers that are none."""

from __future__ import annotations

from collections.abc import Mapping

from golden_record.config.activity import SETTINGS
from golden_record.config.document import Document
from golden_record.config.patterns import mapping_at, select
from golden_record.config.sources import GIVEN_AT_RUN_TIME
from golden_record.model.activity import PROFILE_ACTIVITY
from golden_record.model.attribute_types import TYPES

_KINDS = frozenset({"identifier", "phone", "email"})
"""Kinds of attributes of which one value can stand for one person."""


def check_activity(document: Document, types: Mapping[str, str]) -> None:
    """Report what cannot be obeyed, at its place."""
    _check_names(document)
    _check_attributes(document, types)
    _check_paths(document)
    _check_traits(document)


def _check_names(document: Document) -> None:
    """Rejected rows stand under the name of where they come from, so no two things may have one."""
    sources = mapping_at(document.data, "sources")
    for name in mapping_at(document.data, "activity"):
        if name not in SETTINGS and name in sources:
            message = "a source has this name too"
            document.report(("activity", name), message, f"choose another name, such as `{name}_events`", at_key=True)


def _check_attributes(document: Document, types: Mapping[str, str]) -> None:
    for path, name in select(document.data, "activity.*.attribute"):
        type_name = types.get(str(name), "")
        if type_name and TYPES[type_name].kind not in _KINDS:
            message = f"a value of type {type_name} stands for nobody in particular"
            document.report(path, message, "name an identifier, a card, an e-mail address or a telephone")


def _check_paths(document: Document) -> None:
    for path, written in select(document.data, "activity.*.path"):
        if written == GIVEN_AT_RUN_TIME:
            document.report(path, "events are not handed over at run time", "write them to a file and name it")


def _check_traits(document: Document) -> None:
    for path, _ in select(document.data, "activity.traits.*"):
        if path[-1] in PROFILE_ACTIVITY.column_names:
            message = "this name is taken: the table of activity has a column of that name"
            document.report(path, message, f"choose another name, such as `my_{path[-1]}`", at_key=True)
