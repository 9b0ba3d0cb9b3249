"""How Russian names bend."""

import pytest

from golden_record.sample import english_names, grammar, russian_names
from golden_record.sample.lexicon import build_lexicon


@pytest.mark.parametrize(
    ("father", "son", "daughter"),
    [
        ("Иван", "Иванович", "Ивановна"),
        ("Сергей", "Сергеевич", "Сергеевна"),
        ("Игорь", "Игоревич", "Игоревна"),
        ("Юрий", "Юрьевич", "Юрьевна"),
        ("Аркадий", "Аркадиевич", "Аркадиевна"),
        ("Дмитрий", "Дмитриевич", "Дмитриевна"),
        ("Илья", "Ильич", "Ильинична"),
        ("Никита", "Никитич", "Никитична"),
        ("Пётр", "Петрович", "Петровна"),
        ("Лев", "Львович", "Львовна"),
    ],
)
def test_patronymics_follow_the_fathers_name(father: str, son: str, daughter: str) -> None:
    assert grammar.patronymics(father) == (son, daughter)


@pytest.mark.parametrize(
    ("surname", "feminine"),
    [
        ("Иванов", "Иванова"),
        ("Королёв", "Королёва"),
        ("Никитин", "Никитина"),
        ("Чайковский", "Чайковская"),
        ("Толстой", "Толстая"),
        ("Шевченко", "Шевченко"),
        ("Черных", "Черных"),
        ("Цой", "Цой"),
    ],
)
def test_surnames_of_women_bend_where_russian_bends_them(surname: str, feminine: str) -> None:
    assert grammar.feminine(surname) == feminine


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("Юлия", ("Iuliia", "Yuliya", "Yulia")),
        ("Егор", ("Egor", "Yegor", "Egor")),
        ("Хохлов", ("Khokhlov", "Khokhlov", "Hohlov")),
        ("Щербаков", ("Shcherbakov", "Shcherbakov", "Scherbakov")),
    ],
)
def test_each_scheme_writes_its_own_latin(written: str, latin: tuple[str, str, str]) -> None:
    assert (grammar.in_passport(written), grammar.on_maps(written), grammar.in_messages(written)) == latin


def test_the_lists_are_long_and_name_nobody_twice() -> None:
    for names in (russian_names, english_names):
        surnames = names.SURNAMES.split()
        assert len(surnames) == len(set(surnames)) > 400
    given = [line.split(":")[0] for line in (russian_names.MALE_GIVEN + russian_names.FEMALE_GIVEN).split("\n") if line]
    assert len(given) == len(set(given)) > 120


def test_large_populations_get_composed_surnames() -> None:
    few, many = build_lexicon(100).surnames.sizes, build_lexicon(5_000).surnames.sizes
    assert few.min() > 400
    assert many.tolist() == [5_000, 5_000]
