from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from golden_record.errors import EngineError
from golden_record.warehouse import Warehouse
from golden_record.warehouse.journal import (
    STATE_VERSION,
    Basis,
    begin_run,
    end_run,
    last_bases,
    last_fingerprint,
    last_rows,
    note_basis,
    note_stage,
    open_journal,
    run_ids,
    run_summary,
    times_done,
)

MONDAY = datetime(2031, 1, 6, 6)


@pytest.fixture
def journal(memory: Warehouse) -> Warehouse:
    open_journal(memory)
    return memory


def _note(journal: Warehouse, run_id: str, mark: str, status: str = "done", rows: str = '{"link": 3}') -> None:
    note_stage(journal, (run_id, "link", mark, status, 0.5, rows, 100.0))


def test_opening_a_journal_twice_changes_nothing(journal: Warehouse) -> None:
    begin_run(journal, "a", MONDAY, "hash", "0.1.0")
    open_journal(journal)
    assert run_ids(journal) == {"a"}
    assert journal.rows("from state_info") == [(STATE_VERSION,)]


def test_work_that_was_done_is_counted_and_results_used_again_are_not(journal: Warehouse) -> None:
    for run_id, status in (("a", "done"), ("b", "reused"), ("c", "done")):
        _note(journal, run_id, "mark", status)
    assert (times_done(journal, "link"), times_done(journal, "cluster")) == (2, 0)


def test_a_state_of_another_version_is_refused(journal: Warehouse) -> None:
    journal.execute("update state_info set version = 7")
    with pytest.raises(EngineError, match="has version 7; this golden_record works with version 2"):
        open_journal(journal)


def test_a_journal_that_was_begun_and_not_finished_leaves_no_trace(
    memory: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute = memory.execute

    def killed(sql: str) -> None:
        if sql.startswith("insert"):
            raise KeyboardInterrupt
        execute(sql)

    monkeypatch.setattr(memory, "execute", killed)
    with pytest.raises(KeyboardInterrupt):
        open_journal(memory)
    monkeypatch.undo()
    open_journal(memory)
    assert memory.rows("from state_info") == [(STATE_VERSION,)]


def test_a_run_is_on_record_from_its_start_to_its_end(journal: Warehouse) -> None:
    begin_run(journal, "a", MONDAY, "hash", "0.1.0")
    assert journal.rows("from run") == [("a", MONDAY, None, "running", "hash", journal.engine, "0.1.0")]
    end_run(journal, "a", MONDAY, "done")
    assert journal.rows("select finished_at, status from run") == [(MONDAY, "done")]


def test_a_run_that_never_ended_was_interrupted(journal: Warehouse) -> None:
    begin_run(journal, "a", MONDAY, "hash", "0.1.0")
    begin_run(journal, "b", MONDAY, "hash", "0.1.0")
    assert journal.rows("select run_id, status from run order by run_id") == [("a", "interrupted"), ("b", "running")]


def test_a_stage_that_never_ran_has_left_nothing(journal: Warehouse) -> None:
    assert (last_fingerprint(journal, "link"), last_bases(journal), last_rows(journal, "link")) == (None, {}, {})


def test_what_the_tables_of_a_stage_are_is_noted_once_per_stage(journal: Warehouse) -> None:
    first, second = Basis("a", None, "settings", {}), Basis("b", "a", "settings", {"standardize": "b"})
    note_basis(journal, "link", first)
    note_basis(journal, "cluster", first)
    note_basis(journal, "link", second)
    assert last_bases(journal) == {"link": second, "cluster": first}
    assert journal.count("stage_basis") == 2


def test_a_state_of_before_such_notes_knows_of_none(memory: Warehouse) -> None:
    assert last_bases(memory) == {}


def test_the_last_work_of_a_stage_counts_and_not_its_last_reuse(journal: Warehouse) -> None:
    _note(journal, "a", "old", rows='{"link": 2}')
    _note(journal, "b", "new")
    _note(journal, "c", "new", status="reused", rows='{"link": 9}')
    assert last_fingerprint(journal, "link") == "new"
    assert last_rows(journal, "link") == {"link": 3}


def test_the_summary_of_a_run_has_a_row_per_stage(journal: Warehouse) -> None:
    _note(journal, "a", "mark")
    _note(journal, "b'", "mark")
    assert journal.rows(run_summary("b'")) == [("b'", "link", "mark", "done", 0.5, '{"link": 3}', 100.0)]


def test_the_journal_outlives_its_process(tmp_path: Path) -> None:
    with Warehouse(tmp_path / "state.duckdb") as state:
        open_journal(state)
        begin_run(state, "a", MONDAY, "hash", "0.1.0")
    with Warehouse(tmp_path / "state.duckdb") as state:
        open_journal(state)
        assert run_ids(state) == {"a"}
