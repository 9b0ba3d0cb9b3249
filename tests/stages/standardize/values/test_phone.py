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
from golden_record.stages.standardize.values.phone_columns import settle
from golden_record.stages.standardize.values.phone_plan import plan_of

ABROAD = ["GB", "GG", "US", "CA", "RU", "KZ", "BY", "UA", "DE", "FR", "IT", "AU", "CO", "BR", "AX", "TM"]
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


def _from_abroad(country: str) -> list[str]:
    """The country's numbers and neighbours of theirs, as people dial them and write them down elsewhere."""
    code = phonenumbers.country_code_for_region(country)
    prefix = phonenumbers.ndd_prefix_for_region(country, strip_non_digits=True) or "0"
    openings = [f"+{code}", f"00{code}", str(code), f"+{code} ({prefix})", f"+{code}{prefix}", prefix, "0"]
    return [opening + digits for digits in _examples(country) if digits.isdigit() for opening in openings]


@pytest.mark.parametrize("region", ["RU", "GB"])
@pytest.mark.parametrize("country", ABROAD)
def test_both_paths_agree_on_numbers_of_other_countries(region: str, country: str) -> None:
    raws = list(dict.fromkeys(_from_abroad(country)))
    fast = clean(pl.Series(raws), PhoneOptions(region))
    assert fast.to_dicts() == _by_library(raws, region).to_dicts()


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("+447400{:06}", id="as dialled from anywhere"),
        pytest.param("00447400{:06}", id="as dialled from Europe"),
        pytest.param("+44 (0)7400 {:06}", id="with the prefix for use at home"),
        pytest.param("447400{:06}", id="without a plus"),
        pytest.param("07400 {:06}", id="of no number in the region"),
        pytest.param("+375 29 1{:06}", id="of Belarus"),
    ],
)
def test_many_plain_numbers_of_another_country_need_no_library(written: str) -> None:
    raws = pl.Series([written.format(number) for number in range(123_400, 123_500)])
    assert settle(questions(raws), "RU").left.is_empty()


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
