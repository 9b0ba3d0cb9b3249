"""What tells one publication from another, and the statements about them."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from golden_record.stages.publish.kept import files, queries
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
    files.copy(database, tmp_path / "copy.duckdb")
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


def test_a_file_system_that_shares_no_blocks_copies_bytes(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "not supported")

    monkeypatch.setattr(files, "_share_blocks", refuse)
    files.copy(database, tmp_path / "copy.duckdb")
    assert (tmp_path / "copy.duckdb").read_bytes() == database.read_bytes()


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
