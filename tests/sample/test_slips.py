"""Slips of the hand."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from golden_record.sample import slips

DRAWS = st.floats(0, 1, exclude_max=True)
NAMES = st.sampled_from(["Иванов", "Анна", "Smith", "Ли", "O'Brien", "Аввакумов"])


@given(NAMES, DRAWS)
def test_a_slip_changes_the_text_by_little_and_keeps_its_first_letter(text: str, draw: float) -> None:
    slipped = slips.misspelt(text, draw)
    assert slipped != text
    assert slipped[0] == text[0]
    assert abs(len(slipped) - len(text)) <= 1


@given(st.dates(date(1930, 1, 1), date(2011, 12, 31)), DRAWS)
def test_a_misdated_birthday_is_another_date(born: date, draw: float) -> None:
    assert date.fromisoformat(slips.misdated(born.isoformat(), draw)) != born


def test_the_wrong_layout_is_the_keyboards() -> None:
    assert slips.in_wrong_layout("Иванов", 0.0) == "Bdfyjd"


def test_look_alikes_look_alike_and_are_not_cyrillic() -> None:
    assert slips.with_lookalikes("Сорока", 0.0) == "Copoкa"
