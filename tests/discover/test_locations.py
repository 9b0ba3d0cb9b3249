"""Files, folders and tables of databases as sources to be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from golden_record.config.load import load_job
from golden_record.discover import profile_files, propose
from golden_record.discover.locations import locate
from golden_record.discover.writing import job_text
from golden_record.errors import SourceError, UsageError
from golden_record.stages import sources
from golden_record.warehouse import Warehouse
from tests.discover.small import PEOPLE
from tests.stages.sources.server import Server, binaries, running


@pytest.fixture
def database(tmp_path: Path) -> str:
    path = tmp_path / "shop.duckdb"
    with Warehouse(path) as opened:
        opened.execute("create table customer (id integer, surname varchar, name varchar, mail varchar)")
        opened.execute("create view guest as select * from customer")
        for number, (family, given, *_, mail) in enumerate(PEOPLE):
            opened.execute("insert into customer values (?, ?, ?, ?)", [number, family, given, mail])
    return f"duckdb:{path}"


def _proposed(folder: Path, *paths: str) -> Path:
    job = folder / "jobs" / "job.yml"
    job.parent.mkdir(exist_ok=True)
    job.write_text(job_text(propose(profile_files(paths, job.parent), "shop")), encoding="utf-8")
    return job


def test_a_table_of_a_duckdb_file_becomes_a_source_that_can_be_read(tmp_path: Path, database: str) -> None:
    job = load_job(_proposed(tmp_path, f"{database}#customer"), {})
    source = job.config.sources["customer"]
    assert (source.path, source.table, source.key) == ("duckdb:../shop.duckdb", "customer", "id")
    assert not sources.problems(job)


def test_a_duckdb_file_stands_for_all_of_its_tables(tmp_path: Path, database: str) -> None:
    assert list(load_job(_proposed(tmp_path, database), {}).config.sources) == ["customer", "guest"]


@pytest.mark.parametrize(
    ("path", "message", "hint"),
    [
        ("duckdb:nowhere.duckdb#x", "there is no file 'nowhere.duckdb'", ""),
        ("postgres://reader@db/shop", "postgres://db/shop names no table", "postgres://db/shop#customer"),
        ("postgres://reader:hunter2@db/shop#x", "a password on the command line", "PGPASSWORD"),
        ("postgres://reader@db/shop?password=hunter2#x", "a password on the command line", "PGPASSWORD"),
        ("postgres://a:hunter2@b@db/shop#x", "no clear URL", "postgres://user@host"),
    ],
)
def test_a_path_that_cannot_be_read_is_answered_without_its_secrets(path: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError, match=message) as refused:
        locate(path)
    assert hint in refused.value.hint
    assert "hunter2" not in f"{refused.value}{refused.value.hint}"


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.duckdb").write_text("id,name\n" * 9_000, encoding="utf-8")
    with pytest.raises(SourceError, match="cannot be opened as a database"):
        locate(f"duckdb:{tmp_path / 'a.duckdb'}")


def test_an_unknown_table_is_answered_with_the_nearest(tmp_path: Path, database: str) -> None:
    with pytest.raises(SourceError, match="has no table or view 'custmer'") as refused:
        _proposed(tmp_path, f"{database}#custmer")
    assert "did you mean 'customer'?" in refused.value.hint


@pytest.fixture
def server() -> Iterator[Server]:
    pytest.importorskip("adbc_driver_postgresql", reason="the extra `postgres` is not installed")
    found = binaries()
    if found is None:
        pytest.skip("no PostgreSQL server is installed")
    with running(found) as started:
        yield started


def test_a_table_of_a_server_becomes_a_source_and_its_password_stays_in_the_environment(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = ", ".join(f"('k{number}', '{person[0]} {person[1]}', '{person[4]}')" for number, person in enumerate(PEOPLE))
    server.execute(f"create table member (id text, name text, mail text); insert into member values {rows}")
    monkeypatch.setitem(os.environ, "PGPASSWORD", server.password)
    path = _proposed(tmp_path, f"postgres://keeper@/shop?host={server.folder}#public.member")
    assert server.password not in path.read_text(encoding="utf-8")
    job = load_job(path, {})
    assert (job.config.sources["member"].table, job.config.sources["member"].key) == ("public.member", "id")
    assert not sources.problems(job)
