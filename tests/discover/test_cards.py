"""Payment cards in files that no job names yet: recognised, shown by four digits, proposed with what they need."""

from __future__ import annotations

from pathlib import Path

import pytest
from stdnum import luhn

from golden_record.config.load import load_job
from golden_record.discover import profile_files, propose
from golden_record.discover.writing import job_text
from tests.discover.small import guessed, profiled, write_csv


def _number(place: int, start: str = "4276") -> str:
    digits = f"{start}{place * 7_919_777_777 % 10**11:011}"
    return digits + str(luhn.calc_check_digit(digits))


NUMBERS = [_number(place) for place in range(1, 9)]


def _spaced(number: str) -> str:
    return " ".join(number[at : at + 4] for at in range(0, 16, 4))


@pytest.mark.parametrize("header", ["pan", "card_number", "номер карты", "column_1", "payment card"])
def test_numbers_of_networks_are_payment_cards_under_any_name_of_a_card(header: str) -> None:
    assert guessed(header, [_spaced(number) for number in NUMBERS]).type == "card"


WRONG = [number[:-1] + str((int(number[-1]) + 1) % 10) for number in NUMBERS]
"""The same with a check digit that fails."""


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("card", NUMBERS[:5] + WRONG[5:]),
        ("card_no", WRONG),
        ("Карта клиента", WRONG[:3]),
        ("PAN", NUMBERS[:1] + WRONG[1:3]),
        ("column_1", NUMBERS[:2] + WRONG[2:3]),
        ("loyalty card", NUMBERS[:5] + WRONG[5:]),
        ("account number", [f"{number}.0" for number in NUMBERS]),
    ],
)
def test_numbers_in_the_shape_of_cards_are_cards_by_their_header_or_by_half_of_their_check_digits(
    header: str, values: list[str]
) -> None:
    assert guessed(header, values).type == "card"


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("loyalty_card", WRONG),
        ("card_no", [_number(place, "9643") for place in range(1, 9)]),
        ("imei", [_number(place, "3569")[:14] for place in range(1, 9)]),
    ],
    ids=["a shop's own", "numbers of no network", "devices"],
)
def test_other_numbers_are_no_payment_cards(header: str, values: list[str]) -> None:
    assert guessed(header, values).type == "identifier"


def test_a_profile_shows_no_number_wherever_it_stands(tmp_path: Path) -> None:
    long = "x" * 30
    rows = [f"{number},{_spaced(number)},paid by {number},{long}{number}" for number in NUMBERS]
    profile = profiled(write_csv(tmp_path / "a.csv", "id_no,card,comment,long", rows))
    shown = " ".join(share.what for column in profile.columns for share in (*column.measures.top, *column.junk))
    assert "•••• " + NUMBERS[0][-4:] in shown
    assert not [number for number in NUMBERS if number in shown or _spaced(number) in shown or number[:8] in shown]


def test_a_profile_shows_no_number_for_a_slip_in_it(tmp_path: Path) -> None:
    rows = [f"{number},paid by {_spaced(number)},+4915123456789" for number in WRONG]
    profile = profiled(write_csv(tmp_path / "a.csv", "ref,comment,mobile", rows))
    shown = " ".join(share.what for column in profile.columns for share in column.measures.top)
    assert not [number for number in WRONG if number in shown or _spaced(number) in shown]
    assert "+4915123456789" in shown


def test_a_job_asks_about_cards_that_only_their_header_gives_away(tmp_path: Path) -> None:
    rows = [f"c{place},Иван Петров,{number}" for place, number in enumerate(WRONG)]
    crm = write_csv(tmp_path / "crm.csv", "id,name,card_number", rows)
    text = job_text(propose(profile_files([str(crm)], tmp_path), "shop"))
    assert "loyalty_card" not in text
    assert "card_number: a payment card, which needs a secret key: see `privacy`; or is it a card of the shop?" in text


def _proposed(folder: Path) -> Path:
    rows = [f"{_spaced(number)},Иван Петров,{place}@example.org" for place, number in enumerate(NUMBERS)]
    crm = write_csv(folder / "crm.csv", "card,name,email", rows)
    web = write_csv(folder / "web.csv", "id,pan,name,email", [f"w{place},{row}" for place, row in enumerate(rows)])
    job = folder / "job.yml"
    job.write_text(job_text(propose(profile_files([str(crm), str(web)], folder), "shop")), encoding="utf-8")
    return job


def test_a_job_with_cards_loads_as_it_is_and_says_how_to_take_them_in(tmp_path: Path) -> None:
    path = _proposed(tmp_path)
    config = load_job(path, {}).config
    assert "payment_card" not in config.attributes
    assert config.sources["crm"].key != "card"
    text = path.read_text(encoding="utf-8")
    assert "openssl rand -hex 32" in text
    path.write_text(text.replace("# payment_card", "payment_card"), encoding="utf-8")
    job = load_job(path, {"GOLDEN_RECORD_KEY": "9f86d081884c7d659a2feaa0c55ad015"})
    assert job.card_attributes == {"payment_card"}
    assert job.config.sources["web"].attributes["payment_card"] == "pan"
