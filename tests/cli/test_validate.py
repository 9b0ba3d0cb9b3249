from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.small import invoke


def test_a_valid_job_is_confirmed_with_what_it_holds(small_job: Path) -> None:
    done = invoke("validate", small_job)
    assert done.exit_code == 0
    assert "is valid: 2 sources, 5 attributes" in done.stdout
    assert "web.csv, key id: full_name, phone, email" in done.stdout


def test_validating_writes_nothing(small_job: Path) -> None:
    before = sorted(small_job.parent.rglob("*"))
    invoke("validate", small_job)
    assert sorted(small_job.parent.rglob("*")) == before


def test_problems_of_all_sources_come_at_once_with_line_and_hint(small_job: Path) -> None:
    text = small_job.read_text(encoding="utf-8")
    small_job.write_text(text.replace("born,", "birn,").replace("path: web.csv", "path: wob.csv"), encoding="utf-8")
    done = invoke("validate", small_job)
    assert done.exit_code == 2
    assert "job.yml:8:47: sources.crm.attributes.birth_date: crm.csv has no column 'birn'" in done.stderr
    assert "Hint: did you mean 'born'?" in done.stderr
    assert "job.yml:10:11: sources.web.path" in done.stderr
    assert done.stderr.endswith("2 problems\n")
    assert done.stdout == ""


def test_malformed_judgements_are_found_before_a_run(small_job: Path) -> None:
    (small_job.parent / "overrides.csv").write_text("left,right,decision,who,when,why\ncrm:c1,web\n", encoding="utf-8")
    text = small_job.read_text(encoding="utf-8")
    small_job.write_text(f"{text}cluster: {{overrides: overrides.csv}}\n", encoding="utf-8")
    for command in ("validate", "run"):
        done = invoke(command, small_job)
        assert done.exit_code == 2
        assert "overrides.csv:2:1: cluster.overrides: the line has 2 fields where the header has 6" in done.stderr
    assert not (small_job.parent / "out").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "left,right,match\ncrm:c1,web:w1,maybe\n", "pairs.csv: line 2: the judgement is none of", id="line"
        ),
        pytest.param("left,right\n", "pairs.csv: has no column 'match'", id="column"),
        pytest.param(None, "pairs.csv cannot be read", id="not there"),
    ],
)
def test_malformed_judged_pairs_are_found_before_a_run(small_job: Path, text: str | None, message: str) -> None:
    if text is not None:
        (small_job.parent / "pairs.csv").write_text(text, encoding="utf-8")
    job = small_job.read_text(encoding="utf-8")
    small_job.write_text(job.replace("match:\n", "match:\n  train: {labels: pairs.csv}\n"), encoding="utf-8")
    done = invoke("validate", small_job)
    assert done.exit_code == 2
    assert "job.yml:20:19: match.train.labels: " in done.stderr
    assert message in done.stderr


def test_json_tells_problems_as_data(small_job: Path) -> None:
    text = small_job.read_text(encoding="utf-8")
    small_job.write_text(text.replace("trust: 90", "trsut: 90"), encoding="utf-8")
    done = invoke("validate", small_job, "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["valid"]) == (2, False)
    assert [(problem["line"], problem["key"]) for problem in told["problems"]] == [(7, "sources.crm.trsut")]


def test_json_tells_what_a_valid_job_holds(small_job: Path) -> None:
    told = json.loads(invoke("validate", small_job, "--json").stdout)
    assert (told["valid"], told["attributes"]["phone"]) == (True, "phone")


def test_a_job_that_is_not_there_is_the_callers_slip(tmp_path: Path) -> None:
    done = invoke("validate", tmp_path / "none.yml")
    assert done.exit_code == 2
    assert done.stderr.startswith("error: ")


def test_the_schema_is_printed_as_json() -> None:
    assert json.loads(invoke("schema").stdout)["title"] == "golden_record job"
