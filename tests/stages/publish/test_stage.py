from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from golden_record.errors import EngineError
from golden_record.model.mart import MART_TABLES
from golden_record.model.tables import MEMBERSHIP, PROFILE, SOURCE_RECORD
from golden_record.stages import publish
from golden_record.stages.publish.manual import mart_manual
from golden_record.warehouse import Warehouse, ident
from tests.builders import put
from tests.stages.publish.conftest import Folder
from tests.stages.survive.conftest import STARTED_AT, Said

HOSTILE = [
    'a"; drop table x;--',
    "<script>",
    "=cmd",
    "{{7*7}}",
    "\u202eright to left",
    "zero\u200bwidth",
    "x" * 300,
    "it's",
]
DOCS = Path(__file__).parents[3] / "docs"


def _contents(folder: Folder) -> dict[str, object]:
    return {table.name: folder.rows(f"select * from {ident(table.name)}") for table in MART_TABLES}


@contextmanager
def _largest_file(size: int) -> Iterator[None]:
    """A disk with room for files of this size only."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_every_table_and_column_of_the_mart_says_what_it_means(folder: Folder) -> None:
    folder.say(Said("crm", "Omsk"))
    folder.publish()
    tables = folder.rows("select schema_name, table_name, comment from duckdb_tables()")
    expected = {table.name if "." in table.name else f"main.{table.name}" for table in MART_TABLES}
    assert {f"{schema}.{name}" for schema, name, _ in tables} == expected
    assert all(comment for *_, comment in tables)
    assert (
        folder.rows("select table_name, column_name from duckdb_columns() where comment is null and not internal") == []
    )
    query = "select comment from duckdb_columns() where table_name = 'golden_profile' and column_name = 'email'"
    assert folder.rows(query) == [("golden value: e-mail address; a list, best first",)]


@pytest.mark.parametrize(("asked", "tag"), [("v1.0.0", "v1.0.0"), ("v1.2.0", "v1.2.0")])
def test_the_mart_has_the_storage_version_that_the_job_asks_for(folder: Folder, asked: str, tag: str) -> None:
    asking = folder.asking(mart="mart.duckdb", storage_version=asked)
    asking.publish()
    ((tags,),) = asking.rows("select tags from duckdb_databases() where database_name = 'mart'")
    assert isinstance(tags, dict)
    assert tag in str(tags["storage_version"])


def test_the_mart_opens_under_any_name(folder: Folder, tmp_path: Path) -> None:
    folder.say(Said("crm", "Omsk"))
    folder.publish()
    renamed = tmp_path / "other name.db"
    folder.mart.rename(renamed)
    with Warehouse(renamed, read_only=True) as mart:
        assert mart.rows("select city from golden_profile") == [("Omsk",)]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_come_out_as_they_went_in(folder: Folder, value: str) -> None:
    said = [
        Said("crm", value, record=value),
        Said("crm", value, record=value, attribute="email"),
        Said("crm", value, record=value, attribute="phone"),
    ]
    folder.say(*said)
    folder.publish()
    assert folder.rows("select city, email, phone from golden_profile") == [(value, [value], value)]
    assert folder.rows("select distinct source_id, value from attribute_lineage where attribute = 'city'") == [
        (value, value)
    ]
    assert folder.rows("select value from profile_identifier") == [(value,), (value,)]


def test_a_hostile_path_is_only_a_path(folder: Folder) -> None:
    asking = folder.asking(mart="it's; \"the\" [mart]/a'b.duckdb")
    asking.publish()
    assert asking.rows("select count(*) from golden_profile") == [(0,)]


def test_the_same_state_gives_the_same_mart(folder: Folder) -> None:
    folder.say(*(Said("crm", str(number), record=str(number), person=str(number % 40)) for number in range(99)))
    folder.publish()
    first = _contents(folder)
    folder.publish()
    assert _contents(folder) == first


def test_a_reader_keeps_its_file_while_a_new_one_is_published(folder: Folder) -> None:
    folder.say(Said("crm", "Omsk"))
    folder.publish()
    with Warehouse(folder.mart, read_only=True) as reader:
        folder.say(Said("crm", "Perm"))
        folder.publish()
        assert reader.rows("select city from golden_profile") == [("Omsk",)]
    assert folder.rows("select city from golden_profile") == [("Perm",)]


def test_what_somebody_wrote_into_the_old_mart_never_reaches_the_new_one(folder: Folder) -> None:
    folder.publish()
    killed = "import duckdb, os, sys; db = duckdb.connect(sys.argv[1]); db.execute('create table scratch (i int)')"
    subprocess.run([sys.executable, "-c", f"{killed}; os._exit(9)", str(folder.mart)], check=False)
    assert len(list(folder.mart.parent.iterdir())) == 2  # the mart, and the log that a killed program leaves
    folder.publish()
    assert folder.rows("select table_name from duckdb_tables() where table_name = 'scratch'") == []
    assert list(folder.mart.parent.iterdir()) == [folder.mart]


def test_the_new_mart_may_be_read_by_who_could_read_the_old_one(folder: Folder) -> None:
    folder.publish()
    folder.mart.chmod(0o640)
    folder.publish()
    assert folder.mart.stat().st_mode & 0o777 == 0o640


def test_a_failure_leaves_the_old_mart_and_no_draft(folder: Folder) -> None:
    folder.say(Said("crm", "Omsk"))
    folder.publish()
    old = folder.mart.read_bytes()
    folder.state.execute("drop table membership")
    with pytest.raises(EngineError, match=str(folder.mart)):
        folder.publish()
    assert folder.mart.read_bytes() == old
    assert list(folder.mart.parent.iterdir()) == [folder.mart]
    assert folder.state.rows("select database_name from duckdb_databases() where database_name like '%draft%'") == []


@pytest.mark.parametrize("size", [0, 5_000, 20_000, 300_000])
def test_a_full_disk_leaves_the_old_mart_and_names_the_path_and_the_room(folder: Folder, size: int) -> None:
    folder.say(Said("crm", "Omsk"))
    folder.publish()
    old = folder.mart.read_bytes()
    with _largest_file(size), pytest.raises(EngineError, match=rf"{folder.mart} \([\d,]+ bytes free\)") as caught:
        folder.publish()
    assert caught.value.exit_code == 3
    assert folder.mart.read_bytes() == old
    assert list(folder.mart.parent.iterdir()) == [folder.mart]
    folder.publish()


def test_a_folder_that_cannot_be_made_is_named(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(EngineError, match=r"file/out/mart\.duckdb"):
        folder.asking(mart="file/out/mart.duckdb").publish()


def test_a_mart_that_cannot_be_replaced_is_named_once(folder: Folder) -> None:
    folder.mart.mkdir(parents=True)
    with pytest.raises(EngineError, match=rf"^cannot publish {folder.mart} \([\d,]+ bytes free\): Is a directory$"):
        folder.publish()
    assert list(folder.mart.parent.iterdir()) == [folder.mart]


def test_drafts_of_dead_runs_are_removed_and_nothing_else_is(folder: Folder) -> None:
    folder.mart.parent.mkdir()
    for name in ("mart.duckdb.building-1", "mart.duckdb.building-1.wal", "mart.duckdb.backup", "other.building-1"):
        (folder.mart.parent / name).write_text("x", encoding="utf-8")
    folder.publish()
    assert sorted(path.name for path in folder.mart.parent.iterdir()) == [
        "mart.duckdb",
        "mart.duckdb.backup",
        "other.building-1",
    ]


@pytest.mark.parametrize(
    ("members", "profiles", "problem"),
    [
        pytest.param([(0, "p")], ["p"], "2 source records, of which 1 have a profile", id="a record without profile"),
        pytest.param([(0, "p"), (1, "p")], ["p", "q"], "a golden profile without records", id="an empty profile"),
        pytest.param([(0, "p"), (1, "q")], ["p"], "a record of an unknown profile", id="a profile that is not golden"),
        pytest.param([(0, "p"), (1, "p")], ["p", "p"], "a profile twice", id="two rows of one profile"),
        pytest.param([(0, "p"), (0, "q")], ["p", "q"], "a record in two profiles", id="a record twice"),
    ],
)
def test_a_mart_that_breaks_its_promises_is_not_published(
    folder: Folder, members: list[tuple[int, str]], profiles: list[str], problem: str
) -> None:
    put(folder.state, SOURCE_RECORD, [(0, "crm", "1"), (1, "crm", "2")])
    put(folder.state, MEMBERSHIP, members)
    put(folder.state, PROFILE, [(name, number) for number, name in enumerate(profiles)])
    golden = " union all ".join(f"select '{name}' as profile_id" for name in profiles)
    folder.state.execute(f"insert into golden_profile by name {golden}")
    with pytest.raises(EngineError, match=problem):
        folder.publish()
    assert not folder.mart.exists()


def test_the_report_counts_the_rows_of_every_table(folder: Folder) -> None:
    folder.say(Said("crm", "Omsk"), Said("web", "Omsk"))
    rows = folder.publish().rows
    assert list(rows) == [table.name for table in MART_TABLES]
    assert (rows["golden_profile"], rows["profile_record"], rows["attribute_lineage"]) == (1, 2, 1)


def test_what_is_explained_is_what_runs(folder: Folder) -> None:
    folder.link(comparisons=list(folder.job.config.attributes))
    folder.publish()
    ran = "\n".join(folder.state.statements)
    explained = publish.explain(folder.job).split(";\n\n")
    assert [statement for statement in explained[1:11] if statement not in ran] == []


def test_inputs_change_with_the_mart_and_the_attributes(folder: Folder) -> None:
    assert publish.inputs(folder.job) != publish.inputs(folder.asking(storage_version="latest").job)
    assert publish.inputs(folder.job) == publish.inputs(folder.asking().job)


def test_the_manual_of_the_mart_is_current() -> None:
    assert (DOCS / "mart.md").read_text(encoding="utf-8") == mart_manual()


def test_the_mart_is_published_at_the_time_of_the_run(folder: Folder) -> None:
    folder.say(Said("crm", "Omsk"))
    folder.publish()
    assert folder.rows("select updated_at from golden_profile") == [(STARTED_AT,)]
