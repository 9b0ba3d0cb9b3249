"""The command by which a steward sets a golden value."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.small import invoke

BY = ("--who", "ann", "--why", "she said so")


def _record(job: Path) -> str:
    lines = (job.parent / "crm.csv").read_text(encoding="utf-8").splitlines()
    return f"crm:{lines[1].split(',')[0]}"


def _golden(job: Path, record: str, attribute: str = "full_name") -> dict[str, object]:
    story = json.loads(invoke("explain", job, "--profile", record, "--json").stdout)
    return next(value for value in story["golden"] if value["attribute"] == attribute)


def test_a_pinned_value_is_golden_from_the_next_run_on_and_explained(finished_job: Path) -> None:
    record = _record(finished_job)
    told = invoke("pin", finished_job, record, "full_name", "Иванова Анна", *BY)
    assert told.exit_code == 0
    assert told.stdout == f"pin 1: full_name of {record} is Иванова Анна; the next run applies it\n"
    assert invoke("run", finished_job).exit_code == 0
    golden = _golden(finished_job, record)
    assert (golden["value"], golden["rule"]) == ("Иванова Анна", "pinned")
    assert golden["pinned"]["who"] == "ann"  # type: ignore[index]  # an object
    shown = " ".join(invoke("explain", finished_job, "--profile", record).stdout.split())
    assert "pinned by ann of 2" in shown
    assert "she said so; the sources elect" in shown
    again = invoke("run", finished_job)
    assert "Nothing has changed since the last run" in again.stdout


def test_pins_are_listed_with_where_they_stand(finished_job: Path) -> None:
    record = _record(finished_job)
    assert "no pins" in invoke("pin", finished_job, "--list").stdout
    invoke("pin", finished_job, record, "full_name", "Иванова Анна", *BY, "--until", "2999-12-31")
    (pin,) = json.loads(invoke("pin", finished_job, "--list", "--json").stdout)
    assert pin["record"] == record
    assert (pin["pin"], pin["who"], pin["why"], pin["status"]) == (1, "ann", "she said so", "in force")
    assert pin["until"].startswith("2999-12-31")
    assert "in force" in invoke("pin", finished_job, "--list").stdout


def test_a_withdrawn_pin_is_gone_with_the_next_run(finished_job: Path) -> None:
    record = _record(finished_job)
    before = _golden(finished_job, record)
    invoke("pin", finished_job, record, "full_name", "Иванова Анна", *BY)
    invoke("run", finished_job)
    told = invoke("pin", finished_job, record, "full_name", "--withdraw", *BY)
    assert told.stdout == "pin 1: withdrawn; the next run applies it\n"
    invoke("run", finished_job)
    assert _golden(finished_job, record) == before
    (pin,) = json.loads(invoke("pin", finished_job, "--list", "--json").stdout)
    assert pin["status"] == "withdrawn"
    assert pin["ended"]["who"] == "ann"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("crm:1", "full_name", "Anna"), "a pin says who decides and why"),
        (("crm:1", "full_name", *BY), "give a record, an attribute and a value"),
        (("crm:1", "full_name", "Anna", "--withdraw", *BY), "give a record, an attribute and a value"),
        (("crm:1", "--list"), "--list stands alone"),
        (("crm", "full_name", "Anna", *BY), "the record names no record"),
        (("crm:no-such", "full_name", "Иванова Анна", *BY), "has no record with that id"),
        (("crm:1", "name", "Anna", *BY), "the job has no attribute 'name'"),
        (("crm:1", "full_name", "Anna", *BY, "--until", "2001-01-01"), "--until is over already"),
        (("crm:1", "email", "nobody", *BY), "no value of attribute 'email'"),
    ],
)
def test_what_cannot_be_pinned_is_refused_in_words(
    finished_job: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = invoke("pin", finished_job, *arguments)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


def test_a_job_that_has_not_run_has_nothing_to_pin(small_job: Path) -> None:
    assert invoke("pin", small_job, "crm:1", "full_name", "Иванова Анна", *BY).exit_code == 2
