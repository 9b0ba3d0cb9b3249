"""The first sections: what the run did, and what it read."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypedDict, cast

from golden_record.evaluate.report import queries
from golden_record.evaluate.report.page import Cell, Notes, Part, Section, Table, number, plural
from golden_record.model.mart import MART_TABLES
from golden_record.model.state import STATE_TABLES
from golden_record.warehouse import Warehouse

STAGES = tuple(dict.fromkeys(table.writer for table in (*STATE_TABLES, *MART_TABLES) if table.writer != "pipeline"))
"""Names of the stages in their order, which is that of the tables they write."""

MOST_REASONS = 25


class _StageResult(TypedDict):
    stage: str
    notes: list[str]


@dataclass(frozen=True)
class Run:
    """The last run, as the state remembers it."""

    run_id: str
    started_at: datetime
    finished_at: datetime | None
    status: str
    engine: str
    version: str

    @property
    def seconds(self) -> float:
        """Seconds from start to end; 0 for a run that never ended."""
        return (self.finished_at - self.started_at).total_seconds() if self.finished_at else 0.0


def newest_run(state: Warehouse) -> Run:
    """The last run of a state, however it ended."""
    ((run_id, started, finished, status, engine, version),) = state.rows(queries.newest_run())
    return Run(
        str(run_id), cast(datetime, started), cast(datetime | None, finished), str(status), str(engine), str(version)
    )


def run_section(state: Warehouse, run: Run, target: Path) -> Section:
    """How the run went: its stages, and what they noted; `target` is the folder that it left behind."""
    found = {str(row[0]): row[1:] for row in state.rows(queries.stages_of(), [run.run_id])}
    rows: list[list[Cell]] = [
        [stage, str(status), f"{float(str(seconds)):.2f}", round(float(str(memory))), _tables(str(counts))]
        for stage in STAGES
        if stage in found
        for status, seconds, memory, counts in [found[stage]]
    ]
    head = ("stage", "status", "seconds", "peak memory, MiB", "rows written")
    notes = _notes(target)
    parts: list[Part] = [Table(head, rows, numbers=frozenset({2, 3}))]
    if notes:
        parts.append(Notes(notes, caption="Worth knowing"))
    return Section("run", "Run", _conclusion(state, run, [row[1] for row in rows]), parts)


def _conclusion(state: Warehouse, run: Run, statuses: list[Cell]) -> str:
    records, profiles = state.count("source_record"), state.count("golden_profile")
    result = f"{plural(records, 'record')} are {plural(profiles, 'golden profile')}"
    if run.status != "done":
        return f"The last run ended as {run.status}: what follows is what the state holds since, where {result}."
    if statuses and all(status == "reused" for status in statuses):
        return f"Nothing had changed, and every stage used its last result again: {result}."
    return f"The run took {run.seconds:.1f} s, and {result}."


def _tables(counts: str) -> str:
    """The tables that a stage wrote, and their rows."""
    return ", ".join(f"{name} {number(rows)}" for name, rows in json.loads(counts).items())


def _notes(target: Path) -> list[str]:
    """What the stages noted, as the run's own file tells it; nothing where somebody has tidied up."""
    try:
        told = json.loads((target / "run_results.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    stages = cast(list[_StageResult], told.get("stages", []))
    return [f"{stage['stage']}: {note}" for stage in stages for note in stage["notes"]]


def source_section(state: Warehouse) -> Section:
    """What each source brought, and what of it could not be read."""
    rows = state.rows(queries.sources())
    reasons = state.rows(queries.rejections())
    head = ("source", "files", "rows", "records", "repeat an earlier one", "rejected")
    parts: list[Part] = [Table(head, cast(list[list[Cell]], rows), numbers=frozenset(range(1, 6)))]
    if reasons:
        shown = cast(list[list[Cell]], reasons[:MOST_REASONS])
        parts.append(
            Table(("source", "reason", "rows", "first line"), shown, frozenset({2, 3}), "Why rows were rejected")
        )
    rejected, records = sum(int(str(row[5])) for row in rows), sum(int(str(row[3])) for row in rows)
    repeats = sum(int(str(row[4])) for row in rows)
    read = f"{plural(records, 'record')} of {plural(len(rows), 'source')} were read"
    lost = (
        f"{plural(rejected, 'row')} could not be: look at the reasons first, for what is not read is missing everywhere"
        if rejected
        else "nothing was rejected"
    )
    copies = f"; {plural(repeats, 'record')} {'say' if repeats != 1 else 'says'} nothing that an earlier one does not"
    return Section("sources", "Sources", f"{read}, and {lost}{copies if repeats else ''}.", parts)
