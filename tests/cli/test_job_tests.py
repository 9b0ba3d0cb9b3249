"""`golden-record test`, and what a run says that breaks a test."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.small import invoke, personal_values

TESTS = """\
tests:
  - {must_match: [crm:c1, crm:c90, web:w1]}
  - {name: neighbours, must_not_match: [crm:c1, crm:c2]}
  - {golden: web:w1, expect: {full_name: Дроздецкая Зинаида, email: person01.7919@example.org}}
"""
WRONG = """\
  - {must_match: [crm:c1, crm:c2], why: they share a flat}
  - {golden: crm:c1, expect: {email: other@example.org}}
"""


def _with(job: Path, tests: str) -> Path:
    job.write_text(job.read_text(encoding="utf-8") + tests, encoding="utf-8")
    return job


def test_tests_that_hold_are_listed(finished_job: Path) -> None:
    done = invoke("test", _with(finished_job, TESTS))
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "ok        1  crm:c1, crm:c90 and web:w1 are one person",
        "ok        2  neighbours",
        "ok        3  full_name and email of web:w1",
        "",
        "3 tests passed",
    ]


def test_a_test_that_fails_shows_what_was_expected_and_found(finished_job: Path) -> None:
    done = invoke("test", _with(finished_job, TESTS + WRONG))
    assert done.exit_code == 1
    assert "FAILED    4  crm:c1 and crm:c2 are one person (they share a flat)" in done.stdout
    assert "found     two people" in done.stdout
    assert "expected  email of crm:c1 as stated: other@example.org" in done.stdout
    assert "found     person01.7919@example.org" in done.stdout
    assert done.stderr == "error: 2 of 5 tests failed\n"


def test_tests_come_as_data(finished_job: Path) -> None:
    told = json.loads(invoke("test", _with(finished_job, TESTS + WRONG), "--json").stdout)
    assert told["passed"] is False
    assert told["tried_because"] is None
    assert [each["passed"] for each in told["tests"]] == [True, True, True, False, False]
    (failure,) = told["tests"][4]["failures"]
    assert failure["found_values"] == ["person01.7919@example.org"]
    assert failure["expected_values"] == ["other@example.org"]


def test_a_job_that_has_not_run_is_tried_out_first(small_job: Path) -> None:
    before = sorted(small_job.parent.rglob("*"))
    done = invoke("test", _with(small_job, TESTS))
    assert done.exit_code == 0
    assert done.stdout.startswith("Tried out in a temporary state, of which nothing is left: the job has not run")
    assert sorted(small_job.parent.rglob("*")) == before


def test_a_job_without_tests_says_so(finished_job: Path) -> None:
    done = invoke("test", finished_job)
    assert (done.exit_code, done.stdout) == (0, "The job has no tests: write some under `tests:`.\n")


def test_a_run_names_the_tests_that_it_breaks_and_no_value_of_a_record(finished_job: Path) -> None:
    done = invoke("run", _with(finished_job, TESTS + WRONG))
    assert done.exit_code == 1
    assert "error: 2 of 5 tests failed, so nothing was published:" in done.stderr
    assert "test 4, line 28: crm:c1 and crm:c2 are one person (they share a flat)" in done.stderr
    assert "golden-record test" in done.stderr
    assert not [value for value in personal_values() if value in done.stderr]
