from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden_record.model.masking import DOT, masked


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param("Иванов Иван", "И••••• И•••", id="first letters of a name"),
        pytest.param("+79161234567", "+•••••••••67", id="last two digits of a phone"),
        pytest.param("ivan.p@example.org", "i•••.•@e••••••.o••", id="first letters of an address"),
        pytest.param("1980-01-02", "••••-••-02", id="day of a date"),
        pytest.param("4711", "••••", id="a short number is hidden whole"),
        pytest.param("m", "•", id="a single letter is hidden"),
        pytest.param("", "", id="nothing stays nothing"),
    ],
)
def test_a_masked_value_shows_its_shape(value: str, shown: str) -> None:
    assert masked(value) == shown


@given(st.text())
def test_a_mask_keeps_the_length_and_at_most_two_digits(value: str) -> None:
    shown = masked(value)
    assert len(shown) == len(value)
    assert sum(letter.isdigit() for letter in shown) <= 2
    assert all(new in (old, DOT) for old, new in zip(value, shown, strict=True))
