"""The reference of the job file, written from the models: what the manual says is what the loader does."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import cast

from golden_record.config.planned import PLANNED_KEYS
from golden_record.config.positions import KeyPath
from golden_record.config.schema import Schema, description_of, schemas_at
from golden_record.model.attribute_types import TYPES

SMALLEST_JOB = """\
version: 1
name: shop
sources:
  crm:
    path: customers.csv
    key: customer_id
    updated_at: changed_at
    attributes: {full_name: name, email: email, phone: [mobile, home]}
attributes:
  full_name: {type: person_name}
  email: {type: email, many: true}
  phone: {type: phone, region: RU, many: true}
"""
"""A complete job: everything else has a default."""

_INTRODUCTION = """\
# The job file

<!-- Written by golden_record.config.manual from the models of the job. -->

One YAML file holds everything that a run needs. Paths are relative to the folder of the file. This is a whole job:

```yaml
{example}```

## How the file is read

- Unknown keys, unknown names and values of a wrong form are errors. All of them are reported at once, each with line,
  column, key and a hint.
- YAML is read by the core schema of version 1.2: `yes`, `no`, `on` and `off` are text (a flag understands them), and so
  are codes such as `0123`, `+79161234567` and `12:30:45`. Large numbers may be grouped: `100_000_000`.
- Keys may stand once. Tags, merge keys (`<<`) and several documents in a file are refused; aliases are allowed.
- `${{NAME}}` and `${{NAME:-default}}` take a value from the environment, in any string that is not a key; `$$` is a
  dollar sign. Such values appear in no message and in no resolved job.
- Names that you choose (of the job, sources, attributes) are lower-case letters, digits and underscores.
- SQL is an expression over the columns of one row, in DuckDB's dialect. Queries, aggregates, files, the clock and
  chance are refused.
"""


def job_manual() -> str:
    """The reference in Markdown."""
    parts = [_INTRODUCTION.format(example=SMALLEST_JOB), *_section((), "All keys"), *_attribute_types(), *_planned()]
    return "\n".join(parts).rstrip() + "\n"


def _section(path: KeyPath, title: str) -> Iterator[str]:
    """A heading and a table of keys, then the sections of the keys that hold mappings."""
    rows = list(dict(_rows(path)).items())
    if not rows:
        return
    level = "##" if len(path) < 2 else "###"
    about = [description_of(path), ""] if path and description_of(path) else []
    yield from (f"{level} {title}", "", *about)
    yield from _table(("key", "form", "default", "meaning"), [row for _, row in rows])
    for name, _ in rows:
        yield from _sections_below((*path, name))


def _sections_below(path: KeyPath) -> Iterator[str]:
    """Sections of the mappings that a key holds: its own, or those under names and in lists."""
    children = list(_named_children(path))
    for child in [path, *children]:
        yield from _section(child, f"`{_title(child)}`")


def _named_children(path: KeyPath) -> Iterator[KeyPath]:
    if any(
        "patternProperties" in form or isinstance(form.get("additionalProperties"), dict) for form in schemas_at(path)
    ):
        yield (*path, _PLACEHOLDERS.get(str(path[-1]), "<name>"))
        yield from _named_grandchildren((*path, _PLACEHOLDERS.get(str(path[-1]), "<name>")))
    if any("items" in form for form in schemas_at(path)):
        yield (*path, 0)


def _named_grandchildren(path: KeyPath) -> Iterator[KeyPath]:
    if not any("properties" in form for form in schemas_at(path)):
        yield from _named_children(path)


_PLACEHOLDERS = {"sources": "<source>", "attributes": "<attribute>", "activity": "<events>"}


def _title(path: KeyPath) -> str:
    return ".".join("[]" if isinstance(step, int) else step for step in path).replace(".[]", "[]")


def _rows(path: KeyPath) -> Iterator[tuple[str, tuple[str, ...]]]:
    for form in schemas_at(path):
        required = cast(list[str], form.get("required", []))
        for name, node in cast(dict[str, Schema], form.get("properties", {})).items():
            default = "required" if name in required else _default(node)
            yield name, (f"`{name}`", _form((*path, name)), default, description_of((*path, name)))


def _default(node: Schema) -> str:
    default = node.get("default")
    if default is None or isinstance(default, dict):
        return ""
    return f"`{json.dumps(default, ensure_ascii=False)}`"


def _form(path: KeyPath) -> str:
    """What may be written at a path, in words."""
    forms = list(dict.fromkeys(text for form in schemas_at(path) if (text := _one_form(form, path))))
    return " or ".join(forms)


def _one_form(form: Schema, path: KeyPath) -> str:
    if "enum" in form or "const" in form:
        words = cast(list[object], form.get("enum", [form.get("const")]))
        return ", ".join(f"`{word}`" for word in words)
    kind = form.get("type")
    if kind == "array":
        return f"list of: {_form((*path, 0))}"
    words_of = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
    if kind in words_of:
        return words_of[str(kind)] + _range(form)
    return "mapping" if kind == "object" else ""


def _range(form: Schema) -> str:
    low, high = form.get("minimum"), form.get("maximum")
    if low is not None and high is not None:
        return f" from {low} to {high}"
    return f", {low} or more" if low is not None else ""


def _attribute_types() -> Iterator[str]:
    rows = [
        (f"`{known.name}`", known.meaning, ", ".join(f"`{part.name}`" for part in known.parts))
        for known in TYPES.values()
    ]
    yield from (
        "## Types of attributes",
        "",
        "Blocking and `household.on` may name the parts of a type, as in `full_name__family`.",
        "",
    )
    yield from _table(("type", "meaning", "parts"), rows)


def _planned() -> Iterator[str]:
    yield from (
        "## Not in this version",
        "",
        "The format has words for more than this version does. It refuses them, so that no job believes to be obeyed:",
        "",
        *(f"- `{pattern.replace('*', '<name>')}`" for pattern in PLANNED_KEYS),
        "- an `engine` other than `duckdb`, sources in MySQL, Iceberg and object stores",
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    yield from ("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows)
    yield ""
