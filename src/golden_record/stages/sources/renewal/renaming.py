"""Sources that have another name now: their records, and all that the state knows of them, take it over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from golden_record.config.job import Job
from golden_record.errors import ConfigError
from golden_record.model.loads import SOURCE_COLUMN, SOURCE_ENTRY, SOURCE_LOAD, SOURCE_NAME
from golden_record.model.tables import REJECTED_ROW, SOURCE_RECORD
from golden_record.stages.sources.renewal import queries
from golden_record.warehouse import Warehouse

_NAMING = (SOURCE_RECORD, SOURCE_LOAD, SOURCE_COLUMN, SOURCE_ENTRY, REJECTED_ROW, SOURCE_NAME)
"""Tables of the stage in which a source is named."""


def take_new_names(warehouse: Warehouse, job: Job, started_at: datetime) -> tuple[str, ...]:
    """Rename the sources of the last load that the job calls otherwise now; a note for each of them.

    Once that is done, `renamed_from` means nothing: there is no record of that name any more.

    Raises:
        ConfigError: the last load had records under both names.
    """
    known = {str(source) for (source,) in warehouse.rows(queries.known_sources())}
    renamed = {old: new for old, new in _asked(job) if old in known}
    problems = [
        job.problem(f"sources.{new}.renamed_from", f"both {old!r} and {new!r} had records in the last load", hint=_HINT)
        for old, new in renamed.items()
        if new in known
    ]
    if problems:
        raise ConfigError(problems)
    for old, new in renamed.items():
        for table in _NAMING:
            warehouse.execute(queries.name_taken_over(table), [new, old])
        warehouse.execute(queries.name_noted(), [old, new, started_at])
    # A name that another source has by now leads to nobody else.
    warehouse.execute(queries.names_in_use_again(job.config.sources))
    return tuple(f"sources.{new}: was called {old!r} before" for old, new in renamed.items())


_HINT = "two sources cannot have been one: remove this line, and the records of the former source go"


def _asked(job: Job) -> Iterator[tuple[str, str]]:
    for name, source in sorted(job.config.sources.items()):
        if source.renamed_from is not None:
            yield source.renamed_from, name
