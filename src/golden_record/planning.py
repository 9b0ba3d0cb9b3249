"""What a run would do and cost, found out without touching the job's state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from types import ModuleType
from typing import Literal

from golden_record import __version__
from golden_record.config.job import Job
from golden_record.evaluate.changes.foretold import Before, Foretold, foretold, known_before, nothing_foretold
from golden_record.evaluate.expectations.verdicts import Verdict
from golden_record.line import (
    MOMENTS,
    OUTSIDE_TRANSACTION,
    STAGES,
    TRAINS,
    missing,
    remembering,
    stage_inputs,
    stage_mark,
    versions_before,
)
from golden_record.model.keys import Json, fingerprint
from golden_record.model.run import RunContext
from golden_record.pipeline import Observer, resources
from golden_record.rehearsal import elsewhere, rehearsed
from golden_record.stages import link, sources, standardize
from golden_record.stages.link.blocking.plan import BlockingPlan
from golden_record.trial.gate import verdicts_on
from golden_record.warehouse import Warehouse
from golden_record.warehouse.journal import (
    Effort,
    last_bases,
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

    changes: Foretold | None = None
    """What would become of the profiles; None where it was not tried out, or no run has come to its end to compare."""

    verdicts: tuple[Verdict, ...] = ()
    """The job's tests against what the run would leave; none where it was not tried out."""

    measured: Mapping[str, float] = field(default_factory=dict)
    """Seconds of the stages that were tried out."""

    @property
    def unchanged(self) -> bool:
        """Whether every stage would use its last result."""
        return not any(stage.runs for stage in self.stages)

    @property
    def expected(self) -> Effort | None:
        """Seconds and memory of the stages that would run; None if one never ran.

        Seconds as measured where they were tried out; all else as the last time.
        """
        return _sum_up(self.stages, self.measured)


def planned_run(job: Job, clock_now: datetime, *, quick: bool = False, observer: Observer | None = None) -> PlannedRun:
    """Find out what a run would do. Neither state nor mart nor target is touched.

    Where a run has come to its end before, the next one is tried out on a copy of the state, so as to tell what becomes
    of the profiles. `quick` leaves that out; records that are not standardised yet are read into a temporary state.

    Raises:
        SourceError: a source cannot be read.
        GuardError: a guard would stop the run, such as the budget of pairs or a source that shrank.
        LockError: a run holds the state.
    """
    stages = tuple(_planned_stages(job, clock_now))
    before = None if quick else _before(job)
    if before is None:
        return _counted(job, stages, clock_now)
    if any(stage.runs for stage in stages if stage.stage not in OUTSIDE_TRANSACTION):
        return _tried(job, stages, clock_now, observer)
    plan = _counted(job, stages, clock_now)
    with readable_state(job.state_path) as state:
        asked = verdicts_on(state, job, clock_now)
    return replace(plan, changes=nothing_foretold(before), verdicts=asked)


def _before(job: Job) -> Before | None:
    """What the last run left; None where none has come to its end."""
    if not job.state_path.exists():
        return None
    with readable_state(job.state_path) as state:
        return known_before(state)


def _counted(job: Job, stages: tuple[PlannedStage, ...], now: datetime) -> PlannedRun:
    """The plan of stages and blocking alone."""
    unread = any(stage.runs for stage in stages if stage.stage in _READING)
    context = RunContext("plan", now)
    with _standardised(job, context, unread=unread) as warehouse:
        if not unread:
            # Unchanged data can have become too old in the meantime.
            sources.recheck(warehouse, job, context)
        found = link.plan(warehouse, job)
        records = warehouse.count("standard_record")
    return PlannedRun(stages, found, records, "temporary" if unread else "state")


def _tried(job: Job, stages: tuple[PlannedStage, ...], now: datetime, observer: Observer | None) -> PlannedRun:
    """The plan with what the run makes of a copy of the state."""
    unread = any(stage.runs for stage in stages if stage.stage in _READING)
    with rehearsed(job, now, observer) as trial:
        state, result = trial.warehouse, trial.result
        asked = verdicts_on(state, job, now)
        changes = foretold(state, result.run_id, trial.before) if trial.before is not None else None
        return PlannedRun(
            stages,
            link.plan(state, job),
            state.count("standard_record"),
            "temporary" if unread else "state",
            changes,
            asked,
            {stage.stage: stage.seconds for stage in result.stages},
        )


