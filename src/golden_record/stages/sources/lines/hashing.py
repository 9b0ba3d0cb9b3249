"""Hashes of the lines of a file in a table, and what the last load tells of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

import polars as pl
import pyarrow as pa

from golden_record.stages.sources.cards import Sealing
from golden_record.stages.sources.files import SourceFile
from golden_record.stages.sources.lines import queries
from golden_record.stages.sources.lines.places import Piece, SomeLines, has_places, pieces
from golden_record.stages.sources.text import decoder
from golden_record.warehouse import Warehouse, dropped, temporary

_DELIMITED = frozenset({"csv", "tsv"})
_LINES = pa.schema({"line": pa.int64(), "start": pa.int64(), "text": pa.large_binary()})


@dataclass(frozen=True)
class SeenLines:
    """How many lines were held against the last load, and which of them it did not have."""

    count: int
    unseen: SomeLines


def knows_lines(file: SourceFile, sealing: Sealing) -> bool:
    """Whether the lines of a file may be known by their hashes.

    Where a job has payment cards, no hash is kept of columns that are not mapped: one of them may hold a number, and
    whoever knows the rest of the line could find it. The keys of JSON the engine is asked for, and it knows UTF-8.
    """
    if sealing.attributes or not has_places(file):
        return False
    return file.format in _DELIMITED or (file.format == "jsonl" and decoder(file).startswith("utf-8"))


def hash_lines(warehouse: Warehouse, file: SourceFile, table: str, mark: str) -> bool:
    """Write number, place and hash of every line into a temporary table; False where its lines end in other ways too.

    `mark` tells how the lines are read.

    Raises:
        SourceError: the file cannot be read.
    """
    return _lines_asked(warehouse, file, table, lambda lines: queries.hashed_lines(lines, mark)) is not None


def recognise_lines(
    warehouse: Warehouse, file: SourceFile, table: str, mark: str, after: int, known: str
) -> SeenLines | None:
    """Hold every line after a number against known records; None where its lines end in other ways too.

    What has no counterpart is left in a temporary table. `known` is a relation as `queries.odd_lines` wants it.

    Raises:
        SourceError: the file cannot be read.
    """
    lines = _lines_asked(warehouse, file, table, lambda frame: queries.odd_lines(frame, mark, after, known))
    if lines is None:
        return None
    unseen = warehouse.frame(queries.unseen_lines(table))
    return SeenLines(max(lines - after, 0), SomeLines(unseen["line"].to_numpy(), unseen["start"].to_numpy()))


def _lines_asked(warehouse: Warehouse, file: SourceFile, table: str, query: Callable[[str], str]) -> int | None:
    """Make a temporary table of what a query tells of the lines of a file; how many lines there are.

    None, and no table, where they end in other ways too. How they end is seen while the engine reads those before.
    """
    odd: list[Piece] = []
    lines = 0

    def usual() -> Iterator[Piece]:
        nonlocal lines
        for piece in pieces(file):
            if file.format in _DELIMITED and piece.has_other_ends:
                odd.append(piece)
                return
            lines += len(piece.numbers)
            yield piece

    with warehouse.registered(_stream(usual())) as frame:
        warehouse.execute(temporary(table, query(frame)))
    if odd:
        warehouse.execute(dropped(table))
        return None
    return lines


def take_out(warehouse: Warehouse, table: str, lines: Sequence[int]) -> None:
    """Take lines out of a table of lines: those of rows that no single line tells."""
    if lines:
        with warehouse.registered(pl.DataFrame({"line": lines})) as frame:
            warehouse.execute(queries.without_lines(table, frame))


def keys_seen(warehouse: Warehouse, file: SourceFile, odd: str, wanted: Collection[str]) -> frozenset[str]:
    """The keys of JSON objects of a file that the last load had: all of them, or enough to have all that are wanted."""
    found: frozenset[str] = frozenset()
    with closing(pieces(file)) as rest:
        # Hardly a key is in no line of the first piece: only one that has gone is looked for in all lines.
        for part in (islice(rest, 1), rest):
            if not found.issuperset(wanted):
                found |= _keys(warehouse, part, odd)
    return found


def _keys(warehouse: Warehouse, found: Iterable[Piece], odd: str) -> frozenset[str]:
    with warehouse.registered(_stream(found)) as lines:
        return frozenset(str(key) for (key,) in warehouse.rows(queries.keys_seen(lines, odd)))


def _stream(found: Iterable[Piece]) -> pa.RecordBatchReader:
    """Lines for one query, which takes piece after piece: all that is registered is held until a transaction ends."""
    return pa.RecordBatchReader.from_batches(_LINES, map(_batch, found))


def _batch(piece: Piece) -> pa.RecordBatch:
    buffers = [None, pa.py_buffer(piece.bounds), pa.py_buffer(piece.content)]
    text = pa.Array.from_buffers(pa.large_binary(), len(piece.bounds) - 1, buffers)
    return pa.record_batch([piece.numbers, piece.starts, text], schema=_LINES)
