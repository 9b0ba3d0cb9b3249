from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from golden_record.config.attributes import AttributeConfig
from golden_record.model.attribute_types import TYPES
from golden_record.model.cleaned import COLUMNS, RAW, pack_parts
from golden_record.stages.standardize import names
from golden_record.stages.standardize.cleaners import BoundCleaner, cleaner_for

TODAY = date(2025, 6, 1)

USUAL = {"person_name": names.USUAL.code, "phone": "RU", "birth_date": "dmy", "date": "dmy"}
"""Readings of the types that have one."""


def _cleaner(type_: str, *ignore: str, today: date = TODAY, **options: object) -> BoundCleaner:
    return cleaner_for(AttributeConfig.model_validate({"type": type_} | options), ignore, today)


def _cleaned(type_: str, *raw: str, ignore: tuple[str, ...] = (), reading: str | None = None) -> pl.DataFrame:
    texts = pl.Series("raw", raw, dtype=pl.String)
    return _cleaner(type_, *ignore)(texts, USUAL.get(type_, "") if reading is None else reading)


@pytest.mark.parametrize("type_", sorted(TYPES))
def test_every_type_has_a_cleaner_that_gives_what_it_promises(type_: str) -> None:
    cleaner = _cleaner(type_)
    raw = ["", "nonsense", "12", pack_parts({"given": "Ivan", "street": "Ленина", "house": "5"})]
    found = _cleaned(type_, *raw)
    assert tuple(found.columns[: len(COLUMNS)]) == COLUMNS
    assert list(cleaner.columns) == found.columns
    assert set(found[RAW]) == set(raw)
    assert {part.source for part in TYPES[type_].parts} <= set(found.columns)


@pytest.mark.parametrize("type_", sorted(TYPES))
def test_no_values_give_an_empty_answer_of_the_same_shape(type_: str) -> None:
    cleaner = _cleaner(type_)
    found = _cleaned(type_)
    assert found.height == 0
    assert list(cleaner.columns) == found.columns


@pytest.mark.parametrize(
    ("pattern", "ignored", "kept"),
    [
        pytest.param("ivan.petrov@shop.ru", "Ivan.Petrov@Shop.ru", "ivan.petrov@shop.rus", id="exactly, in any case"),
        pytest.param("info@*", "info@shop.ru", "my-info@shop.ru", id="a beginning"),
        pytest.param("*@shop.ru", "ivan.petrov@shop.ru", "ivan.petrov@shop.ru.net", id="an end"),
        pytest.param("a*@*.net", "anna@mail.net", "anna@mail.org", id="a middle"),
        pytest.param("a.b+c@shop.ru", "a.b+c@shop.ru", "aab+c@shop.ru", id="signs mean themselves"),
    ],
)
def test_what_the_job_ignores_becomes_a_placeholder(pattern: str, ignored: str, kept: str) -> None:
    found = _cleaned("email", ignored, kept, ignore=(pattern,))
    assert found.select("value", "key", "quality", "reason").row(0) == (None, None, "placeholder", "ignored by the job")
    assert found["quality"][1] == "good"


def test_what_is_ignored_may_be_written_as_cleaned() -> None:
    found = _cleaned("phone", "8 (916) 123-45-67", ignore=("+79161234567",))
    assert found["quality"].to_list() == ["placeholder"]


@pytest.mark.parametrize("pattern", ["[a-z]*", "(", "a|b", r"\d", "?", "#1 & ~2 - 3", "день*"])
def test_any_text_may_be_ignored(pattern: str) -> None:
    whole = pattern.replace("*", " and more")
    found = _cleaned("text", whole, "something else", ignore=(pattern,))
    assert found["quality"].to_list() == ["placeholder", "good"]


def test_a_value_of_several_lines_can_be_ignored() -> None:
    assert _cleaned("text", "junk\nand more", ignore=("junk*",))["quality"].to_list() == ["placeholder"]


def test_equal_settings_share_a_fingerprint_whatever_their_order() -> None:
    assert _cleaner("email", "a", "b").fingerprint == _cleaner("email", "b", "a").fingerprint


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(_cleaner("birth_date"), _cleaner("birth_date", formats=["%Y"]), id="formats"),
        pytest.param(_cleaner("email"), _cleaner("email", "a@*"), id="ignored values"),
        pytest.param(_cleaner("person_name"), _cleaner("person_name", "x"), id="ignored names"),
        pytest.param(_cleaner("email"), _cleaner("text"), id="type"),
        pytest.param(_cleaner("birth_date"), _cleaner("birth_date", today=date(2026, 1, 1)), id="another year"),
    ],
)
def test_what_changes_the_answer_changes_the_fingerprint(one: BoundCleaner, other: BoundCleaner) -> None:
    assert one.fingerprint != other.fingerprint


def test_what_is_kept_stays_valid_for_a_year() -> None:
    assert _cleaner("birth_date", today=date(2025, 1, 1)).fingerprint == _cleaner("birth_date").fingerprint


def test_values_are_kept_by_reading_so_another_one_needs_no_other_fingerprint() -> None:
    assert _cleaner("birth_date", order="dmy").fingerprint == _cleaner("birth_date", order="mdy").fingerprint
    assert _cleaned("city", "Омск")["reading"].to_list() == [""]


@pytest.mark.parametrize(
    ("type_", "raw", "readings"),
    [
        pytest.param("birth_date", "03/04/1980", {"dmy": "1980-04-03", "mdy": "1980-03-04"}, id="order of a date"),
        pytest.param("phone", "07911 123456", {"GB": "+447911123456", "RU": "07911123456"}, id="region of a phone"),
        pytest.param(
            "person_name",
            "Osei Kwame",
            {"family_first": "Kwame Osei", "given_first": "Osei Kwame"},
            id="order of words",
        ),
    ],
)
def test_a_reading_decides_what_a_value_leaves_open(type_: str, raw: str, readings: dict[str, str]) -> None:
    assert {reading: _cleaned(type_, raw, reading=reading)["value"][0] for reading in readings} == readings
