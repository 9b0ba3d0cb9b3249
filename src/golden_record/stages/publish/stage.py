"""The publish stage: builds the mart, verifies it, and puts it in the place of the old one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from golden_record.config.job import Job, JobConfig
from golden_record.errors import EngineError
from golden_record.model import mart
from golden_record.model.keys import Json
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.tables import Table
from golden_record.stages.publish import queries
from golden_record.stages.publish.draft import Draft
from golden_record.stages.publish.operations import queries as operations
from golden_record.warehouse import Resources, Warehouse

# Unlike any file name that a state is likely to have: DuckDB names a catalog after its file.
_CATALOG = "golden_record_draft"

_IDENTIFIER_KINDS = frozenset({"phone", "email", "identifier"})


@dataclass(frozen=True)
class _Filling:
    """A table of the mart, the query of its rows, and the query's parameters."""

    table: Table
    query: str
    parameters: tuple[str, ...] = ()


def run(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
    """Replace the mart by one that holds what the state knows now; the old one survives any failure."""
    draft = Draft.beside(job.mart_path, context.run_id)
    draft.prepare()
    with draft.building():
        written = _build(warehouse, job, context, draft.path)
        _add_macros(job, draft.path)
        _verify(warehouse, job, draft.path, written)
    draft.publish()
    return StageReport("publish", rows=written)


def explain(job: Job) -> str:
    """The statements that `run` would execute; the model's comparisons stand here as attributes."""
    fillings = _fillings(job.config, "", list(job.config.attributes))
    return ";\n\n".join(
        [
            queries.attached(f"{job.mart_path.name}.building", _CATALOG, job.config.publish.storage_version),
            *(filling.query for filling in fillings),
            *(check.broken for check in queries.checks()),
        ]
    )


def inputs(job: Job) -> Json:
    """What the mart depends on beside the state: where it goes, its format, and what its columns mean."""
    return {
        "mart": job.config.publish.model_dump(mode="json"),
        "attributes": [[name, attribute.type] for name, attribute in job.config.attributes.items()],
        "fields": [list(field) for field in _fields(job.config)],
    }


def _build(warehouse: Warehouse, job: Job, context: RunContext, path: Path) -> dict[str, int]:
    """Write all tables with their comments into a new file; return the rows per table."""
    fillings = _fillings(job.config, context.run_id, _comparisons(warehouse))
    with _attached(warehouse, path, job.config.publish.storage_version):
        # One transaction: a view of the state at one moment, and one wait for the disk instead of one per comment.
        with warehouse.transaction():
            warehouse.execute(queries.operations_schema(_CATALOG))
            written = {filling.table.name: _fill(warehouse, filling, job.config) for filling in fillings}
        warehouse.execute(queries.written_out(_CATALOG))
    return written


def _add_macros(job: Job, path: Path) -> None:
    """Add the functions, with the file open by itself: beside the state they would find its tables."""
    with Warehouse(path, _limits(job)) as finished:
        for macro in queries.macros():
            finished.execute(macro)


def _limits(job: Job) -> Resources:
    # No `temp`: the state may spill there, and on DuckDB 1.5 two engines in one folder damage each other's files.
    return Resources(memory=job.config.resources.memory, threads=job.config.resources.threads)


@contextmanager
def _attached(warehouse: Warehouse, path: Path, storage_version: str) -> Iterator[None]:
    warehouse.execute(queries.attached(str(path), _CATALOG, storage_version))
    try:
        yield
    finally:
        warehouse.execute(queries.detached(_CATALOG))


def _fill(warehouse: Warehouse, filling: _Filling, config: JobConfig) -> int:
    schema, _, bare = filling.table.name.rpartition(".")
    table = replace(filling.table, name=f"{_CATALOG}.{schema or 'main'}.{bare}")
    count = warehouse.create(table, filling.query, filling.parameters)
    extra = _attribute_comments(config) if filling.table.open_ended else None
    warehouse.comment(table, extra)
    return count


def _fillings(config: JobConfig, run_id: str, comparisons: Sequence[str]) -> tuple[_Filling, ...]:
    return (
        _Filling(mart.MART_GOLDEN_PROFILE, queries.golden_profiles()),
        _Filling(mart.PROFILE_RECORD, queries.profile_records()),
        _Filling(mart.PROFILE_IDENTIFIER, queries.profile_identifiers(_identifier_types(config), _cards(config))),
        _Filling(mart.MART_ATTRIBUTE_LINEAGE, queries.attribute_lineage()),
        _Filling(mart.MART_ATTRIBUTE_CANDIDATE, queries.attribute_candidates()),
        _Filling(mart.MART_HOUSEHOLD, queries.households()),
        _Filling(mart.PROFILE_HISTORY, queries.profile_history(_told(config))),
        _Filling(mart.RECORD_HISTORY, queries.record_history()),
        _Filling(mart.MART_PROFILE_EVENT, queries.profile_events()),
        _Filling(mart.MART_PROFILE_REDIRECT, queries.profile_redirects()),
        _Filling(mart.OPS_RUN, operations.runs(), (run_id,)),
        _Filling(mart.SOURCE_QUALITY, operations.source_quality(_fields(config), comparisons), (run_id,)),
        _Filling(mart.MATCH_EDGE, operations.match_edges(comparisons)),
        _Filling(mart.REFUSED_EDGE, operations.refused_edges()),
        _Filling(mart.OPS_REJECTED_ROW, operations.rejected_rows()),
        _Filling(mart.MISSING_RECORD, operations.missing_records()),
        _Filling(mart.OPS_BLOCKING_RULE, operations.blocking_rules()),
        _Filling(mart.OPS_BLOCKING_ESTIMATE, operations.blocking_estimate()),
        _Filling(mart.OPS_SHARED_VALUE, operations.shared_values()),
        _Filling(mart.OPS_SOURCE_ACCURACY, operations.source_accuracies()),
    )


def _verify(warehouse: Warehouse, job: Job, path: Path, written: dict[str, int]) -> None:
    """Open the finished file as a reader would, and refuse it if it breaks a promise."""
    records = warehouse.scalar(queries.source_records())
    if records != written[mart.PROFILE_RECORD.name]:
        _refuse(f"{records} source records, of which {written[mart.PROFILE_RECORD.name]} have a profile")
    with Warehouse(path, _limits(job), read_only=True) as finished:
        for name, rows in written.items():
            if finished.count(name) != rows:
                _refuse(f"table {name} was written with {rows} rows and holds {finished.count(name)}")
        for check in queries.checks():
            broken = finished.scalar(check.broken)
            if broken:
                _refuse(f"{check.name}: {broken} times")


def _refuse(what: str) -> None:
    raise EngineError(what, hint="the old mart is untouched; this is a defect of golden_record, please report it")


def _comparisons(warehouse: Warehouse) -> list[str]:
    found = warehouse.scalar(operations.comparison_names())
    names = json.loads(found) if isinstance(found, str) else None
    return [str(name) for name in names] if isinstance(names, list) else []


def _is_list(config: JobConfig, attribute: str) -> bool:
    survivor = config.survivorship.attributes.get(attribute)
    return survivor is not None and survivor.collect is not None


def _told(config: JobConfig) -> dict[str, bool]:
    """What a version of a profile tells, and whether it is a list."""
    return {**{name: _is_list(config, name) for name in config.attributes}, "household_id": False}


def _attribute_comments(config: JobConfig) -> dict[str, str]:
    return {
        name: mart.attribute_comment(attribute.type, is_list=_is_list(config, name))
        for name, attribute in config.attributes.items()
    }


def _identifier_types(config: JobConfig) -> tuple[str, ...]:
    return tuple(
        name for name, attribute in config.attributes.items() if attribute.known_type.kind in _IDENTIFIER_KINDS
    )


def _cards(config: JobConfig) -> tuple[str, ...]:
    return tuple(name for name, attribute in config.attributes.items() if attribute.type == "card")


def _fields(config: JobConfig) -> list[tuple[str, str]]:
    return sorted((source, name) for source, settings in config.sources.items() for name in settings.attributes)
