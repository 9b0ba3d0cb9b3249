"""Damage that systems do to text, and how much of it is undone."""

import pytest

from golden_record.stages.standardize.names.casing import well_cased
from golden_record.stages.standardize.names.repair import one_script, other_layout, repair_text


@pytest.mark.parametrize("name", ["Иван Петров", "Щербаков Юрий", "Наталья", "Мария Ивановна", "José", "Müller"])
@pytest.mark.parametrize("wrong", ["latin-1", "cp1252"])
def test_utf8_read_in_a_western_code_page_is_restored(name: str, wrong: str) -> None:
    damaged = "".join(_misread(byte, wrong) for byte in name.encode())
    assert repair_text(damaged).text == name


@pytest.mark.parametrize("name", ["Иван Петров", "Щербаков Юрий", "Наталья", "Мария Ивановна"])
def test_utf8_read_as_cp1251_is_restored(name: str) -> None:
    damaged = "".join(_misread(byte, "cp1251") for byte in name.encode())
    assert repair_text(damaged).text == name


@pytest.mark.parametrize("name", ["Иванов Пётр", "Петров", "НАТАЛЬЯ"])
def test_cp1251_read_as_western_is_restored(name: str) -> None:
    assert repair_text(name.encode("cp1251").decode("cp1252")).text == name


@pytest.mark.parametrize("name", ["Ångström Åsa", "Éèê", "Søren", "Ñuño", "РСФСР", "Росс", "Ёё Её", "ССП", "Рёв Сёма"])
def test_sound_text_is_left_alone(name: str) -> None:
    assert repair_text(name).text == name
    assert "mojibake" not in repair_text(name).reasons


@pytest.mark.parametrize(
    ("word", "one"),
    [("Ивaнов", "Иванов"), ("Jоhn", "John"), ("Ивaнoв", "Иванов"), ("Иванов", "Иванов"), ("Иванqw", None)],
)
def test_look_alikes_of_the_other_script_are_replaced_if_all_can_be(word: str, one: str | None) -> None:
    assert one_script(word) == one


def test_the_other_keyboard_layout_works_both_ways() -> None:
    assert other_layout("Bdfyjd Gtnh") == "Иванов Петр"
    assert other_layout("Ощрт") == "John"


@pytest.mark.parametrize(
    ("word", "display"),
    [
        ("ИВАНОВ", "Иванов"),
        ("иВАНОВ", "Иванов"),
        ("ИВанов", "Иванов"),
        ("McDonald", "McDonald"),
        ("MCDONALD", "McDonald"),
        ("DeVito", "DeVito"),
        ("o'neil", "O'Neil"),
        ("sa'id", "Sa'id"),
        ("анна-мария", "Анна-Мария"),
        ("ГЕЙДАР-ОГЛЫ", "Гейдар-оглы"),
        ("Ångström", "Ångström"),
    ],
)
def test_capitals_are_put_right_and_sensible_ones_kept(word: str, display: str) -> None:
    assert well_cased(word) == display


def _misread(byte: int, encoding: str) -> str:
    try:
        return bytes([byte]).decode(encoding)
    except UnicodeDecodeError:
        return chr(byte)
