"""What a run would do and cost, found out without touching the job's state."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Literal

from golden_record import __version__
from golden_record.config.job import Job
from golden_record.line import STAGES, TRAINS, remembering, stage_inputs, stage_mark, still_there
from golden_record.model.keys import Json, fingerprint
from golden_record.model.run import RunContext
from golden_record.pipeline import resources
from golden_record.stages import link, sources, standardize
from golden_record.stages.link.blocking.plan import BlockingPlan
from golden_record.warehouse import Warehouse, interruptible
from golden_record.warehouse.journal import (
    Effort,
    last_effort,
    last_engine,
    last_files,
    last_fingerprint,
)
from golden_record.warehouse.lock import readable_state

_READING: Mapping[str, ModuleType] = {"sources": sources, "standardize": standardize}
"""Stages that must have run before pairs can be counted."""


@dataclass(frozen=True)
class PlannedStage:
    """A stage: whether it would run, why, and what it took the last time that it did."""

    stage: str
    runs: bool
    reason: str
    last: Effort | None


@dataclass(frozen=True)
class PlannedRun:
    """What the next run of a job would do."""

    stages: tuple[PlannedStage, ...]
    blocking: BlockingPlan
    records: int
    """Records that the plan of blocking was counted over."""

    counted_in: Literal["state", "temporary"]
    """Whether the records were there, standardised, or had to be read into a state that is gone again."""

    @property
    def unchanged(self) -> bool:
        """Whether every stage would use its last result."""
        return not any(stage.runs for stage in self.stages)

    @property
    def expected(self) -> Effort | None:
        """Seconds and memory of the stages that would run, as they were the last time; None if one never ran."""
        runs = [stage.last for stage in self.stages if stage.runs]
        known = [effort for effort in runs if effort is not None]
        if len(known) < len(runs):
            return None
        return Effort(sum(one.seconds for one in known), max((one.peak_memory_mb for one in known), default=0.0))


def planned_run(job: Job, clock_now: datetime) -> PlannedRun:
    """Find out what a run would do. Records that are not standardised yet are read into a temporary state.

    Raises:
        SourceError: a source cannot be read.
        GuardError: a guard would stop the run, such as the budget of pairs or a source that shrank.
        LockError: a run holds the state.
    """
    stages = tuple(_planned_stages(job, clock_now))
    unread = any(stage.runs for stage in stages if stage.stage in _READING)
    context = RunContext("plan", clock_now)
    with _standardised(job, context, unread=unread) as warehouse, interruptible():
        if not unread:
            # Unchanged data can have become too old in the meantime.
            sources.recheck(warehouse, job, context)
        found = link.plan(warehouse, job)
        records = warehouse.count("standard_record")
    return PlannedRun(stages, found, records, "temporary" if unread else "state")


# --- stages


def _planned_stages(job: Job, moment: datetime) -> Iterator[PlannedStage]:
    if not job.state_path.exists():
        yield from (PlannedStage(name, True, "it has never run", None) for name in STAGES)
        return
    with readable_state(job.state_path) as warehouse:
        changed = ""
        for name in STAGES:
            inputs = stage_inputs(warehouse, name, job, moment)
            reason = _reason(warehouse, job, name, inputs, stage_mark(warehouse, name, inputs))
            if changed and last_fingerprint(warehouse, name) is not None:
                reason = f"`{changed}` runs before it"
            yield PlannedStage(name, bool(reason), reason or "nothing has changed", last_effort(warehouse, name))
            changed = changed or (name if reason else "")


def _reason(warehouse: Warehouse, job: Job, name: str, inputs: Json, mark: str) -> str:
    """Why a stage would run, all before it being as it was; empty when it would not."""
    last = last_fingerprint(warehouse, name)
    if last is None:
        return "it has never run"
    if last == remembering(warehouse, name, mark):
        return "" if still_there(name, job) else f"{job.mart_path.name} is gone"
    if last_engine(warehouse) != (__version__, warehouse.engine):
        return "golden_record or its engine is of another version"
    if name == TRAINS and last in {fingerprint(mark, known) for known in link.model_ids(warehouse)}:
        return "the model in use is another one than it scored with"
    return _changed_files(warehouse, inputs) if name == "sources" else "the job has changed what it depends on"


def _changed_files(warehouse: Warehouse, inputs: Json) -> str:
    """Which files are others than in the last load, by their content."""
    files = inputs["files"] if isinstance(inputs, Mapping) else None
    now = {(str(file[0]), str(file[1])): str(file[2]) for file in files or () if isinstance(file, list)}  # type: ignore[union-attr]  # a list, as `sources.inputs` writes it
    before = last_files(warehouse)
    changed = sorted(
        {path for _, path in now.keys() ^ before.keys()}
        | {path for (source, path), mark in now.items() if before.get((source, path), mark) != mark}
    )
    return f"other content: {', '.join(changed)}" if changed else "the `sources` block has changed"


# --- records to count


@contextmanager
def _standardised(job: Job, context: RunContext, *, unread: bool) -> Iterator[Warehouse]:
    """Standardised records: those of the state, or those of a temporary one, gone after the block."""
    if not unread:
        with readable_state(job.state_path) as warehouse:
            yield warehouse
        return
    limits = resources(job)
    with tempfile.TemporaryDirectory(prefix="golden_record_plan_", dir=limits.temp) as folder:
        path = Path(folder) / "state.duckdb"
        elsewhere = replace(job, config=job.config.model_copy(update={"state": str(path)}))
        with Warehouse(path, limits) as warehouse, interruptible():
            _remember_last_load(warehouse, job.state_path)
            for stage in _READING.values():
                with warehouse.transaction():
                    stage.run(warehouse, elsewhere, context)
            yield warehouse


def _remember_last_load(warehouse: Warehouse, state: Path) -> None:
    """Take over what the guards of the sources hold a load against."""
    if not state.exists():
        return
    with readable_state(state) as former:
        kept = sources.last_load(former)
    for table, rows in kept.items():
        warehouse.load(table, rows)
