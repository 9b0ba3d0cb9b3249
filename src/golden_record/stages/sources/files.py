"""What a source, or a table of events, means: files behind a path or a glob, a table of a server, rows in memory."""

from __future__ import annotations

import glob
import hashlib
import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple, Self, TypeAlias, get_args

from golden_record.config.activity import EventConfig
from golden_record.config.job import Job
from golden_record.config.postgres_url import PostgresUrl, is_postgres
from golden_record.config.sources import GIVEN_AT_RUN_TIME, SourceConfig
from golden_record.config.tabular import DUCKDB_PREFIX, Format, TableConfig
from golden_record.errors import SourceError, nearest
from golden_record.model.frame import ArrowFrame
from golden_record.stages.sources.mapping import Reference, computed_keys, event_references, references
from golden_record.warehouse import log_of

Compression: TypeAlias = Literal["gz", "zst"]
Kind: TypeAlias = Format | Literal["duckdb", "postgres", "frame"]

DELTA_LOG = "_delta_log"
"""Folder that makes a Delta table of the folder around it."""

_SUFFIXES: dict[str, Format] = {
    "csv": "csv",
    "txt": "csv",
    "tsv": "tsv",
    "tab": "tsv",
    "parquet": "parquet",
    "pq": "parquet",
    "jsonl": "jsonl",
    "ndjson": "jsonl",
    "xlsx": "xlsx",
}
_CHUNK = 1 << 20
_SETTLED = 2_000_000_000
"""Nanoseconds after which a file's times tell one writing from the next: the coarsest file systems count in 2 s."""


@dataclass(frozen=True)
class SourceFile:
    """One file of one source, or what stands for it: a folder, a server, a frame.

    `shown` is its path relative to the job, as people and tables see it; `path` means nothing for servers and frames.
    """

    block: ClassVar[str] = "sources"

    source: str
    config: TableConfig
    path: Path
    shown: str
    format: Kind
    compression: Compression | None = None
    frame: ArrowFrame | None = field(default=None, repr=False, compare=False)

    @property
    def named(self) -> str:
        """What the job calls it: `sources.crm`."""
        return f"{self.block}.{self.source}"

    @property
    def where(self) -> str:
        """The place that messages about this file name."""
        return f"{self.named}: {self.shown}"

    @property
    def references(self) -> tuple[Reference, ...]:
        """Every column that the job names for it."""
        return ()

    def error(self, message: str, *, line: int | None = None, hint: str = "") -> SourceError:
        """A SourceError that names the source, the file, and the line when one is known."""
        where = self.where if line is None else f"{self.where}:{line}"
        return SourceError(message, hint=hint, where=where)


@dataclass(frozen=True)
class RecordFile(SourceFile):
    """A file of records."""

    config: SourceConfig
    computed: tuple[str, ...] = field(default=(), repr=False, compare=False)
    """Places of the job that compute values of this source by SQL."""

    @property
    def references(self) -> tuple[Reference, ...]:
        """Every column that the job names for the source."""
        return references(self.source, self.config)


@dataclass(frozen=True)
class EventFile(SourceFile):
    """A file of events; `source` is the name of their table in the job."""

    block: ClassVar[str] = "activity"

    config: EventConfig

    @property
    def references(self) -> tuple[Reference, ...]:
        """Every column that the job names for the events."""
        return event_references(self.source, self.config)


class _Place(NamedTuple):
    """Where one file lies: path, path as shown, format, compression."""

    path: Path
    shown: str
    format: Kind
    compression: Compression | None = None


def all_files(job: Job) -> tuple[RecordFile, ...]:
    """The files of every source, sources in the order of their names; raises SourceError for the first one missing."""
    return tuple(file for name in sorted(job.config.sources) for file in source_files(job, name))


def all_event_files(job: Job) -> tuple[EventFile, ...]:
    """The files of every table of events, tables in the order of their names."""
    tables = job.config.activity.events if job.config.activity else {}
    return tuple(file for name in sorted(tables) for file in event_files(job, name))


def source_files(job: Job, name: str) -> tuple[RecordFile, ...]:
    """The files of one source, sorted by path.

    Raises:
        SourceError: a file does not exist, a glob matches nothing, or the format cannot be told.
    """
    config = job.config.sources[name]
    computed = tuple(job.place(key) for key in computed_keys(name, config))
    if name in job.frames or config.path == GIVEN_AT_RUN_TIME:
        place = _Place(Path(), GIVEN_AT_RUN_TIME, "frame")
        return (RecordFile(name, config, *place, frame=job.frames.get(name), computed=computed),)
    return tuple(
        RecordFile(name, config, *place, computed=computed) for place in _places(job, config, f"sources.{name}")
    )


