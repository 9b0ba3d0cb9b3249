"""Keys that stand on several rows of a source, handled as the source says."""

from __future__ import annotations

from collections.abc import Sequence

from golden_record.errors import SourceError
from golden_record.model.masking import masked
from golden_record.stages.sources.guards import queries
from golden_record.stages.sources.reading import Loaded, refuse
from golden_record.warehouse import Warehouse


def unique_keys(warehouse: Warehouse, loads: Sequence[Loaded]) -> list[Loaded]:
    """The files of one source, with at most one row per key; the others are among the rejected.

    Raises:
        SourceError: a key stands on several rows, and the source allows none.
    """
    handling = loads[0].file.config.duplicates
    tables = [load.table for load in loads]
    found = warehouse.rows(queries.duplicate_keys(tables))
    if not found:
        return list(loads)
    if handling == "error":
        raise _duplicate_error(loads, found)
    return refuse(warehouse, loads, queries.surplus_rows(tables, keep_last=handling == "last"))


def _duplicate_error(loads: Sequence[Loaded], rows: Sequence[tuple[object, ...]]) -> SourceError:
    """An error that tells where the keys stand: they may be addresses of people, and it is kept with the run."""
    load = loads[0]
    shown = ", ".join(
        f"{masked(str(key))!r} on {count} rows ({_places(loads, count, files, lines)})"
        for key, count, _, files, lines in rows
    )
    total = int(str(rows[0][2]))
    more = f", and {total - len(rows):,} more" if total > len(rows) else ""
    msg = f"column {load.file.config.key!r} is not unique: {shown}{more}"
    hint = "choose a column that is unique, or say `duplicates: last` or `duplicates: quarantine` for the source"
    return SourceError(msg, where=f"sources.{load.file.source}.key", hint=hint)


def _places(loads: Sequence[Loaded], count: object, files: object, lines: object) -> str:
    """The first places of a key, as `crm.csv:2, crm.csv:7, ...`."""
    if not isinstance(files, list) or not isinstance(lines, list):
        return ""
    shown = [f"{loads[file].file.shown}:{line}" for file, line in zip(files, lines, strict=True)]
    return ", ".join(shown if len(shown) == count else [*shown, "..."])
