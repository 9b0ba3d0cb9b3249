"""The model on the command line: shown, listed, taken to plain Splink and back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.small import invoke, personal_values


def _exported(job: Path) -> dict[str, Any]:
    file = job.parent / "model.json"
    assert invoke("model", "export", job, file).exit_code == 0
    found = json.loads(file.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def _import(job: Path, settings: object) -> tuple[int, str]:
    file = job.parent / "changed.json"
    file.write_text(json.dumps(settings), encoding="utf-8")
    done = invoke("model", "import", job, file)
    return done.exit_code, done.output


def _level(settings: dict[str, Any], comparison: str, level: int) -> dict[str, Any]:
    found = next(item for item in settings["comparisons"] if item["output_column_name"] == comparison)
    level_found = found["comparison_levels"][level + 1]
    assert isinstance(level_found, dict)
    return level_found


def test_show_tells_what_every_level_weighs(finished_job: Path) -> None:
    shown = invoke("model", "show", finished_job).stdout
    assert "Model 1, trained" in shown
    assert "same e-mail" in shown
    told = json.loads(invoke("model", "show", finished_job, "--json").stdout)
    assert told["current"]
    levels = next(item["levels"] for item in told["comparisons"] if item["name"] == "email")
    assert levels[0]["weight"] > 0 > levels[-1]["weight"]
    assert not [value for value in personal_values() if value in shown]


def test_a_chart_draws_what_show_tells(finished_job: Path) -> None:
    picture = finished_job.parent / "weights.svg"
    assert invoke("model", "show", finished_job, "--chart", picture).exit_code == 0
    drawn = picture.read_text(encoding="utf-8")
    assert "same e-mail" in drawn
    assert "model 1" in drawn


def test_levels_that_training_never_saw_are_marked(finished_job: Path) -> None:
    shown = invoke("model", "show", finished_job).stdout
    assert "likely matches: its weight is little but a guess" in shown


def test_a_version_that_there_is_not_is_refused(finished_job: Path) -> None:
    done = invoke("model", "show", finished_job, "--version", "7")
    assert done.exit_code == 2
    assert "there is no version 7 of the model" in done.stderr
    assert "known: 1" in done.stderr


def test_an_import_is_the_next_version_and_the_next_run_scores_with_it(finished_job: Path) -> None:
    settings = _exported(finished_job)
    _level(settings, "email", 0)["m_probability"] = 0.123
    code, said = _import(finished_job, settings)
    assert code == 0
    assert "model 2 is in use" in said
    assert "Splink's format has no word for relatives" in said
    done = json.loads(invoke("run", finished_job, "--json").stdout)
    stages = {stage["stage"]: stage for stage in done["stages"]}
    assert stages["standardize"]["status"] == "reused"
    assert stages["link"]["notes"][0].startswith("scored with model 2, imported today")
    listed = json.loads(invoke("model", "list", finished_job, "--json").stdout)
    assert [(one["version"], one["origin"], one["current"]) for one in listed] == [
        (1, "trained", False),
        (2, "imported", True),
    ]
    told = json.loads(invoke("model", "show", finished_job, "--json").stdout)
    email = next(item for item in told["comparisons"] if item["name"] == "email")
    assert email["levels"][0]["m"] == pytest.approx(0.123)


def test_a_model_that_went_to_splink_and_back_keeps_its_threshold(finished_job: Path) -> None:
    before = json.loads(invoke("model", "show", finished_job, "--json").stdout)["threshold"]
    _import(finished_job, _exported(finished_job))
    told = json.loads(invoke("model", "show", finished_job, "--json").stdout)
    assert (told["version"], told["threshold"]) == (2, before)
    assert before == -2.0


def test_a_threshold_that_only_scored_pairs_can_tell_is_told_to_come(finished_job: Path) -> None:
    text = finished_job.read_text(encoding="utf-8")
    finished_job.write_text(text.replace("match:\n", "match:\n  threshold: {precision: 0.9}\n"), encoding="utf-8")
    code, said = _import(finished_job, _exported(finished_job))
    assert code == 0
    assert "the next run finds the threshold" in said


def test_a_plan_after_an_import_says_that_the_model_is_another(finished_job: Path) -> None:
    _import(finished_job, _exported(finished_job))
    stages = {stage["stage"]: stage for stage in json.loads(invoke("plan", finished_job, "--json").stdout)["stages"]}
    assert not stages["standardize"]["runs"]
    assert stages["link"]["reason"] == "the model in use is another one than it scored with"
    assert stages["cluster"]["reason"] == "`link` runs before it"


def test_levels_are_found_by_condition_whatever_their_order_and_labels(finished_job: Path) -> None:
    settings = _exported(finished_job)
    for item in settings["comparisons"]:
        for level in item["comparison_levels"]:
            level["label_for_charts"] += " as I call it"
        item["comparison_levels"][1:] = item["comparison_levels"][:0:-1]
    assert _import(finished_job, settings)[0] == 0
    before, after = (
        json.loads(invoke("model", "show", finished_job, "--version", number, "--json").stdout) for number in "12"
    )
    for one, other in zip(before["comparisons"], after["comparisons"], strict=True):
        assert [level["label"] for level in one["levels"]] == [level["label"] for level in other["levels"]]
        for level, same in zip(one["levels"], other["levels"], strict=True):
            assert same["weight"] == pytest.approx(level["weight"], abs=1e-3)


def test_an_untrained_level_keeps_what_was_known_and_is_told(finished_job: Path) -> None:
    settings = _exported(finished_job)
    del _level(settings, "phone", 2)["m_probability"]
    code, said = _import(finished_job, settings)
    assert code == 0
    assert "phone: 'similar phone' untrained in the file: no m_probability; what was known before is used" in said


def test_a_difference_that_speaks_for_a_match_is_put_right_and_told(finished_job: Path) -> None:
    settings = _exported(finished_job)
    _level(settings, "phone", -2).update(m_probability=1.0, u_probability=0.5)
    code, said = _import(finished_job, settings)
    assert code == 0
    assert (
        "phone: 'different phone' came out at +1.0 bits, a difference that speaks for a match; it counts for nothing"
        in said
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(
            lambda found: found["comparisons"].pop(0),
            "the file has no comparison 'full_name__given', which the job makes",
            id="a comparison is missing",
        ),
        pytest.param(
            lambda found: found["comparisons"][0].update(output_column_name="full_name__givne"),
            "comparison 'full_name__givne' of the file is none of the job",
            id="a strange comparison",
        ),
        pytest.param(
            lambda found: found["comparisons"][0]["comparison_levels"].insert(
                2, {"sql_condition": "1=1", "label_for_charts": "who knows"}
            ),
            "comparison 'full_name__given': the file has 7 levels, the job 6; level 'who knows' is none of the job",
            id="a strange level",
        ),
        pytest.param(
            lambda found: _level(found, "phone", 0).update(m_probability=1.5),
            "comparison 'phone', level 'same phone': m_probability is 1.5; it should be a number above 0 and at most 1",
            id="an impossible chance",
        ),
        pytest.param(
            lambda found: found.update(probability_two_random_records_match=0),
            "the settings: probability_two_random_records_match is 0",
            id="an impossible prior",
        ),
    ],
)
def test_what_does_not_fit_is_named(
    finished_job: Path, change: Callable[[dict[str, Any]], object], message: str
) -> None:
    settings = _exported(finished_job)
    change(settings)
    code, said = _import(finished_job, settings)
    assert (code, message in said) == (2, True), said
    assert len(json.loads(invoke("model", "list", finished_job, "--json").stdout)) == 1


def test_a_file_that_is_no_settings_is_refused(finished_job: Path) -> None:
    file = finished_job.parent / "broken.json"
    file.write_text("{", encoding="utf-8")
    for name, message in (("broken.json", "is not JSON"), ("missing.json", "cannot be read")):
        done = invoke("model", "import", finished_job, finished_job.parent / name)
        assert done.exit_code == 2
        assert message in done.stderr
