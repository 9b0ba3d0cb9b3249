"""Parts of an address, and addresses that are one."""

import polars as pl
import pytest

from golden_record.model.cleaned import pack_parts
from golden_record.stages.standardize.values.address import AddressOptions, clean

FULL = "101000, Россия, Московская обл., г. Химки, ул. Мира, д. 7А, корп. 2, кв. 15"


def _parts(raw: str) -> dict[str, str | None]:
    return clean(pl.Series([raw]), AddressOptions()).row(0, named=True)


def test_a_russian_address_comes_apart() -> None:
    row = _parts(FULL)
    shown = ("postcode", "region", "city", "street", "house", "building", "flat")
    assert [row[name] for name in shown] == ["101000", "Московская обл", "Химки", "ул Мира", "7А", "2", "15"]
    keys = ("postcode_key", "city_key", "street_key", "house_key", "flat_key")
    assert [row[name] for name in keys] == ["101000", "khimki", "mira", "7a/2", "15"]


def test_an_english_address_comes_apart() -> None:
    row = _parts("123 Main Street, Apt 4, Springfield, IL 62701-1234")
    shown = ("postcode", "region", "city", "street", "house", "flat")
    assert [row[name] for name in shown] == ["62701-1234", "IL", "Springfield", "Main Street", "123", "4"]
    assert (row["postcode_key"], row["street_key"]) == ("62701", "main st")


@pytest.mark.parametrize(
    "writings",
    [
        pytest.param(
            ["ул. Ленина, д. 5, кв. 12", "Ленина ул 5-12", "Lenina 5 12", "УЛИЦА ЛЕНИНА ДОМ 5 КВАРТИРА 12"], id="Lenin"
        ),
        pytest.param(
            ["г. Москва, ул. Тверская, д. 7, корп. 2, кв. 15", "Москва, Тверская 7к2, 15", "Moscow, Tverskaya 7k2-15"],
            id="building",
        ),
        pytest.param(["123 Main St Apt 4", "Apt 4, 123 Main Street", "123 main street, unit #4"], id="Main Street"),
        pytest.param(
            [
                "Flat 2, 10 High Street, London SW1A 1AA",
                "10 High St, Flat 2, London",
                "10 High Street Flat 2, London, UK",
            ],
            id="High Street",
        ),
        pytest.param(["ул. Ленина, 5а", "ул. Ленина, д. 5 лит. А", "ул. Ленина, дом 5 А"], id="letter"),
    ],
)
def test_abbreviation_order_and_alphabet_do_not_change_the_key(writings: list[str]) -> None:
    keys = clean(pl.Series(writings), AddressOptions())["key"]
    assert keys.null_count() == 0
    assert keys.n_unique() == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ул. Ленина, 5", "ул. Ленина, 6"),
        ("ул. Ленина, 5, кв. 1", "ул. Ленина, 5, кв. 2"),
        ("ул. Большая Бронная, 5", "ул. Малая Бронная, 5"),
        ("ул. Мира, 5", "пр-т Мира, 5"),
        ("123 Main St", "123 Main Ave"),
        ("123 N Main St", "123 S Main St"),
        ("г. Москва, ул. Ленина, 5", "г. Химки, ул. Ленина, 5"),
    ],
)
def test_different_places_keep_different_keys(one: str, other: str) -> None:
    assert clean(pl.Series([one, other]), AddressOptions())["key"].n_unique() == 2


def test_parts_and_text_of_one_address_have_one_key() -> None:
    packed = pack_parts({"street": "ул. Ленина", "house": "5", "flat": "12", "city": "г. Москва"})
    keys = clean(pl.Series([packed, "Москва, ул. Ленина, д. 5, кв. 12"]), AddressOptions())["key"]
    assert keys.n_unique() == 1


def test_what_arrives_as_a_part_is_not_guessed_again() -> None:
    row = _parts(pack_parts({"street": "henty street", "house": "22", "line2": "walea", "city": "buddan"}))
    assert (row["city_key"], row["street_key"], row["house_key"]) == ("buddan", "henty st", "22")


def test_a_town_alone_has_parts_but_no_key() -> None:
    row = _parts("г. Москва")
    assert (row["city_key"], row["key"], row["quality"]) == ("moskva", None, "suspicious")