# --- stages


def _planned_stages(job: Job, moment: datetime) -> Iterator[PlannedStage]:
    if not job.state_path.exists():
        yield from (PlannedStage(name, True, "it has never run", None) for name in STAGES)
        return
    with readable_state(job.state_path) as warehouse:
        changed, found = "", last_bases(warehouse)
        for name in STAGES:
            inputs = stage_inputs(warehouse, name, job, moment)
            reason = _reason(warehouse, job, name, inputs, stage_mark(warehouse, name, inputs, found))
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
        return missing(warehouse, name, job)
    if last_engine(warehouse) != (__version__, warehouse.engine):
        return "golden_record or its engine is of another version"
    if name == TRAINS and last in {fingerprint(mark, known) for known in link.model_ids(warehouse)}:
        return "the model in use is another one than it scored with"
    return _changed_files(warehouse, inputs) if name == "sources" else _changed_before(warehouse, name)


def _changed_before(warehouse: Warehouse, name: str) -> str:
    """Whether it is the job that has changed, or a run that stopped has come between."""
    found = last_bases(warehouse)
    if name in found and found[name].seen != versions_before(found, name):
        return "a stage before it has done its work since"
    what = "the job, or the time," if name in MOMENTS else "the job"
    judged = "a judgement has changed, or " if name == "cluster" else ""
    return f"{judged}{what} has changed what it depends on"


def _changed_files(warehouse: Warehouse, inputs: Json) -> str:
    """Which files are others than in the last load, by their content."""
    asked, due = inputs if isinstance(inputs, list) else (inputs, 0)
    blocks = (asked["files"], asked["events"]) if isinstance(asked, Mapping) else ()
    files = [file for block in blocks if isinstance(block, list) for file in block]
    now = {(str(file[0]), str(file[1])): str(file[-1]) for file in files if isinstance(file, list)}
    before = last_files(warehouse)
    changed = sorted(
        {path for _, path in now.keys() ^ before.keys()}
        | {path for (source, path), mark in now.items() if before.get((source, path), mark) != mark}
    )
    if changed:
        return f"other content: {', '.join(changed)}"
    return f"the `sources` or `activity` block has changed{', or a term of `missing` is over' if due else ''}"


def _sum_up(stages: tuple[PlannedStage, ...], measured: Mapping[str, float]) -> Effort | None:
    """Seconds and memory of the stages that would run: as measured just now, else as they were the last time."""
    runs = [stage for stage in stages if stage.runs]
    if any(stage.last is None and stage.stage not in measured for stage in runs):
        return None
    seconds = sum(measured.get(stage.stage, stage.last.seconds if stage.last else 0.0) for stage in runs)
    return Effort(seconds, max((stage.last.peak_memory_mb for stage in runs if stage.last), default=0.0))


# --- records to count


@contextmanager
def _standardised(job: Job, context: RunContext, *, unread: bool) -> Iterator[Warehouse]:
    """Standardised records: those of the state, or those of a temporary one, gone after the block."""
    if not unread:
        with readable_state(job.state_path) as warehouse:
            yield warehouse
        return
    with elsewhere(job) as moved, Warehouse(moved.state_path, resources(moved)) as warehouse:
        _remember_last_load(warehouse, job.state_path)
        # Events are no records, and may be many.
        of_records = replace(moved, config=moved.config.model_copy(update={"activity": None}))
        for stage in _READING.values():
            with warehouse.transaction():
                stage.run(warehouse, of_records, context)
        yield warehouse


def _remember_last_load(warehouse: Warehouse, state: Path) -> None:
    """Take over what the guards of the sources hold a load against, and what runs do not choose again."""
    if not state.exists():
        return
    with readable_state(state) as former:
        kept = {**sources.last_load(former), **link.last_choice(former)}
    for table, rows in kept.items():
        warehouse.load(table, rows)
