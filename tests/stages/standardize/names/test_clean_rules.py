"""What holds for every text that can stand in a name column."""

import re
from collections.abc import Mapping

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.model.cleaned import COLUMNS, Quality, pack_parts
from golden_record.stages.standardize.names import PARTS, USUAL, Habit, clean, habit_of
from golden_record.stages.standardize.names.sound import family_sound

LEARNT = (
    Habit(latin="family_first"),
    Habit(cyrillic="given_first"),
    Habit(latin="family_first", cyrillic="given_first"),
    Habit("family_first", "family_first", declared=True),
    Habit("given_first", "given_first", declared=True),
)
"""Habits that a column may have besides the usual one."""

FRAGMENTS = """
    Иванов Иван Иванович ИВАНОВА Ивановна и . , ( ) - ' van der оглы Jr мл Mr г-н née / " И. И.И. A. JA test нет Al
    John O'Neil ООО & 2 Иван0в Bdfyjd é ß İ ǆ ﬁ 王 Ð˜ Ковалевич Абрамович asdf II ; ? _ Ph.D. ь ʼ ŉ ª Ⅳ JohnSmith CEPOBA
    Smith Ïåòðîâ Ⅷ ẞ ٣ क्षि \u200b
"""

worded = st.lists(st.sampled_from(FRAGMENTS.split()), min_size=1, max_size=6).map(" ".join)
packed = st.dictionaries(
    st.sampled_from(["given", "family", "middle", "patronymic", "suffix", "prefix", "full"]),
    st.one_of(worded, st.text(max_size=8)),
    max_size=4,
).map(pack_parts)
raw_names = st.one_of(worded, packed, st.text(max_size=40))


def _rows(*raws: str | None) -> list[dict[str, object]]:
    return clean(pl.Series(raws, dtype=pl.String)).to_dicts()


@given(st.lists(raw_names, max_size=8))
@settings(deadline=None)
def test_any_text_gives_one_row_with_the_declared_columns(raws: list[str]) -> None:
    frame = clean(pl.Series(raws, dtype=pl.String))
    assert frame["raw"].to_list() == raws
    assert frame.columns == [*COLUMNS, *PARTS]
    assert {name: frame.schema[name] for name in PARTS} == dict(PARTS)
    assert frame.schema["ordinal"] == pl.Int32


@given(raw_names)
@settings(deadline=None, max_examples=400)
def test_cleaning_a_cleaned_value_changes_nothing(raw: str) -> None:
    (row,) = _rows(raw)
    if row["value"] is not None:
        (again,) = _rows(str(row["value"]))
        assert (again["value"], again["key"]) == (row["value"], row["key"])


@given(raw_names)
@settings(deadline=None)
def test_keys_are_lower_case_ascii_words(raw: str) -> None:
    (row,) = _rows(raw)
    for name in ("key", "family_key", "given_key", "patronymic_key", "maiden_key", "family_sound", "given_sound"):
        assert row[name] is None or re.fullmatch(r"[a-z0-9]+( [a-z0-9]+)*", str(row[name]))


@given(raw_names)
@settings(deadline=None)
def test_a_value_comes_with_a_key_and_a_worth_or_not_at_all(raw: str) -> None:
    (row,) = _rows(raw)
    usable = {Quality.GOOD, Quality.REPAIRED, Quality.SUSPICIOUS}
    assert (row["value"] is None) == (row["key"] is None)
    assert (row["value"] is not None) == (row["quality"] in usable)


@given(st.lists(raw_names, unique=True, max_size=6))
@settings(deadline=None)
def test_the_order_of_rows_is_irrelevant(raws: list[str]) -> None:
    backwards = clean(pl.Series(raws[::-1], dtype=pl.String))
    assert clean(pl.Series(raws, dtype=pl.String)).to_dicts() == backwards.reverse().to_dicts()


@pytest.mark.parametrize("raw", [None, "", "   ", "\u200b", "\t\n"])
def test_a_blank_cell_has_neither_value_nor_quality(raw: str | None) -> None:
    (row,) = _rows(raw)
    assert (row["value"], row["key"], row["quality"]) == (None, None, None)


