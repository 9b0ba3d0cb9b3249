"""What the names of a column tell about the order of their words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden_record.model.cleaned import pack_parts
from golden_record.stages.standardize.names.habits import Tally, tallies
from golden_record.stages.standardize.names.order import WordOrder

NAMES = [
    "Smith John",
    "John Smith",
    "Osei Kwame",
    "Иванов Иван",
    "Иван Иванов",
    "Lee Jessica",
    "Smith J.",
    "Smith, John",
]


@pytest.mark.parametrize(
    ("name", "order"),
    [
        pytest.param("Walker Emily", "family_first", id="a surname and a given name"),
        pytest.param("Emily Walker", "given_first", id="the other way round"),
        pytest.param("Sweeney Joseph Daniel", "family_first", id="a given name is never last in English"),
        pytest.param("Petrova Anna Sergeevna", "family_first", id="a patronymic ends the name"),
        pytest.param("Anna Sergeevna Petrova", "given_first", id="a patronymic in the middle"),
        pytest.param("Osei Kwame", None, id="unknown words"),
        pytest.param("Thomas James", None, id="either may be either"),
        pytest.param("Smith J.", None, id="an initial"),
        pytest.param("Smith, John", None, id="a comma says it itself"),
        pytest.param("John", None, id="one word"),
        pytest.param("Smith Иван", None, id="two alphabets"),
        pytest.param(pack_parts({"family": "Smith", "given": "John"}), None, id="parts"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_name_tells_its_order_or_nothing(name: str, order: WordOrder | None) -> None:
    found = tallies([name])
    assert found.told == (order is not None)
    assert order is None or found.latin.agreeing(order) == 1


@pytest.mark.parametrize(
    ("tally", "order"),
    [
        pytest.param(Tally(20, 0), "family_first", id="twenty agree"),
        pytest.param(Tally(19, 0), None, id="too few"),
        pytest.param(Tally(10, 20), "given_first", id="two thirds"),
        pytest.param(Tally(11, 20), None, id="less than two thirds"),
        pytest.param(Tally(50, 50), None, id="at odds"),
    ],
)
def test_an_order_is_clear_if_enough_names_tell_it(tally: Tally, order: WordOrder | None) -> None:
    assert tally.clear == order


@given(st.lists(st.sampled_from(NAMES), max_size=60))
def test_the_order_of_rows_is_irrelevant(column: list[str]) -> None:
    assert tallies(column) == tallies(column[::-1])


@given(st.lists(st.text(max_size=30), max_size=10))
def test_no_text_is_too_odd_to_be_asked(column: list[str]) -> None:
    assert tallies(column).told <= len(column)
