"""The JSON Schema of the job file: for editors, and the one source from which hints and the manual are made."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TypeAlias, cast

from golden_record.config.job import JobConfig
from golden_record.config.positions import KeyPath

Schema: TypeAlias = dict[str, object]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

# Any value may come from the environment; `100_000_000` and `yes` are text to YAML 1.2, and understood all the same.
_AS_TEXT = {
    "integer": r"\$\{|^[0-9][0-9_]*$",
    "number": r"\$\{|^[0-9][0-9_]*$",
    "boolean": r"\$\{|^(yes|no|on|off)$",
}


def job_schema() -> Schema:
    """JSON Schema (2020-12) of a job file, as an editor uses it."""
    schema = copy.deepcopy(_base_schema())
    for node in _nodes(schema):
        _allow_environment(node)
    return schema


def known_keys(path: KeyPath) -> tuple[str, ...]:
    """The keys that a mapping at this path may have; none where the user chooses them."""
    names = {name: None for node in schemas_at(path) for name in cast(Schema, node.get("properties", {}))}
    return tuple(names)


def description_of(path: KeyPath) -> str:
    """What the manual says of the key at a path; empty for keys that the user chooses."""
    for parent in schemas_at(path[:-1]):
        node = cast(dict[str, Schema], parent.get("properties", {})).get(str(path[-1]))
        if node:
            # A field that says the same as its model leaves the words to the model.
            forms = [node, *_forms(node, _base_schema())]
            # The width of the code is no reason to break a line of a hint.
            return next((" ".join(str(form["description"]).split()) for form in forms if "description" in form), "")
    return ""


def schemas_at(path: KeyPath) -> list[Schema]:
    """Every form that a value at this path may take."""
    schema = _base_schema()
    forms = list(_forms(schema, schema))
    for step in path:
        forms = [leaf for form in forms for child in _children(form, step) for leaf in _forms(child, schema)]
    return forms


@cache
def _base_schema() -> Schema:
    schema = JobConfig.model_json_schema()
    properties = schema["properties"]
    ignore = properties.pop("ignore")
    attributes = properties["attributes"]
    attributes["properties"] = {"ignore": {**ignore, "description": _first_line(ignore["description"])}}
    # The pattern of attribute names also fits `ignore`, which is none; everything else must still match it.
    attributes["patternProperties"] = {
        rf"^(?!ignore$){pattern.removeprefix('^')}": node
        for pattern, node in attributes.get("patternProperties", {}).items()
    }
    return {"$schema": DIALECT, **schema, "title": "golden_record job"}


def _first_line(text: str) -> str:
    return text.split(";", maxsplit=1)[0] + "."


def _forms(schema: Schema, root: Schema) -> Iterator[Schema]:
    """The schema without references and alternatives."""
    reference = schema.get("$ref")
    if isinstance(reference, str):
        definitions = cast(Mapping[str, Schema], root["$defs"])
        yield from _forms(definitions[reference.rsplit("/", 1)[-1]], root)
        return
    alternatives = [*_list(schema, "anyOf"), *_list(schema, "oneOf"), *_list(schema, "allOf")]
    for alternative in alternatives:
        yield from _forms(alternative, root)
    if not alternatives:
        yield schema


def _list(schema: Schema, keyword: str) -> list[Schema]:
    return cast(list[Schema], schema.get(keyword, []))


def _children(schema: Schema, step: str | int) -> Iterator[Schema]:
    if isinstance(step, int):
        items = schema.get("items")
        yield from [items] if isinstance(items, dict) else []
        return
    properties = cast(Mapping[str, Schema], schema.get("properties", {}))
    if step in properties:
        yield properties[step]
        return
    # Any name will do here: a misspelt one should still lead to hints about what is inside it.
    yield from cast(Mapping[str, Schema], schema.get("patternProperties", {})).values()
    additional = schema.get("additionalProperties")
    if isinstance(additional, dict):
        yield additional


def _nodes(schema: object) -> Iterator[Schema]:
    if isinstance(schema, dict):
        yield schema
        for value in list(schema.values()):
            yield from _nodes(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from _nodes(item)


def _allow_environment(node: Schema) -> None:
    kind = node.get("type")
    if isinstance(kind, str) and kind in _AS_TEXT:
        node["type"] = [kind, "string"]
        node["pattern"] = _AS_TEXT[kind]
