"""JSON lines: what is no object is rejected."""

from __future__ import annotations

import pytest

from golden_record.errors import ConfigError, SourceError
from golden_record.stages.sources import json_lines
from tests.stages.sources.conftest import Project


def test_lines_that_hold_no_object_are_rejected_with_line_and_content(project: Project) -> None:
    lines = ['{"id": 1, "email": "a"}', "{", "[1]", "", '{"id": 2, "email": "b\\u0000"}', '{"email": "c"}', "\x1f{}"]
    project.write("crm.jsonl", "\r\n".join(lines))
    project.source(path="crm.jsonl")
    project.run()
    assert project.records() == ["1"]
    assert project.rejected("line, reason, content") == [
        (2, "is not a JSON object", "{"),
        (3, "is not a JSON object", "[1]"),
        (5, "holds a control character", '{"id": 2, "email": "b\\u0000"}'),
        (6, "has no key", '{"email": "c"}'),
        (7, "holds a control character", "\x1f{}"),
    ]


def test_an_array_is_an_error_that_says_how_to_make_lines_of_it(project: Project) -> None:
    project.write("crm.jsonl", '[{"id": 1}]')
    project.source(path="crm.jsonl")
    with pytest.raises(SourceError, match="is a JSON array"):
        project.run()


def test_a_key_that_no_object_has_is_a_missing_column(project: Project) -> None:
    project.write("crm.jsonl", '{"id": 1, "e-mail": "a"}\n{"id": 2}\n')
    project.source(path="crm.jsonl")
    with pytest.raises(ConfigError, match=r"sources.crm.attributes.email: crm.jsonl has no column 'email'"):
        project.run()


def test_an_empty_file_holds_no_records(project: Project) -> None:
    project.write("crm.jsonl", "\n")
    project.source(path="crm.jsonl")
    assert project.run().notes == ("sources.crm: crm.jsonl: no rows",)


def test_numbers_and_deep_nesting_survive_as_text(project: Project) -> None:
    deep = "[" * 500 + "]" * 500
    project.write("crm.jsonl", f'{{"id": 12345678901234567890, "email": {deep}}}\n')
    project.source(path="crm.jsonl")
    project.run()
    assert project.records() == ["12345678901234567890"]
    assert project.values() == [deep]


def test_nesting_beyond_reason_is_rejected_or_read_but_never_a_crash(project: Project) -> None:
    deep = "[" * 200_000 + "]" * 200_000
    project.write("crm.jsonl", f'{{"id": 1, "email": {deep}}}\n{{"id": 2, "email": "b"}}\n')
    project.source(path="crm.jsonl")
    project.run()
    assert "2" in project.records()
    assert len(project.records()) + len(project.rejected()) == 2


def test_a_line_that_is_unfit_does_not_disturb_those_around_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = ['{"id": 1, "email": "a"}', "", '{"id": 2, "email": "\\u0000"}', '\x0b{"id": 3}', '{"id": 4, "email": "d"}']
    project.write("crm.jsonl", "\n".join(lines))
    project.source(path="crm.jsonl")
    found = []
    for block in (1, 2, 2_000):
        monkeypatch.setattr(json_lines, "_BLOCK_LINES", block)
        project.run()
        found.append((project.records(), project.rejected("line")))
    assert found == [(["1", "4"], [3, 4])] * 3
