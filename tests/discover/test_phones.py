from __future__ import annotations

import polars as pl
import pytest

from golden_record.discover.phones import likely_region


@pytest.mark.parametrize(
    ("numbers", "region"),
    [
        (["89161234567", "8 (926) 765-43-21", "9057654321"], "RU"),
        (["+7 916 123-45-67", "+7 926 765-43-21"], "RU"),
        (["(916) 597-8244", "614-900-4314", "718-723-7889"], "US"),
        (["07911 123456", "020 7946 0958", "+44 7911 123456"], "GB"),
        (["+1-555-0100", "+1 555 0199"], "US"),
    ],
)
def test_the_country_is_that_whose_habits_the_numbers_show(numbers: list[str], region: str) -> None:
    assert likely_region(pl.Series(numbers)) == region


def test_no_numbers_are_taken_for_those_of_the_default_country() -> None:
    assert likely_region(pl.Series([], dtype=pl.String)) == "RU"
