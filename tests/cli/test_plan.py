from __future__ import annotations

import json
import re
from pathlib import Path

from tests.cli.small import invoke, personal_values


def test_a_plan_tells_stages_rules_and_what_to_expect(small_job: Path) -> None:
    done = invoke("plan", small_job)
    assert done.exit_code == 0
    assert "link          runs   it has never run" in done.stdout
    assert "full_name, by sound" in done.stdout
    assert "match.max_comparisons allows 100,000,000" in done.stdout
    assert "An estimate without labels" in done.stdout
    assert not (small_job.parent / "state").exists()


def test_a_plan_after_a_run_knows_what_it_took(finished_job: Path) -> None:
    done = invoke("plan", finished_job)
    assert done.stdout.startswith("Nothing has changed")
    assert "none: nothing would run" in done.stdout


def test_json_tells_the_plan_as_data(finished_job: Path) -> None:
    text = finished_job.read_text(encoding="utf-8")
    finished_job.write_text(text.replace("match:\n", "match:\n  max_comparisons: 5_000\n"), encoding="utf-8")
    told = json.loads(invoke("plan", finished_job, "--json", "--quick").stdout)
    assert told["changes"] is None
    assert [stage["stage"] for stage in told["stages"] if not stage["runs"]] == ["sources", "standardize"]
    assert told["max_comparisons"] == 5000
    assert told["expected_seconds"] > 0
    assert {"rule": "tax_id", "required": True}.items() <= told["blocking"][0].items()
    assert 0 < told["estimated_recall"] <= 1


def test_rules_that_cost_more_than_the_job_allows_end_the_plan_with_5(small_job: Path) -> None:
    text = small_job.read_text(encoding="utf-8")
    listed = "match:\n  blocking: [[full_name]]\n  max_comparisons: 1\n"
    small_job.write_text(text.replace("match:\n", listed), encoding="utf-8")
    done = invoke("plan", small_job)
    assert done.exit_code == 5
    assert "the rule 'full_name' alone finds" in done.stderr
    assert "Вельяминов" not in done.stderr
    assert "vel" not in done.stderr


def test_a_plan_of_a_job_that_is_wrong_tells_what_is(small_job: Path) -> None:
    text = small_job.read_text(encoding="utf-8")
    small_job.write_text(text.replace("born,", "birn,"), encoding="utf-8")
    assert invoke("plan", small_job).exit_code == 2


def test_a_plan_foresees_that_a_source_came_empty(finished_job: Path) -> None:
    web = finished_job.parent / "web.csv"
    web.write_text(web.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    for command in ("plan", "run"):
        done = invoke(command, finished_job)
        assert done.exit_code == 5
        assert "sources.web: no row is left" in done.stderr


def test_a_plan_foresees_that_a_source_shrank_or_broke_its_contract(finished_job: Path) -> None:
    text = finished_job.read_text(encoding="utf-8")
    web = finished_job.parent / "web.csv"
    lines = web.read_text(encoding="utf-8").splitlines()
    web.write_text("\n".join(lines[:3]) + "\n", encoding="utf-8")
    finished_job.write_text(text.replace("path: web.csv", "path: web.csv\n    max_drop: 10%"), encoding="utf-8")
    assert [invoke(command, finished_job).exit_code for command in ("plan", "run")] == [5, 5]
    web.write_text("\n".join([lines[0] + ",more", *(f"{line},x" for line in lines[1:])]) + "\n", encoding="utf-8")
    finished_job.write_text(text.replace("path: web.csv", "path: web.csv\n    contract: freeze"), encoding="utf-8")
    assert [invoke(command, finished_job).exit_code for command in ("plan", "run")] == [3, 3]


# --- what becomes of the profiles


def _without_a_person(job: Path) -> None:
    """Take the fourth person out of both sources."""
    for name, key in (("crm.csv", "c3,"), ("web.csv", "w3,")):
        lines = (job.parent / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (job.parent / name).write_text("".join(line for line in lines if not line.startswith(key)), encoding="utf-8")


def test_a_plan_tells_what_becomes_of_records_and_profiles(finished_job: Path) -> None:
    _without_a_person(finished_job)
    state = (finished_job.parent / "state" / "small.duckdb").read_bytes()
    done = invoke("plan", finished_job)
    assert done.exit_code == 0
    assert "Records: 25 before" in done.stdout
    assert re.search(r"^crm +1$", done.stdout, re.MULTILINE)
    assert "Profiles: 12 now, 11 afterwards" in done.stdout
    assert re.search(r"^retired +1 +8\.333% +profiles whose records are gone$", done.stdout, re.MULTILINE)
    assert "Out of use would go 1 id" in done.stdout
    assert "leads nowhere" in done.stdout
    assert "its records have left the sources" in done.stdout
    assert "as measured just now, publishing as the last time" in done.stdout
    assert (finished_job.parent / "state" / "small.duckdb").read_bytes() == state
    assert not [value for value in personal_values() if value in done.output]


def test_the_changes_of_a_plan_come_as_data_and_conditions_are_held_against_them(finished_job: Path) -> None:
    _without_a_person(finished_job)
    bounds = ["--fail-if", "merged>5%", "--fail-if", "gone>5%", "--fail-if", "records_gone>1"]
    done = invoke("plan", finished_job, "--json", *bounds)
    assert done.exit_code == 1
    assert "gone>5%: 1 of 12 profiles (8.333%); records_gone>1: 2 of 25 records (8%)" in done.stderr
    assert "merged" not in done.stderr
    told = json.loads(done.stdout)
    changes = told["changes"]
    assert changes["events"]["retired"] == changes["ids_gone"] == 1
    assert changes["records"] == {source: {"new": 0, "changed": 0, "gone": 1} for source in ("crm", "web")}
    assert [move["event"] for move in changes["largest_moves"]] == ["retired"]
    assert [one["leads_to"] for one in changes["retiring"]] == [None]
    assert told["conditions"][1] == {"condition": "gone>5%", "count": 1, "of": 12, "broken": True}
    assert told["tests"] == []


def test_a_condition_needs_something_to_be_held_against(small_job: Path) -> None:
    assert "is no condition" in invoke("plan", small_job, "--fail-if", "merged").stderr
    assert "did you mean 'merged'?" in invoke("plan", small_job, "--fail-if", "merge>1").stderr
    assert "leave one of the two out" in invoke("plan", small_job, "--quick", "--fail-if", "merged>1").stderr
    done = invoke("plan", small_job, "--fail-if", "merged>1")
    assert done.exit_code == 2
    assert "no run of this job has come to its end" in done.stderr


def test_a_plan_tells_which_tests_a_run_would_break_without_golden_values(finished_job: Path) -> None:
    asked = "tests:\n  - {golden: crm:c1, expect: {email: other@example.org}}\n  - {must_match: [crm:c1, web:w1]}\n"
    finished_job.write_text(finished_job.read_text(encoding="utf-8") + asked, encoding="utf-8")
    done = invoke("plan", finished_job)
    assert done.exit_code == 0
    assert "Tests of the job: 2, 1 would fail: a run would not publish" in done.stdout
    assert "another value" in done.stdout
    assert not [value for value in personal_values() if value in done.output]
