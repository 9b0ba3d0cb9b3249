"""Work on another connection: both are done, or what fails stops both."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from golden_record.errors import EngineError
from golden_record.warehouse import Warehouse, beside, temporary

ENDLESS = "select count(*) from range(1000000000) as one(a), range(1000000) as other(b) where hash(a + b) = 7"


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    opened = Warehouse(tmp_path / "state.duckdb")
    opened.execute("create table mine (n integer)")
    opened.execute("create table theirs (n integer)")
    opened.execute(temporary("given", "select 7 as n"))
    opened.statements.clear()
    return opened


@pytest.mark.parametrize("threads", [1, 2], ids=["one after the other", "at once"])
def test_in_the_end_both_are_done_and_their_statements_noted_in_order(warehouse: Warehouse, threads: int) -> None:
    with warehouse:
        warehouse.execute(f"set threads = {threads}")
        with beside(warehouse, lambda other: other.execute("insert into theirs from given"), "given"):
            time.sleep(0.1)
            warehouse.execute("insert into mine values (1)")
        added = [statement for statement in warehouse.statements if statement.startswith("insert")]
        assert added == ["insert into mine values (1)", "insert into theirs from given"]
        assert warehouse.rows("from mine union all from theirs order by n") == [(1,), (7,)]


@pytest.mark.parametrize("threads", [1, 2], ids=["one after the other", "at once"])
def test_tables_that_the_work_leaves_are_taken_over(warehouse: Warehouse, threads: int) -> None:
    with warehouse:
        warehouse.execute(f"set threads = {threads}")
        work = temporary("found", "select 8 as n")
        with beside(warehouse, lambda other: other.execute(work), taken=lambda: ["found"]):
            pass
        assert warehouse.rows("from found") == [(8,)]


def test_another_connection_is_settled_like_the_first(warehouse: Warehouse) -> None:
    found = []
    with (
        warehouse,
        beside(warehouse, lambda other: found.append(other.scalar("select current_setting('TimeZone')")), "given"),
    ):
        pass
    assert found == ["UTC"]


def test_what_is_not_needed_any_more_is_broken_off(warehouse: Warehouse) -> None:
    def work(other: Warehouse) -> None:
        for _ in range(3):
            other.execute("insert into theirs from given")
            other.rows(ENDLESS)

    started = time.perf_counter()
    with warehouse:
        with pytest.raises(KeyboardInterrupt), beside(warehouse, work, "given"):
            raise KeyboardInterrupt
        assert time.perf_counter() - started < 5
        assert warehouse.rows("from mine") == []


def test_work_that_fails_fails_the_block(warehouse: Warehouse) -> None:
    with (
        warehouse,
        pytest.raises(EngineError, match="nowhere"),
        beside(warehouse, lambda other: other.execute("from nowhere"), "given"),
    ):
        warehouse.execute("insert into mine values (1)")
