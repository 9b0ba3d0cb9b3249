"""The trap labels of the truth."""

import polars as pl
import pytest

from golden_record.sample import TRAPS, SampleData
from golden_record.sample.guide import trap_counts


def _rows(data: SampleData, trap: str) -> pl.DataFrame:
    return data.truth.filter(pl.col("traps").str.split("|").list.contains(trap))


@pytest.mark.parametrize("trap", TRAPS)
def test_every_trap_is_there_often_enough(sample: SampleData, trap: str) -> None:
    assert trap_counts(sample.truth)[trap] >= 40


def test_labels_are_known_words(sample: SampleData) -> None:
    labels = sample.truth["traps"].str.split("|").explode().unique()
    assert set(labels) <= {*TRAPS, ""}


def test_some_records_are_easy(sample: SampleData) -> None:
    assert 0.1 < (sample.truth["traps"] == "").mean() < 0.5  # type: ignore[operator]  # a mean of booleans is a number


def test_duplicates_are_the_people_with_two_records_in_one_source(sample: SampleData) -> None:
    several = pl.len().over("source", "person_id") > 1
    labelled = pl.col("traps").str.split("|").list.contains("duplicate")
    assert sample.truth.select((several == labelled).all()).item()


@pytest.mark.parametrize("trap", ["father_son", "twins"])
def test_family_look_alikes_come_in_twos_at_least(sample: SampleData, trap: str) -> None:
    people = _rows(sample, trap).group_by("household_id").agg(pl.col("person_id").n_unique())
    assert people["person_id"].min() == 2


def test_recycled_phones_are_shared_by_strangers(sample: SampleData) -> None:
    rows = _rows(sample, "phone_recycled").join(sample.crm, left_on="source_id", right_on="customer_id")
    digits = pl.col("mobile").str.replace_all(r"\D", "").str.tail(10)
    homes = rows.group_by(digits).agg(pl.col("household_id").n_unique())
    assert homes["household_id"].max() == 2


def test_initials_show_in_the_names(sample: SampleData) -> None:
    names = _rows(sample, "initials").join(sample.pos, left_on="source_id", right_on="reg_id")["name"]
    assert len(names) > 1_000
    assert names.str.contains(r"^\S+ (\S\.)( \S\.)?$").all()


def test_look_alike_letters_mix_alphabets_or_look_like_no_name(sample: SampleData) -> None:
    names = _rows(sample, "layout").join(sample.crm, left_on="source_id", right_on="customer_id")["fio"]
    assert names.str.contains("[A-Za-z]").all()
