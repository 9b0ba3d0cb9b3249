"""Files of events into the state: every row is an event or a rejection, and what is unchanged is not read again."""

from __future__ import annotations

import gzip
import shutil
from datetime import datetime
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.errors import SourceError
from golden_record.stages import sources
from golden_record.warehouse.connection import Row
from tests.stages.sources.conftest import Project

HEADER = "card,sold,total,shop,tender\n"
TWO = HEADER + "7,2024-01-05 10:00:00,12.50,north,cash\n8,2024-01-06,3,,card\n"


@pytest.fixture(autouse=True)
def _records(project: Project) -> None:
    project.source()
    project.write("crm.csv", "id,email\n7,a@b.ru\n")


def _events(project: Project, columns: str = "key, happened_at, amount, channel, payment") -> list[Row]:
    return project.warehouse.rows(f"select {columns} from event order by events, path, line")


def test_rows_become_events(project: Project) -> None:
    project.events()
    project.write("receipts.csv", TWO)
    report = project.run()
    assert report.rows["event"] == 2
    assert report.notes == ()
    assert _events(project) == [
        ("7", datetime(2024, 1, 5, 10), Decimal("12.5000"), "north", "cash"),
        ("8", datetime(2024, 1, 6), Decimal("3.0000"), None, "card"),
    ]
    assert _events(project, "events, path, line") == [("receipts", "receipts.csv", 2), ("receipts", "receipts.csv", 3)]


def test_a_typed_file_says_the_same_as_its_text(project: Project) -> None:
    project.write("receipts.csv", TWO)
    project.events()
    project.run()
    written = _events(project)
    rows = {
        "card": [7, 8],
        "sold": [datetime(2024, 1, 5, 10), datetime(2024, 1, 6)],
        "total": [12.5, 3.0],
        "shop": ["north", " "],
        "tender": ["cash", "card"],
    }
    pl.DataFrame(rows).write_parquet(project.folder / "receipts.parquet")
    project.events(path="receipts.parquet")
    project.run()
    assert _events(project) == written
    assert _events(project, "line") == [(1,), (2,)]


def test_times_with_an_offset_are_utc_in_every_format(project: Project) -> None:
    moment = datetime(2024, 1, 5, 10)
    frame = pl.DataFrame({"card": ["7"], "sold": [moment]}).with_columns(
        pl.col("sold").dt.replace_time_zone("Europe/Moscow")
    )
    frame.write_parquet(project.folder / "a.parquet")
    project.write("b.csv", "card,sold\n7,2024-01-05T10:00:00+03:00\n")
    for name, path in (("a", "a.parquet"), ("b", "b.csv")):
        project.events(name, path=path, amount=None, channel=None, payment=None)
    project.run()
    assert _events(project, "happened_at") == [(datetime(2024, 1, 5, 7),)] * 2


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12.5", "12.5"),
        ("12,50", "12.5"),
        ("-12,50", "-12.5"),
        ("−7", "-7"),
        ("(7,10)", "-7.1"),
        ("1 234,50", "1234.5"),
        ("1\N{NO-BREAK SPACE}234,50 ₽", "1234.5"),
        ("1'234.50", "1234.5"),
        ("1,234,567", "1234567"),
        ("1.234.567,89", "1234567.89"),
        ("1,234,567.89", "1234567.89"),
        ("1,234", "1.234"),
        ("$5.00", "5"),
        ("12 руб.", "12"),
        (",5", "0.5"),
        ("+3", "3"),
        ("0.00005", "0.0001"),
        ("12x3", None),
        ("1.2.3", None),
        ("12,34,56", None),
        ("many", None),
        ("123456789012345678", None),
        ("--1", None),
    ],
)
def test_amounts_are_read_as_people_write_them(project: Project, text: str, amount: str | None) -> None:
    project.events(delimiter=";", channel=None, payment=None)
    project.write("receipts.csv", f"card;sold;total\n7;2024-01-05;{text}\n")
    report = project.run()
    assert _events(project, "amount") == [(None if amount is None else Decimal(amount),)]
    assert bool(report.notes) == (amount is None)


def test_what_cannot_be_read_of_an_event_is_counted_with_its_line(project: Project) -> None:
    project.events()
    project.write(
        "receipts.csv",
        HEADER + "7,2024-01-05,1,n,c\n7,soon,1,n,c\n7,,x,n,c\n,2024-01-05,,n,c\n7,2024-01-05,1,n,c,too many\n",
    )
    report = project.run()
    assert report.notes == (
        "activity.receipts: receipts.csv: 1 rows rejected, see rejected_event",
        "activity.receipts: receipts.csv: 2 times missing or not understood, first on line 3: these events count, "
        "but for recency",
        "activity.receipts: receipts.csv: 1 amounts not understood, first on line 4: these events count, but for money",
    )
    assert _events(project, "key, happened_at is null, amount") == [
        ("7", False, 1),
        ("7", True, 1),
        ("7", True, None),
        (None, False, None),
    ]
    assert project.warehouse.rows("select events, path, line from rejected_event") == [("receipts", "receipts.csv", 6)]


