from __future__ import annotations

import json
from pathlib import Path

import pytest

from golden_record.warehouse import Warehouse
from tests.cli.small import invoke, personal_values, write_truth


def test_profiles_are_compared_with_the_truth(finished_job: Path) -> None:
    told = json.loads(invoke("evaluate", finished_job, "--truth", write_truth(finished_job.parent), "--json").stdout)
    assert told["pairwise"]["f1"] == told["b_cubed"]["f1"] == 1.0
    assert told["sizes"] == {"people": 12, "profiles": 12, "largest_person": 3, "largest_profile": 3}
    assert told["traps"]["initials"]["true_pairs"] == 2
    assert [pair["sources"] for pair in told["source_pairs"]] == [["crm", "crm"], ["crm", "web"]]


def test_mistakes_show_masked_values_alone(finished_job: Path) -> None:
    truth = write_truth(finished_job.parent)
    lines = truth.read_text(encoding="utf-8").replace("crm,c2,P2", "crm,c2,P77").replace("crm,c3,P3", "crm,c3,P4")
    truth.write_text(lines, encoding="utf-8")
    brief = invoke("evaluate", finished_job, "--truth", truth)
    assert "strongest link between them: crm:c2 - web:w2" in brief.stdout
    assert "phone same phone" in brief.stdout
    done = invoke("evaluate", finished_job, "--truth", truth, "--details")
    assert "Worst merges" in done.stdout
    assert "К••••••• Ф••••" in done.stdout
    assert "Worst misses" in done.stdout
    assert not [value for value in personal_values() if value in done.output]


def test_records_on_one_side_alone_are_counted(finished_job: Path) -> None:
    truth = write_truth(finished_job.parent)
    rows = truth.read_text(encoding="utf-8").splitlines()
    truth.write_text("\n".join([*rows[:-2], "crm,c999,P1,"]) + "\n", encoding="utf-8")
    told = json.loads(invoke("evaluate", finished_job, "--truth", truth, "--json").stdout)
    assert told["coverage"] == {"judged": 23, "without_truth": 2, "without_record": 1, "incomplete": 0}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        pytest.param("source,source_id,person_id\nelsewhere,1,P1\n", "no record of the job", id="other records"),
        pytest.param("source,source_id\ncrm,c1\n", "no column 'person_id'", id="no person"),
    ],
)
def test_a_truth_about_something_else_is_the_callers_slip(finished_job: Path, rows: str, message: str) -> None:
    truth = finished_job.parent / "truth.csv"
    truth.write_text(rows, encoding="utf-8")
    done = invoke("evaluate", finished_job, "--truth", truth)
    assert done.exit_code == 2
    assert message in done.stderr


def test_a_job_that_has_not_run_cannot_be_judged(small_job: Path) -> None:
    done = invoke("evaluate", small_job, "--truth", write_truth(small_job.parent))
    assert done.exit_code == 2
    assert "Hint: golden-record run" in done.stderr


def test_figures_of_other_thresholds_stand_in_the_json_and_in_the_chart(finished_job: Path) -> None:
    truth, picture = write_truth(finished_job.parent), finished_job.parent / "thresholds.svg"
    done = invoke("evaluate", finished_job, "--truth", truth, "--json", "--chart", picture)
    told = json.loads(done.stdout)
    weights = [at["weight"] for at in told["thresholds"]]
    assert weights == sorted(weights)
    assert told["threshold"] in weights
    chosen = next(at for at in told["thresholds"] if at["weight"] == told["threshold"])
    drawn = picture.read_text(encoding="utf-8")
    assert f"F1 {chosen['f1']:.4f} as chosen" in drawn
    assert f"F1 {told['pairwise']['f1']:.4f}" in drawn
    assert all(f"{band['pairs']:,} pairs" in drawn for band in told["calibration"])


def test_without_details_a_result_fits_two_screens(finished_job: Path) -> None:
    done = invoke("evaluate", finished_job, "--truth", write_truth(finished_job.parent))
    assert len(done.stdout.splitlines()) <= 70
    assert "--details" in done.stdout


def test_a_state_of_another_version_is_refused_by_those_who_only_look(finished_job: Path) -> None:
    with Warehouse(finished_job.parent / "state" / "small.duckdb") as state:
        state.execute("update state_info set version = 1")
    done = invoke("evaluate", finished_job, "--truth", write_truth(finished_job.parent))
    assert done.exit_code == 3
    assert "has version 1; this golden_record works with version 2" in done.stderr
