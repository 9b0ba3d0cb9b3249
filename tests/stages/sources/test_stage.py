"""The stage as a whole: ids, hashes, counts, errors, and what it depends on."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.errors import SourceError
from golden_record.model.activity import EVENT, EVENT_LOAD, REJECTED_EVENT
from golden_record.model.changes import SOURCE_CHANGE
from golden_record.model.loads import CARD_KEY, SOURCE_COLUMN, SOURCE_ENTRY, SOURCE_LOAD, SOURCE_NAME, SOURCE_SEQUENCE
from golden_record.model.tables import REJECTED_ROW, SOURCE_RECORD, SOURCE_VALUE
from golden_record.stages import sources
from golden_record.warehouse import Warehouse
from tests.stages.sources.conftest import Project

OWN = (
    CARD_KEY,
    REJECTED_ROW,
    SOURCE_CHANGE,
    SOURCE_COLUMN,
    SOURCE_ENTRY,
    SOURCE_LOAD,
    SOURCE_NAME,
    SOURCE_RECORD,
    SOURCE_SEQUENCE,
    SOURCE_VALUE,
)
SECOND_RUN = datetime(2024, 2, 2)


def _csv(*ids: str) -> str:
    return "id,email\n" + "".join(f"{name},{name}@example.org\n" for name in ids)


def test_known_records_keep_their_ids_and_new_ones_follow_in_text_order(project: Project) -> None:
    project.write("crm.csv", _csv("b", "d"))
    project.run()
    project.write("crm.csv", _csv("e", "d", "a"))
    project.run()
    assert project.records("record_id, source_id") == [(2, "d"), (3, "a"), (4, "e")]


def test_the_id_of_a_record_that_is_gone_is_never_given_again(project: Project) -> None:
    project.write("crm.csv", _csv("a", "b", "c"))
    project.run()
    project.write("crm.csv", _csv("a"))
    project.run()
    project.write("crm.csv", _csv("a", "c", "d"))
    project.run()
    assert project.records("record_id, source_id") == [(1, "a"), (4, "c"), (5, "d")]
    assert project.warehouse.rows("select last_id from source_sequence") == [(5,)]


def test_a_state_from_before_the_sequence_goes_on_from_its_highest_id(project: Project) -> None:
    project.write("crm.csv", _csv("a", "b"))
    project.run()
    for table in ("source_sequence", "source_column"):
        project.warehouse.execute(f"drop table {table}")
    project.write("crm.csv", _csv("b", "c"))
    project.run()
    assert project.records("record_id, source_id") == [(2, "b"), (3, "c")]


keys = st.lists(st.text("abcяZ0", min_size=1, max_size=3), min_size=1, max_size=8, unique=True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(crm=keys, app=keys, data=st.data())
def test_ids_depend_neither_on_the_order_of_rows_nor_on_that_of_sources(
    project: Project, crm: list[str], app: list[str], data: st.DataObject
) -> None:
    found = []
    for names in (("crm", "app"), ("app", "crm")):
        project.blocks.clear()
        for table in ("source_record", "source_sequence"):
            project.warehouse.execute(f"drop table if exists {table}")
        for name in names:
            project.write(f"{name}.csv", _csv(*data.draw(st.permutations(crm if name == "crm" else app))))
            project.source(name)
        project.run()
        found.append((project.records("*"), project.values("*")))
    assert found[0] == found[1]
    assert [row[0] for row in found[0][0]] == list(range(1, len(crm) + len(app) + 1))


def test_unchanged_content_keeps_its_hash_and_the_time_it_was_first_seen(project: Project) -> None:
    project.write("crm.csv", "id,email,note\n1,a,x\n2,b,x\n")
    project.run()
    before = project.records("content_hash, loaded_at")
    project.write("crm.csv", "id,email,note\n2,B,x\n1,a,other\n")
    project.run(SECOND_RUN)
    after = project.records("content_hash, loaded_at")
    assert after[0] == before[0]
    assert after[1][0] != before[1][0]
    assert after[1][1] == SECOND_RUN


def test_the_content_hash_is_the_same_on_every_version_of_the_engine(project: Project) -> None:
    project.write("crm.csv", "id,email\n1,a@example.org\n")
    project.run()
    assert project.records("content_hash") == [8278990943908490490]


def test_keys_that_stand_twice_are_an_error_that_shows_where_they_are(project: Project) -> None:
    project.write("in/1.csv", _csv("a", "b", "c", "d", "x"))
    project.write("in/2.csv", _csv("d", "c", "b", "a", "a"))
    project.source(path="in/*.csv")
    with pytest.raises(SourceError) as caught:
        project.run()
    expected = (
        "sources.crm.key: column 'id' is not unique: '•' on 3 rows (in/1.csv:2, in/2.csv:5, in/2.csv:6),"
        " '•' on 2 rows (in/1.csv:3, in/2.csv:4), '•' on 2 rows (in/1.csv:4, in/2.csv:3), and 1 more"
    )
    assert str(caught.value) == expected
    assert caught.value.exit_code == 3


def test_one_key_may_stand_in_two_sources(project: Project) -> None:
    project.write("crm.csv", _csv("1"))
    project.write("app.csv", _csv("1"))
    project.source("crm")
    project.source("app")
    project.run()
    assert project.records("source, source_id") == [("app", "1"), ("crm", "1")]


def test_a_failed_run_leaves_the_former_load_and_no_copy_of_data(project: Project) -> None:
    project.write("crm.csv", _csv("1"))
    project.run()
    project.write("crm.csv", _csv("1", "1"))
    with pytest.raises(SourceError):
        project.run()
    assert project.records() == ["1"]
    assert not list(project.folder.rglob("*.tmp"))
    tables = project.warehouse.rows("select table_name from duckdb_tables() order by 1")
    tables_of_events = (EVENT, EVENT_LOAD, REJECTED_EVENT)
    assert [name for (name,) in tables] == sorted(table.name for table in (*OWN, *tables_of_events))


def test_the_tables_keep_their_contracts_and_the_order_of_their_keys(project: Project) -> None:
    project.write("crm.csv", _csv("2", "1"))
    project.run()
    for table in OWN:
        assert list(project.warehouse.columns(table)) == list(table.column_names)
    assert project.warehouse.rows("select record_id from source_value") == [(1,), (2,)]


@pytest.mark.parametrize(
    ("path", "message", "hint"),
    [
        pytest.param("cmr.csv", "there is no file 'cmr.csv'", "did you mean 'crm.csv'?", id="misspelt"),
        pytest.param("in/*.csv", "no file matches 'in/*.csv'", "looked from", id="glob"),
        pytest.param("crm.dat", "cannot tell the format of 'crm.dat'", "say `format:`", id="format"),
        pytest.param("folder", "'folder' is a folder", "folder/*.csv", id="folder"),
    ],
)
def test_a_source_that_is_not_there_is_answered_with_what_is(
    project: Project, path: str, message: str, hint: str
) -> None:
    project.write("crm.csv", _csv("1"))
    project.write("crm.dat", "x")
    (project.folder / "folder").mkdir()
    project.source(path=path)
    with pytest.raises(SourceError) as caught:
        project.run()
    assert str(caught.value).startswith(f"sources.crm.path: {message}")
    assert hint in caught.value.hint


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_an_error(project: Project) -> None:
    project.write("crm.csv", _csv("1"))
    (project.folder / "crm.csv").chmod(0)
    with pytest.raises(SourceError, match="may not be read"):
        project.run()


def test_inputs_change_with_the_content_and_the_mapping_and_with_nothing_else(project: Project) -> None:
    project.write("crm.csv", _csv("1"))
    first = sources.inputs(project.job)
    os.utime(project.folder / "crm.csv", (1, 1))
    assert sources.inputs(project.job) == first
    project.write("crm.csv", _csv("2"))
    second = sources.inputs(project.job)
    project.source(trust=10)
    assert len({str(first), str(second), str(sources.inputs(project.job))}) == 3


def test_explain_shows_the_statements_without_running_them(project: Project) -> None:
    project.write("crm.csv", _csv("1"))
    text = sources.explain(project.job)
    assert "read_csv" in text
    assert text.count(";\n\n") == 5
    assert not list(project.folder.rglob("*.tmp"))


@pytest.mark.parametrize("name", ["crm.parquet", "crm.jsonl", "crm.xlsx", "crm.duckdb"])
def test_explain_knows_every_format(project: Project, name: str) -> None:
    frame = pl.DataFrame({"id": ["1"], "email": ["a"]})
    writers: dict[str, Callable[[Path], object]] = {
        "crm.parquet": frame.write_parquet,
        "crm.jsonl": frame.write_ndjson,
        "crm.xlsx": frame.write_excel,
    }
    if name in writers:
        writers[name](project.folder / name)
        project.source(path=name)
    else:
        with Warehouse(project.folder / name) as database:
            database.execute("create table customer as select 1 as id, 'a' as email")
        project.source(path=f"duckdb:{name}", table="customer")
    assert "as source_id" in sources.explain(project.job)
    assert sources.problems(project.job) == ()


def test_two_runs_over_the_same_files_leave_the_same_rows(project: Project) -> None:
    project.write("crm.csv", _csv("b", "a") + "broken\n")
    project.run()
    first = [
        project.warehouse.rows(f"select * from {table}") for table in ("source_record", "source_value", "rejected_row")
    ]
    project.run(SECOND_RUN)
    again = [
        project.warehouse.rows(f"select * from {table}") for table in ("source_record", "source_value", "rejected_row")
    ]
    assert first == again


def test_no_value_is_logged(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    project.write("crm.csv", "id,email\n1,secret@example.org\n,lost@example.org\n")
    report = project.run()
    assert "example.org" not in caplog.text + str(report)


def test_relative_paths_mean_relative_to_the_job(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    project.write("crm.csv", _csv("1"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    project.run()
    assert project.warehouse.rows("select path from source_load") == [("crm.csv",)]
