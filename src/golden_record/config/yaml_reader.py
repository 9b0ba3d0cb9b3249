"""YAML text into nodes: no tags, no bombs, no depth, and every refusal with its line and column."""

from __future__ import annotations

import re
from typing import NoReturn

import yaml
from yaml.events import AliasEvent, NodeEvent
from yaml.nodes import Node
from yaml.reader import ReaderError

from golden_record.config.positions import START, Position

DEEPEST = 40
"""Levels of nesting: the deepest key of the job format has eight."""

MOST_NODES = 20_000
"""Keys and values of a job, aliases counted each time: a hundred sources of a hundred attributes fit."""

_PLAIN_WORDS = (
    (r"mapping values are not allowed", "a `:` is not expected here", "indent the line, or quote the value"),
    (r"character '\\t'", "a tab is used for indentation", "use spaces"),
    (r"could not find expected ':'", "a `:` is missing after a key", "write `key: value`"),
    (r"expected <block end>", "the line does not fit the lines around it", "check the indentation and the brackets"),
    (r"expected ',' or '[\]}]'", "a bracket is not closed or a comma is missing", "close the bracket, or add a comma"),
    (r"unexpected end of stream", "a quote is not closed", "close the quote"),
    (r"cannot start any token", "a value cannot begin with this character", "put the value in quotes"),
    (r"expected alphabetic or numeric", "a value cannot begin with `*` or `&`", "put the value in quotes"),
    (r"undefined alias", "the alias names no anchor above it", "put the value in quotes if `*` is part of it"),
    (r"single document", "the file holds more than one document", "remove the `---` between them"),
    (r"expected the node content", "a value is missing, or begins with a sign of YAML", "put the value in quotes"),
    (
        r"expected '<document start>'",
        "the text goes on after the end of the document",
        "check the brackets and the quotes",
    ),
    (r"(sequence entries|mapping keys) are not", "a list or a key cannot begin here", "begin a new line, or quote it"),
    (r"unknown escape character", "the backslash begins no known escape", "use single quotes"),
)


class YamlRefusedError(Exception):
    """The text is no YAML that a job may be written in."""

    def __init__(self, message: str, position: Position, hint: str = "") -> None:
        super().__init__(message)
        self.position = position
        self.hint = hint


class _Loader(yaml.SafeLoader):
    """Composes nodes of one document; values are made of them elsewhere."""

    depth = 0
    count = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        """Compose the next node, within bounds and without a tag."""
        event = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs leave it out
        position = _position(event.start_mark)
        self.count += 1
        if self.count > MOST_NODES:
            too_large(position)
        if self.depth >= DEEPEST:
            too_deep(position)
        if isinstance(event, NodeEvent) and not isinstance(event, AliasEvent) and getattr(event, "tag", None):
            message = "tags such as `!name` are not allowed"
            raise YamlRefusedError(message, position, "remove the tag, or quote the value if `!` is part of it")
        self.depth += 1
        node: Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node


def too_large(position: Position) -> NoReturn:
    """Refuse a document with more values than any job has."""
    message = f"the file holds too much: more than {MOST_NODES:,} values, or long texts over and over"
    raise YamlRefusedError(message, position, "a job of that size is not meant: check aliases and generated parts")


def too_deep(position: Position) -> NoReturn:
    """Refuse a document that is nested deeper than any job."""
    message = f"the value is nested more than {DEEPEST} levels deep"
    raise YamlRefusedError(message, position, "check the brackets and the indentation")


def start_of(node: Node) -> Position:
    """Where a node begins."""
    return _position(node.start_mark)


def compose(text: str) -> Node | None:
    """The root node of a text, None when it is empty.

    Raises:
        YamlRefusedError: the text is not YAML, or more of YAML than a job may use.
    """
    loader: _Loader | None = None
    try:
        loader = _Loader(text)
        node: Node | None = loader.get_single_node()
    except ReaderError as error:
        message = f"the character U+{int(error.character):04X} is not allowed"
        raise YamlRefusedError(message, position_in(text, error.position), "remove it") from error
    except yaml.MarkedYAMLError as error:
        raise _refused(error, text) from error
    except (ValueError, OverflowError) as error:
        # The library converts escapes and version numbers without bounds checks of its own.
        message = "an escape or a number is out of range"
        position = _position(loader.get_mark()) if loader else START
        raise YamlRefusedError(message, position, "use single quotes if the backslash is part of the text") from error
    else:
        return node


def position_in(text: str, index: int) -> Position:
    """Line and column of a character."""
    before = text[:index]
    return Position(before.count("\n") + 1, index - before.rfind("\n"))


def _position(mark: yaml.Mark) -> Position:
    return Position(mark.line + 1, mark.column + 1)


def _refused(error: yaml.MarkedYAMLError, text: str) -> YamlRefusedError:
    mark = error.problem_mark or error.context_mark
    position = _position(mark) if mark else START
    said = f"{error.context or ''} {error.problem or ''}"
    for pattern, message, hint in _PLAIN_WORDS:
        if re.search(pattern, said):
            return YamlRefusedError(message, position, _reference_hint(text, position) or hint)
    message = f"not valid YAML: {error.problem or error.context}"
    return YamlRefusedError(message, position, "check the brackets, the quotes and the indentation")


def _reference_hint(text: str, position: Position) -> str:
    """The commonest cause where a line has a `${NAME}`: inside brackets, YAML takes its brace for its own."""
    lines = text.split("\n")[position.line - 1 : position.line]
    return "put the value with `${...}` in quotes" if any("${" in line for line in lines) else ""
