from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from golden_record.cli import render_columns
from golden_record.config.load import load_job
from golden_record.sample import generate, write
from tests.cli.small import invoke
from tests.discover.small import people, profiled

SAMPLE = Path(__file__).parents[2] / "sample_data"
WIDTH = 100


def test_the_job_written_for_the_sample_runs_as_it_is(tmp_path: Path) -> None:
    write(generate(1500), tmp_path / "data")
    done = invoke("init", tmp_path / "data", "-o", tmp_path / "shop.yml")
    assert done.exit_code == 0, done.stderr
    assert "is written: 4 sources" in done.stdout
    assert "receipts.parquet shows no people" in done.stderr
    ran = invoke("run", tmp_path / "shop.yml", "--json")
    assert ran.exit_code == 0, ran.stderr
    judged = invoke("evaluate", tmp_path / "shop.yml", "--truth", tmp_path / "data" / "truth.csv", "--json")
    assert json.loads(judged.stdout)["pairwise"]["f1"] > 0.9


def test_the_same_files_give_the_same_job(tmp_path: Path) -> None:
    path = people(tmp_path / "crm.csv")
    for name in ("one.yml", "two.yml"):
        assert invoke("init", path, "-o", tmp_path / name, "--name", "crm").exit_code == 0
    assert (tmp_path / "one.yml").read_bytes() == (tmp_path / "two.yml").read_bytes()


def test_a_job_that_is_there_is_not_written_over_without_force(tmp_path: Path) -> None:
    path, job = people(tmp_path / "crm.csv"), tmp_path / "job.yml"
    job.write_text("mine\n", encoding="utf-8")
    refused = invoke("init", path, "-o", job)
    assert (refused.exit_code, job.read_text(encoding="utf-8")) == (2, "mine\n")
    assert "--force" in refused.stderr
    assert invoke("init", path, "-o", job, "--force").exit_code == 0


def test_paths_in_the_job_are_relative_to_it(tmp_path: Path) -> None:
    path = people(tmp_path / "data" / "crm.csv")
    assert invoke("init", path, "-o", tmp_path / "jobs" / "shop.yml").exit_code == 0
    job = load_job(tmp_path / "jobs" / "shop.yml", {})
    assert job.config.sources["crm"].path == "../data/crm.csv"
    assert job.config.name == "shop"


@pytest.mark.parametrize(
    ("file", "output", "name"),
    [
        ("shop/data/crm.csv", "shop/loyalty.yml", "loyalty"),
        ("shop/data/crm.csv", "shop/job.yml", "crm"),
        ("shop/data", "shop/jobs/job.yml", "shop"),
        ("shop/data/*.csv", "shop/job.yml", "shop"),
    ],
)
def test_a_job_is_named_after_what_tells_most(tmp_path: Path, file: str, output: str, name: str) -> None:
    people(tmp_path / "shop/data/crm.csv")
    assert invoke("init", tmp_path / file, "-o", tmp_path / output).exit_code == 0
    assert load_job(tmp_path / output, {}).config.name == name


def test_a_missing_file_is_the_callers_slip(tmp_path: Path) -> None:
    assert invoke("init", tmp_path / "none.csv").exit_code == 2
    assert invoke("profile", tmp_path / "none.csv").exit_code == 2


def test_a_profile_tells_columns_as_data(tmp_path: Path) -> None:
    done = invoke("profile", people(tmp_path / "crm.csv", encoding="cp1251"), "--json")
    (file,) = json.loads(done.stdout)["files"]
    assert (file["rows"], file["encoding"], file["delimiter"]) == (4, "cp1251", ",")
    columns = {column["name"]: column for column in file["columns"]}
    assert columns["tel"]["type"] == "phone"
    assert columns["surname"]["type"] == "person_name.family"
    assert columns["dob"]["patterns"] == [{"what": "99.99.9999", "share": 1.0}]
    assert len(columns["mail"]["top"]) <= 5


def test_a_profile_reads_well_in_a_terminal_of_a_hundred_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = io.StringIO()
    console = Console(file=shown, width=WIDTH, markup=False, highlight=False)
    monkeypatch.setattr(render_columns, "output", lambda: console)
    render_columns.print_columns([profiled(SAMPLE / "crm.csv"), profiled(people(tmp_path / "a.csv"))])
    lines = shown.getvalue().splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert any("person_name.family" in line for line in lines)


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(["+7 916 123-45-67", "a@b.ru", "1985-03-12", "Иван Петров", "нет", "0", "true", "${HOME}", "{a}"]),
)
KNOWN = "id|name|email|phone|dob|city|address|ФИО|updated_at|email_confirmed|card|source|${X}|inn|пол"
HEADERS = st.one_of(st.text(min_size=1, max_size=10), st.sampled_from(KNOWN.split("|")))


@settings(max_examples=25, deadline=None)
@given(
    header=st.lists(HEADERS, min_size=1, max_size=5),
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=6),
    encoding=st.sampled_from(["utf-8", "cp1251", "utf-16", "latin-1"]),
    mark=st.sampled_from([",", ";", "\t"]),
)
def test_any_text_gives_a_job_that_loads_or_an_error_in_words(
    header: list[str], rows: list[list[str]], encoding: str, mark: str
) -> None:
    text = "\n".join(mark.join(row) for row in [header, *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(text.encode(encoding, errors="replace"))
        commands: list[list[str | Path]] = [["init", path, "-o", Path(folder) / "job.yml"], ["profile", path]]
        for command in commands:
            done = invoke(*command)
            assert done.exit_code in {0, 3}, done.stderr
            assert "defect" not in done.stderr
