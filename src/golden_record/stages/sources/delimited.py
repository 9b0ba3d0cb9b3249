"""Delimited text: splits a file into rows that are well formed and rows that are not, and loses neither.

The database parses the rows, but only those that this module found well formed: what counts as a row does not
depend on a version of a parser, and every physical line ends up in a row, in a rejection, or is blank.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import NamedTuple, TextIO

from golden_record.stages.sources.files import SourceFile
from golden_record.stages.sources.lines.places import LinesAnywhere, SomeLines, open_anywhere
from golden_record.stages.sources.rejection import Rejection
from golden_record.stages.sources.text import open_lines

MAX_ROW = 16 << 20
"""Longest row in characters: a longer one is a quote that was never closed, or no table at all."""

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_LINES = 50
# Few enough that one odd row makes few others take the slow way, and enough that a block costs next to nothing.
_BLOCK_LINES = 2_000


@dataclass(frozen=True)
class Dialect:
    """How the fields of a file are separated and quoted."""

    delimiter: str
    quote: str


@dataclass(frozen=True)
class Header:
    """The columns of a file, how its rows are written, and the line on which the header ends."""

    columns: tuple[str, ...]
    dialect: Dialect
    last_line: int


@dataclass
class Prepared:
    """What preparing a file found: how its copy is written, rows kept, rows rejected, and what the parser must know.

    `spread` are the numbers of all lines of rows that take several.
    """

    columns: tuple[str, ...]
    dialect: Dialect
    rows: int = 0
    longest: int = 0
    spread: list[int] = field(default_factory=list)
    rejected: list[Rejection] = field(default_factory=list)

    def keep(self, rows: Sequence[str], numbers: Iterable[int], out: TextIO) -> None:
        """Write rows, each behind its number, and count them."""
        separator = self.dialect.delimiter
        out.write("".join([f"{number}{separator}{row}\n" for number, row in zip(numbers, rows, strict=True)]))
        self.rows += len(rows)
        self.longest = max(self.longest, *map(len, rows), 0)


class _Row(NamedTuple):
    line: int
    text: str
    reason: str | None = None
    line_count: int = 1


class _Grammar:
    """Regular expressions of a dialect; possessive, so that no row can make them backtrack."""

    def __init__(self, dialect: Dialect, width: int | None) -> None:
        self.dialect, self.width = dialect, width
        quote, delimiter = re.escape(dialect.quote), re.escape(dialect.delimiter)
        pad = "" if dialect.delimiter == " " else " *+"
        rest = f"[^{quote}]*+(?:{quote}{quote}[^{quote}]*+)*+"
        value = f"(?:{pad}{quote}{rest}{quote}{pad}(?={delimiter}|\\Z)|(?!{pad}{quote})[^{delimiter}]*+)"
        more = "*+" if width is None else f"{{{width - 1}}}+"
        self.row = re.compile(f"{value}(?:{delimiter}{value}){more}")
        self.any_row = re.compile(f"{value}(?:{delimiter}{value})*+")
        self.opens = re.compile(f"(?:{value}{delimiter})*{pad}{quote}{rest}")
        self.stays_open = re.compile(rest)
        self.closes = re.compile(f"{rest}{quote}{pad}(?:{delimiter}{value})*+")
        self.reopens = re.compile(f"{rest}{quote}{pad}{delimiter}(?:{value}{delimiter})*{pad}{quote}{rest}")
        self.value = re.compile(value)

    def values(self, text: str) -> list[str]:
        """The values of a well-formed row of any width, without their quotes."""
        found, position = [], 0
        while (match := self.value.match(text, position)) is not None:
            found.append(self._unquoted(match.group()))
            if match.end() >= len(text):
                break
            position = match.end() + 1
        return found

    def _unquoted(self, value: str) -> str:
        quote, bare = self.dialect.quote, value.strip(" ")
        return bare[1:-1].replace(quote * 2, quote) if bare.startswith(quote) else value


class _Lines:
    """Numbered lines that can be given back, for a row that turned out to end earlier than it seemed."""

    def __init__(self, lines: Iterable[str], first: int = 1) -> None:
        self._fresh = iter(lines)
        self._next = first
        self.returned: deque[tuple[int, str]] = deque()

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self

    def __next__(self) -> tuple[int, str]:
        if self.returned:
            return self.returned.popleft()
        line = next(self._fresh)
        self._next += 1
        return self._next - 1, line

    def give_back(self, lines: Sequence[tuple[int, str]]) -> None:
        self.returned.extendleft(reversed(lines))

    def block(self) -> tuple[int, list[str]]:
        """Many lines at once, none of which was given back, and the number of the first."""
        first, lines = self._next, list(islice(self._fresh, _BLOCK_LINES))
        self._next += len(lines)
        return first, lines


def header(file: SourceFile) -> Header:
    """The header of a delimited file.

    Raises:
        SourceError: the file is empty, its header is damaged, or names a column twice.
    """
    with open_lines(file) as lines:
        sample = list(islice(lines, _SAMPLE_LINES))
    dialect = _dialect(file, sample)
    grammar = _Grammar(dialect, None)
    for row in _rows(_Lines(sample), grammar):
        if row.reason:
            msg = f"the header cannot be read: {row.reason}"
            raise file.error(msg, line=row.line)
        columns = column_names(file, grammar.values(row.text), line=row.line)
        return Header(columns, dialect, row.line + row.line_count - 1)
    msg = "is empty: not even a header"
    raise file.error(msg, hint="was the export finished?")


def column_names(file: SourceFile, names: Iterable[str], *, line: int) -> tuple[str, ...]:
    """Column names of a header row, trimmed, the nameless ones numbered; a name that comes twice is an error."""
    columns = tuple(name.strip() or f"column_{number}" for number, name in enumerate(names, start=1))
    seen: dict[str, str] = {}
    for name in columns:
        if name.casefold() in seen:
            msg = f"the header names the column {name!r} twice"
            raise file.error(msg, line=line, hint="names differ by more than case; rename one of the two")
        seen[name.casefold()] = name
    return columns


def prepare(file: SourceFile, head: Header, target: Path, stopped: Callable[[], bool] = lambda: False) -> Prepared:
    """Write the well-formed rows to `target` as UTF-8, each behind its line number, and collect the others.

    Once `stopped`, it gives up: what it has found is then of no use.
    """
    prepared = Prepared(head.columns, head.dialect)
    grammar = _Grammar(head.dialect, len(head.columns))
    with open_lines(file) as lines, target.open("w", encoding="utf-8", newline="") as out:
        body = _Lines(islice(lines, head.last_line, None), head.last_line + 1)
        while not stopped() and (block := body.block())[1]:
            first, found = block
            rows = _single_rows(found, grammar)
            if rows is None:
                body.give_back(list(enumerate(found, first)))
                _keep_found(_rows_of_block(body, grammar), prepared, out)
            else:
                prepared.keep(rows, range(first, first + len(rows)), out)
    return prepared


def prepare_some(file: SourceFile, head: Header, target: Path, wanted: SomeLines) -> Prepared:
    """The same of some lines of a file, none of which stands inside a row that begins on another line."""
    prepared = Prepared(head.columns, head.dialect)
    grammar = _Grammar(head.dialect, len(head.columns))
    last = head.last_line
    with open_anywhere(file) as lines, target.open("w", encoding="utf-8", newline="") as out:
        for numbers, starts in wanted.blocks(_BLOCK_LINES):
            rows = _single_rows([lines.at(start) for start in starts], grammar) if numbers[0] > last else None
            if rows is None:
                found = list(_rows_at(zip(numbers, starts, strict=True), last, lines, grammar))
                last = max((row.line + row.line_count - 1 for row in found), default=last)
                _keep_found(found, prepared, out)
            else:
                prepared.keep(rows, numbers, out)
    return prepared


def _single_rows(lines: Sequence[str], grammar: _Grammar) -> list[str] | None:
    """The lines without their ends where each is a well-formed row; None where one of them needs a closer look.

    Nearly all lines of nearly all files are such: together they take a fifth of the time that they take one by one.
    """
    rows = [line.rstrip("\r\n") for line in lines]
    text = "".join(rows)
    # In a file of one column a blank line looks like a row.
    if "\0" in text or grammar.width == 1 or max(map(len, rows)) > MAX_ROW:
        return None
    delimiter, quote, width = grammar.dialect.delimiter, grammar.dialect.quote, grammar.width
    if quote not in text:
        return rows if {row.count(delimiter) + 1 for row in rows} == {width} else None
    fit = (grammar.row.fullmatch(row) if quote in row else row.count(delimiter) + 1 == width for row in rows)
    return rows if all(fit) else None


def _keep_found(rows: Iterable[_Row], prepared: Prepared, out: TextIO) -> None:
    """Keep the good ones among rows that were looked at one by one, and reject the others."""
    kept: list[_Row] = []
    for row in rows:
        if row.reason is None:
            kept.append(row)
        else:
            prepared.rejected.append(Rejection(row.line, row.reason, row.text))
    prepared.keep([row.text for row in kept], [row.line for row in kept], out)
    for row in kept:
        if row.line_count > 1:
            prepared.spread.extend(range(row.line, row.line + row.line_count))


def _rows_of_block(lines: _Lines, grammar: _Grammar) -> Iterator[_Row]:
    """The rows of the lines that were given back, and of as many more as the last of these rows needs."""
    for row in _rows(lines, grammar):
        yield row
        if not lines.returned:
            break


def _rows_at(places: Iterable[tuple[int, int]], last: int, lines: LinesAnywhere, grammar: _Grammar) -> Iterator[_Row]:
    """The rows that begin on some lines, given by number and offset, but for lines up to `last`."""
    for number, start in places:
        if number > last:
            following = _Lines(lines.after(start), number)
            row = _row(*next(following), following, grammar)
            if row is not None:
                last = row.line + row.line_count - 1
                yield row


def _rows(lines: _Lines, grammar: _Grammar) -> Iterator[_Row]:
    """Every row of the lines, good or not, in order; blank lines are no rows."""
    found = (_row(number, line, lines, grammar) for number, line in lines)
    return (row for row in found if row is not None)


def _row(number: int, line: str, lines: _Lines, grammar: _Grammar) -> _Row | None:
    """The row that begins on a line, with the following lines that it takes; None where it is blank."""
    quote, delimiter, width = grammar.dialect.quote, grammar.dialect.delimiter, grammar.width
    text = line.rstrip("\r\n")
    if "\0" in text or len(text) > MAX_ROW:
        return _Row(number, text, _unfit(text))
    if quote in text:
        return _Row(number, text) if grammar.row.fullmatch(text) else _quoted_row(number, line, lines, grammar)
    if (text and not text.isspace()) or delimiter in text:
        fields = text.count(delimiter) + 1
        return _Row(number, text, None if width in {fields, None} else _ragged(fields, width))
    return None


def _unfit(text: str) -> str:
    return "holds a NUL byte" if "\0" in text else f"is longer than {MAX_ROW:,} characters"


def _quoted_row(number: int, line: str, lines: _Lines, grammar: _Grammar) -> _Row:
    """A row with quotes that does not fit on its line, or does not fit at all."""
    text = line.rstrip("\r\n")
    if grammar.any_row.fullmatch(text):
        return _Row(number, text, _ragged(len(grammar.values(text)), grammar.width))
    if not grammar.opens.fullmatch(text):
        return _Row(number, text, "has text after a closing quote")
    taken, reason = _continuation(line, lines, grammar)
    whole = "".join([line, *(more for _, more in taken)]).rstrip("\r\n")
    if reason is None and "\0" in whole:
        reason = "holds a NUL byte"
    if reason is None and not grammar.row.fullmatch(whole):
        reason = "has a quoted value over several lines and the wrong number of fields"
    if reason is None:
        return _Row(number, whole, None, 1 + len(taken))
    # Only the first line is at fault for certain: the ones behind it may be good rows that an open quote swallowed.
    lines.give_back(taken)
    return _Row(number, text, reason)


def _continuation(first: str, lines: _Lines, grammar: _Grammar) -> tuple[list[tuple[int, str]], str | None]:
    """The lines that close what `first` left open, and why they do not when they do not."""
    taken: list[tuple[int, str]] = []
    size, closings = len(first), 0
    for number, line in lines:
        taken.append((number, line))
        size += len(line)
        text = line.rstrip("\r\n")
        if size > MAX_ROW:
            return taken, f"opens a quote that does not close within {MAX_ROW:,} characters"
        if grammar.stays_open.fullmatch(text):
            continue
        if grammar.closes.fullmatch(text):
            return taken, None
        closings += 1
        if closings == grammar.width or not grammar.reopens.fullmatch(text):
            return taken, "opens a quote that does not close before the end of its field"
    return taken, "opens a quote that is never closed"


def _ragged(found: int, expected: int | None) -> str:
    return f"has {found} fields where the header has {expected}"


def _dialect(file: SourceFile, sample: list[str]) -> Dialect:
    config = file.config
    if config.delimiter is not None:
        return Dialect(config.delimiter, config.quote)
    if file.format == "tsv":
        return Dialect("\t", config.quote)
    lines = [line.rstrip("\r\n") for line in sample if line.strip()]
    options = [Dialect(delimiter, config.quote) for delimiter in DELIMITERS]
    return max(options, key=lambda dialect: _fitness(dialect, lines))


def _fitness(dialect: Dialect, lines: list[str]) -> tuple[float, int]:
    """How well a delimiter explains the first lines: how many agree with the header, then how many columns it makes."""
    grammar = _Grammar(dialect, None)
    counts = [len(grammar.values(line)) for line in lines]
    if not counts or counts[0] == 1:
        return 0.0, 0
    return sum(count == counts[0] for count in counts) / len(counts), counts[0]
