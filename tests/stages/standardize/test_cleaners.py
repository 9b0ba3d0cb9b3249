from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from golden_record.config.attributes import AttributeConfig
from golden_record.model.attribute_types import TYPES
from golden_record.model.cleaned import COLUMNS, RAW, pack_parts
from golden_record.stages.standardize.cleaners import BoundCleaner, cleaner_for

TODAY = date(2025, 6, 1)
NOTHING = pl.Series("raw", [], dtype=pl.String)


def _cleaner(
    type_: str, *ignore: str, raw: pl.Series = NOTHING, today: date = TODAY, **options: object
) -> BoundCleaner:
    return cleaner_for(AttributeConfig.model_validate({"type": type_} | options), ignore, raw, today)


def _qualities(cleaner: BoundCleaner, *raw: str) -> list[str | None]:
    return cleaner(pl.Series("raw", raw, dtype=pl.String))["quality"].to_list()


@pytest.mark.parametrize("type_", sorted(TYPES))
def test_every_type_has_a_cleaner_that_gives_what_it_promises(type_: str) -> None:
    cleaner = _cleaner(type_)
    raw = ["", "nonsense", "12", pack_parts({"given": "Ivan", "street": "Ленина", "house": "5"})]
    found = cleaner(pl.Series("raw", raw, dtype=pl.String))
    assert tuple(found.columns[: len(COLUMNS)]) == COLUMNS
    assert list(cleaner.columns) == found.columns
    assert set(found[RAW]) == set(raw)
    assert {part.source for part in TYPES[type_].parts} <= set(found.columns)


@pytest.mark.parametrize("type_", sorted(TYPES))
def test_no_values_give_an_empty_answer_of_the_same_shape(type_: str) -> None:
    cleaner = _cleaner(type_)
    found = cleaner(NOTHING)
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
    found = _cleaner("email", pattern)(pl.Series("raw", [ignored, kept]))
    assert found.select("value", "key", "quality", "reason").row(0) == (None, None, "placeholder", "ignored by the job")
    assert found["quality"][1] == "good"


def test_what_is_ignored_may_be_written_as_cleaned() -> None:
    assert _qualities(_cleaner("phone", "+79161234567"), "8 (916) 123-45-67") == ["placeholder"]


@pytest.mark.parametrize("pattern", ["[a-z]*", "(", "a|b", r"\d", "?", "#1 & ~2 - 3", "день*"])
def test_any_text_may_be_ignored(pattern: str) -> None:
    whole = pattern.replace("*", " and more")
    assert _qualities(_cleaner("text", pattern), whole, "something else") == ["placeholder", "good"]


def test_a_value_of_several_lines_can_be_ignored() -> None:
    assert _qualities(_cleaner("text", "junk*"), "junk\nand more") == ["placeholder"]


def test_equal_settings_share_a_fingerprint_whatever_their_order() -> None:
    assert _cleaner("email", "a", "b").fingerprint == _cleaner("email", "b", "a").fingerprint


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(_cleaner("phone"), _cleaner("phone", region="US"), id="region"),
        pytest.param(_cleaner("birth_date", order="dmy"), _cleaner("birth_date", order="mdy"), id="order"),
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


def test_the_order_of_dates_is_read_from_the_data_unless_declared() -> None:
    american = pl.Series("raw", ["12/25/1979", "03/04/1980"])
    assert _cleaner("birth_date", raw=american)(american)["value"].to_list() == ["1979-12-25", "1980-03-04"]
    declared = _cleaner("birth_date", raw=american, order="dmy")
    assert declared(american)["value"].to_list()[1] == "1980-04-03"
