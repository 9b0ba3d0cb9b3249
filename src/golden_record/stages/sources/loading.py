"""The files of a load, source by source: all of their rows, or those that the last load did not have."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from golden_record.stages.sources.cards import Sealing
from golden_record.stages.sources.files import RecordFile
from golden_record.stages.sources.opening import Place
from golden_record.stages.sources.preparing import TEXT_FORMATS, ahead
from golden_record.stages.sources.reading import Loaded, read
from golden_record.stages.sources.renewal import queries
from golden_record.stages.sources.renewal.scope import Scope
from golden_record.warehouse import Warehouse, dropped


def load_files(warehouse: Warehouse, scope: Scope, folder: Path, sealing: Sealing) -> list[list[Loaded]]:
    """The files that a scope reads, by source in its order.

    Raises:
        SourceError: a file cannot be read, or lacks a column that the job names.
    """
    numbered = enumerate(file for source in scope.read for file in scope.sources[source])
    texts = {number: file for number, file in numbered if file.format in TEXT_FORMATS}
    first, loaded = 0, []
    with ahead(texts, folder) as copies:
        for source in scope.read:
            files = scope.sources[source]
            places = [Place(warehouse, folder, number, copies) for number in range(first, first + len(files))]
            loaded.append(_load(places, files, sealing, recognising=source in scope.recognising))
            first += len(files)
    return loaded


def release(warehouse: Warehouse, loads: Sequence[Loaded]) -> None:
    """Drop the temporary tables of files."""
    for load in loads:
        for table in (load.raw, load.table, load.seen):
            if table:
                warehouse.execute(dropped(table))


def _load(places: Sequence[Place], files: Sequence[RecordFile], sealing: Sealing, *, recognising: bool) -> list[Loaded]:
    loads = [read(place, file, sealing, recognising=recognising) for place, file in zip(places, files, strict=True)]
    if recognising and _doubtful(places[0].warehouse, loads):
        # A key that stands twice is judged by all of its rows.
        release(places[0].warehouse, loads)
        return [read(place, file, sealing) for place, file in zip(places, files, strict=True)]
    return loads


def _doubtful(warehouse: Warehouse, loads: Sequence[Loaded]) -> bool:
    query = queries.doubtful_keys(loads[0].file.source, [load.table for load in loads], [load.seen for load in loads])
    return bool(warehouse.scalar(query))
