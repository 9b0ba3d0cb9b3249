"""The two streams: how text, tables and JSON get onto them, and what of a value is safe to show."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Sequence
from typing import IO, TextIO, cast

import click
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from golden_record.evaluate.inert import inert

PLAIN_WIDTH = 160
"""Columns of output that nobody looks at while it is written: a log file or a pipe wraps nothing."""


_TRAILING = re.compile(r" +(?=\n)")


def output() -> Console:
    """Where results go: stdout."""
    return _console(stderr=False)


def messages() -> Console:
    """Where everything else goes: stderr."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    # Values of records may look like markup, links or emoji codes: nothing in them is interpreted.
    console = _Console(stderr=stderr, markup=False, highlight=False, emoji=False)
    if console.is_terminal:
        return console
    stream = cast(TextIO, _Trimmed(console.file))
    return _Console(file=stream, width=PLAIN_WIDTH, markup=False, highlight=False, emoji=False)


class _Console(Console):
    """A console that leaves it to the command line to say what a reader who went away means."""

    def on_broken_pipe(self) -> None:
        """Pass the error on; by itself, rich would end the program with exit code 1."""
        raise  # noqa: PLE0704 - rich calls this while it handles the error


class _Trimmed(io.TextIOBase):
    """A stream without the spaces that fill up the cells of a table at the end of its lines."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write text, less the spaces before its line ends."""
        self._stream.write(_TRAILING.sub("", text))
        return len(text)

    def flush(self) -> None:
        """Pass on what is waiting."""
        self._stream.flush()


def print_json(data: object) -> None:
    """Print one JSON object on stdout."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def title(console: Console, text: str) -> None:
    """Print a heading with a line of room above it."""
    console.print()
    console.print(Text(text, style="bold"))


def grid(columns: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: Sequence[int] = ()) -> Table:
    """A table with a line under its head; `numbers` are the positions of the columns that stand to the right."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for place, name in enumerate(columns):
        table.add_column(name, justify="right" if place in numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else Text(printable(cell)) for cell in row))
    return table


def facts(rows: Iterable[tuple[str, object]]) -> Table:
    """Two columns without a head: what it is, and what it says."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(Text(name), value if isinstance(value, Text) else Text(printable(value)))
    return table


def printable(value: object) -> str:
    """A value as text that cannot steer a terminal: control and direction characters become visible."""
    if value is None:
        return "—"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, list | tuple):
        return ", ".join(printable(item) for item in value)
    return inert(str(value))


def percent(share: float) -> str:
    """A share as people read it; a share that is not all never reads as 100 %."""
    text = f"{share:.2%}"
    return "99.99%" if text == "100.00%" and share < 1 else text


def plural(count: int, noun: str) -> str:
    """`1 record`, `2,000 records`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
