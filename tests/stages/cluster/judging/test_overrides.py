from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from golden_record.config.job import Job
from golden_record.errors import ConfigError
from golden_record.stages import cluster
from golden_record.stages.cluster.judging.judgement import Judgement, superseded
from golden_record.stages.cluster.judging.overrides import judgements
from golden_record.warehouse import Warehouse
from tests.stages.cluster.conftest import job_with

HEADER = "left,right,decision,who,when,why,until"
LINE = "crm:1,app:2,same,ann,2025-03-01,called,"


def _job(folder: Path, text: str | bytes) -> Job:
    path = folder / "overrides.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return replace(job_with(overrides="overrides.csv"), path=folder / "job.yml")


def _read(folder: Path, *lines: str) -> tuple[Judgement, ...]:
    return judgements(_job(folder, "\n".join([HEADER, *lines])))


def test_a_line_says_who_decided_what_when_and_why(tmp_path: Path) -> None:
    (found,) = _read(
        tmp_path, 'crm:1,app:x:2,must_link,ann,2025-03-01T12:00:00+03:00,"one, as told by phone",2025-12-31'
    )
    assert found == Judgement(
        origin="file",
        number=2,
        left=("crm", "1"),
        right=("app", "x:2"),
        decision="same",
        decided_by="ann",
        decided_at=datetime(2025, 3, 1, 9),
        why="one, as told by phone",
        valid_until=datetime(2025, 12, 31, 23, 59, 59, 999999),
    )


@pytest.mark.parametrize(
    ("word", "decision"),
    [("same", "same"), ("must_link", "same"), ("Different", "different"), ("cannot_link", "different")],
)
def test_decisions_have_two_names_each(tmp_path: Path, word: str, decision: str) -> None:
    assert _read(tmp_path, LINE.replace("same", word))[0].decision == decision


def test_columns_may_stand_in_any_order_and_the_end_may_be_left_out(tmp_path: Path) -> None:
    text = "who,when,why,decision,right,left\r\nann,2025-03-01,called,same,app:2,crm:1\r\n\r\n"
    (found,) = judgements(_job(tmp_path, b"\xef\xbb\xbf" + text.encode()))
    assert (found.left, found.right, found.valid_until) == (("crm", "1"), ("app", "2"), None)


def test_a_job_without_the_key_and_a_file_with_its_header_alone_say_nothing(tmp_path: Path) -> None:
    assert judgements(job_with()) == ()
    assert _read(tmp_path) == ()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param("crm:1,app:2,same,ann,2025-03-01", "5 fields where the header has 7", id="too short"),
        pytest.param(LINE.replace("same", "maybe"), "unknown decision 'maybe'", id="an unknown decision"),
        pytest.param(LINE.replace("crm:1", "crm"), "`left` names no record", id="no record"),
        pytest.param(LINE.replace("app:2", "ap:2"), "`right`: there is no source 'ap'", id="an unknown source"),
        pytest.param(LINE.replace("app:2", "crm:1"), "the two are one record", id="one record"),
        pytest.param(LINE.replace("2025-03-01", "1.3.2025"), "`when` is no date", id="no date"),
        pytest.param(LINE + "soon", "`until` is no date", id="no end"),
        pytest.param(LINE.replace("ann", " "), "`who` is empty", id="nobody"),
        pytest.param('crm:1,"app', "no CSV", id="an open quote"),
    ],
)
def test_a_malformed_line_stops_the_run_and_is_named(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(ConfigError, match=f"overrides.csv:3:1: cluster.overrides: .*{message}") as caught:
        _read(tmp_path, LINE, line)
    assert caught.value.exit_code == 2
    assert caught.value.problems[0].hint


@pytest.mark.parametrize(
    ("header", "message"),
    [
        pytest.param(HEADER.replace("why", "because"), "there is no column 'why'", id="a missing column"),
        pytest.param(HEADER + ",note", "unknown column 'note'", id="an unknown column"),
        pytest.param(HEADER + ",who", "a column stands twice", id="a column twice"),
        pytest.param("", "there is no column 'left'", id="an empty file"),
    ],
)
def test_a_header_that_is_wrong_stops_the_run(tmp_path: Path, header: str, message: str) -> None:
    with pytest.raises(ConfigError, match=f"overrides.csv:1:1: .*{message}"):
        judgements(_job(tmp_path, header + "\n"))


def test_every_malformed_line_is_reported_at_once(tmp_path: Path) -> None:
    job = _job(tmp_path, "\n".join([HEADER, LINE, "a", LINE, "b"]))
    assert [problem.line for problem in cluster.problems(job)] == [3, 5]


def test_a_file_that_is_not_there_or_no_text_is_reported(tmp_path: Path) -> None:
    job = replace(job_with(overrides="gone.csv"), path=tmp_path / "job.yml")
    assert "cannot read the judgements" in cluster.problems(job)[0].message
    found = cluster.problems(_job(tmp_path, HEADER.encode() + b"\n\xff\xfe"))
    assert [(problem.line, problem.message) for problem in found] == [(2, "the text is not UTF-8")]


def test_no_message_quotes_what_a_steward_wrote(tmp_path: Path) -> None:
    line = "crm:1,app:2,same,Secret Name,yesterday,Secret Reason,"
    with pytest.raises(ConfigError) as caught:
        _read(tmp_path, line)
    assert "Secret" not in str(caught.value)


def test_the_younger_of_two_decisions_on_a_pair_counts_whichever_way_round(tmp_path: Path) -> None:
    older = "app:2,crm:1,different,bob,2024-01-01,looked,"
    assert {each.number for each in superseded(_read(tmp_path, LINE, older))} == {3}
    assert {each.number for each in superseded(_read(tmp_path, LINE, LINE))} == {2}


def test_what_the_file_says_and_what_has_lapsed_are_inputs_of_the_stage(tmp_path: Path, memory: Warehouse) -> None:
    job = _job(tmp_path, "\n".join([HEADER, LINE + "2025-06-30"]))
    before = cluster.inputs(job)
    assert cluster.judged(memory, job, datetime(2025, 6, 30, 23)) == [None, []]
    assert cluster.judged(memory, job, datetime(2025, 7, 1)) == [None, ["file 2"]]
    assert cluster.inputs(_job(tmp_path, "\n".join([HEADER, LINE]))) != before
