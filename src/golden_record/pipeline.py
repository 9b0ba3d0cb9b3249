"""A run down the line: lock, transactions, reuse of what is unchanged, and the run's records."""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from golden_record import __version__, target
from golden_record.config.job import Job
from golden_record.errors import GoldenRecordError, InterruptedRunError
from golden_record.line import (
    LEARNS,
    OUTSIDE_TRANSACTION,
    STAGES,
    TRAINS,
    changed_before,
    missing,
    remembering,
    stage_inputs,
    stage_mark,
    stage_settings,
    versions_before,
)
from golden_record.model.keys import Json, fingerprint
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.pinning import take_pins
from golden_record.stages import link, sources
from golden_record.stages.publish import Copying, begun_beforehand, copied_beforehand
from golden_record.trial.gate import hold_tests
from golden_record.warehouse import Resources, Warehouse
from golden_record.warehouse.journal import (
    Basis,
    begin_run,
    end_run,
    last_bases,
    last_fingerprint,
    last_rows,
    note_basis,
    note_stage,
    open_journal,
    run_ids,
    times_done,
)
from golden_record.warehouse.lock import run_lock
from golden_record.warehouse.writing_out import written_out_beside

Progress = Literal["started", "done", "reused"]

FIRST = next(iter(STAGES))

MENDED_EVERY = 8
"""Of so many runs that have something to do, one has the state's tables joined where rows were removed.

It takes a second or so of a million records. A table that is never joined grows by a hundredth with every run
in which one record in a hundred is other, and is read that much slower; in eight runs that cannot be felt.
"""


@dataclass(frozen=True)
class StageResult:
    """What a stage did in this run."""

    stage: str
    status: Literal["done", "reused"]
    seconds: float
    peak_memory_mb: float
    report: StageReport


@dataclass
class RunResult:
    """What a run did: complete when its status is `done`, else up to where it came."""

    run_id: str
    started_at: datetime
    target: Path
    status: Literal["running", "done", "failed", "interrupted"] = "running"
    finished_at: datetime | None = None
    stages: list[StageResult] = field(default_factory=list)
    error: str | None = None
    hint: str | None = None

    @property
    def seconds(self) -> float:
        """From its start to its end, by the clock of the run; 0 while it goes on."""
        return (self.finished_at - self.started_at).total_seconds() if self.finished_at else 0.0

    @property
    def unchanged(self) -> bool:
        """Whether every stage could use its last result again."""
        return all(stage.status == "reused" for stage in self.stages)


Observer = Callable[[str, Progress, StageResult | None], None]


def run(
    job: Job,
    clock: Callable[[], datetime],
    *,
    full: bool = False,
    retrain: bool = False,
    publish: bool = True,
    observer: Observer | None = None,
) -> RunResult:
    """Run every stage whose inputs have changed, and publish. `clock` gives naive UTC.

    `full` does every stage again, with the model that there is; `retrain` trains a new version of the model. Without
    `publish` the line ends with the state: nothing leaves it, and the tests of the job are not asked.
    Each stage commits or leaves no trace, so a run that was killed goes on where it stopped.

    Raises:
        ChecksFailedError: a test of the job does not hold; the state is up to date, the mart as it was.
        GoldenRecordError: whatever stopped the run; `run_results.json` tells the same.
    """
    started_at = clock()
    with _lasting(), run_lock(job.state_path, _stamp(started_at)), _state(job) as warehouse:
        open_journal(warehouse)
        run_id = _next_id(warehouse, _stamp(started_at))
        result = RunResult(run_id, started_at, job.target_path / run_id)
        context = RunContext(run_id, started_at, full, retrain)
        mends = full or not times_done(warehouse, FIRST) % MENDED_EVERY
        with (
            _recorded(warehouse, job, result, clock),
            _storing(warehouse, mends=mends) as write_out,
            copied_beforehand(job, context) as copying,
        ):
            _take_pins(warehouse, job, started_at)
            names = [name for name in STAGES if publish or name not in OUTSIDE_TRANSACTION]
            for stage in _line(warehouse, job, context, names, observer or _silent, copying):
                result.stages.append(stage)
                write_out()
                target.write_sql(result.target, len(result.stages), stage.stage, warehouse.statements)
                if stage.stage == TRAINS:
                    target.write_model(result.target, link.current_settings(warehouse) or "")
                if publish and stage.stage == FIRST:
                    begun_beforehand(warehouse, job, context, copying, stage.report.changed or 0)
                warehouse.statements.clear()
    return result


