"""What holds for every cleaner, whatever it is fed."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.model.cleaned import COLUMNS, Quality, pack_parts
from golden_record.stages.standardize.values import CLEANERS
from golden_record.stages.standardize.values.address import PACKED

TYPES = sorted(CLEANERS)
# A masked card no longer tells its number, so its key is gone.
FORGETFUL = {"card"}
SEEDS = [
    line.split("\t")[1]
    for path in sorted((Path(__file__).parent / "cases").glob("*.tsv"))
    for line in path.read_text(encoding="utf-8").splitlines()[1:]
]

WORDS = st.sampled_from(sorted({word for seed in SEEDS for word in seed.split()}))
SIGNS = st.text(alphabet="0123456789 .,-+/()@#'\"№xоО", max_size=16)
TEXTS = st.one_of(
    st.sampled_from(SEEDS),
    st.text(max_size=24),
    SIGNS,
    st.lists(WORDS, max_size=5).map(" ".join),
    st.tuples(st.sampled_from(SEEDS), SIGNS).map("".join),
    st.dictionaries(st.sampled_from(PACKED), st.sampled_from(SEEDS), max_size=4).map(pack_parts),
)


def cleaned(type_: str, raws: Sequence[str | None]) -> pl.DataFrame:
    cleaner = CLEANERS[type_]
    return cleaner.clean(pl.Series(raws, dtype=pl.String), cleaner.options())


@pytest.mark.parametrize("type_", TYPES)
def test_the_frame_has_the_columns_of_the_contract_and_the_declared_parts(type_: str) -> None:
    frame = cleaned(type_, ["x", None])
    assert frame.columns == [*COLUMNS, *CLEANERS[type_].parts]
    assert frame.schema["ordinal"] == pl.Int32
    assert {name: frame.schema[name] for name in CLEANERS[type_].parts} == dict(CLEANERS[type_].parts)


@pytest.mark.parametrize("type_", TYPES)
def test_no_values_give_no_rows(type_: str) -> None:
    assert cleaned(type_, []).height == 0


@pytest.mark.parametrize("type_", TYPES)
def test_a_blank_gives_one_row_that_says_nothing(type_: str) -> None:
    blanks = [None, "", " ", "\u00a0", "\u200b", "\t\n"]
    frame = cleaned(type_, blanks)
    assert frame["raw"].to_list() == blanks
    assert frame.drop("raw", "ordinal").null_count().row(0) == (len(blanks),) * (len(frame.columns) - 2)


@pytest.mark.parametrize("type_", sorted(set(TYPES) - {"boolean"}))
@pytest.mark.parametrize("word", ["НЕТ", "нет", "-", "n/a", "NULL", "none", "не указан", "unknown", "xxx", "—", "??"])
def test_words_for_nothing_are_placeholders_of_every_type(type_: str, word: str) -> None:
    frame = cleaned(type_, [word])
    assert frame.select("value", "key", "quality").row(0) == (None, None, Quality.PLACEHOLDER)


@pytest.mark.parametrize("type_", TYPES)
@given(raws=st.lists(TEXTS, min_size=1, max_size=40, unique=True))
@settings(max_examples=12, deadline=None)
def test_every_text_is_answered_and_judged(type_: str, raws: list[str]) -> None:
    frame = cleaned(type_, raws)
    assert frame["raw"].unique(maintain_order=True).to_list() == raws
    unjudged = frame.filter(pl.col("quality").is_null())
    assert unjudged["value"].null_count() == unjudged["key"].null_count() == unjudged.height
    assert set(frame["quality"].drop_nulls()) <= {quality.value for quality in Quality}
    nothing = frame.filter(pl.col("quality") == Quality.PLACEHOLDER.value)
    assert nothing["value"].null_count() == nothing["key"].null_count() == nothing.height


@pytest.mark.parametrize("type_", TYPES)
@given(raws=st.lists(TEXTS, min_size=1, max_size=40, unique=True))
@settings(max_examples=12, deadline=None)
def test_a_cleaned_value_cleans_to_itself(type_: str, raws: list[str]) -> None:
    texts = [raw for raw in raws if not raw.startswith("\x1f")]
    once = cleaned(type_, texts).filter(pl.col("value").is_not_null()).unique("value", maintain_order=True)
    again = cleaned(type_, once["value"].to_list())
    assert again["value"].to_list() == once["value"].to_list()
    if type_ not in FORGETFUL:
        assert again["key"].to_list() == once["key"].to_list()


@pytest.mark.parametrize("type_", TYPES)
@given(raws=st.lists(TEXTS, min_size=2, max_size=20, unique=True))
@settings(max_examples=6, deadline=None)
def test_order_of_the_raw_values_does_not_matter(type_: str, raws: list[str]) -> None:
    forward, backward = cleaned(type_, raws), cleaned(type_, raws[::-1])
    assert forward.sort("raw", "ordinal").equals(backward.sort("raw", "ordinal"))
