from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from golden_record.warehouse.lock import run_lock
from tests.cli.small import invoke, personal_values

PROGRAM = [sys.executable, "-m", "golden_record"]


def _run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [*PROGRAM, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)


def _texts(folder: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_run_sums_itself_up_on_stdout_and_keeps_values_out_of_everything_else(small_job: Path) -> None:
    done = _run("run", small_job)
    assert done.returncode == 0
    assert "25 records became 12 golden profiles" in done.stdout
    assert "open it" in done.stdout
    assert all(stage in done.stderr for stage in ("sources", "link", "publish"))
    elsewhere = done.stderr + _texts(small_job.parent / "target")
    assert not [value for value in personal_values() if value in elsewhere]


def test_plain_output_has_no_colours_and_no_trailing_spaces(finished_job: Path) -> None:
    lines = invoke("run", finished_job).stdout.splitlines()
    assert not [line for line in lines if "\x1b" in line or line != line.rstrip()]


def test_a_run_without_changes_says_so(finished_job: Path) -> None:
    done = invoke("run", finished_job)
    assert done.stdout.startswith("Nothing has changed")
    assert "link         unchanged" in done.stderr


def test_json_is_one_object_without_values(finished_job: Path) -> None:
    done = invoke("run", finished_job, "--json")
    told = json.loads(done.stdout)
    assert (told["status"], told["unchanged"], told["summary"]["profiles"]) == ("done", True, 12)
    assert told["summary"]["sources"] == {
        "crm": {"records": 13, "rejected_rows": 0},
        "web": {"records": 12, "rejected_rows": 0},
    }
    assert not [value for value in personal_values() if value in done.stdout]


def test_log_lines_are_json_when_asked_for(small_job: Path) -> None:
    done = invoke("run", small_job, "--log-format", "json")
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["stage"] for line in lines if line["event"] == "stage" and line["status"] == "done"] == [
        "sources",
        "standardize",
        "link",
        "cluster",
        "household",
        "survive",
        "history",
        "activity",
        "publish",
    ]
    assert any(line["event"] == "log" for line in lines)
    assert not [value for value in personal_values() if value in done.stderr]


def test_full_does_every_stage_again(finished_job: Path) -> None:
    told = json.loads(invoke("run", finished_job, "--full", "--json").stdout)
    assert {stage["status"] for stage in told["stages"]} == {"done"}


def test_a_dry_run_prints_sql_and_writes_nothing(small_job: Path) -> None:
    before = sorted(small_job.parent.rglob("*"))
    text, told = invoke("run", small_job, "--dry-run"), invoke("run", small_job, "--dry-run", "--json")
    assert "-- standardize" in text.stdout
    assert "select" in text.stdout
    stages = ["sources", "standardize", "link", "cluster", "household", "survive", "history", "activity", "publish"]
    assert list(json.loads(told.stdout)) == stages
    assert sorted(small_job.parent.rglob("*")) == before


def test_a_source_that_is_gone_stops_the_run_with_exit_code_3(small_job: Path) -> None:
    (small_job.parent / "web.csv").unlink()
    done = invoke("run", small_job)
    assert done.exit_code == 3
    assert done.stderr.splitlines()[-1].startswith("Hint: ")
    assert "Traceback" not in done.stderr


def test_a_failure_is_a_json_line_too_when_lines_are_json(small_job: Path) -> None:
    (small_job.parent / "web.csv").unlink()
    done = invoke("run", small_job, "--log-format", "json")
    last = json.loads(done.stderr.splitlines()[-1])
    assert (done.exit_code, last["event"]) == (3, "error")
    assert last["hint"]


def test_a_second_run_stops_with_exit_code_4(finished_job: Path) -> None:
    with run_lock(finished_job.parent / "state" / "small.duckdb", "20310101T000000Z"):
        done = invoke("run", finished_job)
    assert done.exit_code == 4
    assert "run 20310101T000000Z" in done.stderr


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_a_run_with_exit_code_130_and_its_record(small_job: Path, sent: signal.Signals) -> None:
    run = subprocess.Popen([*PROGRAM, "run", str(small_job)], stderr=subprocess.PIPE, text=True, encoding="utf-8")
    assert run.stderr is not None
    for line in run.stderr:
        if line.startswith("link "):
            break
    run.send_signal(sent)
    _, rest = run.communicate(timeout=10)
    assert run.returncode == 130
    assert rest.startswith("error: interrupted")
    (results,) = (small_job.parent / "target").glob("*/run_results.json")
    assert json.loads(results.read_text(encoding="utf-8"))["status"] == "interrupted"


def test_a_reader_who_leaves_is_no_failure(finished_job: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [*PROGRAM, "run", str(finished_job), "--dry-run"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, check=False, timeout=60)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")
