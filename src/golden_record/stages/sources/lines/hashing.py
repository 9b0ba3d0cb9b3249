"""Hashes of the lines of a file in a table, and what the last load tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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

    `mark` tells how the lines are read. How they end is seen while the engine hashes those before.

    Raises:
        SourceError: the file cannot be read.
    """
    odd: list[Piece] = []

    def usual() -> Iterator[Piece]:
        for piece in pieces(file):
            if file.format in _DELIMITED and piece.has_other_ends:
                odd.append(piece)
                return
            yield piece

    with warehouse.registered(_stream(usual())) as lines:
        warehouse.execute(temporary(table, queries.hashed_lines(lines, mark)))
    if odd:
        warehouse.execute(dropped(table))
    return not odd


def seen_again(warehouse: Warehouse, file: SourceFile, lines: str, seen: str, after: int) -> SomeLines:
    """Make of a table of lines one that tells of those after a number which the last load had; the others."""
    warehouse.execute(temporary(seen, queries.seen_lines(lines, file.source)), [after])
    warehouse.execute(dropped(lines))
    unseen = warehouse.frame(queries.unseen_lines(seen))
    return SomeLines(unseen["line"].to_numpy(), unseen["start"].to_numpy())


def take_out(warehouse: Warehouse, table: str, lines: Sequence[int]) -> None:
    """Take lines out of a table of lines: those of rows that no single line tells."""
    if lines:
        with warehouse.registered(pl.DataFrame({"line": lines})) as frame:
            warehouse.execute(queries.without_lines(table, frame))


def keys_seen(warehouse: Warehouse, file: SourceFile, seen: str) -> frozenset[str]:
    """The keys of the JSON objects of a file that the last load had."""
    with warehouse.registered(_stream(pieces(file))) as lines:
        return frozenset(str(key) for (key,) in warehouse.rows(queries.keys_seen(lines, seen)))


def _stream(found: Iterable[Piece]) -> pa.RecordBatchReader:
    """Lines for one query, which takes piece after piece: all that is registered is held until a transaction ends."""
    return pa.RecordBatchReader.from_batches(_LINES, map(_batch, found))


def _batch(piece: Piece) -> pa.RecordBatch:
    buffers = [None, pa.py_buffer(piece.bounds), pa.py_buffer(piece.content)]
    text = pa.Array.from_buffers(pa.large_binary(), len(piece.bounds) - 1, buffers)
    return pa.record_batch([piece.numbers, piece.starts, text], schema=_LINES)
