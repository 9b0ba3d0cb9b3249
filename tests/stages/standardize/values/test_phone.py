"""Numbers settled column by column are those the library would settle alike."""

import random

import phonenumbers
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat

from golden_record.model.cleaned import Quality
from golden_record.stages.standardize.values.outcome import answered, finished, questions
from golden_record.stages.standardize.values.phone import PARTS, PhoneOptions, clean, judge
from golden_record.stages.standardize.values.phone_plan import plan_of

REGIONS = ["RU", "KZ", "US", "CA", "GB", "AU", "DE", "FR", "IT", "IN", "AR", "BY", "JE"]


def _by_library(raws: list[str], region: str) -> pl.DataFrame:
    rows = questions(pl.Series(raws, dtype=pl.String))
    return finished([answered(rows, lambda text: judge(text, region), PARTS)], PARTS)


def _examples(region: str) -> list[str]:
    """Numbers of every kind in the region, and neighbours of theirs, as they are dialled at home and from abroad."""
    chance = random.Random(region)
    shapes = [PhoneNumberFormat.E164, PhoneNumberFormat.NATIONAL, PhoneNumberFormat.INTERNATIONAL]
    kinds = phonenumbers.PhoneNumberType.values()
    numbers = [number for kind in kinds if (number := phonenumbers.example_number_for_type(region, kind))]
    found = [phonenumbers.format_number(number, shape) for number in numbers for shape in shapes]
    digits = ["".join(sign for sign in text if sign.isdigit()) for text in found]
    mutated = [
        text[: (at := chance.randrange(len(text)))] + chance.choice("0123456789") + text[at + 1 :]
        for text in digits * 6
    ]
    return list(dict.fromkeys([*found, *digits, *mutated]))


@pytest.mark.parametrize("region", REGIONS)
def test_both_paths_agree_on_the_numbers_of_a_region(region: str) -> None:
    raws = [*_examples(region), *_examples("RU"), *_examples("GB")]
    raws = list(dict.fromkeys(raws))
    fast = clean(pl.Series(raws), PhoneOptions(region))
    assert fast.to_dicts() == _by_library(raws, region).to_dicts()


@pytest.mark.parametrize("region", REGIONS)
@given(raws=st.lists(st.from_regex(r"\A\+?[0-9]{7,14}\Z"), unique=True, min_size=1, max_size=60))
@settings(max_examples=8, deadline=None)
def test_both_paths_agree_on_any_digits(region: str, raws: list[str]) -> None:
    assert clean(pl.Series(raws), PhoneOptions(region)).to_dicts() == _by_library(raws, region).to_dicts()


def test_plain_numbers_of_the_large_countries_need_no_library() -> None:
    assert all(plan_of(region) for region in ["RU", "KZ", "US", "GB", "AU", "DE", "FR"])


@pytest.mark.parametrize(
    ("raw", "region", "parts"),
    [
        pytest.param("8 916 123-45-67", "RU", ("mobile", None, "RU"), id="Russian mobile"),
        pytest.param("8 495 123-45-60 доб. 12", "RU", ("fixed", "12", "RU"), id="Moscow office with extension"),
        pytest.param("8 800 555 35 35", "RU", ("other", None, "RU"), id="free of charge"),
        pytest.param("8 701 123 45 67", "RU", ("mobile", None, "KZ"), id="Kazakhstan shares the code"),
        pytest.param("(913) 381-5948 x7", "US", ("fixed_or_mobile", "7", "US"), id="America does not tell"),
        pytest.param("07400 123456", "GB", ("mobile", None, "GB"), id="British mobile"),
    ],
)
def test_line_extension_and_country_are_told(raw: str, region: str, parts: tuple[str, str | None, str]) -> None:
    assert clean(pl.Series([raw]), PhoneOptions(region)).select(*PARTS).row(0) == parts


def test_a_number_that_cannot_exist_is_kept_as_evidence() -> None:
    row = clean(pl.Series(["(285) 555-0178"]), PhoneOptions("US")).row(0, named=True)
    assert (row["key"], row["quality"], row["reason"]) == ("+12855550178", Quality.SUSPICIOUS, "unassigned")
