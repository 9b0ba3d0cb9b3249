"""The copies of text files that are made beside the engine's work."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from golden_record.config.sources import SourceConfig
from golden_record.errors import ConfigError, SourceError
from golden_record.stages.sources import delimited, json_lines
from golden_record.stages.sources.files import Kind, SourceFile
from golden_record.stages.sources.preparing import Ahead, ahead, copy_of, prepare
from tests.stages.sources.conftest import Project


def _files(folder: Path, contents: Mapping[str, str]) -> dict[int, SourceFile]:
    found = {}
    for number, (name, content) in enumerate(contents.items()):
        path = folder / name
        path.write_text(content, encoding="utf-8")
        kind: Kind = "jsonl" if path.suffix == ".jsonl" else "csv"
        config = SourceConfig.model_validate({"path": name, "key": "id", "attributes": {"email": "id"}})
        found[number] = SourceFile(path.stem, config, path, name, kind)
    return found


def test_whoever_takes_a_copy_has_the_next_one_begun_and_no_other(tmp_path: Path) -> None:
    files = _files(tmp_path, {"a.csv": "id,x\n1,2\n", "b.jsonl": '{"id": 1}\n{"id": 2}\n', "c.csv": "id,x\n"})
    with ahead(files, tmp_path) as copies:
        assert (copies.take(0).rows, set(copies.begun)) == (1, {1})
        assert (copies.take(1).rows, set(copies.begun)) == (2, {2})
        assert (copies.take(2).rows, set(copies.begun)) == (0, set())


def test_a_copy_that_is_taken_again_is_made_again(tmp_path: Path) -> None:
    with ahead(_files(tmp_path, {"a.csv": "id,x\n1,2\n"}), tmp_path) as copies:
        copies.take(0)
        copy_of(tmp_path, 0).unlink()
        assert copies.take(0).rows == 1
        assert copy_of(tmp_path, 0).read_text(encoding="utf-8") == "2,1,2\n"


def test_what_is_wrong_with_a_file_is_told_to_whoever_takes_it(tmp_path: Path) -> None:
    with ahead(_files(tmp_path, {"a.csv": "id,x\n1,2\n", "b.csv": "", "c.csv": "id,x\n"}), tmp_path) as copies:
        copies.take(0)
        with pytest.raises(SourceError, match=r"sources\.b: b\.csv: is empty"):
            copies.take(1)
        assert copies.take(2).rows == 0


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_copy_that_nobody_waits_for_is_given_up_between_two_blocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for reader in (delimited, json_lines):
        monkeypatch.setattr(reader, "_BLOCK_LINES", 2)
    lines = {"a.csv": "id,x\n" + "1,2\n" * 9, "a.jsonl": '{"id": 1}\n' * 9}
    (file,) = _files(tmp_path, {name: lines[name]}).values()
    asked = iter([False, False, True])
    assert prepare(file, copy_of(tmp_path, 0), lambda: next(asked)).rows == 4


def test_nothing_is_written_any_more_once_the_load_has_failed(tmp_path: Path) -> None:
    files = _files(tmp_path, {"a.csv": "id,x\n1,2\n", "b.csv": "id,x\n" + "1,2\n" * 200_000})
    begun: list[Ahead] = []

    def load() -> None:
        with ahead(files, tmp_path) as copies:
            begun.append(copies)
            copies.take(0)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load()
    assert begun[0].begun[1].done()


def test_of_several_files_that_are_wrong_the_first_is_told(project: Project) -> None:
    for name, content in {"a": "id,mail\n1,x\n", "b": "", "c": "id,email\n1,x\n"}.items():
        project.source(name)
        project.write(f"{name}.csv", content)
    with pytest.raises(ConfigError, match=r"a\.csv has no column 'email'"):
        project.run()
    project.write("a.csv", "id,email\n1,x\n")
    with pytest.raises(SourceError, match=r"sources\.b: b\.csv: is empty"):
        project.run()
    assert not list(project.folder.rglob("*.tmp"))
