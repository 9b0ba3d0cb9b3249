"""The files of a load, source by source: all of their rows, or those that the last load did not have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from golden_record.stages.sources.cards import Sealing
from golden_record.stages.sources.files import RecordFile
from golden_record.stages.sources.guards.former import Columns
from golden_record.stages.sources.lines.hashing import knows_lines
from golden_record.stages.sources.opening import Place
from golden_record.stages.sources.preparing import TEXT_FORMATS, ahead
from golden_record.stages.sources.reading import Known, Loaded, read
from golden_record.stages.sources.renewal import queries
from golden_record.stages.sources.renewal.scope import Scope
from golden_record.warehouse import Warehouse, dropped


def load_files(
    warehouse: Warehouse, scope: Scope, folder: Path, sealing: Sealing, former: Mapping[str, Columns]
) -> list[list[Loaded]]:
    """The files that a scope reads, by source in its order; `former` are the columns of the last load, by source.

    Raises:
        SourceError: a file cannot be read, or lacks a column that the job names.
    """
    texts = {number: file for number, file in enumerate(scope.files) if _is_copied(file, scope, sealing)}
    first, loaded = 0, []
    with ahead(texts, folder) as copies:
        for source in scope.read:
            files = scope.sources[source]
            numbers = range(first, first + len(files))
            places = [Place(warehouse, folder, number, copies if number in texts else None) for number in numbers]
            loaded.append(_load(places, files, sealing, former.get(source) if source in scope.recognising else None))
            first += len(files)
    return loaded


def _is_copied(file: RecordFile, scope: Scope, sealing: Sealing) -> bool:
    """Whether a copy of a whole file is surely needed."""
    return file.format in TEXT_FORMATS and not (file.source in scope.recognising and knows_lines(file, sealing))


def release(warehouse: Warehouse, loads: Sequence[Loaded]) -> None:
    """Drop the temporary tables of files."""
    for load in loads:
        for table in (load.raw, load.table, load.odd, load.lines):
            if table:
                warehouse.execute(dropped(table))


def _load(
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
        return _load(places, files, sealing, None)
    return loads


def _are_doubtful(warehouse: Warehouse, loads: Sequence[Loaded]) -> bool:
    """Whether a key may stand twice in a source."""
    odd = [load.odd for load in loads if load.odd]
    if not odd or any(load.is_doubtful for load in loads):
        return bool(odd)
    query = queries.doubtful_keys(loads[0].file.source, [load.table for load in loads], odd[-1])
    return bool(warehouse.scalar(query))
