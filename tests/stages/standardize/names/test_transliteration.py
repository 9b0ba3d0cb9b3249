"""One ASCII key for any script."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden_record.stages.standardize.names import name_key


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Щербаков", "shcherbakov"),
        ("ЮРИЙ", "iurii"),
        ("Подъячев", "podieiachev"),
        ("Киселёв", "kiselev"),
        ("Киселе\u0308в", "kiselev"),
        ("Мамин-Сибиряк", "mamin sibiriak"),
        ("O'Neil", "oneil"),
        ("O’Neil", "oneil"),
        ("Müller", "muller"),
        ("Łukasz", "lukasz"),
        ("Straße 12/3", "strasse 12 3"),
        ("г. Санкт-Петербург", "g sankt peterburg"),
        ("Київ", "kiiv"),
        ("王小明", "wangxiaoming"),
        ("", ""),
        ("—", ""),
    ],
)
def test_text_becomes_a_plain_key(text: str, key: str) -> None:
    assert name_key(text) == key


@given(st.text())
def test_a_key_is_ascii_and_its_own_key(text: str) -> None:
    key = name_key(text)
    assert re.fullmatch(r"(?:[a-z0-9]+(?: [a-z0-9]+)*)?", key)
    assert name_key(key) == key
