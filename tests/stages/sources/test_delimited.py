"""Damaged text files: every row is read or rejected with its line and reason, and none is lost."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.config.sources import SourceConfig
from golden_record.errors import ConfigError, SourceError
from golden_record.stages.sources import delimited, queries
from golden_record.stages.sources.files import SourceFile
from golden_record.warehouse import Warehouse
from golden_record.warehouse.files import csv_scan
from tests.stages.sources.conftest import Project

ONE_FILE = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(
    ("rows", "kept", "rejected"),
    [
        pytest.param("1,a\n2\n3,c\n", ["a", "c"], [(3, "has 1 fields where the header has 2")], id="too few"),
        pytest.param("1,a,x\n2,b\n", ["b"], [(2, "has 3 fields where the header has 2")], id="too many"),
        pytest.param('1,"a",x\n2,b\n', ["b"], [(2, "has 3 fields where the header has 2")], id="too many, quoted"),
        pytest.param('1,"a\n2,b\n3,c\n', ["b", "c"], [(2, "opens a quote that is never closed")], id="open quote"),
        pytest.param(
            '1,"a\n2,b\n3,"c"\n',
            ["b", "c"],
            [(2, "opens a quote that does not close before the end of its field")],
            id="open quote before a good one",
        ),
        pytest.param('1,"a"b\n2,b\n', ["b"], [(2, "has text after a closing quote")], id="text after a quote"),
        pytest.param("1,a\0b\n2,b\n", ["b"], [(2, "holds a NUL byte")], id="NUL"),
        pytest.param('1,"a\nb\0"\n2,b\n', ["b"], [(2, "holds a NUL byte"), (3, "holds a NUL byte")], id="NUL in lines"),
        pytest.param("1,a\r\n2,b\r3,c\n\n4,d", ["a", "b", "c", "d"], [], id="mixed line ends and a blank line"),
        pytest.param('1,"a\r\nb"\n2,ООО "Ромашка"\n', ["a\r\nb", 'ООО "Ромашка"'], [], id="line break, inner quotes"),
        pytest.param('1, "a,b" \n2,""\n', ["a,b"], [], id="spaces around quotes, quoted nothing"),
        pytest.param(",a\n2,b\n  ,c\n", ["b"], [(2, "has no key"), (4, "has no key")], id="no key"),
    ],
)
def test_a_damaged_row_is_rejected_and_its_neighbours_are_read(
    project: Project, rows: str, kept: list[str], rejected: list[tuple[int, str]]
) -> None:
    project.write("crm.csv", f"id,email\n{rows}")
    project.run()
    assert project.values() == kept
    assert project.rejected() == rejected


def test_a_rejected_row_keeps_its_content(project: Project) -> None:
    project.write("crm.csv", "id,email,note\n1,a\0b\n,x@example.org,second\n3,c,\n")
    report = project.run()
    assert project.rejected("source, path, content") == [
        ("crm", "crm.csv", "1,a\\x00b"),
        ("crm", "crm.csv", '{"id":null,"email":"x@example.org","note":"second"}'),
    ]
    assert "2 rows rejected" in report.notes[0]


def test_a_cell_of_ten_megabytes_is_read(project: Project) -> None:
    cell = "щ" * (5 << 20)
    project.write("crm.csv", f"id,email\n1,{cell}\n2,b\n")
    project.run()
    assert [len(value) for value in project.values()] == [5 << 20, 1]


def test_a_file_that_is_one_endless_line_is_an_error_about_its_columns(project: Project) -> None:
    project.write("crm.csv", "x" * 300_000)
    with pytest.raises(ConfigError, match=r"has no column 'id'"):
        project.run()


def test_an_empty_file_is_an_error_and_a_header_alone_is_none(project: Project) -> None:
    project.write("crm.csv", "")
    with pytest.raises(SourceError, match=r"crm\.csv: is empty"):
        project.run()
    project.write("crm.csv", "id,email\n")
    assert project.run().notes == ("sources.crm: crm.csv: no rows",)
    assert project.records() == []


@pytest.mark.parametrize("header", ["id,email,email", "id,email,Email"])
def test_a_header_that_names_a_column_twice_is_an_error(project: Project, header: str) -> None:
    project.write("crm.csv", f"{header}\n1,a,b\n")
    with pytest.raises(SourceError, match=r"crm.csv:1: the header names the column '[Ee]mail' twice"):
        project.run()


def test_nameless_columns_are_numbered(project: Project) -> None:
    project.write("crm.csv", "id,email,\n1,a,b\n")
    project.source(attributes={"email": "column_3"})
    project.run()
    assert project.values() == ["b"]


def test_column_names_may_hold_anything(project: Project) -> None:
    name = """a"; drop table x;-- ' {{7*7}} <b>"""
    project.write("crm.csv", 'id,"{}"\n1,v\n'.format(name.replace('"', '""')))
    project.source(attributes={"email": name})
    project.run()
    assert project.values() == ["v"]


