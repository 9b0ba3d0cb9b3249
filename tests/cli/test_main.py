from __future__ import annotations

import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest

from golden_record import __version__
from golden_record.cli import validating
from golden_record.cli.checkup import SUPPORTED
from golden_record.cli.main import cli
from tests.cli.small import invoke

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_help_comes_at_once() -> None:
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "golden_record", "--help"], capture_output=True, check=True)
    # The bar is half a second on an idle machine; the bound leaves room for a busy one.
    assert time.perf_counter() - started < 1.5
    assert b"golden-record demo" in done.stdout


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, golden_record.cli.main; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"duckdb", "polars", "splink", "pydantic", "numpy", "rich"} & set(loaded)


@pytest.mark.parametrize("command", list(cli.commands))
def test_every_command_shows_an_example(command: str) -> None:
    done = invoke(command, "--help")
    assert done.exit_code == 0
    assert f"  golden-record {command}" in done.stdout


def test_the_version_is_told() -> None:
    assert invoke("--version").stdout == f"golden-record {__version__}\n"


def test_an_unknown_command_is_the_callers_slip() -> None:
    assert invoke("fly").exit_code == 2


def test_a_defect_is_told_without_what_the_exception_says(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        message = "Аристарх Вельяминов"
        raise ZeroDivisionError(message)

    monkeypatch.setattr(validating, "validate_job", fail)
    done = invoke("validate", "job.yml")
    assert done.exit_code == 3
    assert "this is a defect" in done.stderr
    assert "Аристарх" not in done.output
    assert "Traceback" not in done.output


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    done = invoke("--debug", "validate", tmp_path / "none.yml")
    assert done.exit_code == 2
    assert "Traceback" in done.stderr


def test_the_doctor_knows_the_versions_that_the_project_asks_for() -> None:
    asked = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["dependencies"]
    for package, (oldest, first_unknown) in SUPPORTED.items():
        wanted = f"{package}>={oldest}" + (f",<{first_unknown}" if first_unknown else "")
        assert wanted in asked


def test_commands_are_in_the_order_of_a_first_day() -> None:
    assert list(cli.commands)[:5] == ["init", "profile", "validate", "plan", "run"]
