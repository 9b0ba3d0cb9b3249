"""Keys of any script."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden_record.stages.standardize.values.translit import ascii_key, ascii_keys


@given(texts=st.lists(st.text(max_size=20), max_size=20))
def test_the_column_and_the_single_text_agree(texts: list[str]) -> None:
    assert ascii_keys(pl.Series(texts, dtype=pl.String)).to_list() == [ascii_key(text) or None for text in texts]


@given(text=st.text(max_size=20))
def test_a_key_is_lower_case_ascii_with_single_spaces(text: str) -> None:
    key = ascii_key(text)
    assert key.isascii()
    assert key == " ".join(key.lower().split())


@pytest.mark.parametrize(
    ("russian", "latin"), [("Невский", "Nevsky"), ("Щербаков", "Shcherbakov"), ("Фёдор", "Fedor"), ("Юлия", "Yuliya")]
)
def test_russian_meets_its_common_romanisation(russian: str, latin: str) -> None:
    assert ascii_key(russian) == ascii_key(latin)