def _take_pins(warehouse: Warehouse, job: Job, moment: datetime) -> None:
    with warehouse.transaction():
        take_pins(warehouse, job, moment)
    # They belong to no stage.
    warehouse.statements.clear()


def plan(job: Job) -> dict[str, str]:
    """Every stage and the SQL that it would run, without touching the state."""
    return {name: stage.explain(job) for name, stage in STAGES.items()}


def _line(
    warehouse: Warehouse, job: Job, context: RunContext, names: Sequence[str], observer: Observer, copying: Copying
) -> Iterator[StageResult]:
    # All at once, so that a file that is wrong stops the run before its first stage and not before its fourth.
    inputs = {name: stage_inputs(warehouse, name, job, context.started_at) for name in names}
    for name in names:
        found = last_bases(warehouse)
        mark = stage_mark(warehouse, name, inputs[name], found)
        anew = context.full or (context.retrain and name in LEARNS)
        reusable = not anew and last_fingerprint(warehouse, name) == remembering(warehouse, name, mark)
        if reusable and not missing(warehouse, name, job):
            result = _reuse(warehouse, job, context, name, mark)
        else:
            if name in OUTSIDE_TRANSACTION:
                _hold_tests(warehouse, job, context)
            observer(name, "started", None)
            settings = stage_settings(warehouse, name, job, inputs[name], context.started_at)
            changed = None if anew else changed_before(found, name, settings)
            given = (copying,) if name in OUTSIDE_TRANSACTION else ()
            result = _execute(warehouse, job, replace(context, changed=changed), name, mark, inputs[name], *given)
        observer(name, result.status, result)
        yield result


def _hold_tests(warehouse: Warehouse, job: Job, context: RunContext) -> None:
    """Let nothing out of the state while a test of the job fails."""
    hold_tests(warehouse, job, context.started_at)
    # What the tests looked at is no SQL of the stage that comes next.
    warehouse.statements.clear()


def _reuse(warehouse: Warehouse, job: Job, context: RunContext, name: str, mark: str) -> StageResult:
    # Unchanged data can have become too old in the meantime.
    notes = sources.recheck(warehouse, job, context) if name == "sources" else ()
    report = StageReport(name, last_rows(warehouse, name), notes, changed=0)
    result = StageResult(name, "reused", 0.0, _peak_memory(), report)
    _note(warehouse, context, mark, result)
    return result


def _execute(
    warehouse: Warehouse, job: Job, context: RunContext, name: str, mark: str, inputs: Json, *given: Copying
) -> StageResult:
    started = time.perf_counter()
    with _scope(warehouse, name):
        report: StageReport = STAGES[name].run(warehouse, job, context, *given)
        result = StageResult(name, "done", time.perf_counter() - started, _peak_memory(), report)
        # The mark of a stage that has changed what it keeps tells so: the stage need not run again for that.
        settings = stage_settings(warehouse, name, job, inputs, context.started_at)
        found = last_bases(warehouse)
        basis = _basis(found.get(name), context, report, settings, versions_before(found, name))
        note_basis(warehouse, name, basis)
        _note(warehouse, context, mark, result)
    return result


def _basis(
    former: Basis | None, context: RunContext, report: StageReport, settings: str, seen: dict[str, str]
) -> Basis:
    """What a stage's tables are now: a version of their own, unless nothing in them is other than it was."""
    if former is None or report.changed is None:
        return Basis(context.run_id, None, settings, seen)
    if not report.changed:
        return Basis(former.version, None, settings, seen)
    return Basis(context.run_id, former.version, settings, seen)


@contextmanager
def _scope(warehouse: Warehouse, name: str) -> Iterator[None]:
    if name in OUTSIDE_TRANSACTION:
        yield
        return
    with warehouse.transaction():
        yield


