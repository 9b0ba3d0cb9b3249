"""Files as tables of text: how many rows, which columns, and a sample that the same file always gives."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from golden_record.config.attributes import AttributeConfig
from golden_record.config.job import Job, JobConfig
from golden_record.config.sources import SourceConfig
from golden_record.discover import queries
from golden_record.discover.encodings import Encoding, detect_encoding
from golden_record.discover.locations import Location, locate, names_of
from golden_record.errors import UsageError
from golden_record.stages.sources import delimited
from golden_record.stages.sources import queries as source_queries
from golden_record.stages.sources.files import SourceFile, source_files
from golden_record.stages.sources.opening import Opened, Place, open_file
from golden_record.warehouse import Warehouse, temporary
from golden_record.warehouse.sql import ident

SAMPLE_ROWS = 50_000
"""Rows of a sample: shares of one per cent come out within a tenth of themselves."""

HEAD_ROWS = 5_000
"""Rows from the beginning of a large file, where exports keep their oldest and oddest records."""

_KEY_CANDIDATES = 6


@dataclass(frozen=True)
class Counts:
    """How many rows of the whole file fill a column, and how many values they have."""

    filled: int
    distinct: int


@dataclass(frozen=True, eq=False)
class Table:
    """One source as found: `sample` holds its columns as text, all rows or `sampled` ones."""

    name: str
    path: str
    rows: int
    rejected: int
    sample: pl.DataFrame
    types: Mapping[str, str]
    encoding: Encoding | None = None
    delimiter: str | None = None
    counts: Mapping[str, Counts] = field(default_factory=dict)
    """Of the columns that may be keys, over all rows."""

    table: str | None = None
    """Table of the database, where the path is one."""

    @property
    def sampled(self) -> bool:
        """Whether the sample is only a part."""
        return self.sample.height < self.rows


def read_tables(paths: Sequence[str], folder: Path, encoding: str | None = None) -> tuple[Table, ...]:
    """Every path as a table, its path written relative to a folder; a folder stands for the files in it.

    Tables of databases are `duckdb:FILE#TABLE` and `postgres://user@host/database#TABLE`.

    Raises:
        UsageError: a path names nothing, or there is no such encoding.
        SourceError: a file cannot be read.
    """
    _require_encoding(encoding)
    found = [location for written in paths for location in locate(written)]
    return tuple(
        replace(_table(name, location, encoding), path=location.seen_from(folder))
        for name, location in zip(names_of(found), found, strict=True)
    )


def _require_encoding(encoding: str | None) -> None:
    try:
        "".encode(encoding or "utf-8")
    except (LookupError, ValueError) as error:
        msg = f"there is no encoding {encoding!r}"
        raise UsageError(msg, hint="known are utf-8, utf-16, cp1251, koi8-r, cp866, cp1252 and more") from error


def _table(name: str, location: Location, encoding: str | None) -> Table:
    files = source_files(_bare_job(name, location, encoding or "utf-8"), name)
    known = Encoding(encoding, "as told") if encoding else _common_encoding(files)
    if known is not None:
        files = tuple(replace(file, config=file.config.model_copy(update={"encoding": known.name})) for file in files)
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="golden_record_")))
        warehouse = stack.enter_context(Warehouse())
        places = [Place(warehouse, scratch, number) for number in range(len(files))]
        opened = [_opened(place, file) for place, file in zip(places, files, strict=True)]
        table = _sampled(warehouse, name, location, opened)
    text = files[0].format in {"csv", "tsv"}
    return replace(table, encoding=known, delimiter=delimited.header(files[0]).dialect.delimiter if text else None)


def _bare_job(name: str, location: Location, encoding: str) -> Job:
    """A job in the working directory that says no more than where a source lies: enough for its readers."""
    source = SourceConfig(
        path=location.path, table=location.table, key="?", encoding=encoding, attributes={"text": "?"}
    )
    config = JobConfig(version=1, name=name, sources={name: source}, attributes={"text": AttributeConfig(type="text")})
    return Job(config, Path("job.yml"))


def _common_encoding(files: Sequence[SourceFile]) -> Encoding | None:
    """One encoding for all files of a source: that of the first one that is not plain UTF-8."""
    found = [encoding for encoding in map(detect_encoding, files) if encoding is not None]
    return next((encoding for encoding in found if encoding.name != "utf-8"), found[0] if found else None)


def _opened(place: Place, file: SourceFile) -> Opened:
    """The file as a relation with all of its columns; the reader of documents would yield only those of a job."""
    opened = open_file(place, file)
    types = _distinct_names(opened.types)
    if not types or not opened.is_told:
        msg = "holds no rows, so nothing can be told of its columns"
        raise file.error(msg)
    if file.format != "jsonl":
        return replace(opened, types=types)
    rows = source_queries.document_rows(place.raw, tuple(types))
    place.warehouse.execute(temporary(place.batches, rows))
    return replace(opened, types=types, relation=ident(place.batches))


def _distinct_names(types: Mapping[str, str]) -> dict[str, str]:
    """Columns that the engine can tell apart; a job cannot name one without a name."""
    kept: dict[str, str] = {}
    for name, kind in types.items():
        if name.strip() and name.casefold() not in {other.casefold() for other in kept}:
            kept[name] = kind
    return kept


def _sampled(warehouse: Warehouse, name: str, location: Location, opened: Sequence[Opened]) -> Table:
    types = _distinct_names({column: kind for one in opened for column, kind in one.types.items()})
    rows = sum(one.rows for one in opened)
    rejected = sum(len(one.rejected) for one in opened)
    relation = queries.united([one.relation for one in opened], [tuple(one.types) for one in opened])
    share = 1.0 if rows <= SAMPLE_ROWS else (SAMPLE_ROWS - HEAD_ROWS) / rows
    sample = warehouse.frame(queries.sampled_rows(relation, tuple(types), head=HEAD_ROWS, share=share))
    table = Table(name, location.path, rows, rejected, sample, types, table=location.table)
    return replace(table, counts=_key_counts(warehouse, relation, table))


def _key_counts(warehouse: Warehouse, relation: str, table: Table) -> dict[str, Counts]:
    """Exact counts of the columns that differ most in the sample: a key must be one in every row."""
    texts = table.sample.select(pl.all().str.strip_chars().replace("", None))
    distinct = {name: texts[name].drop_nulls().n_unique() for name in texts.columns}
    candidates = sorted(distinct, key=lambda name: -distinct[name])[:_KEY_CANDIDATES]
    (row,) = warehouse.rows(queries.key_counts(relation, candidates))
    numbers = [int(str(value)) for value in row[1:]]
    return {name: Counts(numbers[2 * at], numbers[2 * at + 1]) for at, name in enumerate(candidates)}
