"""How much of a load must be read: sources whose files and reading are as before need not be looked at again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from golden_record.config.job import Job
from golden_record.config.postgres_url import PostgresUrl, is_postgres
from golden_record.config.sources import SourceConfig
from golden_record.model.keys import Json, fingerprint
from golden_record.stages.sources.cards import Sealing
from golden_record.stages.sources.files import RecordFile, all_files
from golden_record.stages.sources.layout import content_fingerprint
from golden_record.stages.sources.renewal import queries
from golden_record.warehouse import Warehouse

_BESIDE_READING = frozenset({"path", "trust", "unique", "max_drop", "freshness", "missing", "renamed_from"})
"""Keys of a source that change nothing in what is read of a row."""


@dataclass(frozen=True)
class FormerFile:
    """A file of the last load: its content, how it was read, and what came of it."""

    path: str
    fingerprint: str
    reading: str
    rows: int
    rejected: int
    unread_times: int


@dataclass(frozen=True)
class Scope:
    """What a load reads: all sources in order with their files, and the last load's of those that are as they were."""

    sources: Mapping[str, Sequence[RecordFile]]
    unread: Mapping[str, Sequence[FormerFile]] = field(default_factory=dict)
    recognising: frozenset[str] = frozenset()
    """Sources of which only rows are looked at that the last load did not have."""

    @classmethod
    def whole(cls, job: Job) -> Scope:
        """Everything."""
        return cls({name: list(files) for name, files in groupby(all_files(job), key=lambda file: file.source)})

    @classmethod
    def of_changes(cls, warehouse: Warehouse, job: Job, sealing: Sealing) -> Scope:
        """What is other than in the last load."""
        sources, former = cls.whole(job).sources, _former_files(warehouse)
        unread, recognising = {}, set()
        for name, files in sources.items():
            config, before = files[0].config, former.get(name, [])
            known = {file.reading for file in before} == {reading_mark(config, sealing)}
            if known and _is_unchanged(files, before):
                unread[name] = before
            elif known and _is_recognisable(config, sealing):
                recognising.add(name)
        return cls(sources, unread, frozenset(recognising))

    @property
    def read(self) -> tuple[str, ...]:
        """The sources that are read, in order."""
        return tuple(name for name in self.sources if name not in self.unread)

    @property
    def files(self) -> tuple[RecordFile, ...]:
        """The files that are read, in order."""
        return tuple(file for source in self.read for file in self.sources[source])


def reading_mark(config: SourceConfig, sealing: Sealing) -> str:
    """Tells the way in which a source is read from any other way."""
    told = {key: value for key, value in plain(config).items() if key not in _BESIDE_READING}
    return fingerprint(told, sealing.inputs if sealing.places(config) else None)


def plain(config: SourceConfig) -> dict[str, Json]:
    """A source as plain data; a password that changes changes no row, and belongs in no hash that is kept."""
    path = PostgresUrl.parse(config.path).without_password if is_postgres(config.path) else config.path
    return config.model_dump(mode="json") | {"path": path}


def _former_files(warehouse: Warehouse) -> dict[str, list[FormerFile]]:
    found: dict[str, list[FormerFile]] = {}
    for source, path, mark, reading, *counts in warehouse.rows(queries.former_loads()):
        rows, rejected, times = (int(str(count)) for count in counts)
        file = FormerFile(str(path), str(mark), str(reading), rows, rejected, times)
        found.setdefault(str(source), []).append(file)
    return found


def _is_unchanged(files: Sequence[RecordFile], before: Sequence[FormerFile]) -> bool:
    # A source of which no row was left is judged anew, by what the job allows now.
    if [file.shown for file in files] != [file.path for file in before] or not any(file.rows for file in before):
        return False
    return all(content_fingerprint(now) == then.fingerprint for now, then in zip(files, before, strict=True))


def _is_recognisable(config: SourceConfig, sealing: Sealing) -> bool:
    """Whether a row that the last load had means today what it meant then, without a look at its other columns.

    Rows with payment cards have no hash, and `discard_row` asks of columns that are not mapped whether they fit.
    """
    return not sealing.places(config) and config.contract != "discard_row"