def _note(warehouse: Warehouse, context: RunContext, mark: str, result: StageResult) -> None:
    rows = json.dumps(dict(result.report.rows), sort_keys=True)
    # A stage that has changed what it keeps need not run again for that.
    own = remembering(warehouse, result.stage, mark)
    note = (context.run_id, result.stage, own, result.status, result.seconds, rows, result.peak_memory_mb)
    note_stage(warehouse, note)


def resources(job: Job) -> Resources:
    """What the engine may use, as the job says."""
    settings = job.config.resources
    return Resources(settings.memory, settings.threads, job.locate(settings.temp) if settings.temp else None)


@contextmanager
def _lasting() -> Iterator[None]:
    """Have Python take all that is there for what stays, for the length of a run.

    It would look for garbage among the objects of every module that was imported: 80 ms each time.
    """
    if gc.get_freeze_count():
        # Whoever calls has said so already, and says when it ends.
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextmanager
def _state(job: Job) -> Iterator[Warehouse]:
    with Warehouse(job.state_path, resources(job)) as warehouse:
        yield warehouse


@contextmanager
def _storing(warehouse: Warehouse, *, mends: bool) -> Iterator[Callable[[], None]]:
    """Say how commits of the block come into the state's file; the block calls what it is given after each.

    A run that `mends` leaves it all to the engine, which joins parts only while nobody reads them.
    """
    if mends:
        yield lambda: None
        return
    warehouse.leave_parts_alone()
    with written_out_beside(warehouse) as write_out:
        yield write_out


@contextmanager
def _recorded(warehouse: Warehouse, job: Job, result: RunResult, clock: Callable[[], datetime]) -> Iterator[None]:
    """Keep the run's records in the state and under `target/`, however the run ends."""
    target.prepare(result.target, job)
    config_hash = fingerprint(job.config.model_dump(mode="json"))
    begin_run(warehouse, result.run_id, result.started_at, config_hash, __version__)
    try:
        yield
        result.status = "done"
    except GoldenRecordError as error:
        result.status, result.error, result.hint = "failed", str(error), error.hint
        raise
    except KeyboardInterrupt as error:
        result.status, result.error = "interrupted", "interrupted"
        msg = "interrupted"
        raise InterruptedRunError(msg, hint="run the same command again: it goes on where it stopped") from error
    finally:
        if result.status == "running":
            result.status = "failed"
        result.finished_at = clock()
        try:
            end_run(warehouse, result.run_id, result.finished_at, result.status)
        finally:
            # Also where the state can no longer be written: the file is then all that tells of the run.
            target.write_results(result.target, results_json(result))


def results_json(result: RunResult) -> dict[str, object]:
    """What a run did, as `run_results.json` and `--json` tell it."""
    return {
        "run_id": result.run_id,
        "status": result.status,
        "started_at": result.started_at.isoformat(),
        "finished_at": result.finished_at.isoformat() if result.finished_at else None,
        "product_version": __version__,
        "error": result.error,
        "hint": result.hint,
        "stages": [
            {
                "stage": stage.stage,
                "status": stage.status,
                "seconds": round(stage.seconds, 3),
                "peak_memory_mb": round(stage.peak_memory_mb, 1),
                "rows": dict(stage.report.rows),
                "facts": dict(stage.report.facts),
                "notes": list(stage.report.notes),
                "changed": stage.report.changed,
            }
            for stage in result.stages
        ],
    }


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y%m%dT%H%M%SZ")


def _next_id(warehouse: Warehouse, stamp: str) -> str:
    """The start of the run; where a run is as young or the clock has gone back, the youngest id counted on."""
    youngest = max(run_ids(warehouse), default="")
    if stamp > youngest:
        return stamp
    start, _, number = youngest.partition("-")
    return f"{start}-{int(number or 1) + 1:03}"


def _peak_memory() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Linux counts in KiB, macOS in bytes.
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def _silent(stage: str, progress: Progress, result: StageResult | None) -> None:
    """Watch nothing."""
