"""Work on another connection to the same files, in a thread of its own beside what the first one does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager

from golden_record.warehouse.connection import Warehouse
from golden_record.warehouse.sql import temporary

_PATIENCE = 0.05
"""Seconds from one attempt to break off to the next: a statement that has not begun yet cannot be broken off."""


@contextmanager
def beside(warehouse: Warehouse, work: Callable[[Warehouse], None], *given: str) -> Iterator[None]:
    """Have work done on another connection while the block does other work; in the end both are done.

    Neither sees what the other has not committed, nor its temporary tables: the work gets copies of those `given`.
    The statements of the work are noted after those of the block, whichever came first. Where the block fails or is
    interrupted, the work is broken off. An engine that may use one thread does the work after the block.
    """
    with warehouse.another() as other:
        # Here and not in the thread: a connection refuses to be used by two at once.
        for table in given:
            handed_over(warehouse, other, table)
        if warehouse.threads == 1:
            yield
            work(other)
        else:
            with _meanwhile(work, other):
                yield
        warehouse.statements += other.statements


@contextmanager
def _meanwhile(work: Callable[[Warehouse], None], other: Warehouse) -> Iterator[None]:
    with ThreadPoolExecutor(max_workers=1) as thread:
        done = thread.submit(work, other)
        try:
            yield
            done.result()
        except BaseException:
            broken_off(other, [done])
            raise


def broken_off(other: Warehouse, work: Collection[Future[None]]) -> None:
    """Return when none of the work on another connection goes on any longer, which is soon."""
    while wait(work, _PATIENCE).not_done:
        other.connection.interrupt()


def handed_over(warehouse: Warehouse, other: Warehouse, table: str) -> None:
    """Let another connection have a temporary table of this one."""
    everything = "select * from "
    with other.registered(warehouse.frame(everything + table)) as frame:
        other.execute(temporary(table, everything + frame))
