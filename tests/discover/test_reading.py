from __future__ import annotations

from pathlib import Path

import pytest

from golden_record.discover import profile_files, reading
from golden_record.errors import UsageError
from tests.discover.small import people, profiled, write_csv


def test_a_large_file_is_judged_by_the_same_sample_every_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SAMPLE_ROWS", 300)
    monkeypatch.setattr(reading, "HEAD_ROWS", 50)
    path = write_csv(tmp_path / "a.csv", "id,x", [f"{n},{n % 7}" for n in range(3000)])
    first, second = profiled(path).table, profiled(path).table
    assert first.sampled
    assert first.rows == 3000
    assert 200 < first.sample.height < 400
    assert first.sample.equals(second.sample)
    assert first.sample["id"][:49].to_list() == [str(n) for n in range(49)]


def test_keys_are_counted_over_all_rows_even_where_the_sample_shows_no_double(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "SAMPLE_ROWS", 200)
    monkeypatch.setattr(reading, "HEAD_ROWS", 10)
    rows = [f"{n if n else 2999},{n}" for n in range(3000)]
    counts = profiled(write_csv(tmp_path / "a.csv", "id,other_id", rows)).table.counts
    assert (counts["id"].distinct, counts["other_id"].distinct) == (2999, 3000)


def test_a_folder_stands_for_its_files(tmp_path: Path) -> None:
    people(tmp_path / "data" / "b.csv")
    people(tmp_path / "data" / "a.csv")
    (tmp_path / "data" / "notes.md").write_text("nothing to read", encoding="utf-8")
    profiles = profile_files([str(tmp_path / "data")], tmp_path)
    assert [(one.name, one.table.path) for one in profiles] == [("a", "data/a.csv"), ("b", "data/b.csv")]


def test_files_of_one_name_get_names_of_their_own(tmp_path: Path) -> None:
    paths = [str(people(tmp_path / folder / "crm.csv")) for folder in ("one", "two")]
    assert [one.name for one in profile_files(paths, tmp_path)] == ["crm", "crm_2"]


def test_rows_that_cannot_be_read_are_counted(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", "id,name", ["1,Ann", "2,Bob,x", "3,Eve"])
    table = profiled(path).table
    assert (table.rows, table.rejected) == (2, 1)


def test_a_file_that_is_not_there_is_named_with_the_nearest(tmp_path: Path) -> None:
    people(tmp_path / "clients.csv")
    with pytest.raises(UsageError, match="there is no file") as caught:
        profile_files([str(tmp_path / "client.csv")], tmp_path)
    assert caught.value.hint == "did you mean 'clients.csv'?"


def test_an_encoding_that_is_not_there_is_the_callers_slip(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no encoding 'klingon'"):
        profile_files([str(people(tmp_path / "a.csv"))], tmp_path, "klingon")
