from __future__ import annotations

import logging
from pathlib import Path

import polars as pl
import pytest

from golden_record.errors import EngineError
from golden_record.model.tables import Column, Table
from golden_record.warehouse import Resources, Warehouse, sql_of_the_job

PERSON = Table(
    "person", "person", "test", (Column("id", "BIGINT", "key of the person"), Column("name", "VARCHAR", "it's a name"))
)
OPEN = Table("open", "person", "test", (Column("id", "BIGINT", "key of the person"),), open_ended=True)


# --- contracts


def test_a_table_is_created_from_a_query_and_counted(memory: Warehouse) -> None:
    assert memory.create(PERSON, "select 1::bigint as id, ? as name", ["Anna"]) == 1
    assert memory.create(PERSON, "select 2::bigint as id, 'Oleg' as name") == 1
    assert memory.rows("from person") == [(2, "Oleg")]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("select 1::bigint as id", id="a column is missing"),
        pytest.param("select 1::bigint as id, 'a' as name, 2 as more", id="a column too many"),
        pytest.param("select 1::integer as id, 'a' as name", id="another type"),
        pytest.param("select 'a' as name, 1::bigint as id", id="another order"),
    ],
)
def test_a_table_that_breaks_its_contract_is_a_defect(memory: Warehouse, query: str) -> None:
    with pytest.raises(EngineError, match="table person breaks its contract"):
        memory.create(PERSON, query)


def test_an_open_ended_table_may_hold_more_than_it_promises(memory: Warehouse) -> None:
    assert memory.create(OPEN, "select 'x' as more, 1::bigint as id") == 1
    memory.create_empty(OPEN, {"town.name": "VARCHAR"})
    assert memory.columns(OPEN) == {"id": "BIGINT", "town.name": "VARCHAR"}


def test_a_frame_is_loaded_under_the_types_of_the_contract(memory: Warehouse) -> None:
    assert memory.load(PERSON, pl.DataFrame({"name": ["Anna", None], "id": [1, 2]})) == 2
    assert memory.columns(PERSON) == {"id": "BIGINT", "name": "VARCHAR"}
    assert memory.rows("from person order by id") == [(1, "Anna"), (2, None)]


def test_a_table_is_ensured_without_losing_what_it_holds(memory: Warehouse) -> None:
    assert not memory.ensure(PERSON)
    memory.execute("insert into person values (1, 'Anna')")
    assert memory.ensure(PERSON)
    assert memory.count(PERSON) == 1


def test_a_table_from_before_a_column_gets_it_without_values(memory: Warehouse) -> None:
    memory.execute("create table person (id bigint)")
    memory.execute("insert into person values (1)")
    assert not memory.ensure(PERSON)
    assert memory.columns(PERSON) == {"id": "BIGINT", "name": "VARCHAR"}
    assert memory.rows("from person") == [(1, None)]


def test_only_tables_of_this_database_are_there(memory: Warehouse, tmp_path: Path) -> None:
    assert not memory.has(PERSON)
    memory.execute("create temporary table person (id integer)")
    assert not memory.has(PERSON)
    memory.execute("create schema ops")
    memory.execute("create table ops.run (id integer)")
    assert memory.has("ops.run")
    assert not memory.has("run")
    assert memory.has("ops.run", "ops.run")
    assert not memory.has("ops.run", PERSON)


def test_to_look_for_a_table_that_is_not_there_ends_no_transaction(memory: Warehouse) -> None:
    with memory.transaction():
        memory.create(PERSON, "select 1::bigint as id, 'Anna' as name")
        assert memory.has(PERSON)
        assert not memory.has("run")
        assert not memory.has("ops.run")
    assert memory.count(PERSON) == 1


def test_comments_reach_the_readers_of_the_file(memory: Warehouse) -> None:
    memory.create_empty(PERSON)
    memory.comment(PERSON)
    memory.create_empty(OPEN, {"town": "VARCHAR"})
    memory.comment(OPEN, {"town": "where they live"})
    assert memory.rows("select comment from duckdb_tables() where table_name = 'person'") == [("One row per person.",)]
    assert memory.rows("select column_name, comment from duckdb_columns() where table_name = 'person' order by 1") == [
        ("id", "key of the person"),
        ("name", "it's a name"),
    ]
    assert memory.rows("select comment from duckdb_columns() where table_name = 'open' and column_name = 'town'") == [
        ("where they live",)
    ]


# --- transactions


