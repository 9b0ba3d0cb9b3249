"""What was committed goes from the log into the database's file beside the work that follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

from golden_record.warehouse.connection import Warehouse
from golden_record.warehouse.log import log_of

LEAST = 2**22
"""Bytes of the log from which it is written out: a smaller one waits for more, as each writing has a fixed price."""

MOST = "256MiB"
"""Size of the log at which the engine writes it out by itself, in a commit that waits for it."""


@contextmanager
def written_out_beside(warehouse: Warehouse) -> Iterator[Callable[[], None]]:
    """Give a block what to call after a commit: the log is written out while the block goes on.

    By itself the engine writes it out within every commit that makes it larger than 16 MiB, on one thread: 0.1 s and
    more in which nothing else happens. Statements that read go on beside it, the first one that writes waits for it.
    What is being written is there when the block has ended, the rest when the database is closed. An engine that may
    use one thread is left to itself.
    """
    if warehouse.path is None or warehouse.threads == 1:
        yield lambda: None
        return
    log = log_of(warehouse.path)
    warehouse.execute(f"set checkpoint_threshold = '{MOST}'")
    with warehouse.another() as other, ThreadPoolExecutor(max_workers=1) as thread:
        last: Future[None] | None = None

        def write_out() -> None:
            nonlocal last
            if (last is None or last.done()) and log.exists() and log.stat().st_size > LEAST:
                # One that is refused, as somebody writes already, is made up for by the next.
                last = thread.submit(other.execute, "checkpoint")

        yield write_out
