"""What tells one publication from another, and the statements about them."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from random import Random
from threading import Event

import pytest

from golden_record.stages.publish.kept import copies, files, queries
from golden_record.stages.publish.kept.copying import Copying
from golden_record.stages.publish.kept.publications import present, publications
from golden_record.warehouse import Warehouse
from tests.golden_text import assert_golden
from tests.shop import Shop


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "mart.duckdb"
    with Warehouse(path) as mart:
        mart.execute("create table scratch as select range as number from range(1000)")
    return path


def test_a_copy_has_the_mark_of_its_original(database: Path, tmp_path: Path) -> None:
    copies.copy(database, tmp_path / "copy.duckdb")
    assert files.mark_of(tmp_path / "copy.duckdb") == files.mark_of(database)
    assert (tmp_path / "copy.duckdb").read_bytes() == database.read_bytes()


def test_a_file_that_was_written_to_has_another_mark(database: Path) -> None:
    before = files.mark_of(database)
    with Warehouse(database) as mart:
        mart.execute("update scratch set number = 0 where number = 7")
    assert files.mark_of(database) not in {before, None}


def test_a_file_that_somebody_is_writing_to_has_none(database: Path) -> None:
    with Warehouse(database) as mart:
        mart.execute("update scratch set number = 0 where number = 7")
        assert files.mark_of(database) is None


def test_a_file_that_is_not_there_has_none(tmp_path: Path) -> None:
    assert files.mark_of(tmp_path / "nothing.duckdb") is None


def _refuse_to_share(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "not supported")

    monkeypatch.setattr("golden_record.stages.publish.kept.copies.fcntl.ioctl", refuse)


@pytest.mark.parametrize("size", [0, 1, copies._BLOCK, copies._PORTION, 2 * copies._PORTION + 5001])
def test_where_blocks_are_not_shared_every_byte_is_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    _refuse_to_share(monkeypatch)
    content = Random(7).randbytes(size)
    (tmp_path / "original").write_bytes(content)
    copies.copy(tmp_path / "original", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == content


@pytest.mark.parametrize("refused", ["opened", "written"])
def test_where_the_cache_cannot_be_passed_by_it_is_used(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.EINVAL, "invalid argument")

    _refuse_to_share(monkeypatch)
    monkeypatch.setattr(os, "open" if refused == "opened" else "write", refuse)
    copies.copy(database, tmp_path / "copy.duckdb")
    assert (tmp_path / "copy.duckdb").read_bytes() == database.read_bytes()


def test_a_full_disk_is_told_and_no_other_way_is_tried(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "no space left on device")

    _refuse_to_share(monkeypatch)
    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="no space left"):
        copies.copy(database, tmp_path / "copy.duckdb")


def test_a_copying_that_is_stopped_ends_before_its_file_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _refuse_to_share(monkeypatch)
    (tmp_path / "original").write_bytes(b"x" * (3 * copies._PORTION))
    stopped = Event()
    stopped.set()
    with pytest.raises(copies.CopyStoppedError):
        copies.copy(tmp_path / "original", tmp_path / "copy", stopped)
    assert (tmp_path / "copy").stat().st_size < 3 * copies._PORTION


def test_a_copy_is_made_beside_the_block_and_nothing_goes_on_after_it(database: Path, tmp_path: Path) -> None:
    copying = Copying(database, tmp_path / "copy.duckdb")
    copying.begin()
    assert copying.there().read_bytes() == database.read_bytes()
    copying.flushed()
    assert copying.is_begun
    copying.stop()
    assert not copying.is_begun


def test_what_cannot_be_copied_is_told_to_who_asks_for_it_and_to_nobody_else(tmp_path: Path) -> None:
    copying = Copying(tmp_path / "nothing.duckdb", tmp_path / "copy.duckdb")
    copying.begin()
    with pytest.raises(FileNotFoundError):
        copying.there()
    copying.stop()


def test_a_look_at_a_file_leaves_nothing_behind(published: Shop) -> None:
    before = set(published.mart.parent.iterdir())
    with Warehouse(published.state, read_only=True) as state:
        assert present(published.job, publications(state, published.job)) is not None
    assert set(published.mart.parent.iterdir()) == before


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    texts = [
        queries.publications(),
        queries.publications_elsewhere(),
        queries.publishing_run(),
        queries.new_publication(),
        queries.publication_forgotten(),
        queries.holds_ended(),
        queries.hold_begun(),
        queries.later_ones_withdrawn(),
    ]
    assert_golden("publish_kept", ";\n\n".join(texts))
