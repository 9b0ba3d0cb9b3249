"""Work on another connection to the same files that may go on while transactions of the first one come and go."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from golden_record.warehouse.beside import broken_off
from golden_record.warehouse.connection import Warehouse


class Lane:
    """A connection with a thread of its own, which does one piece of work after the other.

    It sees what the first connection has committed when a piece begins, and none of its temporary tables.
    """

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._other = warehouse.another()
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._work: list[Future[None]] = []

    def add(self, piece: Callable[[Warehouse], None]) -> None:
        """Have a piece of work done when those before it are; none after one that has failed."""
        self._work.append(self._thread.submit(self._do, piece, tuple(self._work)))

    def finish(self) -> None:
        """Wait until all of the work is done, and raise what any of it has raised."""
        for piece in self._work:
            piece.result()

    def close(self) -> None:
        """End it; work that goes on is broken off. Its statements are noted after those of the first connection."""
        for piece in self._work:
            piece.cancel()
        broken_off(self._other, self._work)
        self._thread.shutdown()
        self._warehouse.statements += self._other.statements
        self._other.close()

    def _do(self, piece: Callable[[Warehouse], None], earlier: tuple[Future[None], ...]) -> None:
        if all(one.exception() is None for one in earlier):
            piece(self._other)
