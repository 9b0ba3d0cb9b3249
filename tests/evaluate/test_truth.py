from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from golden_record.errors import SourceError, UsageError
from golden_record.evaluate.truth import read_truth


def _csv(folder: Path, text: str) -> Path:
    path = folder / "truth.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_traps_become_lists(tmp_path: Path) -> None:
    truth = read_truth(_csv(tmp_path, "source,source_id,person_id,traps\na,1,P1,typo|moved\na,2,P1,\n"), ["a", "b"])
    assert truth.rows["traps"].to_list() == [["typo", "moved"], []]


def test_ids_are_text_in_parquet_too(tmp_path: Path) -> None:
    pl.DataFrame({"record_id": [1, 2], "cluster_id": [7, 7]}).write_parquet(tmp_path / "truth.parquet")
    rows = read_truth(tmp_path / "truth.parquet", ["people"]).rows
    assert rows.select("source", "source_id", "truth").rows() == [("people", "1", "7"), ("people", "2", "7")]


def test_a_job_with_one_source_needs_no_source_in_the_truth(tmp_path: Path) -> None:
    truth = read_truth(_csv(tmp_path, "record_id,source,cluster_id\n1,elsewhere,7\n"), ["people"])
    assert truth.rows["source"].to_list() == ["people"]


def test_rows_without_a_person_are_counted(tmp_path: Path) -> None:
    truth = read_truth(_csv(tmp_path, "source,source_id,person_id\na,1,\na,2,P1\n"), ["a", "b"])
    assert (truth.rows.height, truth.incomplete) == (1, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("source,source_id\na,1\n", "no column 'person_id'", id="no person"),
        pytest.param("source_id,person_id\n1,P\n", "no column 'source'", id="no source among two"),
        pytest.param("source,source_id,person_id\na,1,P\na,1,Q\n", "2 rows speak of a record", id="a record twice"),
    ],
)
def test_a_truth_that_cannot_be_used_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_truth(_csv(tmp_path, text), ["a", "b"])


def test_a_missing_truth_is_a_slip_and_a_damaged_one_a_failure(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no truth file"):
        read_truth(tmp_path / "truth.csv", ["a"])
    (tmp_path / "truth.parquet").write_bytes(b"no parquet")
    with pytest.raises(SourceError, match="cannot be read as Parquet"):
        read_truth(tmp_path / "truth.parquet", ["a"])