def _file(folder: Path) -> SourceFile:
    block = {"path": "x.csv", "key": "a", "delimiter": ",", "attributes": {"x": "a"}}
    return SourceFile("crm", SourceConfig.model_validate(block), folder / "x.csv", "x.csv", "csv")


def _read(folder: Path, warehouse: Warehouse, text: str) -> tuple[delimited.Prepared, list[tuple[Any, ...]]]:
    """What preparing finds in a text, and the rows that the engine then reads."""
    file, copy = _file(folder), folder / "copy.txt"
    file.path.write_bytes(text.encode())
    head = delimited.header(file)
    prepared = delimited.prepare(file, head, copy)
    relation = csv_scan(
        str(copy),
        queries.numbered(head.columns),
        delimiter=",",
        quote='"',
        longest=prepared.longest,
        parallel=not prepared.spread,
    )
    return prepared, warehouse.rows(f"select * from {relation}")


pieces = st.sampled_from(
    ["a", "é", ",", ",", '"', '"', '""', "\n", "\n", "\r\n", "\r", " ", "\0", "\\", "#", "1,2,3\n", '"x",', '"q\nr"']
)


@ONE_FILE
@given(st.lists(pieces, max_size=40).map("".join))
def test_no_line_of_a_ragged_file_is_lost_and_the_engine_reads_every_row_that_was_kept(
    project: Project, body: str
) -> None:
    prepared, rows = _read(project.folder, project.warehouse, f"a,b,c\n{body}")
    assert len(rows) == prepared.rows
    kept = {row[0] for row in rows}
    rejected = {rejection.line for rejection in prepared.rejected}
    assert not kept & rejected
    lines = list(enumerate(io.StringIO(body, newline=""), start=2))
    blank = {number for number, line in lines if not line.strip()}
    inside = {number for number, _ in lines} - kept - rejected - blank
    assert not inside or prepared.spread


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)


@ONE_FILE
@given(st.lists(st.tuples(cells, cells, cells), max_size=8))
def test_whatever_a_csv_writer_writes_is_read_back(project: Project, rows: list[tuple[str, str, str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([("a", "b", "c"), *rows])
    prepared, found = _read(project.folder, project.warehouse, out.getvalue())
    assert prepared.rejected == []
    assert [tuple(value or "" for value in row[1:]) for row in found] == rows


lines = st.lists(st.text('ab,"\0 \r', max_size=6), max_size=8).map("\n".join)


@ONE_FILE
@given(body=lines, columns=st.sampled_from(["id", "id,email", "id,email,note"]))
def test_rows_are_the_same_whether_lines_are_looked_at_together_or_one_by_one(
    project: Project, body: str, columns: str
) -> None:
    project.write("crm.csv", f"{columns}\n{body}")
    config = SourceConfig.model_validate({"path": "crm.csv", "key": "id", "attributes": {"email": "id"}})
    file = SourceFile("crm", config, project.folder / "crm.csv", "crm.csv", "csv")
    head = delimited.Header(tuple(columns.split(",")), delimited.Dialect(",", '"'), 1)
    found = []
    for block in (1, 3, 2_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(delimited, "_BLOCK_LINES", block)
            found.append(
                (delimited.prepare(file, head, project.folder / "copy"), (project.folder / "copy").read_bytes())
            )
    assert found[0] == found[1] == found[2]
