"""Columns that come, go, change their names or their types: as the contract of the source says."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from golden_record.errors import SourceError
from tests.stages.sources.conftest import Project

FORMER = "id,email,city\n1,a,Omsk\n"
CHANGES = [
    pytest.param("id,email,city,note\n1,a,Omsk,x\n", "new columns: 'note'", id="added"),
    pytest.param("id,email\n1,a\n", "columns gone: 'city'", id="removed"),
    pytest.param("id,email,town\n1,a,Omsk\n", "new columns: 'town'; columns gone: 'city'", id="renamed"),
]


def _columns(project: Project) -> list[object]:
    return [row[0] for row in project.warehouse.rows("select name from source_column order by source, position")]


@pytest.mark.parametrize(("now", "words"), CHANGES)
def test_by_default_columns_may_change_and_the_report_says_which(project: Project, now: str, words: str) -> None:
    project.write("crm.csv", FORMER)
    assert project.run().notes == ()
    project.write("crm.csv", now)
    assert project.run().notes == (f"sources.crm: {words}",)
    assert project.run().notes == ()


@pytest.mark.parametrize(("now", "words"), CHANGES)
def test_frozen_columns_may_not_change_and_the_state_stays_as_it_was(project: Project, now: str, words: str) -> None:
    project.source(contract="freeze")
    project.write("crm.csv", FORMER)
    project.run()
    project.write("crm.csv", now)
    for _ in range(2):
        with pytest.raises(SourceError) as caught:
            project.run()
        assert str(caught.value).startswith("sources.crm.contract: the columns are not those of the last load")
        assert str(caught.value).endswith(words)
        assert caught.value.hint == "if this is meant, run once with `contract: evolve`"
        assert caught.value.exit_code == 3
    assert _columns(project) == ["id", "email", "city"]
    project.source(contract="evolve")
    project.run()
    project.source(contract="freeze")
    assert project.run().notes == ()


def test_the_order_of_columns_is_no_change(project: Project) -> None:
    project.source(contract="freeze")
    project.write("crm.csv", FORMER)
    project.run()
    project.write("crm.csv", "city,id,email\nOmsk,1,a\n")
    assert project.run().notes == ()


@pytest.mark.parametrize("contract", ["evolve", "freeze", "discard_row"])
def test_a_column_that_the_job_names_may_go_under_no_contract(project: Project, contract: str) -> None:
    project.source(contract=contract)
    project.write("crm.csv", FORMER)
    project.run()
    project.write("crm.csv", "id,mail,city\n1,a,Omsk\n")
    with pytest.raises(SourceError, match="has no column 'email'") as caught:
        project.run()
    assert caught.value.hint == "did you mean 'mail'?"


def _parquet(project: Project, **columns: list[object]) -> None:
    pl.DataFrame({"id": [1, 2, 3], "email": ["a", "b", "c"]} | columns).write_parquet(project.folder / "crm.parquet")


@pytest.mark.parametrize(
    ("former", "now", "kept", "reason"),
    [
        pytest.param([1, 2, 3], ["4", " 5", "6.5"], ["1"], "column 'x' holds no BIGINT", id="whole numbers"),
        pytest.param([1, 2, 3], [1.0, 2.5, 3.0], ["1", "3"], "column 'x' holds no BIGINT", id="whole and broken"),
        pytest.param([0.5, 2, 3], ["1e3", "x", "-7"], ["1", "3"], "column 'x' holds no DOUBLE", id="numbers"),
        pytest.param(
            [True, False, True], ["TRUE", "0", "false"], ["1", "3"], "column 'x' holds no BOOLEAN", id="flags"
        ),
        pytest.param([1, 2, 3], [None, "x", "1"], ["1", "3"], "column 'x' holds no BIGINT", id="nothing always fits"),
        pytest.param(["a", "b", "c"], [1, 2, 3], ["1", "2", "3"], "", id="anything is text"),
    ],
)
def test_rows_whose_values_no_longer_fit_are_discarded_one_by_one(
    project: Project, former: list[object], now: list[object], kept: list[str], reason: str
) -> None:
    project.source(path="crm.parquet", contract="discard_row")
    _parquet(project, x=former)
    project.run()
    for _ in range(2):
        _parquet(project, x=now)
        report = project.run()
        assert project.records() == kept
        assert set(project.rejected("reason")) == ({reason} if reason else set())
        assert "columns of another type: 'x' was" in report.notes[0]


def test_dates_that_no_longer_fit_are_discarded(project: Project) -> None:
    project.source(path="crm.parquet", contract="discard_row")
    days = [date(2024, 1, 2), date(2024, 1, 3)]
    pl.DataFrame({"id": [1, 2], "email": days}).write_parquet(project.folder / "crm.parquet")
    project.run()
    pl.DataFrame({"id": [1, 2], "email": ["2024-02-30", "2024-02-28"]}).write_parquet(project.folder / "crm.parquet")
    project.run()
    assert project.values() == ["2024-02-28"]
    assert project.rejected("line, reason, content") == [
        (1, "column 'email' holds no DATE", '{"id":"1","email":"2024-02-30"}')
    ]


def test_discarding_rows_leaves_new_columns_out_and_stops_for_lost_ones(project: Project) -> None:
    project.source(contract="discard_row")
    project.write("crm.csv", FORMER)
    project.run()
    project.write("crm.csv", "id,email,city,note\n1,a,Omsk,x\n2,b,Omsk\n")
    project.run()
    assert project.records() == ["1"]
    assert _columns(project) == ["id", "email", "city"]
    project.write("crm.csv", "id,email\n1,a\n")
    with pytest.raises(SourceError, match="the contract is `discard_row`: columns gone: 'city'"):
        project.run()


def test_the_files_of_a_glob_have_their_columns_together(project: Project) -> None:
    project.source(path="in/*.csv", contract="freeze")
    project.write("in/a.csv", "id,email\n1,a\n")
    project.write("in/b.csv", "id,email,city\n2,b,Omsk\n")
    project.run()
    assert _columns(project) == ["id", "email", "city"]
    project.write("in/c.csv", "email,id\nc,3\n")
    assert project.run().notes == ()


def test_documents_without_a_document_say_nothing_of_columns(project: Project) -> None:
    project.source(path="crm.jsonl", contract="freeze", max_drop="100%")
    project.write("crm.jsonl", '{"id": 1, "email": "a", "city": "Omsk"}\n')
    project.run()
    project.write("crm.jsonl", "\n")
    project.run()
    assert _columns(project) == ["city", "email", "id"]
