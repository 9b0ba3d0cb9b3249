"""A run may die at any moment: what is published stays whole, and the next run goes on where the last one stopped."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing.context import ForkServerContext
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from golden_record.line import STAGES
from golden_record.pipeline import Progress, StageResult
from golden_record.stages.publish.promises.queries import checks
from golden_record.upkeep import clean
from golden_record.warehouse import Warehouse
from tests.shop import CRM_LATER, FIRST_DAY, Shop, statuses

SECOND_DAY = FIRST_DAY + timedelta(days=1)
SHOPS, KILLS = 40, 5
"""Shops whose runs are killed, and random moments in each, one run after the other: two hundred in all. The seed is
fixed; where a run stands at that moment is the machine's."""

PUBLISHES, CHAINS = 50, (("most_recent",), ("most_trusted",), ("longest",), ("most_frequent",))
"""Publications under looping readers, and the rules that differ from one to the next."""


def second_day() -> datetime:
    """A clock that stands still: runs of one day publish equal times, however often they start."""
    return SECOND_DAY


@dataclass(frozen=True)
class Change:
    """A shop whose files have changed since it was published, and what an undisturbed run makes of them."""

    shop: Shop
    before: dict[str, list[str]]
    after: dict[str, list[str]]
    seconds: float

    def copy(self, folder: Path) -> Shop:
        shutil.copytree(self.shop.folder, folder)
        return replace(self.shop, folder=folder)


@pytest.fixture(scope="module")
def change(first_day: Shop, tmp_path_factory: pytest.TempPathFactory) -> Change:
    folder = tmp_path_factory.mktemp("change")
    shutil.copytree(first_day.folder, folder / "shop")
    shop = replace(first_day, folder=folder / "shop", clock=second_day)
    shop.write("crm.csv", CRM_LATER)
    undisturbed = replace(shop, folder=folder / "undisturbed")
    shutil.copytree(shop.folder, undisturbed.folder)
    started = time.perf_counter()
    undisturbed.run()
    return Change(shop, first_day.golden(), undisturbed.golden(), time.perf_counter() - started)


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Processes that start with everything imported: a killed run costs its own work and no more."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.test_safety"])
    return context


# --- kill -9


def _die(shop: Shop, stage: str, moment: Progress) -> None:
    """Run until a stage has come to this moment, and die there as by kill -9."""

    def observe(name: str, progress: Progress, result: StageResult | None) -> None:
        if (name, progress) == (stage, moment):
            os.kill(os.getpid(), signal.SIGKILL)

    shop.run(observer=observe)


def _run(shop: Shop, ready: Event) -> None:
    ready.set()
    shop.run()


@pytest.mark.parametrize("moment", ["started", "done"])
@pytest.mark.parametrize("stage", STAGES)
def test_a_run_killed_between_stages_goes_on_there(
    change: Change, processes: ForkServerContext, tmp_path: Path, stage: str, moment: Progress
) -> None:
    shop = change.copy(tmp_path / "shop")
    process = processes.Process(target=_die, args=(shop, stage, moment))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert shop.golden() == (change.after if (stage, moment) == ("publish", "done") else change.before)
    place = list(STAGES).index(stage) + (moment == "done")
    assert list(statuses(shop.run()).values()) == ["reused"] * place + ["done"] * (len(STAGES) - place)
    assert shop.golden() == change.after


