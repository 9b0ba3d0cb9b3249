"""The state's diary: which runs there were, what each stage left behind, and whether that may be used again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from golden_record.errors import EngineError
from golden_record.model.tables import RUN, STAGE_BASIS, STAGE_RUN, STATE_INFO
from golden_record.warehouse.connection import Row, Warehouse
from golden_record.warehouse.sql import literal, tidy

STATE_VERSION = 2
"""Version of the state's tables; raise it with a migration when a contract changes."""


@dataclass(frozen=True)
class Effort:
    """What a stage took: wall-clock seconds, and the most memory that its process held so far, in MiB."""

    seconds: float
    peak_memory_mb: float


@dataclass(frozen=True)
class Basis:
    """What the tables of a stage are, and what they were made from."""

    version: str
    """The run that last changed anything in them."""

    before: str | None
    """The version from which the stage's change table leads to this one; None where it tells of no single step."""

    settings: str
    """A mark of what would make everything in them anew."""

    seen: Mapping[str, str]
    """Versions of the stages before it that the stage has taken account of."""


def open_journal(warehouse: Warehouse) -> None:
    """Create the diary in a new state, and refuse a state that another version wrote.

    Raises:
        EngineError: the state has another version.
    """
    # At once: a state whose version was never written, because a run was killed here, would be refused for ever.
    with warehouse.transaction():
        for table in (RUN, STAGE_RUN, STAGE_BASIS):
            warehouse.ensure(table)
        if not warehouse.has(STATE_INFO):
            warehouse.create_empty(STATE_INFO)
            warehouse.execute(f"insert into state_info values ({STATE_VERSION})")
    check_version(warehouse)


def check_version(warehouse: Warehouse) -> None:
    """Refuse a state whose tables are those of another version.

    Raises:
        EngineError: the state has another version.
    """
    found = warehouse.scalar("select max(version) from state_info")
    if found != STATE_VERSION:
        msg = f"the state {warehouse.path} has version {found}; this golden_record works with version {STATE_VERSION}"
        raise EngineError(msg, hint="use the golden_record that wrote it, or start a new state")


def times_done(warehouse: Warehouse, stage: str) -> int:
    """How many runs have done the work of a stage, and not used its results again."""
    return int(str(warehouse.scalar("select count(*) from stage_run where stage = ? and status = 'done'", [stage])))


def run_ids(warehouse: Warehouse) -> set[str]:
    """Ids of all runs on record."""
    return {str(row[0]) for row in warehouse.rows("select run_id from run order by run_id")}


def begin_run(warehouse: Warehouse, run_id: str, started_at: datetime, config_hash: str, version: str) -> None:
    """Note that a run has begun. Runs that never ended were killed: they are marked as interrupted."""
    warehouse.execute("update run set status = 'interrupted' where status = 'running'")
    warehouse.execute(
        "insert into run values (?, ?, null, 'running', ?, ?, ?)",
        [run_id, started_at, config_hash, warehouse.engine, version],
    )


def end_run(warehouse: Warehouse, run_id: str, finished_at: datetime, status: str) -> None:
    """Note how a run ended: done, failed or interrupted."""
    warehouse.execute("update run set finished_at = ?, status = ? where run_id = ?", [finished_at, status, run_id])


def last_fingerprint(warehouse: Warehouse, stage: str) -> str | None:
    """The fingerprint of what a stage last committed; None if it never did."""
    found = _last_done(warehouse, stage, "fingerprint")
    return None if found is None else str(found[0])


def last_bases(warehouse: Warehouse) -> dict[str, Basis]:
    """What the tables of each stage are that has done its work; nothing before anyone noted it."""
    if not warehouse.has(STAGE_BASIS):
        return {}
    rows = warehouse.rows("select stage, version, before, settings, seen from stage_basis order by stage")
    return {
        str(stage): Basis(str(version), None if before is None else str(before), str(settings), json.loads(str(seen)))
        for stage, version, before, settings, seen in rows
    }


def note_basis(warehouse: Warehouse, stage: str, basis: Basis) -> None:
    """Note what the tables of a stage are from now on."""
    warehouse.execute("delete from stage_basis where stage = ?", [stage])
    seen = json.dumps(dict(basis.seen), sort_keys=True)
    row = [stage, basis.version, basis.before, basis.settings, seen]
    warehouse.execute("insert into stage_basis values (?, ?, ?, ?, ?)", row)


def last_effort(warehouse: Warehouse, stage: str) -> Effort | None:
    """What a stage took when it last did its work; None if it never did."""
    found = _last_done(warehouse, stage, "seconds, peak_memory_mb")
    return None if found is None else Effort(*(float(str(value)) for value in found))


def last_engine(warehouse: Warehouse) -> tuple[str, str] | None:
    """Versions of golden_record and of the engine in the last run; None if there was none."""
    rows = warehouse.rows("select product_version, engine from run order by run_id desc limit 1")
    return (str(rows[0][0]), str(rows[0][1])) if rows else None


def last_files(warehouse: Warehouse) -> dict[tuple[str, str], str]:
    """Fingerprints of what the last load read, by source and path."""
    query = "select source, path, fingerprint from source_load"
    if warehouse.has("event_load"):
        query += " union all select events, path, fingerprint from event_load"
    rows = warehouse.rows(f"{query} order by all")
    return {(str(source), str(path)): str(mark) for source, path, mark in rows}


def last_rows(warehouse: Warehouse, stage: str) -> dict[str, int]:
    """Rows per table that a stage last committed."""
    found = _last_done(warehouse, stage, "row_counts")
    return {} if found is None else {str(name): int(count) for name, count in json.loads(str(found[0])).items()}


def note_stage(warehouse: Warehouse, note: tuple[str, str, str, str, float, str, float]) -> None:
    """Note that a stage is done, or that its last result is used again: the columns of `stage_run`, in order."""
    warehouse.execute("insert into stage_run values (?, ?, ?, ?, ?, ?, ?)", note)


def run_summary(run_id: str) -> str:
    """One row per stage of a run, as `run_results.json` shows it."""
    return f"select * from stage_run where run_id = {literal(run_id)} order by stage"


def _last_done(warehouse: Warehouse, stage: str, columns: str) -> Row | None:
    """Columns of `stage_run` as a stage noted them when it last did its work; None if it never did."""
    query = tidy(f"""
        select {columns}
        from stage_run
        where stage = ? and status = 'done'
        order by run_id desc
        limit 1
    """)
    rows = warehouse.rows(query, [stage])
    return rows[0] if rows else None
