from __future__ import annotations

import multiprocessing
import os
import signal
import stat
from pathlib import Path

import pytest

from golden_record.errors import EngineError
from golden_record.warehouse.scratch import copy_of, private_folder


def _die_inside(parent: Path) -> None:
    with private_folder(parent, "shop.trial") as folder:
        (folder / "state.duckdb").write_text("data")
        os.kill(os.getpid(), signal.SIGKILL)


def test_a_private_folder_is_for_its_owner_and_gone_afterwards(tmp_path: Path) -> None:
    with private_folder(tmp_path, "shop.trial") as folder:
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        (folder / "state.duckdb").write_text("data")
    assert list(tmp_path.iterdir()) == []


def test_a_private_folder_is_gone_after_an_interruption(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt), private_folder(tmp_path, "shop.trial"):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path: Path) -> None:
    process = multiprocessing.get_context("forkserver").Process(target=_die_inside, args=(tmp_path,))
    process.start()
    process.join()
    assert [path.name for path in tmp_path.rglob("state.duckdb")] == ["state.duckdb"]
    with private_folder(tmp_path, "shop.trial") as folder:
        assert [path for path in tmp_path.iterdir() if path.is_dir()] == [folder]
    assert list(tmp_path.iterdir()) == []


def test_the_folders_of_the_living_and_of_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "shop.trial.notes").mkdir()
    with private_folder(tmp_path, "shop.trial") as one, private_folder(tmp_path, "shop.trial") as other:
        assert one != other
        assert one.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["shop.trial.notes"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EngineError, match="cannot make a temporary folder in"), private_folder(tmp_path / "file", "x"):
        pass


def test_a_copy_brings_the_log_of_its_database_along(tmp_path: Path) -> None:
    for name in ("state.duckdb", "state.duckdb.wal"):
        (tmp_path / name).write_text(name)
    (tmp_path / "copy").mkdir()
    copied = copy_of(tmp_path / "state.duckdb", tmp_path / "copy")
    assert copied == tmp_path / "copy" / "state.duckdb"
    assert (tmp_path / "copy" / "state.duckdb.wal").read_text() == "state.duckdb.wal"
    with pytest.raises(EngineError, match=r"cannot copy state\.duckdb"):
        copy_of(tmp_path / "state.duckdb", tmp_path / "nowhere")