def event_files(job: Job, name: str) -> tuple[EventFile, ...]:
    """The files of one table of events, sorted by path.

    Raises:
        SourceError: a file does not exist, a glob matches nothing, or the format cannot be told.
    """
    if job.config.activity is None:
        return ()
    config = job.config.activity.events[name]
    return tuple(EventFile(name, config, *place) for place in _places(job, config, f"activity.{name}"))


def _places(job: Job, config: TableConfig, named: str) -> Iterator[_Place]:
    if is_postgres(config.path):
        yield _Place(Path(), PostgresUrl.parse(config.path).shown, "postgres")
        return
    for path in _matches(job, config, named):
        yield _place(job, config, named, Path(path))


def file_fingerprint(path: Path) -> str:
    """A hash of a file's content, and of the write-ahead log that a database may have beside it.

    A run asks for it when it starts and when it has read the file: it is computed again only if anyone wrote between.
    """
    log = log_of(path)
    parts = (path, log) if log.exists() else (path,)
    states = tuple(map(_State.of, parts))
    return _remembered(parts, states) if all(state.is_settled for state in states) else _digest(parts)


class _State(NamedTuple):
    """What every writing to a file changes, but for one within the same tick of its clock."""

    inode: int
    size: int
    modified: int
    changed: int

    @classmethod
    def of(cls, path: Path) -> Self:
        found = path.stat()
        return cls(found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)

    @property
    def is_settled(self) -> bool:
        """Whether the file was last written so long ago that another writing would show."""
        return time.time_ns() - max(self.modified, self.changed) > _SETTLED


@lru_cache(maxsize=256)
def _remembered(parts: tuple[Path, ...], states: tuple[_State, ...]) -> str:
    """The digest of files in these states."""
    del states
    return _digest(parts)


def _digest(parts: Iterable[Path]) -> str:
    # Processors have instructions for it: it takes half the time of BLAKE2, which has none.
    digest = hashlib.sha256()
    for part in parts:
        for chunk in _chunks(part):
            digest.update(chunk)
    return digest.hexdigest()[:32]


def _matches(job: Job, config: TableConfig, named: str) -> list[str]:
    where, written = f"{named}.path", config.path.removeprefix(DUCKDB_PREFIX)
    located = job.folder.resolve() / written
    if located.is_file() or _is_delta(config, located):
        return [str(located)]
    if glob.has_magic(written):
        base, pattern = _glob_base(job.folder.resolve(), written)
        found = sorted(str(path) for path in base.glob(pattern) if path.is_file())
        if not found:
            msg = f"no file matches {written!r}"
            raise SourceError(msg, where=where, hint=f"looked from {job.folder}")
        return found
    if located.is_dir():
        msg = f"{written!r} is a folder"
        hint = f"name a file, a glob such as {written.rstrip('/')}/*.csv, or the folder of a Delta table"
        raise SourceError(msg, where=where, hint=hint)
    msg = f"there is no file {written!r}"
    raise SourceError(msg, where=where, hint=_nearest_file(located))


def _is_delta(config: TableConfig, path: Path) -> bool:
    return (path / DELTA_LOG).is_dir() or (config.format == "delta" and path.is_dir())


def _glob_base(folder: Path, written: str) -> tuple[Path, str]:
    """A folder and the pattern below it: globbing takes no absolute pattern."""
    path = Path(written)
    return (Path(path.anchor), str(path.relative_to(path.anchor))) if path.is_absolute() else (folder, written)


def _nearest_file(path: Path) -> str:
    folder = path.parent
    if not folder.is_dir():
        return f"there is no folder {folder}"
    names = [item.name for item in folder.iterdir() if item.is_file()]
    return nearest(path.name, names) or f"the folder {folder} holds no files"


def _place(job: Job, config: TableConfig, named: str, path: Path) -> _Place:
    shown = Path(os.path.relpath(path, job.folder.resolve())).as_posix()
    if _is_delta(config, path):
        return _Place(path, shown, "delta")
    suffixes = [suffix.removeprefix(".").lower() for suffix in path.suffixes]
    compression = suffixes.pop() if suffixes and suffixes[-1] in get_args(Compression) else None
    kind = _format(config, named, suffixes[-1] if suffixes else "")
    return _Place(path, shown, kind, "gz" if compression == "gz" else "zst" if compression == "zst" else None)


def _format(config: TableConfig, named: str, suffix: str) -> Kind:
    if config.path.startswith(DUCKDB_PREFIX):
        return "duckdb"
    if config.format is not None:
        return config.format
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    msg = f"cannot tell the format of {config.path!r} from its name"
    hint = f"say `format:` {', '.join(get_args(Format))}"
    raise SourceError(msg, where=f"{named}.path", hint=hint)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
