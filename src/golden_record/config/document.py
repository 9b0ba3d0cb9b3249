"""The job file as plain data, with the position of every key and value, and what is wrong with it as YAML."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from golden_record.config.environment import substitute
from golden_record.config.positions import START, KeyPath, Position, Positions, display_path, key_path, shorten
from golden_record.config.scalars import Scalar, plain_scalar
from golden_record.config.yaml_reader import (
    DEEPEST,
    MOST_NODES,
    YamlRefusedError,
    compose,
    position_in,
    start_of,
    too_deep,
    too_large,
)
from golden_record.errors import ConfigError, Problem

LARGEST = 512 * 1024
"""Bytes of a job file. The largest real jobs are a tenth of it, and this much is parsed within a second."""

LONGEST_TEXT = 2 * LARGEST
"""Characters of all values together, aliases counted each time."""

MOST_PROBLEMS = 100
"""Problems that one attempt reports."""

Value: TypeAlias = "Scalar | list[Value] | dict[str, Value]"
"""What YAML can hold here: the types of JSON."""


@dataclass
class Document:
    """A job file as read: its data, where everything stands, and the problems found so far.

    `closed` holds places that were refused as a whole, so that nothing inside of them is worth a word. `written`
    holds, by key path, the text of every string that took something from the environment: messages and resolved
    jobs show that text and never the value.
    """

    file: str
    data: Value = None
    positions: Positions = field(default_factory=Positions)
    written: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)
    reported: set[str] = field(default_factory=set)

    @property
    def full(self) -> bool:
        """Whether enough problems were found: nobody reads more, and a hostile file has thousands."""
        return len(self.problems) >= MOST_PROBLEMS

    def report(self, path: KeyPath, message: str, hint: str = "", *, at_key: bool = False) -> None:
        """Note a problem with the value at a path, or with its key: one per path, none inside of `closed` places."""
        key = key_path(path)
        if self.full or self._is_settled(path):
            return
        self.reported.add(key)
        line, column = self.positions.of_key(key) if at_key else self.positions.of(key)
        self.problems.append(Problem(self.file, line, column, message, key, hint))

    def is_from_environment(self, path: KeyPath) -> bool:
        """Whether the value at a path took something from the environment."""
        return key_path(path) in self.written

    def _is_settled(self, path: KeyPath) -> bool:
        return key_path(path) in self.reported or any(key_path(path[:end]) in self.closed for end in range(len(path)))

    def shown(self, path: KeyPath, value: object) -> str:
        """The value as a message may quote it: as written in the file, never as the environment has it."""
        written = self.written.get(key_path(path))
        if written is not None:
            return repr(shorten(written))
        if value is None:
            return "nothing"
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, str):
            return repr(shorten(value))
        return "a mapping" if isinstance(value, dict) else "a list" if isinstance(value, list) else str(value)


def load_document(path: Path, environ: Mapping[str, str]) -> Document:
    """Read a job file; what can be read around lies in `problems`.

    Raises:
        ConfigError: the file cannot be read, or is not YAML at all.
    """
    file = display_path(path)
    try:
        text = _decode(_read(path))
        root = compose(text)
        builder = _Builder(Document(file), environ)
        return builder.build(root)
    except YamlRefusedError as error:
        line, column = error.position
        raise ConfigError([Problem(file, line, column, str(error), hint=error.hint)]) from error


def _read(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            message = "is not a file"
            raise YamlRefusedError(message, START, "name the YAML file of the job")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        message = f"cannot be read: {os.strerror(error.errno) if error.errno else 'unknown reason'}"
        raise YamlRefusedError(message, START, "check the path of the job file") from error
    except ValueError as error:  # a NUL in the path
        message = "is not a path"
        raise YamlRefusedError(message, START) from error
    if len(content) > LARGEST:
        message = f"the file is larger than {LARGEST // 1024:,} KiB"
        position = _position_in_bytes(content, LARGEST)
        raise YamlRefusedError(message, position, "a job names data, it does not hold any: check the path")
    return content


def _decode(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Positions count from the text after a byte order mark, bytes from the start of the file.
        offset = len(content) - len(error.object)
        start = error.start + offset
        message = f"the file is not UTF-8: byte {start + 1} is 0x{content[start]:02X}"
        hint = "save the job file as UTF-8"
        raise YamlRefusedError(message, _position_in_bytes(content, start), hint) from error


def _position_in_bytes(content: bytes, index: int) -> Position:
    before = content[:index].decode("utf-8-sig", errors="replace")
    return position_in(before, len(before))


@dataclass
class _Builder:
    """Turns nodes into data once; aliases are followed each time they are used, within the bounds of a document."""

    document: Document
    environ: Mapping[str, str]
    values: dict[str, Position] = field(default_factory=dict)
    keys: dict[str, Position] = field(default_factory=dict)
    count: int = 0
    length: int = 0

    def build(self, root: Node | None) -> Document:
        self.document.positions = Positions(self.values, self.keys)
        self.document.data = self._value(root, ()) if root else None
        return self.document

    def _value(self, node: Node, path: KeyPath) -> Value:
        position = start_of(node)
        self.count += 1
        if self.count > MOST_NODES:
            too_large(position)
        if len(path) > DEEPEST:
            too_deep(position)
        self.values.setdefault(key_path(path), position)
        if isinstance(node, MappingNode):
            return {key: self._value(value, (*path, key)) for key, value in self._entries(node, path)}
        if isinstance(node, SequenceNode):
            return [self._value(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _entries(self, node: MappingNode, path: KeyPath) -> Iterator[tuple[str, Node]]:
        """Keys and values of a mapping that can be used; the others are reported."""
        lines: dict[str, int] = {}
        for key_node, value in node.value:
            key, (line, column) = _key(key_node), start_of(key_node)
            fault = _key_fault(key, lines)
            if fault or key is None:
                message, hint = fault or ("", "")
                place = key_path((*path, key)) if key is not None else key_path(path)
                if not self.document.full:
                    self.document.problems.append(Problem(self.document.file, line, column, message, place, hint))
                continue
            lines[key] = line
            self.keys[key_path((*path, key))] = Position(line, column)
            yield key, value

    def _scalar(self, node: Node, path: KeyPath) -> Scalar:
        text = str(node.value)
        self.length += len(text)
        if self.length > LONGEST_TEXT:
            too_large(start_of(node))
        is_plain = isinstance(node, ScalarNode) and node.style is None
        value = plain_scalar(text) if is_plain else text
        if not isinstance(value, str):
            return value
        result = substitute(value, self.environ)
        if result.used:
            self.document.written[key_path(path)] = value
        for fault in result.faults:
            self.document.report(path, fault, "set it, or give a default: `${NAME:-default}`")
        if not _is_text(result.text):
            self.document.report(path, "holds half of a character (a lone surrogate)", "write the character itself")
            return ""
        return result.text


def _key(node: Node) -> str | None:
    return str(node.value) if isinstance(node, ScalarNode) else None


def _key_fault(key: str | None, lines: Mapping[str, int]) -> tuple[str, str] | None:
    """What is wrong with a key, given the lines of the keys before it, and the hint."""
    if key is None:
        return "a key cannot be a list or a mapping", "quote the key if brackets are part of it"
    if key in lines:
        return f"the key stands here a second time; the first is on line {lines[key]}", "keep one of them"
    if key == "<<":
        return "merge keys are not supported", "write the keys out, or use an alias for the whole value"
    if not _is_text(key):
        return "a key holds half of a character (a lone surrogate)", "write the character itself"
    return None


def _is_text(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)
