from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from golden_record.warehouse import Warehouse
from golden_record.warehouse.lock import run_lock
from tests.cli.small import invoke, personal_values


def test_a_pair_shows_both_records_and_a_waterfall_that_adds_up(finished_job: Path) -> None:
    text = invoke("explain", finished_job, "--pair", "crm:c2", "web:w2").stdout
    assert "crm:c2 and web:w2: one person" in text
    assert "same phone" in text
    told = json.loads(invoke("explain", finished_job, "--pair", "crm:c2", "web:w2", "--json").stdout)
    bars = [bar["weight"] for bar in told["waterfall"]["bars"]]
    assert sum(bars) == pytest.approx(told["waterfall"]["weight"], abs=0.1)


def test_a_pair_reads_the_same_from_either_side(finished_job: Path) -> None:
    one, other = (
        json.loads(invoke("explain", finished_job, "--pair", *pair, "--json").stdout)
        for pair in (("crm:c2", "web:w2"), ("web:w2", "crm:c2"))
    )
    assert one["waterfall"] == other["waterfall"]


def test_a_rule_that_decided_is_named(finished_job: Path) -> None:
    assert "same tax id: certain" in invoke("explain", finished_job, "--pair", "crm:c1", "crm:c90").stdout


def test_records_tied_by_others_show_the_way(finished_job: Path) -> None:
    text = invoke("explain", finished_job, "--pair", "crm:c90", "web:w1").stdout
    assert "one person, through other records" in text
    assert "crm:c90 - crm:c1 - web:w1" in text


def test_a_pair_that_was_never_compared_says_so(finished_job: Path) -> None:
    text = invoke("explain", finished_job, "--pair", "crm:c2", "web:w9").stdout
    assert "two people" in text
    assert "They share no cleaned value" in text


def test_a_profile_tells_its_story_by_id_and_by_record(finished_job: Path) -> None:
    told = json.loads(invoke("explain", finished_job, "--profile", "crm:c1", "--json").stdout)
    assert [member["name"] for member in told["members"]] == ["crm:c1", "crm:c90", "web:w1"]
    assert len(told["ties"]) == 2
    text = invoke("explain", finished_job, "--profile", told["profile_id"]).stdout
    assert "the weakest point" in text
    assert "Дроздецкая Зинаида" in text


OVERRIDES = """\
left,right,decision,who,when,why
crm:c2,web:w3,same,ann,2025-03-01,told so by phone
crm:c4,web:w4,different,bob,2025-03-02,father and son
"""


def test_what_a_steward_said_stands_in_every_story(small_job: Path) -> None:
    (small_job.parent / "overrides.csv").write_text(OVERRIDES, encoding="utf-8")
    text = small_job.read_text(encoding="utf-8")
    small_job.write_text(f"{text}cluster: {{overrides: overrides.csv}}\n", encoding="utf-8")
    assert invoke("run", small_job).exit_code == 0
    joined = invoke("explain", small_job, "--pair", "crm:c2", "web:w3").stdout
    assert "one person: a steward said so" in joined
    assert "ann on 2025-03-01: same. told so by phone" in joined
    parted = invoke("explain", small_job, "--pair", "crm:c4", "web:w4").stdout
    assert "judgement: a steward's judgement keeps records of the two sides apart" in parted
    told = json.loads(invoke("explain", small_job, "--profile", "crm:c2", "--json").stdout)
    assert [member["name"] for member in told["members"]] == ["crm:c2", "crm:c3", "web:w2", "web:w3"]
    assert [tie["matched_by"] for tie in told["ties"]] == ["judgement", "probabilistic", "probabilistic"]
    story = invoke("explain", small_job, "--profile", "crm:c2").stdout
    assert re.search(r"crm:c2 +web:w3 +judgement", story)


CONTRADICTION = """\
left,right,decision,who,when,why
crm:c2,web:w4,same,ann,2025-03-01,told so by phone
web:w4,web:w5,same,ann,2025-03-02,told so by phone
crm:c2,web:w5,different,bob,2025-03-02,father and son
"""