def test_a_transaction_commits_everything(tmp_path: Path) -> None:
    with Warehouse(tmp_path / "state.duckdb") as warehouse, warehouse.transaction():
        warehouse.create_empty(PERSON)
        warehouse.execute("insert into person values (1, 'Anna')")
    with Warehouse(tmp_path / "state.duckdb", read_only=True) as again:
        assert again.count(PERSON) == 1


class _StopError(Exception):
    """Stands for anything that goes wrong inside a block."""


def _replace_and_stop(memory: Warehouse, error: BaseException) -> None:
    with memory.transaction():
        memory.create(PERSON, "select 2::bigint as id, 'Oleg' as name")
        memory.create_empty(OPEN)
        raise error


@pytest.mark.parametrize("error", [_StopError(), KeyboardInterrupt(), EngineError("no room")], ids=repr)
def test_a_transaction_that_fails_leaves_no_trace(memory: Warehouse, error: BaseException) -> None:
    memory.create(PERSON, "select 1::bigint as id, 'Anna' as name")
    with pytest.raises(type(error)):
        _replace_and_stop(memory, error)
    assert memory.rows("from person") == [(1, "Anna")]
    assert not memory.has(OPEN)


def _insert(memory: Warehouse, *rows: str) -> None:
    with memory.transaction():
        for row in rows:
            memory.execute(f"insert into person values {row}")


def test_an_error_that_ended_the_transaction_is_the_one_that_is_told(memory: Warehouse) -> None:
    def fail() -> None:
        with memory.transaction():
            memory.execute("rollback")  # as a fatal error does by itself
            msg = "the disk is full"
            raise EngineError(msg)

    with pytest.raises(EngineError, match="the disk is full"):
        fail()


def test_a_statement_that_fails_takes_its_transaction_with_it(memory: Warehouse) -> None:
    memory.create_empty(PERSON)
    with pytest.raises(EngineError, match="ConversionException"):
        _insert(memory, "(1, 'Anna')", "('x', 'Oleg')")
    assert memory.count(PERSON) == 0


# --- frames


def test_a_registered_frame_is_visible_for_a_block_and_gone_afterwards(memory: Warehouse) -> None:
    frame = pl.DataFrame({"id": [1, 2]})
    with memory.registered(frame, "people") as name:
        assert memory.scalar(f"select sum(id) from {name}") == 3
    with pytest.raises(EngineError, match="CatalogException"):
        memory.rows("from people")


def test_a_registered_frame_is_gone_after_a_failure_too(memory: Warehouse) -> None:
    with pytest.raises(_StopError), memory.registered(pl.DataFrame({"id": [1]}), "people"):
        raise _StopError
    with pytest.raises(EngineError, match="CatalogException"):
        memory.rows("from people")


def test_a_query_comes_back_as_a_frame(memory: Warehouse) -> None:
    frame = memory.frame("select 1 as id, 'Ё' as name union all select 2, null order by id")
    assert frame.rows() == [(1, "Ё"), (2, None)]


# --- what is told


def test_statements_are_kept_without_their_parameters(memory: Warehouse) -> None:
    memory.statements.clear()
    memory.rows("select ?", ["Анна"])
    assert memory.statements == ["select ?"]


def test_statements_are_told_to_their_own_logger(memory: Warehouse, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, "golden_record.sql"):
        memory.rows("select ?", ["Анна"])
    assert [(record.name, record.getMessage()) for record in caplog.records] == [("golden_record.sql", "select ?")]


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("select name::integer from person", id="a cast"),
        pytest.param("select cast(name as date) from person", id="a date"),
        pytest.param("select strptime(name, '%Y-%m-%d') from person", id="a pattern"),
        pytest.param("select error(name) from person", id="an error of its own"),
        pytest.param("select name::json from person", id="JSON"),
        pytest.param("select ('[' || name || ']')::integer[] from person", id="a list"),
        pytest.param("select name::enum ('a') from person", id="an enumeration"),
        pytest.param("select regexp_matches('a', '(' || name) from person", id="a regular expression"),
        pytest.param("insert into keyed select name from person union all select name from person", id="a key twice"),
    ],
)
@pytest.mark.parametrize("name", ["Иванов", "O'Brien-Ivanov", 'the "Ivanov"', "line\nIvanov"])
def test_no_error_tells_a_value(memory: Warehouse, query: str, name: str) -> None:
    memory.execute("create table keyed (name varchar primary key)")
    memory.create(PERSON, "select 1::bigint as id, ? as name", [name])
    with pytest.raises(EngineError) as caught:
        memory.rows(query)
    told = f"{caught.value} {caught.value.hint}"
    assert not [part for part in ("Иванов", "Ivanov", "Brien") if part in told]


