"""A copy of the present mart on its way to become the next one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from types import TracebackType
from typing import Self

from golden_record.model.tables import Table
from golden_record.stages.publish import queries as file_queries
from golden_record.stages.publish.contents import Filling
from golden_record.stages.publish.draft import CATALOG
from golden_record.stages.publish.kept.files import copy, flush
from golden_record.stages.publish.refreshing import queries
from golden_record.stages.publish.refreshing.filling import fill
from golden_record.warehouse import Lane, Warehouse


class Copied:
    """A mart that is copied beside other work, and attached to the state as soon as it is there.

    Whatever goes wrong on the way is raised by who waits for it.
    """

    def __init__(self, warehouse: Warehouse, mart: Path, path: Path) -> None:
        self.path = path
        self._warehouse, self._mart = warehouse, mart
        self._filled: set[Table] = set()
        self._lane: Lane | None = Lane(warehouse)
        self._lane.add(self._copy)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it, once; what goes on is broken off."""
        lane, self._lane = self._lane, None
        if lane is not None:
            lane.close()
            self._warehouse.execute(file_queries.detached(CATALOG))

    def fill(self, due: Callable[[Warehouse], Iterable[Filling]]) -> None:
        """Have tables brought up to date as soon as the copy is there."""
        self._add(lambda other: self._fill(other, tuple(due(other))))

    def flush(self) -> None:
        """Have all that was written so far brought to the disk: it is then less to wait for in the end."""
        self._add(lambda _: flush(self.path))

    def wait(self) -> Collection[Table]:
        """Wait until all of this is done; return the tables that are up to date.

        Raises:
            EngineError: a table cannot be filled.
            OSError: the mart cannot be copied, or does not come to the disk.
        """
        if self._lane is not None:
            self._lane.finish()
        return self._filled

    def _add(self, piece: Callable[[Warehouse], None]) -> None:
        if self._lane is not None:
            self._lane.add(piece)

    def _copy(self, other: Warehouse) -> None:
        copy(self._mart, self.path)
        other.execute(queries.reopened(str(self.path), CATALOG))

    def _fill(self, other: Warehouse, fillings: Collection[Filling]) -> None:
        fill(other, fillings)
        self._filled.update(filling.table for filling in fillings)
