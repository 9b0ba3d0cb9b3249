"""Judgements by command: given, listed, applied by the next run, taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from golden_record.config.load import load_job
from golden_record.warehouse.lock import run_lock
from tests.cli.small import invoke

WORD = ("--who", "ann", "--why", "seen with own eyes")


def _run(job: Path, *options: str) -> dict[str, Any]:
    done = invoke("run", job, *options, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def _listed(job: Path) -> dict[str, Any]:
    found = json.loads(invoke("judge", job, "--list", "--json").stdout)
    assert isinstance(found, dict)
    return found


def _profile(job: Path, record: str) -> str:
    told = invoke("explain", job, "--profile", record, "--json")
    assert told.exit_code == 0
    return str(json.loads(told.stdout)["profile_id"])


def test_the_next_run_obeys_and_so_does_every_run_after_it(finished_job: Path) -> None:
    assert _profile(finished_job, "crm:c2") != _profile(finished_job, "crm:c3")
    said = invoke("judge", finished_job, "--same", "crm:c2", "crm:c3", *WORD)
    assert said.exit_code == 0
    assert "judgement 1: crm:c2 = crm:c3; the next run applies it" in said.stdout
    stages = {stage["stage"]: stage for stage in _run(finished_job)["stages"]}
    assert [stages[name]["status"] for name in ("link", "cluster", "publish")] == ["reused", "done", "done"]
    # Two profiles became one, and `judgement` has a row more.
    assert stages["cluster"]["changed"] == 3
    assert _profile(finished_job, "crm:c2") == _profile(finished_job, "crm:c3")
    assert {stage["status"] for stage in _run(finished_job)["stages"]} == {"reused"}
    _run(finished_job, "--full", "--retrain")
    assert _profile(finished_job, "web:w2") == _profile(finished_job, "web:w3")


def test_explain_tells_who_decided(finished_job: Path) -> None:
    invoke("judge", finished_job, "--same", "crm:c2", "crm:c3", *WORD)
    _run(finished_job)
    told = invoke("explain", finished_job, "--pair", "crm:c2", "crm:c3").stdout
    assert "one person: a steward said so" in told
    assert "ann on " in told
    assert "seen with own eyes" in told


def test_a_split_is_followed_and_can_be_taken_back(finished_job: Path) -> None:
    profile = _profile(finished_job, "crm:c4")
    done = invoke("judge", finished_job, "--split", profile, "--out", "web:w4", *WORD)
    assert done.exit_code == 0, done.output
    _run(finished_job)
    assert _profile(finished_job, "crm:c4") == profile
    assert _profile(finished_job, "web:w4") != profile
    taken = invoke(
        "judge", finished_job, "--withdraw", "1", "--who", "bob", "--why", "they are one after all", "--json"
    )
    assert taken.exit_code == 0
    assert json.loads(taken.stdout)["judgements"][0]["pairs"][0]["status"] == "withdrawn"
    _run(finished_job)
    assert _profile(finished_job, "web:w4") == profile
    (told,) = _listed(finished_job)["judgements"]
    assert told["pairs"] == [{"left": "web:w4", "right": "crm:c4", "status": "withdrawn"}]
    assert (told["withdrawn"]["who"], told["withdrawn"]["why"]) == ("bob", "they are one after all")


def test_profiles_that_have_merged_since_are_found_by_their_former_ids(finished_job: Path) -> None:
    lost = _profile(finished_job, "crm:c3")
    invoke("judge", finished_job, "--same", "crm:c2", "crm:c3", *WORD)
    _run(finished_job)
    assert _profile(finished_job, "crm:c3") != lost
    assert invoke("judge", finished_job, "--same", lost, "crm:c5", *WORD).exit_code == 0
    _run(finished_job)
    assert _profile(finished_job, "crm:c5") == _profile(finished_job, "crm:c2")


def test_the_list_shows_the_file_beside_the_commands_and_what_contradicts_what(finished_job: Path) -> None:
    text = finished_job.read_text(encoding="utf-8")
    finished_job.write_text(f"{text}cluster: {{overrides: said.csv}}\n", encoding="utf-8")
    lines = ["left,right,decision,who,when,why", "crm:c2,crm:c4,different,bob,2026-01-01,brothers"]
    (finished_job.parent / "said.csv").write_text("\n".join(lines), encoding="utf-8")
    invoke("judge", finished_job, "--same", "crm:c2", "crm:c3", *WORD)
    warned = invoke("judge", finished_job, "--same", "crm:c3", "crm:c4", *WORD)
    assert warned.exit_code == 0
    assert "Contradictions" in warned.stdout
    shown = invoke("judge", finished_job, "--list").stdout
    assert "said.csv:2" in shown
    assert "because of" in shown
    assert "brothers" in shown
    told = _listed(finished_job)
    assert [(one["origin"], one["number"]) for one in told["judgements"]] == [
        ("file", 2),
        ("command", 1),
        ("command", 2),
    ]
    (contradiction,) = told["contradictions"]
    assert (contradiction["refused"]["number"], contradiction["against"]["who"]) == (1, "bob")
    assert [each["number"] for each in contradiction["chain"]] == [1, 2]
    assert any("contradict a cannot-link" in note for stage in _run(finished_job)["stages"] for note in stage["notes"])


def test_a_job_that_has_no_judgements_says_so(finished_job: Path) -> None:
    assert invoke("judge", finished_job, "--list").stdout.startswith("no judgements")
    assert _listed(finished_job) == {"judgements": [], "contradictions": []}


def test_what_is_not_said_in_full_is_refused(finished_job: Path, small_job: Path) -> None:
    pair = ("--same", "crm:c2", "crm:c3")
    for arguments, message in (
        ((*pair,), "--who NAME --why TEXT"),
        ((*pair, "--list"), "give one of"),
        (WORD, "give one of"),
        ((*pair, "--out", "crm:c2", *WORD), "--split and --out belong together"),
        ((*pair, *WORD, "--until", "soon"), "--until is no date"),
        ((*pair, *WORD, "--until", "2020-01-01"), "--until is over already"),
        (("--withdraw", "4", *WORD), "there is no judgement 4"),
        (("--same", "crm:c2", "crm:nobody", *WORD), "has no record with that id"),
    ):
        done = invoke("judge", finished_job, *arguments)
        assert (done.exit_code, message in done.stderr) == (2, True), done.output
    assert invoke("judge", small_job, *pair, *WORD).exit_code == 2
    assert not load_job(small_job, {}).state_path.exists()


def test_a_merge_larger_than_a_profile_may_be_trips_the_guard(finished_job: Path) -> None:
    text = finished_job.read_text(encoding="utf-8")
    finished_job.write_text(f"{text}cluster: {{max_records: 3}}\n", encoding="utf-8")
    profiles = [_profile(finished_job, record) for record in ("crm:c2", "crm:c3")]
    done = invoke("judge", finished_job, "--same", *profiles, *WORD)
    assert done.exit_code == 5
    assert "raise `cluster.max_records`" in done.stderr


def test_no_judgement_is_given_while_a_run_goes_on(finished_job: Path) -> None:
    with run_lock(load_job(finished_job, {}).state_path, "20260101T000000Z"):
        done = invoke("judge", finished_job, "--same", "crm:c2", "crm:c3", *WORD)
    assert done.exit_code == 4
    assert _listed(finished_job)["judgements"] == []
