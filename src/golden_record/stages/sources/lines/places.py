"""Lines of a text file by their places: found without being decoded, and read wherever they begin."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

import numpy as np
import numpy.typing as npt

from golden_record.stages.sources.files import SourceFile
from golden_record.stages.sources.text import UTF8_BOM, decoder, told_of

Integers: TypeAlias = npt.NDArray[np.int64]

# Bytes of a file that are looked at together: of a large file several lie ready for the engine.
_PIECE = 4 << 20
_LINE_FEED = 10
# Of these a line feed is one byte that is part of no other character, and no line hangs on those before it.
_ENCODING = re.compile(r"utf-8(-sig)?|ascii|cp(125\d|437|737|775|85\d|86\d)|iso8859-\d+|koi8-[rtu]|mac-\w+")


@dataclass(frozen=True)
class Piece:
    """Some whole lines of a file, with their ends: `bounds` are where each begins, and where the last one ends."""

    content: bytes
    bounds: Integers
    start: int
    first: int

    @property
    def numbers(self) -> Integers:
        """The numbers of the lines, from 1 in the file."""
        return np.arange(self.first, self.first + len(self.bounds) - 1)

    @property
    def starts(self) -> Integers:
        """Where in the file each line begins."""
        return self.start + self.bounds[:-1]

    @property
    def has_other_ends(self) -> bool:
        """Whether a carriage return stands alone, which ends a line of delimited text too."""
        last = int(self.bounds[-1])
        returns = self.content.count(b"\r", 0, last)
        return bool(returns) and returns != self.content.count(b"\r\n", 0, last)


@dataclass(frozen=True)
class SomeLines:
    """Some lines of a file in order, by number and place; `known_from` is the first line that is none of them."""

    numbers: Integers
    starts: Integers

    @property
    def known_from(self) -> int:
        """The first line, from 1, that is none of them."""
        others = np.flatnonzero(self.numbers != np.arange(1, len(self.numbers) + 1))
        return int(others[0] if len(others) else len(self.numbers)) + 1

    def include(self, numbers: Sequence[int]) -> bool:
        """Whether all of some lines are among them."""
        return bool(np.isin(numbers, self.numbers).all())

    def blocks(self, size: int) -> Iterator[tuple[list[int], list[int]]]:
        """Numbers and places of so many lines at a time."""
        for first in range(0, len(self.numbers), size):
            yield self.numbers[first : first + size].tolist(), self.starts[first : first + size].tolist()


class LinesAnywhere:
    """The decoded lines of a file, by the place where they begin."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream, self._encoding = stream, encoding

    def at(self, start: int) -> str:
        """The line that begins there, with its end."""
        self._stream.seek(start)
        return self._stream.readline().decode(self._encoding)

    def after(self, start: int) -> Iterator[str]:
        """That line and those behind it; to be read before another line is asked for."""
        self._stream.seek(start)
        for line in self._stream:
            yield line.decode(self._encoding)


def has_places(file: SourceFile) -> bool:
    """Whether the lines of a file can be found in its bytes."""
    encoding = decoder(file) if file.compression is None else ""
    return _ENCODING.fullmatch(encoding) is not None


@contextmanager
def open_anywhere(file: SourceFile) -> Iterator[LinesAnywhere]:
    """The lines of a file whose lines have places, for the length of a block.

    Raises:
        SourceError: a byte cannot be decoded, or the file cannot be read. Raised from the body of the block.
    """
    # A byte order mark stands before the first line, and in none.
    encoding = decoder(file).removesuffix("-sig")
    with told_of(file), file.path.open("rb") as stream:
        yield LinesAnywhere(stream, encoding)


def pieces(file: SourceFile) -> Generator[Piece, None, None]:
    """All lines of a file whose lines have places.

    Raises:
        SourceError: the file cannot be read.
    """
    with told_of(file), file.path.open("rb") as stream:
        start, first, size = len(UTF8_BOM) if stream.read(len(UTF8_BOM)) == UTF8_BOM else 0, 1, _PIECE
        while True:
            stream.seek(start)
            content = stream.read(size)
            end = len(content) if len(content) < size else content.rfind(b"\n") + 1
            if not content:
                return
            if not end:
                # A line that is longer than a piece.
                size *= 2
                continue
            piece = Piece(content, _bounds(content, end), start, first)
            yield piece
            start, first, size = start + end, first + len(piece.bounds) - 1, _PIECE


def _bounds(content: bytes, end: int) -> Integers:
    found = np.flatnonzero(np.frombuffer(content, np.uint8, end) == _LINE_FEED) + 1
    return np.concatenate([[0], found] if content.endswith(b"\n", 0, end) else [[0], found, [end]])
