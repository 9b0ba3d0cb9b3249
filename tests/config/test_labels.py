"""Files of judged pairs, in order and not."""

from __future__ import annotations

from pathlib import Path

import pytest

from golden_record.config.labels import labels_fingerprint, read_labels
from golden_record.errors import UsageError


def _write(folder: Path, text: str) -> Path:
    path = folder / "labels.csv"
    path.write_text(text, encoding="utf-8")
    return path


def _read(folder: Path, text: str) -> list[tuple[str, str, bool]]:
    labels = read_labels(_write(folder, text), ["crm", "app"])
    return [(":".join(label.left), ":".join(label.right), label.match) for label in labels.judged]


@pytest.mark.parametrize(("word", "match"), [("1", True), ("YES", True), ("да", True), (" no ", False), ("0", False)])
def test_judgements_are_written_in_many_ways(tmp_path: Path, word: str, match: bool) -> None:
    assert _read(tmp_path, f"left,right,match\ncrm:1,app:a:7,{word}\n") == [("app:a:7", "crm:1", match)]


def test_lines_without_a_judgement_are_open(tmp_path: Path) -> None:
    labels = read_labels(_write(tmp_path, "left,right,match,note\ncrm:1,crm:2,,x\ncrm:1,crm:3,1,\n"), ["crm"])
    assert (len(labels.judged), [row["right"] for row in labels.open_rows]) == (1, ["crm:2"])


def test_the_later_of_two_judgements_counts(tmp_path: Path) -> None:
    text = "left,right,match,when\ncrm:1,crm:2,1,2025-02-01\ncrm:2,crm:1,0,2025-01-01\n"
    assert _read(tmp_path, text) == [("crm:1", "crm:2", True)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("left,rihgt,match\n", "has no column 'right'", id="a column is missing"),
        pytest.param("left,right,match\ncrm:1,crm:2,maybe\n", "line 2: the judgement is none of", id="no judgement"),
        pytest.param("left,right,match\ncrm1,crm:2,1\n", "line 2: `left` is not SOURCE:ID", id="no source"),
        pytest.param(
            "left,right,match\nx:1,crm:2,1\n", "line 2: `left`: the job has no source 'x'", id="strange source"
        ),
        pytest.param("left,right,match\ncrm:2,crm:2,1\n", "line 2: both sides are the same record", id="one record"),
        pytest.param(
            "left,right,match\ncrm:1,crm:2,1\ncrm:2,crm:1,0\n",
            "lines 2 and 3 judge one pair in two ways",
            id="contrary",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        _read(tmp_path, text)
    assert message in str(caught.value)


def test_many_faults_are_counted(tmp_path: Path) -> None:
    lines = "".join(f"crm:{number},crm:0,what\n" for number in range(1, 9))
    with pytest.raises(UsageError, match="and 3 more"):
        _read(tmp_path, f"left,right,match\n{lines}")


def test_a_missing_file_is_a_mistake_of_the_job(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        labels_fingerprint(tmp_path / "none.csv")