def test_files_that_are_as_they_were_are_not_read_again(project: Project) -> None:
    project.events(path="in/*.csv")
    project.write("in/1.csv", HEADER + "7,never,1,n,c\n")
    project.write("in/2.csv", TWO)
    first = project.run()
    # What a second reading would put right.
    project.warehouse.execute("update event set key = 'kept'")
    project.write("in/2.csv", TWO + "9,2024-01-07,1,,\n")
    second = project.run()
    assert _events(project, "path, key") == [
        ("in/1.csv", "kept"),
        ("in/2.csv", "7"),
        ("in/2.csv", "8"),
        ("in/2.csv", "9"),
    ]
    assert second.notes == first.notes
    project.run(full=True)
    assert _events(project, "path, key")[0] == ("in/1.csv", "7")


def test_another_reading_of_a_file_reads_it_again(project: Project) -> None:
    project.events()
    project.write("receipts.csv", TWO)
    project.run()
    project.events(channel="tender")
    project.run()
    assert _events(project, "channel") == [("cash",), ("card",)]


def test_events_go_with_their_file_and_with_the_block(project: Project) -> None:
    project.events(path="in/*.csv")
    project.write("in/1.csv", TWO)
    project.write("in/2.csv", TWO + "x\n")
    project.run()
    (project.folder / "in/2.csv").unlink()
    project.run()
    assert _events(project, "path") == [("in/1.csv",)] * 2
    assert project.warehouse.count("rejected_event") == 0
    project.activity.clear()
    assert "event" not in project.run().rows
    assert [project.warehouse.count(name) for name in ("event", "event_load")] == [0, 0]


def test_compressed_files_in_other_encodings_are_read_as_those_of_sources_are(project: Project) -> None:
    project.events(path="receipts.csv.gz", encoding="cp1251", delimiter=";")
    text = HEADER.replace(",", ";") + "7;05.01.2024 10:00;12,5;север;нал\n"
    project.write("receipts.csv.gz", gzip.compress(text.encode("cp1251")))
    project.run()
    assert _events(project) == [("7", datetime(2024, 1, 5, 10), Decimal("12.5"), "север", "нал")]


def test_a_missing_column_stops_the_run_at_its_place_in_the_job(project: Project) -> None:
    project.events(amount="totl")
    project.write("receipts.csv", TWO)
    with pytest.raises(SourceError, match=r"activity\.receipts\.amount: receipts\.csv has no column 'totl'") as caught:
        project.run()
    assert "'total'" in caught.value.hint


def test_validation_looks_at_the_headers_of_events(project: Project) -> None:
    project.events(amount="totl")
    project.events("visits")
    project.write("receipts.csv", TWO)
    found = {problem.key_path: problem.message for problem in sources.problems(project.job)}
    assert found == {
        ("activity", "receipts", "amount"): "receipts.csv has no column 'totl'",
        ("activity", "visits", "path"): "there is no file 'visits.csv'",
    }


def test_the_content_of_events_is_among_the_inputs(project: Project) -> None:
    project.events()
    project.write("receipts.csv", TWO)
    before = sources.inputs(project.job)
    assert sources.inputs(project.job) == before
    project.write("receipts.csv", TWO.replace("12.50", "12.51"))
    assert sources.inputs(project.job) != before


def test_an_empty_file_is_noted(project: Project) -> None:
    project.events()
    project.write("receipts.csv", HEADER)
    assert project.run().notes == ("activity.receipts: receipts.csv: no events",)


CONTENTS = st.sampled_from(["", "7,2024-01-05,1,n,c\n", "8,never,x,n,c\n7,2024-01-06,2,,\n", "7,2024-01-05,1\n"])
FOLDERS = st.dictionaries(st.sampled_from(["1.csv", "2.csv", "3.csv"]), CONTENTS, min_size=1)
STATE = (
    "select * from event order by events, path, line",
    "select * from event_load order by events, path",
    "select * from rejected_event order by events, path, line",
)


@given(days=st.lists(FOLDERS, min_size=1, max_size=4))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_day_by_day_leaves_what_reading_everything_at_once_does(project: Project, days: list[dict[str, str]]) -> None:
    project.events(path="in/*.csv")
    for files in days:
        shutil.rmtree(project.folder / "in", ignore_errors=True)
        for name, text in files.items():
            project.write(f"in/{name}", HEADER + text)
        notes = project.run().notes
    kept = [project.warehouse.rows(query) for query in STATE]
    assert project.run(full=True).notes == notes
    assert [project.warehouse.rows(query) for query in STATE] == kept
