from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.warehouse import Warehouse, ident, literal, stack, tidy
from golden_record.warehouse.sql import column

HOSTILE = (
    'a"; drop table victim;--',
    "a'; drop table victim;--",
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "{{7*7}} ${HOME} %s {0}",
    "\u202egnirts\u200b\u200d",
    "''\"\"\\'\\\"",
    "/* -- */",
    "$1 ? :name",
    "Ё" * 300,
    "line\r\nbreak\ttab",
    " ",
)

# DuckDB refuses NUL in names, and lone surrogates are no text.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
NAMES = TEXT.filter(bool)

hostile = pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
over_one_warehouse = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@hostile
def test_a_hostile_value_is_text_and_nothing_else(memory: Warehouse, text: str) -> None:
    memory.execute("create table victim (id integer)")
    assert memory.rows(f"select {literal(text)}, ?", [text]) == [(text, text)]
    assert memory.has("victim")


@hostile
def test_a_hostile_name_names_a_column_and_nothing_else(memory: Warehouse, text: str) -> None:
    memory.execute("create table victim (id integer)")
    memory.execute(f"create table found as select 1 as {column(text)}")
    assert list(memory.columns("found")) == [text]
    assert memory.scalar(f"select {column(text)} from found") == 1
    assert memory.has("victim")


@over_one_warehouse
@given(text=TEXT)
def test_any_text_survives_a_literal(memory: Warehouse, text: str) -> None:
    assert memory.scalar(f"select {literal(text)}") == text


@over_one_warehouse
@given(value=st.integers(-(2**63), 2**63 - 1) | st.booleans() | st.none())
def test_any_number_survives_a_literal(memory: Warehouse, value: int | bool | None) -> None:
    assert memory.scalar(f"select {literal(value)}") == value


@over_one_warehouse
@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_any_fraction_survives_a_literal(memory: Warehouse, value: float) -> None:
    assert memory.scalar(f"select ({literal(value)})::double") == value


@over_one_warehouse
@given(name=NAMES)
def test_any_name_survives_quoting(memory: Warehouse, name: str) -> None:
    memory.execute(f"create or replace table found as select 1 as {column(name)}")
    assert list(memory.columns("found")) == [name]


@over_one_warehouse
@given(name=NAMES.filter(lambda name: "." not in name))
def test_a_name_without_dots_is_one_identifier(memory: Warehouse, name: str) -> None:
    memory.execute(f"create or replace temporary table {ident(name)} as select 1")
    assert memory.scalar(f"select count(*) from {ident(name)}") == 1


def test_dots_of_an_identifier_separate_schema_and_table() -> None:
    assert ident("ops.run") == '"ops"."run"'
    assert column("ops.run") == '"ops.run"'


def test_stacked_lines_fit_the_place_where_they_are_put() -> None:
    text = tidy(f"""
        select
            {stack(["one", "two"], indent=12)}
        from there
    """)
    assert text == "select\n    one,\n    two\nfrom there"
    assert stack(["a", "b"], indent=4, separator=" and") == "a and\n    b"
    assert stack([]) == ""


def test_tidy_takes_the_indentation_of_the_code_away_and_keeps_that_of_the_statement() -> None:
    assert tidy("\n        select\n            one\n        from there\n    ") == "select\n    one\nfrom there"
