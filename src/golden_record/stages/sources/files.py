"""Which files a source means: format, compression, globs, and a fingerprint of the content."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from golden_record.config.job import Job
from golden_record.config.sources import Format, SourceConfig
from golden_record.errors import SourceError, nearest

DATABASE_PREFIX = "duckdb:"

Compression: TypeAlias = Literal["gz", "zst"]

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


@dataclass(frozen=True)
class SourceFile:
    """One file of one source. `shown` is its path relative to the job, as people and tables see it."""

    source: str
    config: SourceConfig
    path: Path
    shown: str
    format: Format
    compression: Compression | None = None

    @property
    def where(self) -> str:
        """The place that messages about this file name."""
        return f"sources.{self.source}: {self.shown}"

    def error(self, message: str, *, line: int | None = None, hint: str = "") -> SourceError:
        """A SourceError that names the source, the file, and the line when one is known."""
        where = self.where if line is None else f"{self.where}:{line}"
        return SourceError(message, hint=hint, where=where)


def all_files(job: Job) -> tuple[SourceFile, ...]:
    """The files of every source, sources in the order of their names; raises SourceError for the first one missing."""
    return tuple(file for name in sorted(job.config.sources) for file in source_files(job, name))


def source_files(job: Job, name: str) -> tuple[SourceFile, ...]:
    """The files of one source, sorted by path.

    Raises:
        SourceError: a file does not exist, a glob matches nothing, or the format cannot be told.
    """
    config = job.config.sources[name]
    written = config.path.removeprefix(DATABASE_PREFIX)
    paths = [Path(path) for path in _matches(job, name, written)]
    return tuple(_source_file(job, name, path) for path in paths)


def fingerprint(path: Path) -> str:
    """A hash of a file's content, and of the write-ahead log that a database may have beside it."""
    digest = hashlib.blake2b(digest_size=16)
    log = path.with_name(path.name + ".wal")
    for part in (path, log) if log.exists() else (path,):
        for chunk in _chunks(part):
            digest.update(chunk)
    return digest.hexdigest()


def _matches(job: Job, name: str, written: str) -> list[str]:
    where = f"sources.{name}.path"
    located = job.folder.resolve() / written
    if located.is_file():
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
        raise SourceError(msg, where=where, hint=f"name a file, or a glob such as {written.rstrip('/')}/*.csv")
    msg = f"there is no file {written!r}"
    raise SourceError(msg, where=where, hint=_nearest_file(located))


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


def _source_file(job: Job, name: str, path: Path) -> SourceFile:
    config = job.config.sources[name]
    shown = Path(os.path.relpath(path, job.folder.resolve())).as_posix()
    suffixes = [suffix.removeprefix(".").lower() for suffix in path.suffixes]
    compression = suffixes.pop() if suffixes and suffixes[-1] in get_args(Compression) else None
    return SourceFile(
        source=name,
        config=config,
        path=path,
        shown=shown,
        format=_format(name, config, suffixes[-1] if suffixes else ""),
        compression="gz" if compression == "gz" else "zst" if compression == "zst" else None,
    )


def _format(name: str, config: SourceConfig, suffix: str) -> Format:
    if config.path.startswith(DATABASE_PREFIX):
        return "duckdb"
    if config.format is not None:
        return config.format
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    msg = f"cannot tell the format of {config.path!r} from its name"
    hint = f"say `format:` {', '.join(item for item in get_args(Format) if item != 'duckdb')}"
    raise SourceError(msg, where=f"sources.{name}.path", hint=hint)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk
