"""The schema of the job file and the manual that is written from it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from golden_record.config.document import Value, load_document
from golden_record.config.job import JobConfig
from golden_record.config.load import load_job
from golden_record.config.manual import SMALLEST_JOB, job_manual
from golden_record.config.planned import PLANNED_KEYS
from golden_record.config.positions import KeyPath
from golden_record.config.schema import description_of, job_schema, known_keys, schemas_at

LARGE_JOB = (Path(__file__).parent / "full_job.yml").read_text(encoding="utf-8")
ENVIRON = {"KEY": "id", "TRUST": "80", "STRATEGY": "most_frequent"}
MANUAL = Path(__file__).parents[2] / "docs" / "job.md"


def _paths(value: Value, path: KeyPath = ()) -> Iterator[KeyPath]:
    yield path
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from _paths(child, (*path, key))


@pytest.mark.parametrize("text", [SMALLEST_JOB, LARGE_JOB])
def test_every_key_of_a_job_is_in_the_schema(tmp_path: Path, text: str) -> None:
    path = tmp_path / "job.yml"
    path.write_text(text, encoding="utf-8")
    load_job(path, ENVIRON)
    for place in _paths(load_document(path, ENVIRON).data):
        assert schemas_at(place), place


def test_the_schema_is_made_of_plain_json_and_closed_to_unknown_keys() -> None:
    schema = job_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["additionalProperties"] is False
    assert job_schema() is not schema


def test_the_schema_lets_numbers_come_from_the_environment() -> None:
    definitions = job_schema()["$defs"]
    assert isinstance(definitions, dict)
    threads = definitions["ResourcesConfig"]["properties"]["threads"]["anyOf"][0]
    assert threads["type"] == ["integer", "string"]


def test_the_schema_lets_flags_be_written_in_words() -> None:
    definitions = job_schema()["$defs"]
    assert isinstance(definitions, dict)
    assert "yes" in definitions["SourceConfig"]["properties"]["unique"]["pattern"]


def test_ignore_stands_inside_the_attributes() -> None:
    assert known_keys(("attributes",)) == ("ignore",)
    assert "ignore" not in known_keys(())
    assert "type" in known_keys(("attributes", "phone"))


def test_every_key_of_the_models_is_described() -> None:
    keys = [(name,) for name in JobConfig.model_fields if name != "ignore"]
    nested: list[KeyPath] = [(*block, name) for block in keys for name in known_keys(block)]
    assert all(description_of(path) for path in [*keys, *nested])


@pytest.mark.parametrize("pattern", PLANNED_KEYS)
def test_what_is_planned_is_not_in_the_models_yet(pattern: str) -> None:
    *parents, last = pattern.replace("*", "name").split(".")
    assert last not in known_keys(tuple(parents))


def test_the_manual_in_the_documentation_is_current() -> None:
    assert MANUAL.read_text(encoding="utf-8") == job_manual()
