"""Delta tables: the newest version is read, and only when it is new."""

from __future__ import annotations

import sys

import polars as pl
import pytest

from golden_record.errors import SourceError
from golden_record.stages import sources
from tests.stages.sources.conftest import Project

pytest.importorskip("deltalake", reason="the extra `delta` is not installed")

PEOPLE = pl.DataFrame({"id": [1, 2], "email": ["a@example.org", "b@example.org"]})


def test_the_newest_version_of_a_table_is_read(project: Project) -> None:
    folder = project.folder / "crm"
    PEOPLE.write_delta(folder)
    PEOPLE.with_columns(id=pl.col("id") + 2).write_delta(folder, mode="append")
    project.source(path="crm")
    assert sources.problems(project.job) == ()
    project.run()
    assert project.records() == ["1", "2", "3", "4"]
    PEOPLE.head(1).write_delta(folder, mode="overwrite")
    project.run()
    assert project.records() == ["1"]
    assert project.warehouse.rows("select name, type from source_column") == [("id", "BIGINT"), ("email", "VARCHAR")]


def test_inputs_change_with_every_version_and_with_nothing_else(project: Project) -> None:
    folder = project.folder / "crm"
    PEOPLE.write_delta(folder)
    project.source(path="crm")
    first = sources.inputs(project.job)
    assert sources.inputs(project.job) == first
    PEOPLE.write_delta(folder, mode="append")
    assert sources.inputs(project.job) != first


def test_a_folder_that_holds_no_table_is_an_error(project: Project) -> None:
    (project.folder / "crm").mkdir()
    project.source(path="crm", format="delta")
    with pytest.raises(SourceError, match="crm: is no Delta table"):
        project.run()
    (project.folder / "crm" / "_delta_log").mkdir()
    (problem,) = sources.problems(project.job)
    assert "is no Delta table" in problem.message


def test_a_table_whose_files_are_gone_is_an_error(project: Project) -> None:
    PEOPLE.write_delta(project.folder / "crm")
    for file in (project.folder / "crm").glob("*.parquet"):
        file.unlink()
    project.source(path="crm")
    with pytest.raises(SourceError, match="crm: cannot be read"):
        project.run()


def test_a_missing_reader_is_answered_with_the_command_that_installs_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.folder / "crm" / "_delta_log").mkdir(parents=True)
    project.source(path="crm")
    monkeypatch.setitem(sys.modules, "deltalake", None)
    with pytest.raises(SourceError, match="needs the package deltalake") as caught:
        project.run()
    assert caught.value.hint == "pip install 'golden-record[delta]'"
