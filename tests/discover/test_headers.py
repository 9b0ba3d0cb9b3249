from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden_record.config.consistency import RESERVED
from golden_record.discover.headers import read_header, slug, words_of
from golden_record.discover.vocabulary import meanings
from golden_record.model.attribute_types import TYPES


@pytest.mark.parametrize(
    ("headers", "attribute", "part"),
    [
        (("fio", "ФИО", "full_name", "FullName", "Имя клиента"), "full_name", None),
        (("first_name", "firstName", "FNAME", "Имя", "imya"), "full_name", "given"),
        (("surname", "last-name", "Фамилия", "familiya", "familija"), "full_name", "family"),
        (("Отчество", "otchestvo", "patronymic"), "full_name", "patronymic"),
        (("dob", "birthday", "BirthDate", "Дата рождения", "data_rozhdeniya"), "birth_date", None),
        (("tel", "msisdn", "Телефон", "home_phone", "Phone1", "номер_телефона", "телефон_домашний"), "phone", None),
        (("e-mail", "E-Mail", "customerEmail", "почта", "pochta", "Электронная почта"), "email", None),
        (("ИНН", "inn", "tax_id"), "tax_id", None),
        (("СНИЛС", "snils"), "snils", None),
        (("карта", "card_no", "loyalty_id", "номер карты"), "loyalty_card", None),
        (("адрес", "adres", "home address"), "address", None),
        (("город", "gorod", "city", "billing_city", "suburb"), "city", "city"),
        (("индекс", "zip", "postal-code", "PostCode"), "postcode", "postcode"),
        (("пол", "pol", "sex"), "gender", None),
        (("modified_at", "ДатаИзменения", "last_update"), "updated_at", None),
    ],
)
def test_spellings_scripts_and_cases_of_a_header_mean_the_same(
    headers: tuple[str, ...], attribute: str, part: str | None
) -> None:
    for header in headers:
        meaning = read_header(header).meaning
        assert meaning is not None, header
        assert (meaning.attribute, meaning.part) == (attribute, part), header


@pytest.mark.parametrize("header", ["phone_type", "email_opt_in", "consent_status", "store_name", "company_phone_type"])
def test_a_column_about_a_thing_is_not_taken_for_the_thing(header: str) -> None:
    heading = read_header(header)
    assert heading.about == "other" or heading.meaning is None or not heading.meaning.attribute


def test_words_of_confirmation_make_a_proof() -> None:
    heading = read_header("emailConfirmed")
    assert heading.about == "proof"
    assert heading.meaning is not None
    assert heading.meaning.attribute == "email"


def test_words_are_parted_at_signs_humps_and_digits() -> None:
    assert words_of("homePhone2_RAW") == words_of("home phone 2 raw")


@given(st.text(max_size=40))
def test_any_header_gives_a_name_that_a_job_may_use(header: str) -> None:
    name = slug(header, default="column")
    assert re.fullmatch(r"[a-z][a-z0-9_]{0,62}", name)
    assert "__" not in name
    assert name not in RESERVED
    read_header(header)


def test_every_phrase_has_one_meaning_of_a_known_type() -> None:
    found = list(meanings())
    joined = ["".join(words_of(phrase)) for phrase, _ in found]
    assert all(joined)
    assert len(joined) == len(set(joined)), sorted({word for word in joined if joined.count(word) > 1})
    assert {meaning.type for _, meaning in found} <= TYPES.keys()
