"""Given names, their short forms, and their spellings in two alphabets."""

import polars as pl
import pytest

from golden_record.stages.standardize.names import clean
from golden_record.stages.standardize.names.vocabulary import given_names

SAME_NAME = """
aleksandr: Александр Alexander Aleksandr Alexandr Шурик
mikhail: Михаил Mikhail Michael Миша Misha Mike
iuliia: Юлия Yuliya Julia Iuliia Юля Yulia
ekaterina: Екатерина Catherine Katherine Катя Katya Kate Ekaterina
sergei: Сергей Sergey Sergei Серёжа Серега Sergej
dmitrii: Дмитрий Dmitry Дмитро Dmitriy Митя
evgenii: Евгений Evgeny Yevgeny Eugene
elizaveta: Елизавета Elizabeth Лиза Liz Betty
natalia: Наталья Наталия Natalie Natasha Наташа
petr: Пётр Петр Peter Pyotr Петя
pavel: Павел Paul Паша Pavel
ivan: Иван Ivan Ваня Vanya Ванюша
william: William Bill Billy Will Уильям
robert: Robert Bob Rob Роберт
john: John Jack Джон Johnny
margarita: Margaret Peggy Маргарита Рита
mariia: Мария Maria Mary Маша Molly
anna: Анна Anna Anne Аня Нюра
liudmila: Людмила Lyudmila Ludmila Люся
viacheslav: Вячеслав Vyacheslav
iakov: Яков Jacob Yakov Яша
""".strip().splitlines()


def _classes(*names: str) -> list[list[str] | None]:
    found: list[list[str] | None] = clean(pl.Series([f"{name} Иванова" for name in names]))["given_class"].to_list()
    return found


@pytest.mark.parametrize("line", SAME_NAME)
def test_forms_of_one_name_share_its_class(line: str) -> None:
    name, _, forms = line.partition(": ")
    assert all(name in (classes or []) for classes in _classes(*forms.split()))


@pytest.mark.parametrize(
    ("form", "classes"),
    [
        ("Саша", ["aleksandr", "aleksandra"]),
        ("Женя", ["evgenii", "evgeniia"]),
        ("Валя", ["valentin", "valentina"]),
        ("Bill", ["william"]),
        ("Ким", None),
        ("Зорбо", None),
    ],
)
def test_an_ambiguous_form_stands_for_all_its_names_and_an_unknown_one_for_none(
    form: str, classes: list[str] | None
) -> None:
    assert _classes(form) == [classes]


def test_the_vocabulary_is_as_rich_as_promised() -> None:
    names = given_names()
    assert len(names.gender) >= 300
    assert len(names.cyrillic) >= 900


@pytest.mark.parametrize("form", ["ivanovich", "ilinichna", "lvovna", "iakovlevich", "sergeyevich", "dmitrievna"])
def test_patronymics_are_derived_from_the_names(form: str) -> None:
    assert given_names().forms_patronymic(form)


@pytest.mark.parametrize(
    ("raw", "gender"),
    [
        pytest.param("Саша Петровна", "f", id="the patronymic first"),
        pytest.param("Зорбо Анна", "f", id="then the given name"),
        pytest.param("г-жа Зорбо", "f", id="then the title"),
        pytest.param("Саша Петрова", "f", id="then the surname"),
        pytest.param("Саша Зорбо", None, id="or nothing"),
        pytest.param("John Martin", "m", id="English"),
        pytest.param("Kim Medina", "f", id="an English nickname"),
    ],
)
def test_gender_comes_from_the_best_witness(raw: str, gender: str | None) -> None:
    assert clean(pl.Series([raw]))["gender"].to_list() == [gender]
