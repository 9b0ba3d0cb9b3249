from __future__ import annotations

import pytest

from tests.discover.small import guessed


@pytest.mark.parametrize(
    ("values", "label"),
    [
        (["a@example.org", "b@example.org", "нет"], "email"),
        (["+7 916 123-45-67", "8 (926) 765-43-21", "89031112233"], "phone"),
        (["1969-01-02 10:11:12", "2024-05-06 07:08:09"], "date"),
        ([f"{1950 + n}-03-{n % 28 + 1:02}" for n in range(40)], "birth_date"),
        ([f"{2015 + n % 9}-03-{n % 28 + 1:02}" for n in range(40)], "date"),
        (["Иванов Иван Петрович", "Anna Smith", "Пётр Сидоров"], "person_name"),
        (["112-233-445 95", "087-654-303 00"], "snils"),
        (["500100732259", "500100732259", "526317984689"], "inn"),
        (["https://example.org/a", "www.example.org"], "url"),
        (["М", "Ж", "ж"] * 20, "gender"),
        (["true", "false"] * 20, "boolean"),
        ([f"550e8400-e29b-41d4-a716-4466554400{n:02}" for n in range(20)], "identifier"),
        (["ул. Ленина, д. 5, кв. 12", "пр. Мира, д. 7"], "address"),
        (["12,50", "7", "1 200.30"] + [str(n) for n in range(30)], "number"),
        (["gold", "silver"] * 30, "category"),
    ],
)
def test_values_tell_what_a_nameless_column_is(values: list[str], label: str) -> None:
    assert guessed("column_1", values).label == label


def test_values_overrule_a_header_that_they_contradict() -> None:
    assert guessed("phone", ["a@example.org", "b@example.org"]).type == "email"


def test_a_number_of_a_register_whose_digits_do_not_fit_is_an_identifier_of_that_name() -> None:
    found = guessed("ssn", ["2319505", "1493049", "6043963", "5924879"])
    assert (found.type, found.attribute) == ("identifier", "ssn")


def test_a_card_of_a_shop_is_no_payment_card() -> None:
    assert guessed("card_no", ["2762965508", "2736065808"]).label == "identifier"


@pytest.mark.parametrize("values", [[], [None, None], ["", " "]], ids=["no rows", "nulls", "blanks"])
def test_an_empty_column_is_nothing_whatever_its_header_says(values: list[str | None]) -> None:
    found = guessed("email", values)
    assert (found.type, found.why) == ("", "the column is empty")


def test_nested_values_are_not_guessed() -> None:
    assert guessed("tags", ['{"a": 1}', "[1, 2]"]).type == ""


def test_an_id_of_which_there_are_few_is_a_category() -> None:
    assert guessed("store_id", ["1", "2", "3"] * 100).type == "category"
