"""Files as the world delivers them, in every format: a defined outcome each, and never a traceback."""

from __future__ import annotations

import gzip
import json

import polars as pl
import pyarrow as pa
import pytest

from golden_record.errors import SourceError
from tests.stages.sources.conftest import Project

JSON = '{"id": 1, "email": "Пётр"}\n{"id": 2, "email": "Ёлка"}\n'


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        pytest.param("utf-8", b"\xef\xbb\xbf" + JSON.encode(), id="byte order mark"),
        pytest.param("utf-16", JSON.encode("utf-16"), id="utf-16"),
        pytest.param("cp1251", JSON.encode("cp1251"), id="cp1251"),
        pytest.param("koi8-r", JSON.encode("koi8-r"), id="koi8-r"),
    ],
)
def test_documents_are_read_in_every_declared_encoding(project: Project, encoding: str, content: bytes) -> None:
    project.write("crm.jsonl", content)
    project.source(path="crm.jsonl", encoding=encoding)
    project.run()
    assert project.values() == ["Пётр", "Ёлка"]


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r"])
def test_documents_of_an_undeclared_encoding_fail_naming_line_byte_and_likely_encoding(
    project: Project, encoding: str
) -> None:
    project.write("crm.jsonl", '{"id": 1}\n{"id": 2, "email": "Татьяна"}\n'.encode(encoding))
    project.source(path="crm.jsonl")
    with pytest.raises(SourceError, match=r"crm\.jsonl:2: byte 0x.. at offset \d+ is not utf-8") as caught:
        project.run()
    assert f"`encoding: {encoding}`" in caught.value.hint


@pytest.mark.parametrize("packed", ["gz", "zst"])
@pytest.mark.parametrize("encoding", ["cp1251", "utf-16"])
def test_a_compressed_file_is_decoded_as_declared(project: Project, packed: str, encoding: str) -> None:
    text = "id,email\n1,Пётр\n".encode(encoding)
    content = gzip.compress(text) if packed == "gz" else pa.compress(text, codec="zstd", asbytes=True)
    project.write(f"crm.csv.{packed}", content)
    project.source(path=f"crm.csv.{packed}", encoding=encoding)
    project.run()
    assert project.values() == ["Пётр"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        pytest.param('{"id": 2, "email": "a\0"}', "holds a control character", id="NUL"),
        pytest.param('{"id": 2, "email": "a\\u0000"}', "holds a control character", id="escaped NUL"),
        pytest.param('{"id": 2, "email": "a', "is not a JSON object", id="open quote"),
        pytest.param('{"id": 2} {"id": 3}', "is not a JSON object", id="two documents"),
        pytest.param("[1, 2]", "is not a JSON object", id="list"),
        pytest.param("2", "is not a JSON object", id="number"),
        pytest.param('{"email": "a"}', "has no key", id="no key"),
        pytest.param('{"id": " ", "email": "a"}', "has no key", id="blank key"),
    ],
)
def test_a_damaged_document_is_rejected_and_its_neighbours_are_read(project: Project, line: str, reason: str) -> None:
    project.write("crm.jsonl", f'{{"id": 1, "email": "x"}}\n{line}\n\n{{"id": 9, "email": "y"}}')
    project.source(path="crm.jsonl")
    project.run()
    assert project.values() == ["x", "y"]
    assert project.rejected() == [(2, reason)]


@pytest.mark.parametrize("depth", [50, 20_000])
def test_a_document_of_any_depth_is_read_or_rejected(project: Project, depth: int) -> None:
    project.write("crm.jsonl", f'{{"id": 1, "email": "x"}}\n{{"id": 2, "email": {"[" * depth}{"]" * depth}}}\n')
    project.source(path="crm.jsonl")
    project.run()
    assert len(project.records()) + len(project.rejected()) == 2


def test_a_value_of_ten_megabytes_is_read_from_every_format(project: Project) -> None:
    long = "щ" * (5 << 20)
    frame = pl.DataFrame({"id": ["1"], "email": [long]})
    project.write("a.jsonl", json.dumps({"id": 1, "email": long}, ensure_ascii=False))
    frame.write_parquet(project.folder / "b.parquet")
    project.frames["c"] = frame
    for name, path in {"a": "a.jsonl", "b": "b.parquet", "c": "frame"}.items():
        project.source(name, path=path)
    project.run()
    assert project.values("length(raw)") == [len(long)] * 3


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", [True, False])
def test_the_last_line_needs_no_end(project: Project, end: str, last: bool) -> None:
    project.write("crm.csv", end.join(["id,email", "1,a", "2,b"]) + (end if last else ""))
    project.run()
    assert project.values() == ["a", "b"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param("id,em\0ail\n1,a\n", "the header cannot be read: holds a NUL byte", id="NUL"),
        pytest.param('id,"email\n1,a\n', "the header cannot be read: opens a quote", id="open quote"),
    ],
)
def test_a_damaged_header_is_an_error_with_its_line(project: Project, content: str, reason: str) -> None:
    project.write("crm.csv", content)
    with pytest.raises(SourceError, match=f"crm.csv:1: {reason}"):
        project.run()


@pytest.mark.parametrize("name", ["crm.parquet", "crm.jsonl", "crm.csv", "frame"])
def test_one_row_and_a_column_without_values_are_read(project: Project, name: str) -> None:
    frame = pl.DataFrame({"id": [1], "email": pl.Series([None], dtype=pl.String)})
    write = {"crm.parquet": frame.write_parquet, "crm.jsonl": frame.write_ndjson, "crm.csv": frame.write_csv}
    if name in write:
        write[name](project.folder / name)  # type: ignore[operator]
    project.frames |= {} if name in write else {"crm": frame}
    project.source(path=name)
    project.run()
    assert project.records() == ["1"]
    assert project.values() == []


@pytest.mark.parametrize("name", ["crm.parquet", "crm.xlsx"])
def test_a_file_with_a_header_and_no_rows_is_a_load_without_rows(project: Project, name: str) -> None:
    frame = pl.DataFrame({"id": ["1"], "email": ["a"]}).clear()
    if name.endswith("parquet"):
        frame.write_parquet(project.folder / name)
    else:
        frame.write_excel(project.folder / name)
    project.source(path=name)
    assert project.run().notes[-1] == f"sources.crm: {name}: no rows"


def test_a_lone_surrogate_in_a_document_does_no_harm(project: Project) -> None:
    project.write("crm.jsonl", '{"id": 1, "email": "\\ud83d"}\n{"id": 2, "email": "b"}\n')
    project.source(path="crm.jsonl")
    project.run()
    assert "b" in project.values()
    assert len(project.records()) + len(project.rejected()) == 2
