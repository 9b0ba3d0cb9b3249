"""Parts of dates, and the order of day and month in a column."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.stages.standardize.values.birth_date import PARTS, DateOptions, clean, guess_order

SHAPES = ["%Y-%m-%d", "%d.%m.%Y", "%Y%m%d", "%d/%m/%Y", "%Y-%m-%dT%H:%M:%S", "%d %B %Y", "%b %d, %Y", "%d-%b-%Y"]
DAYS = st.dates(date(1905, 1, 1), date(2024, 12, 31)).filter(lambda day: day != date(1970, 1, 1))


@given(day=DAYS, shape=st.sampled_from(SHAPES))
@settings(max_examples=50, deadline=None)
def test_a_written_day_is_read_as_that_day(day: date, shape: str) -> None:
    row = clean(pl.Series([day.strftime(shape)]), DateOptions("dmy", today=date(2025, 6, 1))).row(0, named=True)
    assert (row["value"], row["key"], row["quality"]) == (day.isoformat(), day.isoformat(), "good")
    assert (row["year"], row["month"], row["day"]) == (day.year, day.month, day.day)


@given(day=DAYS)
@settings(max_examples=25, deadline=None)
def test_a_spreadsheet_number_is_the_day_it_counts(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    expected = day.isoformat() if serial >= 10_000 else None
    assert clean(pl.Series([str(serial)]), DateOptions())["value"].item() == expected or serial < 10_000


@pytest.mark.parametrize(
    ("raws", "order"),
    [
        pytest.param(["12/27/1971", "01/02/1980"], "mdy", id="a day that is no month stands second"),
        pytest.param(["27.12.1971", "01.02.1980"], "dmy", id="a day that is no month stands first"),
        pytest.param(["85-03-12", "71-12-27"], "ymd", id="a year stands first"),
        pytest.param(["01/02/1980", "1980-12-27"], None, id="nothing tells"),
        pytest.param(["12/27/1971", "27/12/1971"], None, id="the evidence is even"),
        pytest.param(["12/27/1971"] * 9 + ["27/12/1971"], "mdy", id="the majority tells"),
        pytest.param([], None, id="no values"),
        pytest.param([None, "нет"], None, id="no dates"),
    ],
)
def test_the_order_is_guessed_from_what_only_one_order_can_read(raws: list[str | None], order: str | None) -> None:
    assert guess_order(pl.Series(raws, dtype=pl.String)) == order


def test_a_guessed_order_reads_the_ambiguous_dates_of_the_column() -> None:
    values = clean(pl.Series(["12/27/1971", "01/02/1980"]), DateOptions())["value"].to_list()
    assert values == ["1971-12-27", "1980-01-02"]


def test_an_impossible_day_keeps_its_digits_in_the_key_and_the_parts() -> None:
    row = clean(pl.Series(["19851305"]), DateOptions()).row(0, named=True)
    assert (row["value"], row["key"]) == (None, "1985-13-05")
    assert tuple(row[name] for name in PARTS) == (1985, 13, 5)


def test_without_today_no_day_lies_ahead() -> None:
    assert clean(pl.Series(["2050-01-01"]), DateOptions())["quality"].item() == "good"
