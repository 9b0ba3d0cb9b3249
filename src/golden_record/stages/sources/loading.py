"""The files of a load, source by source: all of their rows, or those that the last load did not have."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from golden_record.errors import GoldenRecordError
from golden_record.stages.sources.cards import Sealing
from golden_record.stages.sources.files import RecordFile
from golden_record.stages.sources.guards.former import Columns
from golden_record.stages.sources.lines.hashing import knows_lines
from golden_record.stages.sources.opening import Place
from golden_record.stages.sources.preparing import TEXT_FORMATS, Ahead, ahead
from golden_record.stages.sources.reading import Known, Loaded, NotFewError, may_refuse_later, read
from golden_record.stages.sources.renewal import queries
from golden_record.stages.sources.renewal.scope import Scope
from golden_record.warehouse import Warehouse, beside, dropped

_MOST_HANDED_OVER = 50_000
"""Rows of a source that are copied from one connection to another: to copy more takes longer than what is gained."""


def load_files(
    warehouse: Warehouse,
    scope: Scope,
    folder: Path,
    sealing: Sealing,
    former: Mapping[str, Columns],
    beyond: Collection[str] = (),
) -> list[list[Loaded]]:
    """The files that a scope reads, by source in its order; `former` are the columns of the last load, by source.

    Sources `beyond` are read on another connection meanwhile. What is wrong with several sources is told of the first.

    Raises:
        SourceError: a file cannot be read, or lacks a column that the job names.
    """
    texts = {number: file for number, file in enumerate(scope.files) if _is_copied(file, scope, sealing)}
    with ahead(texts, folder) as copies:
        loading = _Loading(scope, folder, sealing, former, copies)
        if beyond:
            with beside(warehouse, lambda other: loading.load_few(other, beyond), taken=lambda: loading.tables(beyond)):
                loading.load(warehouse, set(scope.read) - set(beyond))
        return loading.finished(warehouse)


def sources_beyond(scope: Scope, sealing: Sealing, sizes: Mapping[str, int]) -> frozenset[str]:
    """Sources to be read on another connection, with about half of all rows; `sizes` are those of the last load.

    They are among those of which only a few rows are expected, and of which nothing but these is asked later.
    """
    movable = {
        source
        for source in scope.recognising
        if all(_is_movable(file, scope, sealing) for file in scope.sources[source])
    }
    here, there, beyond = sum(sizes.get(source, 0) for source in scope.read if source not in movable), 0, set()
    for source in sorted(movable, key=lambda source: (-sizes.get(source, 0), source)):
        if there < here:
            beyond.add(source)
            there += sizes.get(source, 0)
        else:
            here += sizes.get(source, 0)
    return frozenset(beyond)


def _is_movable(file: RecordFile, scope: Scope, sealing: Sealing) -> bool:
    return not _is_copied(file, scope, sealing) and not may_refuse_later(file)


@dataclass
class _Loading:
    """The sources of a load, each as it comes, and what was wrong with some."""

    scope: Scope
    folder: Path
    sealing: Sealing
    former: Mapping[str, Columns]
    copies: Ahead
    loaded: dict[str, list[Loaded]] = field(default_factory=dict)
    failed: dict[str, GoldenRecordError] = field(default_factory=dict)

    def load(self, warehouse: Warehouse, sources: Collection[str], most: int | None = None) -> None:
        """Load some sources, in order; none behind one that has failed, be it on this connection or on another.

        With `most`, sources are left out of which more rows than that are other.
        """
        for source in (source for source in self.scope.read if source in sources):
            if any(self._is_before(failed, source) for failed in list(self.failed)):
                return
            try:
                self.loaded[source] = self._load(warehouse, source, most)
            except NotFewError:
                continue
            except GoldenRecordError as error:
                self.failed[source] = error

    def load_few(self, warehouse: Warehouse, sources: Collection[str]) -> None:
        """The same as far as few of their rows are other."""
        self.load(warehouse, sources, _MOST_HANDED_OVER)

    def tables(self, sources: Iterable[str]) -> Iterator[str]:
        """The temporary tables of these sources."""
        for load in (load for source in sources for load in self.loaded.get(source, ())):
            yield from _tables_of(load)

    def finished(self, warehouse: Warehouse) -> list[list[Loaded]]:
        """All sources, after those that are still to be loaded.

        Raises:
            SourceError: something was wrong with one of them.
        """
        self.load(warehouse, set(self.scope.read) - self.loaded.keys() - self.failed.keys())
        for source in self.scope.read:
            if source in self.failed:
                raise self.failed[source]
        return [self.loaded[source] for source in self.scope.read]

    def _is_before(self, one: str, other: str) -> bool:
        return self.scope.read.index(one) < self.scope.read.index(other)

    def _load(self, warehouse: Warehouse, source: str, most: int | None) -> list[Loaded]:
        first = [file.source for file in self.scope.files].index(source)
        files = self.scope.sources[source]
        places = [
            Place(warehouse, self.folder, number, self.copies if number in self.copies.files else None, most=most)
            for number in range(first, first + len(files))
        ]
        former = self.former.get(source) if source in self.scope.recognising else None
        return _read_all(places, files, self.sealing, former)


def _is_copied(file: RecordFile, scope: Scope, sealing: Sealing) -> bool:
    """Whether a copy of a whole file is surely needed."""
    return file.format in TEXT_FORMATS and not (file.source in scope.recognising and knows_lines(file, sealing))


def release(warehouse: Warehouse, loads: Sequence[Loaded]) -> None:
    """Drop the temporary tables of files."""
    for load in loads:
        for table in (load.raw, *_tables_of(load)):
            warehouse.execute(dropped(table))


def _tables_of(load: Loaded) -> list[str]:
    """The temporary tables of a file, without that of its raw rows."""
    return [table for table in dict.fromkeys((load.table, load.odd, load.lines)) if table]


def _read_all(
    places: Sequence[Place], files: Sequence[RecordFile], sealing: Sealing, former: Columns | None
) -> list[Loaded]:
    if former is None:
        return [read(place, file, sealing) for place, file in zip(places, files, strict=True)]
    known, loads = Known.of(files[0].source, former), []
    for place, file in zip(places, files, strict=True):
        loads.append(read(place, file, sealing, known))
        known = known.left_by(loads[-1].odd)
    if _are_doubtful(places[0].warehouse, loads):
        # A key that stands twice is judged by all of its rows.
        release(places[0].warehouse, loads)
        if places[0].most is not None:
            raise NotFewError
        return _read_all(places, files, sealing, None)
    return loads


def _are_doubtful(warehouse: Warehouse, loads: Sequence[Loaded]) -> bool:
    """Whether a key may stand twice in a source."""
    odd = [load.odd for load in loads if load.odd]
    if not odd or any(load.is_doubtful for load in loads):
        return bool(odd)
    query = queries.doubtful_keys(loads[0].file.source, [load.table for load in loads], odd[-1])
    return bool(warehouse.scalar(query))
