"""Check digits, against the standard-number library where it knows the register."""

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.gb import nhs
from stdnum.ru import inn, ogrn

from golden_record.stages.standardize.values.identifier import IdentifierOptions
from golden_record.stages.standardize.values.official import INN, NHS, OGRN, SNILS, Scheme, clean_inn, clean_ssn


def _agrees(scheme: Scheme, numbers: list[str]) -> list[bool]:
    return pl.DataFrame({"number": numbers}).select(scheme.agrees(pl.col("number"))).to_series().to_list()


@pytest.mark.parametrize(
    ("scheme", "is_valid", "starts"),
    [
        pytest.param(INN, inn.is_valid, r"\A[1-9][0-9]{8}\Z", id="INN of a company"),
        pytest.param(INN, inn.is_valid, r"\A[1-9][0-9]{9}\Z", id="INN of a person"),
        pytest.param(OGRN, ogrn.is_valid, r"\A[15][0-9]{11}\Z", id="OGRN of a company"),
        pytest.param(OGRN, ogrn.is_valid, r"\A3[0-9]{13}\Z", id="OGRN of a trader"),
        pytest.param(NHS, nhs.is_valid, r"\A[1-9][0-9]{8}\Z", id="NHS number"),
    ],
)
@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_digits_agree_exactly_where_the_library_says_so(
    scheme: Scheme, is_valid: Callable[[str], bool], starts: str, data: st.DataObject
) -> None:
    # Of a remainder of 10 to 12 the last digit counts; the library compares all of it, so those are left out.
    start = data.draw(st.from_regex(starts).filter(lambda digits: len(digits) != 14 or int(digits) % 13 < 10))
    # Every ending of check digits, so that both answers occur.
    width = 2 if len(start) == 10 else 1
    numbers = [f"{start}{ending:0{width}}" for ending in range(10**width)]
    assert _agrees(scheme, numbers) == [is_valid(number) for number in numbers]


@pytest.mark.parametrize("number", ["11223344595", "08765430300", "00100199899"])
def test_published_snils_numbers_agree_and_their_neighbours_do_not(number: str) -> None:
    old = number.startswith("001001")
    neighbours = [f"{number[:9]}{(int(number[9:]) + step) % 100:02}" for step in range(1, 99)]
    assert _agrees(SNILS, [number]) == [True]
    assert any(_agrees(SNILS, neighbours)) is old


def test_a_typo_stays_comparable() -> None:
    row = clean_inn(pl.Series(["7707083894"]), IdentifierOptions()).row(0, named=True)
    assert (row["key"], row["quality"], row["reason"]) == ("7707083894", "suspicious", "check digits")


def test_a_leading_zero_comes_back_only_where_check_digits_confirm_it() -> None:
    options = IdentifierOptions()
    assert clean_inn(pl.Series(["277100005"]), options)["value"].item() == "0277100005"
    assert clean_ssn(pl.Series(["28972234"]), options)["value"].item() is None