@pytest.mark.parametrize("raw", ["Иванов" * 60, "x" * 100_000, "(" * 5_000, "a/" * 5_000, "'" * 5_000])
def test_overlong_texts_are_settled_at_once(raw: str) -> None:
    (row,) = _rows(raw)
    assert row["quality"] != Quality.GOOD


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("Иванов" * 60, "too long"),
        ("ivan@example.org", "contact data"),
        ("ООО Ромашка", "company"),
        ("John & Mary Smith", "several people"),
        ("один два три четыре пять шесть семь восемь", "many words"),
    ],
)
def test_what_is_no_single_person_stays_whole_and_suspicious(raw: str, reason: str) -> None:
    (row,) = _rows(raw)
    assert (row["value"], row["quality"], row["reason"]) == (raw, Quality.SUSPICIOUS, reason)
    assert row["family"] is None


@pytest.mark.parametrize(
    ("parts", "family", "given_name"),
    [
        pytest.param({"given": "Иванов", "family": "Иван"}, "Иванов", "Иван", id="Russian"),
        pytest.param({"given": "Smith", "family": "John"}, "Smith", "John", id="English"),
    ],
)
def test_swapped_parts_are_put_right_and_reported(parts: Mapping[str, str], family: str, given_name: str) -> None:
    (row,) = _rows(pack_parts(parts))
    assert (row["family"], row["given"]) == (family, given_name)
    assert (row["quality"], row["reason"]) == (Quality.REPAIRED, "swapped")


@pytest.mark.parametrize(
    "parts",
    [
        {"given": "Роман", "family": "Абрамович"},
        {"given": "Taylor", "family": "James"},
        {"given": "Abernathy", "family": "Fred"},
        {"given": "Mary", "family": "García Márquez"},
        {"given": "Amara", "family": "X."},
    ],
    ids=lambda parts: " ".join(parts.values()),
)
def test_declared_parts_stay_where_no_vocabulary_contradicts(parts: Mapping[str, str]) -> None:
    (row,) = _rows(pack_parts(parts))
    assert (row["family"], row["given"]) == (parts["family"], parts["given"])


def test_reasons_tell_codes_and_never_the_name() -> None:
    rows = _rows("Ивaнов ПЁТР", "Иванов Пётр 7", "Тест Иванов", "Bdfyjd Bdfy", "тест")
    reasons = [str(row["reason"]) for row in rows]
    assert reasons == ["look-alike letters, case", "digits", "test word", "keyboard layout", "test"]


@pytest.mark.parametrize(
    "text", ["111 avenue", "Anna 222", "333 Иван", "Иванов 777 Иван", "+7 999", "+++ Smith 000 John"]
)
def test_a_word_of_repeated_signs_beside_a_name_is_read_and_not_refused(text: str) -> None:
    (row,) = clean(pl.Series([text])).to_dicts()
    assert row["raw"] == text


@pytest.mark.parametrize(
    ("raw", "key", "sound"),
    [
        pytest.param("Ludwig van Beethoven", "beethoven van", "beethoven", id="one"),
        pytest.param("Vincent van der Berg", "berg van der", "berg", id="two"),
        pytest.param("Ahmad Al-Duri", "duri al", "duri", id="joined by a hyphen"),
        pytest.param("Ludwig Beethoven", "beethoven", "beethoven", id="none"),
    ],
)
def test_particles_stand_behind_the_family_name_and_have_no_sound(raw: str, key: str, sound: str) -> None:
    (row,) = _rows(raw)
    assert (row["family_key"], row["family_sound"]) == (key, family_sound(sound))


@given(raw_names, st.sampled_from([USUAL, *LEARNT]))
@settings(deadline=None, max_examples=300)
def test_a_value_means_the_same_whatever_the_habit_of_its_column_was(raw: str, habit: Habit) -> None:
    """What a column's habit has settled is shown in the usual order, so the value needs the habit no more."""
    row = clean(pl.Series([raw], dtype=pl.String), habit).row(0, named=True)
    if row["value"] is not None:
        (again,) = _rows(str(row["value"]))
        assert (again["value"], again["key"]) == (row["value"], row["key"])


@pytest.mark.parametrize("habit", [USUAL, *LEARNT], ids=lambda habit: habit.code)
def test_a_habit_can_be_told_in_a_few_words(habit: Habit) -> None:
    assert habit_of(habit.code) == habit
