"""Patterns over key paths, `sources.*.attributes.*`, and the places of a document that they fit."""

from __future__ import annotations

from collections.abc import Iterator

from golden_record.config.document import Value
from golden_record.config.positions import KeyPath


def select(data: Value, pattern: str) -> Iterator[tuple[KeyPath, Value]]:
    """Every place that a pattern fits, with its value; `*` stands for any key or any index.

    Data of another shape than the pattern expects fits nothing: whether the shape is right is not asked here.
    """
    yield from _select(data, tuple(pattern.split(".")), ())


def _select(data: Value, steps: tuple[str, ...], path: KeyPath) -> Iterator[tuple[KeyPath, Value]]:
    if not steps:
        yield path, data
        return
    for key, value in _children(data, steps[0]):
        yield from _select(value, steps[1:], (*path, key))


def _children(data: Value, step: str) -> Iterator[tuple[str | int, Value]]:
    if isinstance(data, dict):
        yield from data.items() if step == "*" else [(step, data[step])] if step in data else []
    elif isinstance(data, list) and step == "*":
        yield from enumerate(data)


def mapping_at(data: Value, pattern: str) -> dict[str, Value]:
    """The mapping at a path without `*`; empty when there is none."""
    found = next((value for _, value in select(data, pattern)), None)
    return found if isinstance(found, dict) else {}