@pytest.mark.parametrize("number", range(SHOPS))
def test_runs_killed_at_any_moments_leave_the_old_mart_or_the_new_one(
    change: Change, processes: ForkServerContext, tmp_path: Path, number: int
) -> None:
    shop, dice = change.copy(tmp_path / "shop"), random.Random(number)
    for _ in range(KILLS):
        ready = processes.Event()
        process = processes.Process(target=_run, args=(shop, ready))
        process.start()
        assert ready.wait(30)
        time.sleep(dice.uniform(0, 0.8) * change.seconds)
        process.kill()
        process.join()
        assert shop.golden() in (change.before, change.after)
    shop.run()
    assert shop.golden() == change.after
    clean(shop.job, SECOND_DAY, dry_run=False)
    assert _files(shop, "state") == {"shop.duckdb", "shop.duckdb.lock"}
    # A run that was killed once its mart stood there has published; the next one keeps that as any other.
    kept = _files(shop, "out") - {"shop.duckdb", "shop.duckdb.kept"}
    assert kept <= {f"shop.duckdb.kept/{run_id}.duckdb" for run_id in _runs(shop)}
    assert len(kept) < shop.job.config.publish.keep_runs


def _files(shop: Shop, name: str) -> set[str]:
    return {path.relative_to(shop.folder / name).as_posix() for path in (shop.folder / name).rglob("*")}


def _runs(shop: Shop) -> list[str]:
    return [str(run_id) for (run_id,) in shop.rows("select run_id from ops.run")]


def test_a_first_run_that_was_killed_publishes_nothing_and_the_next_everything(
    first_day: Shop, shop: Shop, processes: ForkServerContext
) -> None:
    process = processes.Process(target=_die, args=(replace(shop, clock=second_day), "survive", "done"))
    process.start()
    process.join()
    assert not shop.mart.exists()
    shop.run()
    assert shop.rows("select profile_id from profile_record order by source, source_id") == first_day.rows(
        "select profile_id from profile_record order by source, source_id"
    )


# --- signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
@pytest.mark.parametrize("stage", ["standardize", "link"])
def test_a_run_told_to_stop_does_so_in_five_seconds_and_says_it(
    change: Change, tmp_path: Path, stage: str, number: signal.Signals
) -> None:
    shop = change.copy(tmp_path / "shop")
    command = [sys.executable, "-m", "golden_record", "run", str(shop.write_job()), "--log-format", "json"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        for line in process.stderr:
            if f'"{stage}"' in line:
                break
        told = time.perf_counter()
        process.send_signal(number)
        _, errors = process.communicate(timeout=30)
    assert time.perf_counter() - told < 5
    assert (process.returncode, "Traceback" in errors) == (130, False)
    last = max((shop.folder / "target").iterdir())
    assert json.loads((last / "run_results.json").read_text(encoding="utf-8"))["status"] == "interrupted"
    assert shop.golden() == change.before
    # The interrupted run was at it under the clock of the machine, so only what is timeless is compared.
    shop.run()
    assert _timeless(shop.golden()) == _timeless(change.after)


def _timeless(golden: dict[str, list[str]]) -> list[str]:
    return golden["attribute_lineage"]


# --- readers


def _read(mart: Path, stop: Event, told: Queue[tuple[int, list[int]]]) -> None:
    """Open the mart again and again; tell how often, and which looks found tables that do not belong together."""
    looks, mixed = 0, []
    while not stop.is_set():
        with Warehouse(mart, read_only=True) as opened:
            broken = sum(int(str(opened.scalar(check.broken))) for check in checks())
        looks += 1
        if broken:
            mixed.append(looks)
    told.put((looks, mixed))


@pytest.mark.parametrize("first", range(len(CHAINS)))
def test_readers_see_one_generation_at_a_time_while_others_are_published(
    published: Shop, processes: ForkServerContext, first: int
) -> None:
    stop, told = processes.Event(), processes.Queue()
    readers = [processes.Process(target=_read, args=(published.mart, stop, told)) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(PUBLISHES):
        published.chain = CHAINS[(first + number) % len(CHAINS)]
        assert not published.run().unchanged
    stop.set()
    answers = [told.get(timeout=30) for _ in readers]
    for reader in readers:
        reader.join()
    assert [reader.exitcode for reader in readers] == [0, 0]
    assert [(looks > 0, mixed) for looks, mixed in answers] == [(True, []), (True, [])]
