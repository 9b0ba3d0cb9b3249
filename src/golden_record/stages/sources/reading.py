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
from golden_record.stages.sources.lines.hashing import hash_lines, knows_lines, recognise_lines, take_out
from golden_record.stages.sources.mapped import queries as mapped_queries
from golden_record.stages.sources.opening import Opened, Place, Unseen, expected_mark, open_file, rejection_of
from golden_record.stages.sources.rejection import Rejection
from golden_record.stages.sources.renewal import queries as renewal_queries
from golden_record.warehouse import Warehouse, dropped, sql_of_the_job, temporary


class NotFewError(Exception):
    """More rows of a file would have to be mapped than its place allows."""


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
    odd: str = ""
    is_doubtful: bool = False
    lines: str = ""


@dataclass(frozen=True)
class Known:
    """The records of the last load that rows of a source may be, as a relation, and the columns that it had then."""

    relation: str
    columns: Columns

    @classmethod
    def of(cls, source: str, columns: Columns) -> Known:
        """All records of a source."""
        return cls(renewal_queries.records_of(source), columns)

    def left_by(self, odd: str) -> Known:
        """Those that the rows of a file were not, as its table tells; all of these if it has none."""
        return replace(self, relation=renewal_queries.records_left(odd)) if odd else self


@dataclass(frozen=True)
class _Seen:
    """Rows of a file that the last load had: how many, and times of theirs that could not be understood."""

    rows: int
    unread_times: int
    is_doubtful: bool


def read(place: Place, file: RecordFile, sealing: Sealing, known: Known | None = None) -> Loaded:
    """Read one file into the temporary table `source_mapped_<number>`, numbers of payment cards sealed.

    Where the records are given that its rows may be, only rows are mapped that are none of these as they were.

    Raises:
        SourceError: the file cannot be read, or lacks a column that the job names.
        NotFewError: the place allows no more than some rows, and others are other, too.
    """
    warehouse = place.warehouse
    try:
        loaded = _by_line(place, file, sealing, known) if known is not None and knows_lines(file, sealing) else None
        loaded = loaded or _by_row(place, file, sealing, known)
    except SourceError:
        raise
    except EngineError as error:
        msg = f"cannot be read: {error}"
        raise file.error(msg, hint=error.hint) from error
    if not may_refuse_later(file):
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


def may_refuse_later(file: RecordFile) -> bool:
    """Whether rows can be refused for what stands in other files, or stood there before."""
    return file.config.duplicates != "error" or file.config.contract == "discard_row"


def _require_columns(file: RecordFile, opened: Opened) -> None:
    if missing_columns(file, opened.columns):
        raise MissingColumnsError(file, opened.columns)


def _by_line(place: Place, file: RecordFile, sealing: Sealing, known: Known) -> Loaded | None:
    """The lines that the last load did not have, counted together with those that it had.

    None where lines do not tell what is other: they end in several ways, the columns that the job means are others, or
    what was a row of its own is part of another one.
    """
    warehouse, (mark, after) = place.warehouse, expected_mark(file, tuple(known.columns))
    lines = recognise_lines(warehouse, file, place.odd, mark, after, known.relation)
    if lines is None:
        return None
    opened = open_file(replace(place, unseen=Unseen(lines.unseen, frozenset(known.columns), place.odd)), file)
    _require_columns(file, opened)
    if opened.mark != mark or not lines.unseen.include(opened.spread):
        warehouse.execute(dropped(place.odd))
        return None
    seen = _seen(place, known, lines.count)
    take_out(warehouse, place.odd, opened.spread)
    mapped = _mapped(place, file, opened, sealing, by_line=True)
    return replace(_and_seen(place, mapped, seen), lines=place.odd)


def _by_row(place: Place, file: RecordFile, sealing: Sealing, known: Known | None) -> Loaded:
    """All rows, or those that the last load did not have counted together with those that it had."""
    warehouse = place.warehouse
    opened = open_file(place, file)
    _require_columns(file, opened)
    if knows_lines(file, sealing) and hash_lines(warehouse, file, place.lines, opened.mark):
        take_out(warehouse, place.lines, opened.spread)
        return replace(_mapped(place, file, opened, sealing, by_line=True), lines=place.lines)
    return _mapped(place, file, opened, sealing) if known is None else _recognised(place, file, opened, sealing, known)


def _recognised(place: Place, file: RecordFile, opened: Opened, sealing: Sealing, known: Known) -> Loaded:
    """The rows that the last load did not have, counted together with those that it had."""
    rows = renewal_queries.odd_rows(opened.relation, file.config, known.relation)
    place.warehouse.execute(temporary(place.odd, rows))
    seen = _seen(place, known, opened.rows)
    others = replace(opened, relation=renewal_queries.other_rows(place.odd), rows=opened.rows - seen.rows)
    mapped = _mapped(place, file, others, sealing)
    return replace(_and_seen(place, mapped, seen), relation=opened.relation)


def _seen(place: Place, known: Known, rows: int) -> _Seen:
    """What so many rows of a file have in common with known records, by those that have no counterpart."""
    warehouse = place.warehouse
    ((odd, left, unread_left),) = _integers(warehouse, renewal_queries.odd_counts(place.odd))
    ((records, unread),) = _integers(warehouse, renewal_queries.known_counts(known.relation))
    # As many rows as records: one of these cannot have been seen twice.
    return _Seen(rows - odd, unread - unread_left, is_doubtful=rows - odd != records - left)


def _and_seen(place: Place, mapped: Loaded, seen: _Seen) -> Loaded:
    """What was mapped of a file together with the rows that the last load had."""
    return replace(
        mapped,
        rows=mapped.rows + seen.rows,
        unread_times=mapped.unread_times + seen.unread_times,
        odd=place.odd,
        is_doubtful=seen.is_doubtful,
    )


def _integers(warehouse: Warehouse, query: str) -> list[tuple[int, ...]]:
    return [tuple(int(str(value)) for value in row) for row in warehouse.rows(query)]


def _mapped(place: Place, file: RecordFile, opened: Opened, sealing: Sealing, *, by_line: bool = False) -> Loaded:
    if place.most is not None and opened.rows > place.most:
        raise NotFewError
    warehouse = place.warehouse
    cards = sealing.places(file.config)
    rows = mapped_queries.mapped_rows(opened.relation, file.config, cards, by_line=by_line)
    with sealing.sealed(warehouse, opened.relation, file.config), sql_of_the_job(file.computed):
        warehouse.execute(temporary(place.mapped, rows))
    ((found, keyed, unread),) = _integers(warehouse, queries.row_counts(place.mapped))
    if found != opened.rows:
        msg = f"{opened.rows:,} rows were found well formed, but the engine read {found:,}"
        raise file.error(msg, hint="this is a defect of golden_record; please report it")
    rejected = list(opened.rejected)
    if keyed != found:
        keyless = warehouse.rows(queries.keyless_rows(place.mapped, opened.relation, opened.content))
        rejected.extend(rejection_of(row) for row in keyless)
    rejected.sort()
    return Loaded(
        file=file,
        table=place.mapped,
        rows=keyed,
        rejected=tuple(rejected),
        unread_times=unread,
        fingerprint=opened.fingerprint or content_fingerprint(file),
        types=opened.types if opened.is_told else None,
        relation=opened.relation,
        content=opened.content,
        raw=place.raw,
    )
