from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from golden_record.errors import EngineError, LockError
from golden_record.warehouse.lock import run_lock

HOLDER = """
import sys
from pathlib import Path
from golden_record.warehouse.lock import run_lock

with run_lock(Path(sys.argv[1]), "20310101T060000Z"):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def _holder(state: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the lock until its input ends."""
    command = [sys.executable, "-c", HOLDER, str(state)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.kill()


def test_a_second_process_is_told_within_a_second_who_holds_the_lock(tmp_path: Path) -> None:
    state = tmp_path / "state/shop.duckdb"
    with _holder(state) as holder:
        started = time.perf_counter()
        with (
            pytest.raises(
                LockError, match=rf"run 20310101T060000Z \(process {holder.pid}\) holds shop.duckdb"
            ) as caught,
            run_lock(state, "mine"),
        ):
            pass
        assert time.perf_counter() - started < 1
        assert caught.value.exit_code == 4


def test_the_lock_of_a_killed_process_is_taken_over(tmp_path: Path) -> None:
    state = tmp_path / "shop.duckdb"
    with _holder(state) as holder:
        holder.kill()
        holder.wait()
        with run_lock(state, "mine"):
            assert (tmp_path / "shop.duckdb.holder.json").exists()


def test_a_lock_that_was_let_go_is_free_and_names_nobody(tmp_path: Path) -> None:
    state = tmp_path / "shop.duckdb"
    for run_id in ("first", "second"):
        with run_lock(state, run_id):
            pass
    assert not (tmp_path / "shop.duckdb.holder.json").exists()


def test_a_lock_is_let_go_when_its_block_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), run_lock(tmp_path / "shop.duckdb", "first"):
        raise ZeroDivisionError
    with run_lock(tmp_path / "shop.duckdb", "second"):
        pass


def test_one_process_cannot_hold_a_lock_twice(tmp_path: Path) -> None:
    state = tmp_path / "shop.duckdb"
    with run_lock(state, "first"), pytest.raises(LockError, match="run first"), run_lock(state, "second"):
        pass


def test_a_state_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where a folder should be", encoding="utf-8")
    with (
        pytest.raises(EngineError, match=r"cannot write in .*state") as caught,
        run_lock(tmp_path / "state/shop.duckdb", "mine"),
    ):
        pass
    assert caught.value.exit_code == 3
