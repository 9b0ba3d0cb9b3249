"""What tells that a file is another than it was."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from golden_record.stages.sources import files
from golden_record.stages.sources.files import file_fingerprint

_TICK = 0.05
"""Seconds after which a file system's clock has moved on."""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "crm.csv"
    path.write_text("id\n1\n", encoding="utf-8")
    return path


def _rewrite(page: Path, text: str) -> None:
    """Other content of the same size, as old as the file was."""
    before = page.stat()
    page.write_text(text, encoding="utf-8")
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_a_file_that_has_just_been_written_is_read_whenever_it_is_asked_for(page: Path) -> None:
    first = file_fingerprint(page)
    _rewrite(page, "id\n2\n")
    assert file_fingerprint(page) != first


def test_a_file_that_nobody_touches_keeps_its_fingerprint(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = file_fingerprint(page)
    monkeypatch.setattr(files, "_SETTLED", 0)
    time.sleep(_TICK)
    assert file_fingerprint(page) == file_fingerprint(page) == fresh


def test_content_that_comes_under_an_old_date_is_noticed(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_SETTLED", 0)
    time.sleep(_TICK)
    first = file_fingerprint(page)
    _rewrite(page, "id\n2\n")
    assert file_fingerprint(page) != first


def test_the_log_beside_a_database_counts(page: Path) -> None:
    alone = file_fingerprint(page)
    page.with_name("crm.csv.wal").write_bytes(b"more")
    assert file_fingerprint(page) != alone
