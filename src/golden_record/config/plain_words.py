"""What pydantic found, as a person would say it, at the place in the file where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from golden_record.config.document import MOST_PROBLEMS, Document, Value
from golden_record.config.positions import KeyPath, shorten
from golden_record.config.quantities import SPAN_PATTERN
from golden_record.config.schema import description_of, known_keys
from golden_record.config.tests import MOMENT_PATTERN, RECORD_PATTERN
from golden_record.errors import nearest

_FORMS = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
    "string_too_short": "text that is not empty",
}
_LIMITS = {
    "greater_than_equal": ("ge", "{} or more"),
    "less_than_equal": ("le", "{} or less"),
    "greater_than": ("gt", "more than {}"),
    "less_than": ("lt", "less than {}"),
    "string_too_long": ("max_length", "at most {} characters long"),
    "too_short": ("min_length", "given with at least {} entry"),
    "too_long": ("max_length", "given with at most {} entries"),
}
_FORM_HINTS = {
    "tuple_type": "write a list: `[...]`, or lines that begin with `- `",
    "dict_type": "write keys and values: `{key: value}`, or lines below it",
    "model_type": "write keys and values: `{key: value}`, or lines below it",
    "model_attributes_type": "write keys and values: `{key: value}`, or lines below it",
}
NAME_RULE = "a name: lower-case letters, digits and underscores, first a letter, at most 63 characters"
_PATTERNS = {
    r"^[a-z][a-z0-9_]{0,62}$": NAME_RULE,
    r"^[A-Z]{2}$": "a country of two capital letters, such as RU",
    r"^\d+(\.\d+)?\s?[KMGT]i?B$": "a size such as 16GB or 800MB",
    MOMENT_PATTERN: "a moment such as 2024-05-01 or 2024-05-01T12:30:00Z",
    RECORD_PATTERN: "a record as source:id, such as crm:1001",
    SPAN_PATTERN: "a span of time such as 12h, 2d, 6w or 1y",
}


@dataclass(frozen=True)
class _Finding:
    """One error of pydantic at its place in the document."""

    path: KeyPath
    error: ErrorDetails

    @property
    def type(self) -> str:
        return self.error["type"]

    @property
    def is_about_form(self) -> bool:
        """Whether the error says what the value should have been, which errors deeper inside make needless."""
        return self.type not in ("missing", "extra_forbidden", "value_error") and not self.is_about_key

    @property
    def is_about_key(self) -> bool:
        return self.error["loc"][-1:] == ("[key]",)


def report_invalid(document: Document, invalid: ValidationError) -> None:
    """Report every error of a validation."""
    errors = invalid.errors(include_url=False)
    findings = [_Finding(_path(error, document.data), error) for error in errors[: 5 * MOST_PROBLEMS]]
    misspelt = _misspelt(findings)
    by_path: dict[KeyPath, list[_Finding]] = {}
    for finding in _telling(findings):
        if finding.type != "missing" or finding.path not in misspelt:
            by_path.setdefault(finding.path, []).append(finding)
    for path, group in by_path.items():
        if document.full:
            return
        _report(document, path, group)


def _path(error: ErrorDetails, data: Value) -> KeyPath:
    """Where an error stands in the document: its location without the names of union members and validators."""
    location = error["loc"]
    if location[:1] == ("ignore",):
        location = ("attributes", *location)
    path: list[str | int] = []
    for step in location:
        children = _children(data)
        if step in children:
            data = children[step]
            path.append(step)
    if error["type"] == "missing":
        path.append(location[-1])
    return tuple(path)


def _children(data: Value) -> dict[str | int, Value]:
    children: dict[str | int, Value] = {}
    if isinstance(data, list | dict):
        children.update(enumerate(data) if isinstance(data, list) else data.items())
    return children


def _telling(findings: Iterable[_Finding]) -> list[_Finding]:
    """Findings without those about the form of a value inside which something else was found."""
    findings = list(findings)
    parents = {finding.path[:end] for finding in findings for end in range(len(finding.path))}
    return [finding for finding in findings if not (finding.is_about_form and finding.path in parents)]


def _misspelt(findings: Iterable[_Finding]) -> set[KeyPath]:
    """Missing keys that stand in the file under a wrong name: the wrong name is reported, and says it all."""
    findings = list(findings)
    missing: dict[KeyPath, list[str]] = {}
    for finding in findings:
        if finding.type == "missing":
            missing.setdefault(finding.path[:-1], []).append(str(finding.path[-1]))
    unknown = [finding.path for finding in findings if finding.type == "extra_forbidden"]
    return {
        (*path[:-1], name)
        for path in unknown
        for name in missing.get(path[:-1], [])
        if f"{name!r}?" in _meant(path) or str(path[-1]).startswith(f"{name}:")
    }


def _meant(path: KeyPath) -> str:
    """A hint for an unknown key: the colon that lacks its space, or the nearest known key."""
    key, known = str(path[-1]), known_keys(path[:-1])
    name, colon, value = key.partition(":")
    if colon and name in known:
        return f"put a space after the colon: `{name}: {shorten(value)}`"
    return nearest(key, known)


def _report(document: Document, path: KeyPath, group: list[_Finding]) -> None:
    finding = group[0]
    if finding.type == "missing":
        document.report(path, "is required, and missing", description_of(path), at_key=True)
    elif finding.type == "extra_forbidden":
        document.report(path, "unknown key", _meant(path), at_key=True)
    elif finding.is_about_key:
        document.report(path, f"is not {NAME_RULE}", _name_hint(str(path[-1])), at_key=True)
    elif finding.type == "value_error":
        _report_refusal(document, path, finding)
    else:
        _report_form(document, path, group)


def _report_refusal(document: Document, path: KeyPath, finding: _Finding) -> None:
    """Report what a validator of ours said: the message, and after a semicolon the hint."""
    message, _, hint = finding.error["msg"].removeprefix("Value error, ").partition("; ")
    if document.is_from_environment(path):
        message = "cannot be used here"  # the message may quote the value
    document.report(path, message, hint, at_key=isinstance(finding.error["input"], dict))


def _report_form(document: Document, path: KeyPath, group: list[_Finding]) -> None:
    """Report a value of another form than the models expect."""
    value = group[0].error["input"]
    expected = " or ".join(dict.fromkeys(_expected(finding.error) for finding in group))
    message = f"is {document.shown(path, value)}; it should be {expected}"
    if value is None:
        message = f"has no value; it should be {expected}"
    document.report(path, message, _hint(document, path, group))


def _expected(error: ErrorDetails) -> str:
    context: Mapping[str, object] = error.get("ctx", {})
    if error["type"] == "literal_error":
        words = str(context["expected"])
        return f"one of {words}" if "," in words else words
    if error["type"] in _LIMITS:
        key, text = _LIMITS[error["type"]]
        return text.format(_short(context[key]))
    if error["type"] == "string_pattern_mismatch":
        pattern = str(context["pattern"])
        return _PATTERNS.get(pattern, f"text that fits {pattern}")
    return _FORMS.get(error["type"], "of another form")


def _short(number: object) -> object:
    return f"{number:g}" if isinstance(number, float) else number


def _hint(document: Document, path: KeyPath, group: list[_Finding]) -> str:
    value = group[0].error["input"]
    words = [word for each in group for word in _words(each.error)]
    if document.is_from_environment(path):
        return "the value comes from the environment"
    if value is None:
        return "give a value, or remove the key"
    if isinstance(value, str) and words:
        return nearest(value, words)
    if group[0].type == "string_type" and isinstance(value, int | float):
        return f"put it in quotes: {document.shown(path, value)!r}"
    if isinstance(value, str) and _expected(group[0].error) == NAME_RULE:
        return _name_hint(value)
    return _FORM_HINTS.get(group[-1].type) or _description(path)


def _name_hint(name: str) -> str:
    """The name as the rule would have it, where enough of it is left to be recognised."""
    fitting = re.sub(r"[^a-z0-9]+", "_", name[:63].lower()).strip("_")
    return f"write {fitting!r}" if fitting[:1].isalpha() and fitting != name else "choose another name"


def _description(path: KeyPath) -> str:
    """What the manual says of the value, or of the nearest block around it."""
    return next((text for end in range(len(path), 0, -1) if (text := description_of(path[:end]))), "")


def _words(error: ErrorDetails) -> list[str]:
    context: Mapping[str, object] = error.get("ctx", {})
    return re.findall(r"'([^']*)'", str(context.get("expected", "")))
