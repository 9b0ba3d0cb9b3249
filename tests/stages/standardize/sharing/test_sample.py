"""The sample's customers, one in ten of whom was given the same e-mail address to get past the form."""

from __future__ import annotations

import polars as pl
import pytest

from golden_record.model.tables import SOURCE_RECORD, SOURCE_VALUE
from golden_record.sample import generate
from tests.builders import put
from tests.stages.standardize.conftest import Desk

JUNK = "klient@magazin-client.ru"
COLUMNS = {"name": "full_name", "phone": "phone", "email": "email", "city": "city"}


@pytest.fixture(scope="module")
def visitors() -> pl.DataFrame:
    return generate(4_000).web


def _tell(desk: Desk, visitors: pl.DataFrame) -> None:
    """Let every visitor be a record that says what its row does."""
    rows = visitors.with_row_index("record_id", 1).select("record_id", "visitor_id", *COLUMNS)
    values = rows.rename(COLUMNS).unpivot(list(COLUMNS.values()), index="record_id", variable_name="attribute")
    put(desk.warehouse, SOURCE_RECORD, [(number, "web", key) for number, key, *_ in rows.iter_rows()])
    desk.warehouse.create_empty(SOURCE_VALUE)
    with desk.warehouse.registered(values.drop_nulls("value"), "said") as said:
        desk.warehouse.execute(
            "insert into source_value (record_id, attribute, position, raw)"
            f" select record_id, attribute, 0, value from {said}"
        )


def _shared(desk: Desk, visitors: pl.DataFrame) -> set[tuple[object, ...]]:
    _tell(desk, visitors)
    desk.run()
    return set(desk.warehouse.rows("select attribute, value, class from shared_value"))


def test_a_junk_address_of_one_in_ten_is_found_and_changes_nothing_else(desk: Desk, visitors: pl.DataFrame) -> None:
    tenth = pl.int_range(pl.len()) % 10 == 0
    spoiled = visitors.with_columns(pl.when(tenth).then(pl.lit(JUNK)).otherwise("email").alias("email"))
    blank = visitors.with_columns(pl.when(~tenth).then("email").alias("email"))
    assert _shared(desk, spoiled) == {*_shared(desk, blank), ("email", JUNK, "placeholder")}


def test_without_its_crowd_a_record_compares_like_one_that_left_the_field_empty(
    desk: Desk, visitors: pl.DataFrame
) -> None:
    tenth = pl.int_range(pl.len()) % 10 == 0
    records = "select * from standard_record order by record_id"
    _shared(desk, visitors.with_columns(pl.when(tenth).then(pl.lit(JUNK)).otherwise("email").alias("email")))
    spoiled = desk.warehouse.rows(records)
    _shared(desk, visitors.with_columns(pl.when(~tenth).then("email").alias("email")))
    assert desk.warehouse.rows(records) == spoiled
