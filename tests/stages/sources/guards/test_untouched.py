"""A file that somebody writes to while it is read is no source of anything."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from golden_record.errors import SourceError
from golden_record.stages.sources.files import all_files
from golden_record.stages.sources.guards.untouched import untouched
from golden_record.stages.sources.loading import load_files
from tests.stages.sources.conftest import Project

MEANWHILE = r"sources\.crm: crm\.csv: was written to while it was read"


def _meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Have something done when all files have been loaded, and before their rows are held against each other."""

    def loaded(*given: object) -> object:
        found = load_files(*given)  # type: ignore[arg-type]  # whatever the stage gives
        act()
        return found

    monkeypatch.setattr("golden_record.stages.sources.stage.load_files", loaded)


@pytest.mark.parametrize("changes", [False, True])
def test_a_file_that_grows_under_the_reading_is_refused_and_the_last_load_stays(
    project: Project, monkeypatch: pytest.MonkeyPatch, changes: bool
) -> None:
    project.write("crm.csv", "id,email\n1,a@x.ru\n")
    project.run()
    project.write("crm.csv", "id,email\n1,a@x.ru\n2,b@x.ru\n")
    _meanwhile(monkeypatch, lambda: project.write("crm.csv", "id,email\n1,a@x.ru\n2,b@x.ru\n3,c@x.ru\n"))
    with pytest.raises(SourceError, match=MEANWHILE) as caught:
        project.run(changes=changes)
    assert "renamed" in caught.value.hint
    assert project.records() == ["1"]


def test_a_file_that_is_taken_away_meanwhile_is_refused(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.write("crm.csv", "id,email\n1,a@x.ru\n")
    _meanwhile(monkeypatch, (project.folder / "crm.csv").unlink)
    with pytest.raises(SourceError, match=MEANWHILE):
        project.run()


def test_what_stops_the_reading_of_such_a_file_is_told_as_that(project: Project) -> None:
    project.write("crm.csv", "id,email\n1,a@x.ru\n")
    with pytest.raises(SourceError, match=MEANWHILE):
        _read_while_written(project)


def test_a_file_that_is_written_again_as_it_was_is_the_same_file(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("crm.csv", "id,email\n1,a@x.ru\n")
    _meanwhile(monkeypatch, lambda: project.write("crm.csv", "id,email\n1,a@x.ru\n"))
    project.run()
    assert project.records() == ["1"]


def _read_while_written(project: Project) -> None:
    with untouched(all_files(project.job)):
        project.write("crm.csv", "id,email\n1,a@")
        msg = "row 1 has too few fields"
        raise SourceError(msg)
