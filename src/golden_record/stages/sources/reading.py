"""One file into one mapped table: opened as a relation, checked, mapped, counted; rows refused there or later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from golden_record.errors import EngineError, SourceError
from golden_record.stages.sources import queries
from golden_record.stages.sources.cards import Sealing
from golden_record.stages.sources.check import MissingColumnsError, missing_columns
from golden_record.stages.sources.files import RecordFile
from golden_record.stages.sources.guards.former import Columns
from golden_record.stages.sources.layout import content_fingerprint
from golden_record.stages.sources.lines.hashing import hash_lines, knows_lines, seen_again, take_out
from golden_record.stages.sources.mapped import queries as mapped_queries
from golden_record.stages.sources.opening import Opened, Place, Unseen, expected_mark, open_file, rejection_of
from golden_record.stages.sources.rejection import Rejection
from golden_record.stages.sources.renewal import queries as renewal_queries
from golden_record.warehouse import Warehouse, dropped, sql_of_the_job, temporary


@dataclass(frozen=True)
class Loaded:
    """What became of one file: its mapped table, rows with a key, rows refused, times not understood.

    `types` are its columns; None where no row tells. `relation` and `content` still give the rows as found, where the
    job may yet refuse some of them; they may lie in the table `raw`. `seen` is the table of the rows that the last load
    had, if these were not mapped, and `lines` the table with the hashes of lines, if rows are known by these.
    """

    file: RecordFile
    table: str
    rows: int
    rejected: tuple[Rejection, ...]
    unread_times: int
    fingerprint: str
    types: Mapping[str, str] | None
    relation: str
    content: str
    raw: str
    seen: str = ""
    lines: str = ""

    def and_seen(self, seen: str, rows: int, unread_times: int) -> Loaded:
        """This together with the rows of a table, which the last load had."""
        return replace(self, rows=self.rows + rows, unread_times=self.unread_times + unread_times, seen=seen)


def read(place: Place, file: RecordFile, sealing: Sealing, former: Columns | None = None) -> Loaded:
    """Read one file into the temporary table `source_mapped_<number>`, numbers of payment cards sealed.

    Where the columns of its source in the last load are given, only rows are mapped that the last load did not have,
    and the others are left in `source_seen_<number>`.

    Raises:
        SourceError: the file cannot be read, or lacks a column that the job names.
    """
    warehouse = place.warehouse
    try:
        loaded = _by_line(place, file, sealing, former) if former is not None and knows_lines(file, sealing) else None
        loaded = loaded or _by_row(place, file, sealing, recognising=former is not None)
    except SourceError:
        raise
    except EngineError as error:
        msg = f"cannot be read: {error}"
        raise file.error(msg, hint=error.hint) from error
    if not _may_refuse_later(file):
        place.copy.unlink(missing_ok=True)
        warehouse.execute(dropped(place.raw))
    return loaded


def refuse(warehouse: Warehouse, loads: Sequence[Loaded], query: str) -> list[Loaded]:
    """Take rows out of mapped tables and among the rejected; `query` yields file (index of `loads`), line, reason."""
    warehouse.execute(temporary(queries.REFUSED, query))
    settled = [_without_refused(warehouse, load, number) for number, load in enumerate(loads)]
    warehouse.execute(dropped(queries.REFUSED))
    return settled


def _without_refused(warehouse: Warehouse, load: Loaded, number: int) -> Loaded:
    refused = warehouse.rows(queries.refused_rows(load.relation, load.content), [number])
    if not refused:
        return load
    warehouse.execute(queries.without_refused(load.table), [number])
    rejected = sorted([*load.rejected, *map(rejection_of, refused)])
    return replace(load, rows=load.rows - len(refused), rejected=tuple(rejected))


def _may_refuse_later(file: RecordFile) -> bool:
    """Whether rows can be refused for what stands in other files, or stood there before."""
    return file.config.duplicates != "error" or file.config.contract == "discard_row"


def _require_columns(file: RecordFile, opened: Opened) -> None:
    if missing_columns(file, opened.columns):
        raise MissingColumnsError(file, opened.columns)


def _by_line(place: Place, file: RecordFile, sealing: Sealing, former: Columns) -> Loaded | None:
    """The lines that the last load did not have, counted together with those that it had.

    None where lines do not tell what is other: they end in several ways, or the columns that the job means are others.
    """
    warehouse, (mark, after) = place.warehouse, expected_mark(file, tuple(former))
    if not hash_lines(warehouse, file, place.lines, mark):
        return None
    unseen = Unseen(seen_again(warehouse, file, place.lines, place.seen, after), frozenset(former), place.seen)
    opened = open_file(replace(place, unseen=unseen), file)
    _require_columns(file, opened)
    if opened.mark != mark:
        warehouse.execute(dropped(place.seen))
        return None
    take_out(warehouse, place.seen, opened.spread)
    mapped = _mapped(place, file, opened, sealing, by_line=True)
    return replace(mapped.and_seen(place.seen, *_seen_counts(place)), lines=place.seen)


def _by_row(place: Place, file: RecordFile, sealing: Sealing, *, recognising: bool) -> Loaded:
    """All rows, or those that the last load did not have counted together with those that it had."""
    warehouse = place.warehouse
    opened = open_file(place, file)
    _require_columns(file, opened)
    if knows_lines(file, sealing) and hash_lines(warehouse, file, place.lines, opened.mark):
        take_out(warehouse, place.lines, opened.spread)
        return replace(_mapped(place, file, opened, sealing, by_line=True), lines=place.lines)
    return _recognised(place, file, opened, sealing) if recognising else _mapped(place, file, opened, sealing)


def _recognised(place: Place, file: RecordFile, opened: Opened, sealing: Sealing) -> Loaded:
    """The rows that the last load did not have, counted together with those that it had."""
    warehouse = place.warehouse
    warehouse.execute(temporary(place.seen, renewal_queries.seen_rows(opened.relation, file.source, file.config)))
    counts = _seen_counts(place)
    others = replace(opened, relation=renewal_queries.other_rows(place.seen), rows=opened.rows - counts[0])
    return replace(_mapped(place, file, others, sealing).and_seen(place.seen, *counts), relation=opened.relation)


def _seen_counts(place: Place) -> tuple[int, int]:
    """Rows that the last load had, and times of theirs that could not be understood."""
    ((rows, unread),) = place.warehouse.rows(renewal_queries.seen_counts(place.seen))
    return int(str(rows)), int(str(unread))


def _mapped(place: Place, file: RecordFile, opened: Opened, sealing: Sealing, *, by_line: bool = False) -> Loaded:
    warehouse = place.warehouse
    cards = sealing.places(file.config)
    rows = mapped_queries.mapped_rows(opened.relation, file.config, cards, by_line=by_line)
    with sealing.sealed(warehouse, opened.relation, file.config), sql_of_the_job(file.computed):
        warehouse.execute(temporary(place.mapped, rows))
    found = warehouse.count(place.mapped)
    if found != opened.rows:
        msg = f"{opened.rows:,} rows were found well formed, but the engine read {found:,}"
        raise file.error(msg, hint="this is a defect of golden_record; please report it")
    ((keyed, unread),) = warehouse.rows(queries.row_counts(place.mapped))
    rejected = list(opened.rejected)
    if keyed != found:
        keyless = warehouse.rows(queries.keyless_rows(place.mapped, opened.relation, opened.content))
        rejected.extend(rejection_of(row) for row in keyless)
    rejected.sort()
    return Loaded(
        file=file,
        table=place.mapped,
        rows=int(str(keyed)),
        rejected=tuple(rejected),
        unread_times=int(str(unread)),
        fingerprint=opened.fingerprint or content_fingerprint(file),
        types=opened.types if opened.is_told else None,
        relation=opened.relation,
        content=opened.content,
        raw=place.raw,
    )
