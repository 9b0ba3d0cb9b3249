"""Work on another connection to the same files, in a thread of its own beside what the first one does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from types import MappingProxyType

import polars as pl

from golden_record.warehouse.connection import Warehouse
from golden_record.warehouse.sql import temporary

_PATIENCE = 0.05
"""Seconds from one attempt to break off to the next: a statement that has not begun yet cannot be broken off."""

_EVERYTHING = "select * from "

_NOTHING: Mapping[str, str] = MappingProxyType({})


@contextmanager
def beside(
    warehouse: Warehouse,
    work: Callable[[Warehouse], None],
    *given: str,
    parts: Mapping[str, str] = _NOTHING,
    taken: Callable[[], Iterable[str]] = tuple,
) -> Iterator[None]:
    """Have work done on another connection while the block does other work; in the end both are done.

    Neither sees what the other has not committed, nor its temporary tables: the work gets copies of those `given`, and
    `parts`, temporary tables by name with the query of this connection that fills them. When it is done, those that
    `taken` names are copied from it.
    The statements of the work are noted after those of the block, whichever came first. Where the block fails or is
    interrupted, the work is broken off. An engine that may use one thread does the work after the block.
    """
    with warehouse.another() as other:
        # Here and not in the thread: a connection refuses to be used by two at once.
        frames = _frames(warehouse, {**_whole(given), **parts})
        results: dict[str, pl.DataFrame] = {}

        def begin() -> None:
            _receive(other, frames)
            work(other)
            results.update(_frames(other, _whole(taken())))

        if warehouse.threads == 1:
            yield
            begin()
        else:
            with _meanwhile(begin, other):
                yield
        warehouse.statements += other.statements
        _receive(warehouse, results)


@contextmanager
def _meanwhile(work: Callable[[], None], other: Warehouse) -> Iterator[None]:
    with ThreadPoolExecutor(max_workers=1) as thread:
        done = thread.submit(work)
        try:
            yield
            done.result()
        except BaseException:
            while wait([done], _PATIENCE).not_done:
                other.connection.interrupt()
            raise


def _whole(tables: Iterable[str]) -> dict[str, str]:
    return {table: _EVERYTHING + table for table in tables}


def _frames(warehouse: Warehouse, queries: Mapping[str, str]) -> dict[str, pl.DataFrame]:
    return {name: warehouse.frame(query) for name, query in queries.items()}


def _receive(other: Warehouse, frames: Mapping[str, pl.DataFrame]) -> None:
    for name, frame in frames.items():
        with other.registered(frame) as registered:
            other.execute(temporary(name, _EVERYTHING + registered))
