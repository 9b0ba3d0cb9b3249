"""`diff`, `rollback` and `clean` on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.small import invoke, personal_values


@pytest.fixture
def changed_job(finished_job: Path) -> Path:
    """The small job after a second run, for which one person has left and another has a new date of birth."""
    crm = finished_job.parent / "crm.csv"
    lines = crm.read_text(encoding="utf-8").splitlines()
    lines = [line.replace("1994-05-06", "1994-05-07") for line in lines if not line.startswith("c5,")]
    crm.write_text("\n".join(lines) + "\n", encoding="utf-8")
    web = finished_job.parent / "web.csv"
    kept = [line for line in web.read_text(encoding="utf-8").splitlines() if not line.startswith("w5,")]
    web.write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert invoke("run", finished_job).exit_code == 0
    return finished_job


# --- diff


def test_a_difference_tells_kinds_attributes_and_examples_without_values(changed_job: Path) -> None:
    text = invoke("diff", changed_job).stdout
    assert "Profiles: 12 before, 11 after" in text
    assert "birth_date" in text
    assert [value for value in personal_values() if value in text] == []
    assert "1994-05-07" not in text


def test_values_are_shown_where_they_are_asked_for(changed_job: Path) -> None:
    text = invoke("diff", changed_job, "previous", "last", "--values").stdout
    assert "1994-05-06 → 1994-05-07" in text


def test_a_difference_as_data_has_values_only_where_they_are_asked_for(changed_job: Path) -> None:
    told = json.loads(invoke("diff", changed_job, "--json").stdout)
    assert (told["profiles"]["retired"], told["profiles"]["updated"], told["records"]["gone"]) == (1, 1, 2)
    (example,) = (one for one in told["examples"] if one["kind"] == "updated")
    assert example["changes"] == [{"attribute": "birth_date"}]
    told = json.loads(invoke("diff", changed_job, "--json", "--values").stdout)
    (example,) = (one for one in told["examples"] if one["kind"] == "updated")
    assert example["changes"] == [{"attribute": "birth_date", "old": "1994-05-06", "new": "1994-05-07"}]


def test_runs_are_named_by_id_and_runs_that_did_nothing_are_passed_over(changed_job: Path) -> None:
    told = json.loads(invoke("diff", changed_job, "--json").stdout)
    assert invoke("run", changed_job).exit_code == 0
    again = json.loads(invoke("diff", changed_job, told["earlier"]["run_id"], "last", "--json").stdout)
    assert again == told


def test_equal_runs_are_said_to_be_equal(changed_job: Path) -> None:
    assert "Nothing has changed" in invoke("diff", changed_job, "last", "last").stdout


def test_a_run_that_does_not_exist_is_refused_with_what_there_is(changed_job: Path) -> None:
    result = invoke("diff", changed_job, "lastt", "last")
    assert (result.exit_code, "did you mean 'last'?" in result.stderr) == (2, True)


def test_one_run_alone_has_no_previous(finished_job: Path) -> None:
    result = invoke("diff", finished_job)
    assert (result.exit_code, "there is no previous run" in result.stderr) == (2, True)


# --- rollback


def test_a_rollback_says_what_it_did_and_how_it_ends(changed_job: Path) -> None:
    text = invoke("rollback", changed_job).stdout
    assert "again" in text
    assert "--release" in text
    result = invoke("run", changed_job)
    assert (result.exit_code, "--release" in result.stderr) == (5, True)
    assert "held since" in invoke("rollback", changed_job, "--list").stdout
    assert "is held no longer" in invoke("rollback", changed_job, "--release").stdout
    assert invoke("run", changed_job).exit_code == 0


def test_publications_are_listed_as_data(changed_job: Path) -> None:
    told = json.loads(invoke("rollback", changed_job, "--list", "--json").stdout)
    assert len(told["kept"]) == 1
    assert told["present"]["run_id"] > told["kept"][0]["run_id"]
    swapped = json.loads(invoke("rollback", changed_job, "--to", told["kept"][0]["run_id"], "--json").stdout)
    assert swapped["present"]["run_id"] == told["kept"][0]["run_id"]
    assert swapped["present"]["held_at"] is not None
    assert swapped["kept"][0]["withdrawn_at"] is not None
    released = json.loads(invoke("rollback", changed_job, "--release", "--json").stdout)
    assert released == {"released": told["kept"][0]["run_id"]}


def test_a_mart_that_no_run_published_is_said_to_be_none(changed_job: Path) -> None:
    (changed_job.parent / "out/small.duckdb").write_text("x", encoding="utf-8")
    assert "is none of these" in invoke("rollback", changed_job, "--list").stdout


def test_nothing_to_go_back_to_is_a_mistake_of_the_command_line(finished_job: Path) -> None:
    result = invoke("rollback", finished_job)
    assert (result.exit_code, "no publication before" in result.stderr) == (2, True)


def test_a_rollback_does_one_thing_at_a_time(changed_job: Path) -> None:
    assert invoke("rollback", changed_job, "--list", "--release").exit_code == 2


# --- clean


def test_cleaning_tells_what_it_removes(changed_job: Path) -> None:
    draft = changed_job.parent / "out/small.duckdb.building-20200101T000000Z"
    draft.write_text("x" * 10, encoding="utf-8")
    text = invoke("clean", changed_job, "--dry-run").stdout
    assert "draft of a killed run" in text
    assert "1 file or folder would be removed, 10 bytes" in text
    told = json.loads(invoke("clean", changed_job, "--json").stdout)
    assert told == {
        "removed": True,
        "leftovers": [{"path": str(draft.resolve()), "what": "draft of a killed run", "bytes": 10}],
    }
    assert "0 files and folders removed, 0 bytes" in invoke("clean", changed_job).stdout
