from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.small import invoke, personal_values


def test_every_run_leaves_a_report_and_names_it(small_job: Path) -> None:
    done = invoke("run", small_job)
    (report,) = small_job.parent.glob("target/*/report.html")
    assert report.as_posix().endswith(next(line for line in done.stdout.splitlines() if "report " in line).split()[-1])
    text = report.read_text(encoding="utf-8")
    assert "golden_record: small" in text
    assert not [value for value in personal_values() if value in text]


def test_a_run_that_changed_nothing_leaves_none(finished_job: Path) -> None:
    before = set(finished_job.parent.glob("target/*/report.html"))
    assert json.loads(invoke("run", finished_job, "--json").stdout)["report"] is None
    assert set(finished_job.parent.glob("target/*/report.html")) == before
    told = json.loads(invoke("run", finished_job, "--json", "--full").stdout)
    assert Path(told["report"]).exists()


def test_the_terminal_and_the_report_tell_the_same_time(small_job: Path) -> None:
    done = invoke("run", small_job)
    (report,) = small_job.parent.glob("target/*/report.html")
    told = re.search(r"golden profiles in (\d+\.\d) s\.", done.stdout)
    assert told is not None
    assert f"The run took {told.group(1)} s" in report.read_text(encoding="utf-8")


def test_a_report_is_written_where_it_is_wanted(finished_job: Path) -> None:
    place = finished_job.parent / "mine.html"
    done = invoke("report", finished_job, "--output", place)
    assert done.exit_code == 0
    assert done.stdout.strip().endswith("mine.html")
    assert "<main>" in place.read_text(encoding="utf-8")


def test_a_folder_that_is_not_there_is_the_machines_fault(finished_job: Path) -> None:
    done = invoke("report", finished_job, "--output", finished_job.parent / "nowhere" / "report.html")
    assert done.exit_code == 3
    assert "Hint: name a file in a folder that exists" in done.stderr


def test_a_job_that_has_not_run_has_nothing_to_report(small_job: Path) -> None:
    done = invoke("report", small_job)
    assert done.exit_code == 2
    assert "Hint: golden-record run" in done.stderr


@pytest.mark.parametrize("command", ["report", "explain", "evaluate"])
def test_help_names_the_options_of_pictures(command: str) -> None:
    told = invoke(command, "--help").stdout
    assert ("--output" if command == "report" else "--chart") in told
