"""The log of a database: written out beside other work, and nothing that was committed is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from golden_record.warehouse import Resources, Warehouse, log_of
from golden_record.warehouse.writing_out import LEAST, written_out_beside

ROWS = 4_000_000
"""Rows that take more room in the log than is left to wait."""


def _log(path: Path) -> int:
    log = log_of(path)
    return log.stat().st_size if log.exists() else 0


def _fill(warehouse: Warehouse, rows: int) -> None:
    with warehouse.transaction():
        # Deleted and updated rows stand in the log, large insertions in the file at once.
        warehouse.execute("update long set value = value + 1 where number < ?", [rows])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "state.duckdb"
    with Warehouse(found) as warehouse:
        warehouse.execute(f"create table long as select range as number, 0 as value from range({ROWS})")
    return found


def test_the_log_is_written_out_while_statements_go_on(path: Path) -> None:
    with Warehouse(path, Resources(threads=2)) as warehouse:
        with written_out_beside(warehouse) as write_out:
            _fill(warehouse, 1_000_000)
            assert _log(path) > LEAST
            write_out()
            with warehouse.transaction():
                assert warehouse.scalar("select sum(value) from long") == 1_000_000
                warehouse.execute("insert into long values (-1, 5)")
        assert _log(path) < LEAST
        assert warehouse.rows("select count(*), sum(value) from long") == [(ROWS + 1, 1_000_005)]
    with Warehouse(path) as again:
        assert again.rows("select count(*), sum(value) from long") == [(ROWS + 1, 1_000_005)]


def test_a_small_log_waits_for_more(path: Path) -> None:
    with Warehouse(path, Resources(threads=2)) as warehouse, written_out_beside(warehouse) as write_out:
        _fill(warehouse, 100)
        before = _log(path)
        write_out()
        assert 0 < _log(path) == before


def test_one_thread_leaves_it_to_the_engine(path: Path) -> None:
    with Warehouse(path, Resources(threads=1)) as warehouse, written_out_beside(warehouse) as write_out:
        _fill(warehouse, 3_000_000)
        assert _log(path) == 0
        write_out()


def test_an_interrupted_block_leaves_a_database_that_opens(path: Path) -> None:
    def interrupted() -> None:
        with Warehouse(path, Resources(threads=2)) as warehouse, written_out_beside(warehouse) as write_out:
            _fill(warehouse, 1_000_000)
            write_out()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with Warehouse(path) as again:
        assert again.scalar("select sum(value) from long") == 1_000_000
