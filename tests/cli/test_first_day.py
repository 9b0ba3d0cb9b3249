from __future__ import annotations

import json
from pathlib import Path

import pytest

from golden_record.cli import checkup
from tests.cli.small import invoke


def test_the_demo_runs_and_tells_how_right_it_is(tmp_path: Path) -> None:
    done = invoke("demo", tmp_path / "tour", "--records", "400")
    assert done.exit_code == 0
    assert "400 records became" in done.stdout
    assert "Against the truth" in done.stdout
    assert (tmp_path / "tour" / "out" / "demo.duckdb").exists()
    first = (tmp_path / "tour" / "job.yml").read_text(encoding="utf-8").splitlines()[0]
    assert (tmp_path / "tour" / first.partition("$schema=")[2]).exists()


def test_the_demo_spares_a_folder_that_holds_something_else(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine", encoding="utf-8")
    done = invoke("demo", tmp_path)
    assert done.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def test_a_fit_machine_is_called_fit() -> None:
    done = invoke("doctor", "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["fit"]) == (0, True)
    assert {"Python", "duckdb", "splink", "polars", "memory"} <= {finding["name"] for finding in told["findings"]}
    assert "This machine is fit." in invoke("doctor").stdout


def test_a_version_that_is_too_old_makes_a_machine_unfit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(checkup.SUPPORTED, "splink", ("999", ""))
    done = invoke("doctor")
    assert done.exit_code == 3
    assert "not fit" in done.stdout


def test_little_memory_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "LEAST_MEMORY", 2**60)
    assert "warning" in invoke("doctor").stdout
