"""What may be kept of a card's number: enough to compare and to recognise it, too little to find it."""

from __future__ import annotations

import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from golden_record.model.cards import Card, key_mark, read_card, without_card_numbers, without_long_numbers
from golden_record.model.cleaned import Quality

KEY = b"0123456789abcdef0123456789abcdef"
NUMBER = "4276380012345679"

numbers = st.text("0123456789", min_size=12, max_size=18).map(lambda text: text + luhn.calc_check_digit(text))


def _read(text: str, key: bytes = KEY) -> Card:
    card = read_card(text, key)
    assert card is not None
    return card


@pytest.mark.parametrize(
    "text",
    [
        "4276380012345679",
        " 4276 3800 1234 5679 ",
        "4276-3800-1234-5679",
        "4276\u00a03800\u20111234\u200b5679",
        "4276380012345679.0",
        "４２７６３８００１２３４５６７９",
        "4276\t3800\x001234/5679",
    ],
)
def test_however_a_number_is_written_its_hash_is_that_of_its_digits(text: str) -> None:
    digest = hmac.digest(KEY, NUMBER.encode(), "sha256").hex()
    assert _read(text) == Card(Quality.GOOD, None, digest, "5679")


@pytest.mark.parametrize(
    ("text", "quality", "reason", "last_four", "has_digest"),
    [
        ("4276380012345671", Quality.SUSPICIOUS, "check digit", "5671", True),
        ("**** **** **** 5679", Quality.SUSPICIOUS, "masked", "5679", False),
        ("427638XXXXXX5679", Quality.SUSPICIOUS, "masked", "5679", False),
        ("0000 0000 0000 0000", Quality.PLACEHOLDER, "placeholder", None, False),
        ("4111 1111 1111 1111", Quality.PLACEHOLDER, "placeholder", None, False),
        ("VISA 4276380012345679", Quality.INVALID, "not a card number", None, False),
        ("4276380012345679, 5469380012345673", Quality.INVALID, "not a card number", None, False),
        ("4.27638001234568E+15", Quality.INVALID, "not a card number", None, False),
        ("42763800", Quality.INVALID, "not a card number", None, False),
    ],
)
def test_what_is_no_good_number_says_why_and_is_not_readable_either(
    text: str, quality: Quality, reason: str, last_four: str | None, has_digest: bool
) -> None:
    card = _read(text)
    assert (card.quality, card.reason, card.last_four) == (quality, reason, last_four)
    assert (card.digest is not None) == has_digest


def test_a_text_without_a_digit_is_left_as_it_is() -> None:
    assert read_card("not known", KEY) is None


def test_another_key_gives_other_hashes_and_no_key_none() -> None:
    assert _read(NUMBER).digest != _read(NUMBER, KEY[::-1]).digest
    assert _read(NUMBER, b"").digest is None
    assert key_mark(KEY) != key_mark(KEY[::-1])
    assert key_mark(b"") == ""


@given(st.text())
def test_any_text_can_be_read_and_what_is_kept_survives_the_journey(text: str) -> None:
    card = read_card(text, KEY)
    assert card is None or Card.unpacked(card.packed()) == card


@given(numbers)
def test_what_is_kept_of_a_number_does_not_hold_it(number: str) -> None:
    packed = _read(number).packed()
    assert number not in packed
    assert number[:-4] not in packed


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ('{"id":"7","pan":"4276 3800 1234 5679"}', '{"id":"7","pan":"•••• 5679"}'),
        ('{"pan":"4276380012345671"}', '{"pan":"•••• 5671"}'),
        ("7\t4276380012345679\tx", "•••• 5679\tx"),
        (r'{"pan":"4276\t38001234\u00005679"}', '{"pan":"•••• 5679"}'),
        ("+7 916 123-45-67, 2024-01-31T10:00:00", "+7 916 123-45-67, 2024-01-31T10:00:00"),
    ],
)
def test_long_numbers_of_a_row_are_cut_whatever_their_check_digit(text: str, kept: str) -> None:
    assert without_long_numbers(text) == kept


@given(numbers, st.text(), st.text())
def test_no_number_is_left_in_a_row_wherever_it_stands(number: str, before: str, after: str) -> None:
    assert number not in without_long_numbers(before + number + after)


def test_where_cards_are_not_expected_only_numbers_that_can_be_cards_are_cut() -> None:
    text = "4276 3800 1234 5679, 4276380012345671, 1234567890123452"
    assert without_card_numbers(text) == "•••• 5679, •••• 5671, 1234567890123452"