def test_a_must_link_that_was_not_followed_says_who_asked_and_why_not(small_job: Path) -> None:
    (small_job.parent / "overrides.csv").write_text(CONTRADICTION, encoding="utf-8")
    text = small_job.read_text(encoding="utf-8")
    small_job.write_text(f"{text}cluster: {{overrides: overrides.csv}}\n", encoding="utf-8")
    assert invoke("run", small_job).exit_code == 0
    told = " ".join(invoke("explain", small_job, "--pair", "crm:c2", "web:w4").stdout.split())
    assert "two people: a judgement asked for one person and was not followed (judgement: a steward's" in told
    assert "same (contradicted). told so by phone" in told
    assert "never weighed against each other: the judgement alone asked to join them" in told
    assert "strong enough" not in told


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["--pair", "crm:c1", "wob:w1"], "did you mean 'web'?", id="unknown source"),
        pytest.param(["--pair", "crm:c1", "web:w999"], "values of its column 'id'", id="unknown record"),
        pytest.param(["--pair", "crm:c1", "c2"], "a record is named SOURCE:ID", id="no source"),
        pytest.param(["--pair", "crm:c1", "crm:c1"], "the two are one record", id="the same record twice"),
        pytest.param(["--profile", "nobody"], "there is no profile 'nobody'", id="unknown profile"),
        pytest.param([], "give either --pair or --profile", id="no question"),
    ],
)
def test_what_does_not_exist_is_the_callers_slip(finished_job: Path, arguments: list[str], message: str) -> None:
    done = invoke("explain", finished_job, *arguments)
    assert done.exit_code == 2
    assert message in done.stderr


def test_values_cannot_steer_the_terminal(small_job: Path) -> None:
    people = small_job.parent / "web.csv"
    people.write_text(people.read_text(encoding="utf-8").replace("Лемешев", "\x1b[31m[red]Лемешев"), encoding="utf-8")
    assert invoke("run", small_job).exit_code == 0
    assert "\x1b" not in invoke("explain", small_job, "--profile", "web:w3").stdout


def test_a_state_that_a_run_holds_is_refused_with_exit_code_4(finished_job: Path) -> None:
    state = finished_job.parent / "state" / "small.duckdb"
    command = [sys.executable, "-m", "golden_record", "explain", str(finished_job), "--profile", "crm:c1"]
    with run_lock(state, "20310101T000000Z"), Warehouse(state):
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 4
    assert "run 20310101T000000Z" in done.stderr


@pytest.mark.parametrize(
    ("question", "told"),
    [
        pytest.param(["--pair", "crm:c2", "web:w2"], "threshold -2.0 bits", id="pair"),
        pytest.param(["--profile", "crm:c1"], "the weakest in orange", id="profile"),
    ],
)
def test_an_answer_can_be_drawn_without_a_value_of_a_record(finished_job: Path, question: list[str], told: str) -> None:
    picture = finished_job.parent / "picture.svg"
    done = invoke("explain", finished_job, *question, "--chart", picture)
    assert done.exit_code == 0
    drawn = picture.read_text(encoding="utf-8")
    assert told in drawn
    assert not [value for value in personal_values() if value in drawn]


def test_a_pair_that_was_never_compared_cannot_be_drawn(finished_job: Path) -> None:
    done = invoke("explain", finished_job, "--pair", "crm:c2", "web:w9", "--chart", finished_job.parent / "x.png")
    assert done.exit_code == 2
    assert "there is no weight to draw" in done.stderr


@pytest.mark.parametrize(
    ("name", "exit_code", "message"),
    [
        pytest.param("x.pdf", 2, "cannot be written as .pdf; known endings: .png, .svg, .html", id="unknown ending"),
        pytest.param("nowhere/x.svg", 3, "cannot write", id="no such folder"),
    ],
)
def test_a_chart_that_cannot_be_written_says_why(finished_job: Path, name: str, exit_code: int, message: str) -> None:
    done = invoke("explain", finished_job, "--pair", "crm:c2", "web:w2", "--chart", finished_job.parent / name)
    assert done.exit_code == exit_code
    assert message in " ".join(done.stderr.split())
