"""The small job as resources: fresh, and finished."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.small import invoke, write_small_job


@pytest.fixture
def small_job(tmp_path: Path) -> Path:
    """The small job, not run yet."""
    return write_small_job(tmp_path)


@pytest.fixture(scope="session")
def _finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("finished")
    path = write_small_job(folder)
    assert invoke("run", path).exit_code == 0
    return folder


@pytest.fixture
def finished_job(_finished: Path, tmp_path: Path) -> Path:
    """The small job after a run; every test has a copy of its own."""
    shutil.copytree(_finished, tmp_path / "finished")
    return tmp_path / "finished" / "job.yml"
