"""Steps of the job before the cleaner: in order, over texts and parts, with the raw value kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.config.job import Job
from golden_record.errors import ConfigError, EngineError
from golden_record.model.cleaned import pack_parts, unpack_parts
from golden_record.stages import standardize
from golden_record.stages.standardize.steps.rewriting import Rewriting
from golden_record.warehouse import Warehouse
from tests.stages.standardize.conftest import Desk, job_of

Step = object


def _rewritten(memory: Warehouse, raw: list[str], *steps: Step, job: Job | None = None) -> list[str]:
    rewriting = Rewriting(job or job_of(city={"clean": list(steps)}), "city")
    return rewriting.rewritten(memory, pl.Series("raw", raw, dtype=pl.String)).to_list()


def _with_list(folder: Path, content: str, *, name: str = "towns.csv") -> Job:
    (folder / "towns.csv").write_text(content, encoding="utf-8")
    return replace(job_of(city={"clean": [{"map": name}]}), path=folder / "job.yml")


@pytest.mark.parametrize(
    ("step", "raw", "expected"),
    [
        pytest.param("trim", "  a b ", "a b", id="trim"),
        pytest.param("upper", "é b", "É B", id="upper"),
        pytest.param("lower", "Ж B", "ж b", id="lower"),
        pytest.param("collapse_spaces", "a \t b", "a b", id="collapse spaces"),
        pytest.param("digits", "a1-2 b3", "123", id="digits"),
        pytest.param({"regex": r"\s*\(.*\)"}, "Omsk (old)", "Omsk", id="take away"),
        pytest.param({"regex": r"(\w+)/(\w+)", "replace": "${2} ${1}"}, "a/b", "b a", id="groups"),
        pytest.param({"sql": "split_part(value, '/', 2)"}, "a/b", "b", id="sql"),
        pytest.param({"sql": "nullif(value, 'a')"}, "a", "", id="sql that leaves nothing"),
    ],
)
def test_a_step_rewrites_a_text(memory: Warehouse, step: Step, raw: str, expected: str) -> None:
    assert _rewritten(memory, [raw, "", raw], step) == [expected, "", expected]


def test_sql_that_fails_is_named_with_its_place_in_the_job(memory: Warehouse) -> None:
    with pytest.raises(EngineError) as caught:
        _rewritten(memory, ["secret"], "upper", {"sql": "value::integer"})
    assert "job.yml:1:1: attributes.city.clean[1].sql: this SQL failed: ConversionException" in str(caught.value)
    assert "secret" not in str(caught.value).lower()
    assert "try_cast" in caught.value.hint


def test_steps_are_done_in_order(memory: Warehouse) -> None:
    steps = ["upper", {"regex": "A", "replace": "b"}, {"sql": "value || '!'"}, "lower"]
    assert _rewritten(memory, ["ab"], *steps) == ["bb!"]


def test_a_list_replaces_whole_values_and_leaves_the_others(memory: Warehouse, tmp_path: Path) -> None:
    job = _with_list(tmp_path, "from,to\nПитер,Санкт-Петербург\nнет,\n")
    assert _rewritten(memory, ["Питер", "нет", "Питер-2"], job=job) == ["Санкт-Петербург", "", "Питер-2"]


def test_a_value_in_parts_is_rewritten_part_by_part(memory: Warehouse) -> None:
    raw = ["\x1fgiven=ivan=x\x1ffamily=-", "a\x1fgiven=b"]
    steps = ["upper", {"regex": "-"}]
    assert _rewritten(memory, raw, *steps) == ["\x1fgiven=IVAN=X", "A\x1fGIVEN=B"]


TEXT = st.text(st.characters(exclude_characters="\x1f", exclude_categories=["Cs"]), max_size=5)


@settings(deadline=None, max_examples=30)
@given(st.lists(TEXT | st.dictionaries(st.sampled_from(["given", "family"]), TEXT.filter(bool), min_size=1)))
def test_a_step_that_changes_nothing_gives_every_value_back(values: list[str | dict[str, str]]) -> None:
    raw = [value if isinstance(value, str) else pack_parts(value) for value in values]
    with Warehouse() as warehouse:
        found = _rewritten(warehouse, raw, {"sql": "value"})
    assert found == raw
    assert [unpack_parts(text) for text in found] == [unpack_parts(text) for text in raw]


def test_the_claim_keeps_what_was_found(desk: Desk) -> None:
    desk.say((1, "city", ["Omsk (old)", "Perm (old)"]), (2, "full_name", ["\x1fgiven=IVAN \x1ffamily=X-Petrov"]))
    strip = {"regex": r" \(old\)|X-"}
    desk.run(job_of(city={"clean": [strip]}, full_name={"clean": [strip]}))
    assert desk.claims("raw, value", "city") == [("Omsk (old)", "Omsk"), ("Perm (old)", "Perm")]
    assert desk.standard("full_name__family", 2) == "petrov"


def test_nothing_left_makes_no_claim(desk: Desk) -> None:
    desk.say((1, "city", ["Omsk", "старый"]))
    desk.run(job_of(city={"clean": [{"regex": "старый"}]}))
    assert desk.claims("raw", "city") == [("Omsk",)]


def test_the_order_of_dates_is_read_from_the_rewritten_ones(desk: Desk) -> None:
    desk.say((1, "birth_date", ["on 12-25-1979"]), (2, "birth_date", ["on 03-04-1980"]))
    desk.run(job_of(birth_date={"clean": [{"regex": "^on "}, {"regex": "-", "replace": "/"}]}))
    assert desk.standard("birth_date", 2) == "1980-03-04"


def test_values_are_cleaned_again_when_a_step_or_a_list_changes(desk: Desk, tmp_path: Path) -> None:
    desk.say((1, "city", ["Питер"]))
    job = _with_list(tmp_path, "from,to\nПитер,Санкт-Петербург\n")
    assert desk.cleaned(job_of()) == 1
    assert desk.cleaned(job) == 1
    assert desk.cleaned(job) == 0
    before = standardize.inputs(job)
    changed = _with_list(tmp_path, "from,to\nПитер,Петербург\n")
    assert standardize.inputs(changed) != before
    assert desk.cleaned(changed) == 1


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        pytest.param("nowhere.csv", "from,to\n", "nowhere.csv is not there", id="missing"),
        pytest.param("towns.csv", "a,b\nx,y\n", "other columns", id="no header"),
        pytest.param("towns.csv", "from,to\nx,y\nx,z\n", "two replacements", id="contradiction"),
        pytest.param("towns.csv", "", "cannot be read", id="empty"),
    ],
)
def test_a_list_that_is_none_is_a_problem_of_the_job(tmp_path: Path, name: str, content: str, message: str) -> None:
    job = _with_list(tmp_path, content, name=name)
    (problem,) = standardize.problems(job)
    assert problem.key == "attributes.city.clean[0].map"
    assert message in problem.message
    assert problem.hint
    with pytest.raises(ConfigError, match=message):
        standardize.inputs(job)
