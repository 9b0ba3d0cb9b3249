"""Every format gives the same records and values."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable
from datetime import date, datetime

import duckdb
import polars as pl
import pyarrow as pa
import pytest

from golden_record.errors import SourceError
from tests.stages.sources.conftest import Project

ROWS = [
    {"id": "1", "email": "a@example.org", "city": "Казань"},
    {"id": "2", "email": "b@example.org", "city": "Omsk, Siberia"},
]
CSV = 'id,email,city\n1,a@example.org,Казань\n2,b@example.org,"Omsk, Siberia"\n'
ATTRIBUTES = {"email": "email", "city": "city"}


def _as_csv(project: Project, name: str) -> None:
    project.write(name, CSV)


def _as_tsv(project: Project, name: str) -> None:
    pl.DataFrame(ROWS).write_csv(project.folder / name, separator="\t")


def _as_gzip(project: Project, name: str) -> None:
    project.write(name, gzip.compress(CSV.encode()))


def _as_zstd(project: Project, name: str) -> None:
    project.write(name, pa.compress(CSV.encode(), codec="zstd", asbytes=True))


def _as_parquet(project: Project, name: str) -> None:
    pl.DataFrame(ROWS).write_parquet(project.folder / name)


def _as_jsonl(project: Project, name: str) -> None:
    project.write(name, "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS))


def _as_gzip_jsonl(project: Project, name: str) -> None:
    project.write(name, gzip.compress("\n".join(json.dumps(row) for row in ROWS).encode()))


def _as_xlsx(project: Project, name: str) -> None:
    pl.DataFrame(ROWS).write_excel(project.folder / name)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        pytest.param("crm.csv", _as_csv, id="csv"),
        pytest.param("crm.tsv", _as_tsv, id="tsv"),
        pytest.param("crm.csv.gz", _as_gzip, id="csv in gzip"),
        pytest.param("crm.csv.zst", _as_zstd, id="csv in zstd"),
        pytest.param("crm.parquet", _as_parquet, id="parquet"),
        pytest.param("crm.jsonl", _as_jsonl, id="json lines"),
        pytest.param("crm.jsonl.gz", _as_gzip_jsonl, id="json lines in gzip"),
        pytest.param("crm.xlsx", _as_xlsx, id="xlsx"),
    ],
)
def test_every_format_yields_the_same_records_and_values(
    project: Project, name: str, write: Callable[[Project, str], None]
) -> None:
    write(project, name)
    project.source(path=name, attributes=ATTRIBUTES)
    report = project.run()
    assert project.records("record_id, source, source_id") == [(1, "crm", "1"), (2, "crm", "2")]
    assert project.values("record_id, attribute, position, raw") == [
        (1, "city", 0, "Казань"),
        (1, "email", 0, "a@example.org"),
        (2, "city", 0, "Omsk, Siberia"),
        (2, "email", 0, "b@example.org"),
    ]
    assert report.rows == {"source_record": 2, "source_value": 4, "rejected_row": 0, "source_load": 1}


@pytest.mark.parametrize("block", [{"table": "customer"}, {"query": "select * from customer where id > 0;"}])
def test_a_table_or_query_of_another_database_is_read_without_writing_to_it(
    project: Project, block: dict[str, str]
) -> None:
    with duckdb.connect(project.folder / "crm.duckdb") as connection:
        connection.execute("create table customer as select 7 as id, 'a@example.org' as email, 1.5::double as score")
    before = (project.folder / "crm.duckdb").read_bytes()
    project.source(path="duckdb:crm.duckdb", attributes={"email": "email", "score": "score"}, **block)
    project.run()
    assert project.records() == ["7"]
    assert project.values() == ["a@example.org", "1.5"]
    assert (project.folder / "crm.duckdb").read_bytes() == before


def test_a_misspelt_table_is_answered_with_the_nearest(project: Project) -> None:
    with duckdb.connect(project.folder / "crm.duckdb") as connection:
        connection.execute("create table customer as select 1 as id")
    project.source(path="duckdb:crm.duckdb", table="custmer")
    with pytest.raises(SourceError, match="no table or view 'custmer'") as caught:
        project.run()
    assert caught.value.hint == "did you mean 'customer'?"


def test_typed_values_become_plain_text(project: Project) -> None:
    frame = pl.DataFrame(
        {
            "id": [1],
            "phone": [79161234567.0],
            "share": [0.5],
            "born": [date(1990, 2, 3)],
            "seen": [datetime(2024, 1, 2, 3, 4, 5)],
            "vip": [True],
            "tags": [["a", "b"]],
            "nested": [{"x": 1}],
        }
    )
    frame.write_parquet(project.folder / "crm.parquet")
    names = [name for name in frame.columns if name != "id"]
    project.source(path="crm.parquet", attributes={name: name for name in names})
    project.run()
    assert dict(project.values("attribute, raw")) == {
        "phone": "79161234567",
        "share": "0.5",
        "born": "1990-02-03",
        "seen": "2024-01-02 03:04:05",
        "vip": "true",
        "tags": '["a","b"]',
        "nested": '{"x":1}',
    }


def test_nested_json_stays_json_and_null_is_no_value(project: Project) -> None:
    project.write("crm.jsonl", '{"id": 1, "email": {"work": ["a"]}, "vip": true}\n{"id": 2, "email": null}\n')
    project.source(path="crm.jsonl", attributes={"email": "email", "vip": "vip"})
    project.run()
    assert project.values("record_id, raw") == [(1, '{"work":["a"]}'), (1, "true")]


def test_an_empty_sheet_is_an_error(project: Project) -> None:
    pl.DataFrame().write_excel(project.folder / "crm.xlsx")
    project.source(path="crm.xlsx")
    with pytest.raises(SourceError, match=r"crm\.xlsx: is empty"):
        project.run()


def test_dates_of_a_sheet_lose_the_midnight_that_sheets_add(project: Project) -> None:
    frame = pl.DataFrame({"id": [1], "email": [date(1990, 2, 3)]})
    frame.write_excel(project.folder / "crm.xlsx")
    project.source(path="crm.xlsx")
    project.run()
    assert project.values() == ["1990-02-03"]


def test_a_missing_sheet_reader_is_answered_with_the_command_that_installs_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write("crm.xlsx", b"")
    project.source(path="crm.xlsx")
    monkeypatch.setitem(sys.modules, "fastexcel", None)
    with pytest.raises(SourceError, match="needs the package fastexcel") as caught:
        project.run()
    assert caught.value.hint == "pip install 'golden-record[excel]'"


@pytest.mark.parametrize("absolute", [True, False])
@pytest.mark.parametrize("pattern", ["in/*.csv", "**/[ab].csv", "in/../in/?.csv"])
def test_a_glob_reads_all_its_files_as_one_source(project: Project, pattern: str, absolute: bool) -> None:
    project.write("in/b.csv", "id,email\n1,b@example.org\n")
    project.write("in/a.csv", "email,id\na@example.org,2\n")
    project.source(path=f"{project.folder}/{pattern}" if absolute else pattern)
    project.run()
    assert project.records() == ["1", "2"]
    assert project.warehouse.rows("select path, row_count from source_load order by path") == [
        ("in/a.csv", 1),
        ("in/b.csv", 1),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_by_itself(project: Project, delimiter: str) -> None:
    rows = [["id", "email", "note"], ["1", "a@example.org", '"1,2;3|4"'], ["2", "b@example.org", "x"]]
    project.write("crm.csv", "\n".join(delimiter.join(row) for row in rows))
    project.source(attributes={"email": "email", "note": "note"})
    project.run()
    assert project.values() == ["a@example.org", "1,2;3|4", "b@example.org", "x"]


def test_a_declared_delimiter_and_quote_are_obeyed(project: Project) -> None:
    project.write("crm.csv", "id~email\n1~'a~b''c'\n")
    project.source(delimiter="~", quote="'")
    project.run()
    assert project.values() == ["a~b'c"]


@pytest.mark.parametrize("name", ["crm.parquet", "crm.xlsx", "crm.csv.gz", "crm.csv.zst", "crm.jsonl.gz"])
def test_a_truncated_file_is_an_error_that_names_it(project: Project, name: str) -> None:
    frame = pl.DataFrame({"id": range(5000), "email": [f"u{i * 7919 % 5000}@example.org" for i in range(5000)]})
    if name.endswith("parquet"):
        frame.write_parquet(project.folder / name)
    elif name.endswith("xlsx"):
        frame.head(50).write_excel(project.folder / name)
    else:
        text = (frame.write_ndjson() if "jsonl" in name else frame.write_csv()).encode()
        project.write(name, gzip.compress(text) if name.endswith("gz") else pa.compress(text, "zstd", asbytes=True))
    whole = (project.folder / name).read_bytes()
    project.write(name, whole[: len(whole) // 2])
    project.source(path=name)
    with pytest.raises(SourceError, match=name) as caught:
        project.run()
    assert caught.value.exit_code == 3
    assert not project.warehouse.has("source_record")
