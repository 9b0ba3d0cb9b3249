"""A card leaves a keyed hash and four digits, nothing else."""

import polars as pl

from golden_record.stages.standardize.values.card import CardOptions, clean

NUMBER = "4276 1234 5678 9018"


def test_the_number_is_nowhere_in_the_answer_but_the_raw_column() -> None:
    frame = clean(pl.Series([NUMBER]), CardOptions(b"secret")).drop("raw")
    assert not any("5678" in str(value) for value in frame.row(0))
    assert frame["value"].item() == "•••• 9018"


def test_writings_of_one_card_share_a_key_and_another_secret_gives_another() -> None:
    same = clean(pl.Series([NUMBER, "4276123456789018", "4276-1234-5678-9018"]), CardOptions(b"secret"))["key"]
    other = clean(pl.Series([NUMBER]), CardOptions(b"other"))["key"]
    assert same.n_unique() == 1
    assert same[0] != other[0]


def test_a_masked_number_is_shown_but_never_compared() -> None:
    frame = clean(pl.Series(["**** **** **** 9018", "4276 12** **** 9018", "•••• 9018"]), CardOptions(b"secret"))
    assert frame["value"].unique().to_list() == ["•••• 9018"]
    assert frame["key"].null_count() == 3


def test_a_wrong_check_digit_is_suspicious_and_specimens_are_placeholders() -> None:
    frame = clean(pl.Series([NUMBER[:-1] + "1", "4111 1111 1111 1111", "12"]), CardOptions(b"secret"))
    assert frame["quality"].to_list() == ["suspicious", "placeholder", "invalid"]


def test_without_a_secret_a_card_has_no_key() -> None:
    assert clean(pl.Series([NUMBER]), CardOptions()).select("value", "key").row(0) == ("•••• 9018", None)
