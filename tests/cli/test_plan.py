from __future__ import annotations

import json
from pathlib import Path

from tests.cli.small import invoke


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
    told = json.loads(invoke("plan", finished_job, "--json").stdout)
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
