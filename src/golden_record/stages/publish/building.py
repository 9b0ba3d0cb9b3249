"""How a mart is built from nothing, and how any finished one is verified."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from golden_record.config.job import Job, JobConfig
from golden_record.errors import EngineError
from golden_record.model import mart
from golden_record.model.run import RunContext
from golden_record.stages.publish import queries
from golden_record.stages.publish.contents import Filling, comments, comparisons_in_use, whole
from golden_record.stages.publish.draft import CATALOG
from golden_record.stages.publish.promises import queries as promises
from golden_record.stages.publish.refreshing.queries import state_counts
from golden_record.warehouse import Resources, Warehouse


def build(warehouse: Warehouse, job: Job, context: RunContext, path: Path) -> dict[str, int]:
    """Write all tables, their comments and the functions into a new file; return the rows per table."""
    fillings = whole(job.config, context.run_id, comparisons_in_use(warehouse))
    opening = queries.attached(str(path), CATALOG, job.config.publish.storage_version)
    with attached(warehouse, opening):
        # One transaction: a view of the state at one moment, and one wait for the disk instead of one per comment.
        with warehouse.transaction():
            warehouse.execute(queries.operations_schema(CATALOG))
            written = {filling.table.name: _fill(warehouse, filling, job.config) for filling in fillings}
        warehouse.execute(queries.written_out(CATALOG))
    _add_macros(job, path)
    return written


@contextmanager
def attached(warehouse: Warehouse, opening: str) -> Iterator[None]:
    """Have a mart beside the state for the length of a block; `opening` is the statement that attaches it."""
    warehouse.execute(opening)
    try:
        yield
    finally:
        warehouse.execute(queries.detached(CATALOG))


def counted(warehouse: Warehouse, catalog: str | None = None) -> dict[str, int]:
    """Rows per table of a mart that is open, or that is attached under a name."""
    names = [table.name for table in mart.MART_TABLES]
    return {str(name): int(str(rows)) for name, rows in warehouse.rows(queries.row_counts(names, catalog))}


def verify(warehouse: Warehouse, job: Job, path: Path, written: Mapping[str, int]) -> None:
    """Open the finished file as a reader would, and refuse it if it breaks a promise.

    Raises:
        EngineError: it does.
    """
    with Warehouse(path, _limits(job), read_only=True) as finished:
        _refuse_other_rows(warehouse, finished, written)
        # One after the other: together they would take the memory of all.
        for check in promises.checks():
            _refuse_broken(check.name, finished.scalar(check.broken))


def verify_rows(warehouse: Warehouse, job: Job, path: Path, written: Mapping[str, int]) -> None:
    """Open the finished file as a reader would, and refuse it if it has other rows than it should.

    Raises:
        EngineError: it has.
    """
    with Warehouse(path, _limits(job), read_only=True) as finished:
        _refuse_other_rows(warehouse, finished, written)


def verify_promises(draft: Warehouse, among: str) -> None:
    """Refuse a mart, still attached, that breaks a promise to the profiles of a temporary table.

    `among` are those that it may tell otherwise than one that was verified.

    Raises:
        EngineError: it does.
    """
    draft.execute(queries.looked_at(CATALOG))
    for promise, times in draft.rows(promises.broken_among(among)):
        _refuse_broken(promise, times)


def _refuse_other_rows(warehouse: Warehouse, finished: Warehouse, written: Mapping[str, int]) -> None:
    _tells_of_all(warehouse, written)
    for name, count in counted(finished).items():
        if written[name] != count:
            _refuse(f"table {name} was written with {written[name]} rows and holds {count}")


def _refuse_broken(promise: object, times: object) -> None:
    if times:
        _refuse(f"{promise}: {times} times")


def _tells_of_all(warehouse: Warehouse, written: Mapping[str, int]) -> None:
    """Refuse a mart that has more rows, or fewer, than the state has to be told of."""
    records = warehouse.scalar(queries.source_records())
    if records != written[mart.PROFILE_RECORD.name]:
        _refuse(f"{records} source records, of which {written[mart.PROFILE_RECORD.name]} have a profile")
    for name, rows in warehouse.rows(state_counts()):
        if written[str(name)] != rows:
            _refuse(f"table {name} holds {written[str(name)]} rows, of {rows} that the state has")


def _refuse(what: str) -> None:
    raise EngineError(what, hint="the old mart is untouched; this is a defect of golden_record, please report it")


def _fill(warehouse: Warehouse, filling: Filling, config: JobConfig) -> int:
    table = filling.within(CATALOG)
    count = warehouse.create(table, filling.query, filling.parameters)
    warehouse.comment(table, comments(config, filling.table))
    return count


def _add_macros(job: Job, path: Path) -> None:
    """Add the functions, with the file open by itself: beside the state they would find its tables."""
    with Warehouse(path, _limits(job)) as finished:
        for macro in queries.macros():
            finished.execute(macro)


def _limits(job: Job) -> Resources:
    # No `temp`: the state may spill there, and on DuckDB 1.5 two engines in one folder damage each other's files.
    return Resources(memory=job.config.resources.memory, threads=job.config.resources.threads)