@pytest.mark.parametrize("content", [b"", b"no database at all" * 1000], ids=["empty", "something else"])
def test_a_file_that_is_no_database_says_what_to_do_with_it(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "state.duckdb").write_bytes(content)
    with pytest.raises(EngineError, match="cannot open") as caught:
        Warehouse(tmp_path / "state.duckdb")
    assert "put a backup in its place" in caught.value.hint
    assert "move it away" in caught.value.hint


@pytest.mark.parametrize("damage", [slice(300_000), slice(None)], ids=["cut short", "rotten"])
def test_a_database_that_was_damaged_says_what_to_do_with_it(tmp_path: Path, damage: slice) -> None:
    path = tmp_path / "state.duckdb"
    with Warehouse(path) as sound:
        sound.execute("create table t as select range as a, hash(range)::varchar as b from range(100_000)")
    content = bytearray(path.read_bytes())
    content[400_000:600_000] = bytes(200_000)
    path.write_bytes(content[damage])
    with pytest.raises(EngineError) as caught, Warehouse(path) as damaged:
        damaged.rows("select max(a), max(b) from t")
    assert "put a backup in its place" in caught.value.hint


def test_sql_of_a_job_is_not_blamed_for_the_machine(tmp_path: Path) -> None:
    with Warehouse(resources=Resources(memory="64MB", temp=tmp_path)) as small:
        small.execute("set max_temp_directory_size = '1MB'")
        with pytest.raises(EngineError) as caught, sql_of_the_job(["job.yml:1:1: attributes.a.clean[0].sql"]):
            small.rows("select list(hash(range)::varchar) from range(20_000_000)")
    assert "resources:" in caught.value.hint
    assert "job.yml" not in str(caught.value)


def test_an_error_names_the_statement_and_the_kind(memory: Warehouse) -> None:
    with pytest.raises(EngineError, match=r"statement `select \* from nowhere` failed: CatalogException"):
        memory.rows("select *\n    from nowhere")


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "state.duckdb"
    path.write_text("Иванов", encoding="utf-8")
    with pytest.raises(EngineError, match=r"cannot open .*state\.duckdb"):
        Warehouse(path)


# --- settings


def test_the_engine_keeps_to_the_resources_of_the_job(tmp_path: Path) -> None:
    with Warehouse(resources=Resources(memory="300MiB", threads=1, temp=tmp_path / "spill")) as warehouse:
        names = ("memory_limit", "threads", "temp_directory", "TimeZone")
        found = [warehouse.scalar("select current_setting(?)", [name]) for name in names]
    assert found == ["300.0 MiB", 1, str(tmp_path / "spill"), "UTC"]


def test_a_read_only_warehouse_refuses_to_write(tmp_path: Path) -> None:
    with Warehouse(tmp_path / "mart.duckdb") as warehouse:
        warehouse.create_empty(PERSON)
    with (
        Warehouse(tmp_path / "mart.duckdb", read_only=True) as reader,
        pytest.raises(EngineError, match="InvalidInputException"),
    ):
        reader.execute("drop table person")


def test_the_engine_draws_nothing_on_standard_output(memory: Warehouse) -> None:
    assert memory.scalar("select current_setting('enable_progress_bar')") is False


@pytest.mark.parametrize("alone", [False, True], ids=["as DuckDB likes", "parts left alone"])
def test_parts_of_a_table_are_joined_unless_they_are_left_alone(tmp_path: Path, *, alone: bool) -> None:
    groups = "select count(distinct row_group_id) from pragma_storage_info('number')"
    with Warehouse(tmp_path / "state.duckdb") as warehouse:
        if alone:
            warehouse.leave_parts_alone()
        warehouse.execute("create table number as select range as id from range(500_000)")
        warehouse.execute("checkpoint")
        before = warehouse.scalar(groups)
        warehouse.execute("delete from number where id % 4 > 0")
        warehouse.execute("checkpoint")
        assert (warehouse.scalar(groups) == before) is alone
        assert warehouse.count("number") == 125_000


def test_parts_are_left_alone_for_the_length_of_a_block(memory: Warehouse) -> None:
    asked = "select current_setting('max_vacuum_tasks')::integer"
    usual = memory.scalar(asked)
    with memory.parts_left_alone():
        assert memory.scalar(asked) == 0
    assert memory.scalar(asked) == usual != 0


def test_the_size_of_portions_changes_no_result(memory: Warehouse) -> None:
    memory.execute("create table number as select range as id from range(10_000)")
    usual = memory.rows("select id, sum(id) over (order by id) from number order by id")
    with memory.small_portions():
        assert memory.rows("select id, sum(id) over (order by id) from number order by id") == usual
    assert memory.count("number") == 10_000
