from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from benchmarks import plain_splink, queries
from benchmarks.plain_splink import PAIRS_PER_RECORD, blocks, certain_blocks, flat_columns, roles, training_blocks
from golden_record.warehouse import Warehouse

PERSON = {"full_name": "person_name", "birth_date": "birth_date", "phone": "phone", "card": "identifier"}


def test_a_list_is_compared_by_its_first_value() -> None:
    columns = flat_columns({"phone": "phone", "city": "city"})
    assert columns == {"phone": '"phone"[1]', "city": '"city"'}


def test_names_and_addresses_are_compared_by_their_parts() -> None:
    assert list(flat_columns({"full_name": "person_name", "address": "address"})) == [
        "full_name__given",
        "full_name__family",
        "address",
        "address__postcode",
    ]


def test_nobody_blocks_on_what_the_job_calls_shared() -> None:
    assert ("card",) in blocks(roles(PERSON, shared=[]))
    assert ("card",) not in blocks(roles(PERSON, shared=["card"]))


def test_the_two_training_blockings_hold_different_columns_fixed() -> None:
    first, second = training_blocks(roles(PERSON, shared=[]))
    assert not set(first) & set(second)


@pytest.mark.parametrize(
    ("attributes", "certain"),
    [
        pytest.param(PERSON, ("full_name__given", "full_name__family", "birth_date"), id="a full name and a date"),
        pytest.param({"email": "email"}, ("email",), id="an e-mail address"),
        pytest.param({"full_name": "person_name"}, ("full_name__given", "full_name__family"), id="a name, for want"),
    ],
)
def test_the_prior_rests_on_the_surest_rules_there_are(attributes: dict[str, str], certain: tuple[str, ...]) -> None:
    assert certain_blocks(roles(attributes, shared=[]))[0] == certain


def test_every_kind_of_attribute_has_a_comparison() -> None:
    types = {"a": "person_name", "b": "date", "c": "email", "d": "address", "e": "text", "f": "number", "g": "gender"}
    assert len(list(plain_splink.comparisons(types))) == len(flat_columns(types))


def test_pairs_of_a_blocking_rule_are_counted_without_the_empty_ones() -> None:
    with Warehouse() as warehouse, warehouse.registered(pl.DataFrame({"a": ["x", "x", "x", None, None]}), "given"):
        warehouse.execute(f"create table {queries.FLAT} as select * from given")
        assert warehouse.scalar(queries.block_pairs(["a"])) == 3


def test_a_rule_that_finds_too_many_pairs_is_left_out() -> None:
    most = 2 * PAIRS_PER_RECORD + 2
    rows = pl.DataFrame({"loose": ["x"] * most, "tight": [str(place) for place in range(most)]})
    with Warehouse() as warehouse, warehouse.registered(rows, "given"):
        warehouse.execute(f"create table {queries.FLAT} as select * from given")
        assert plain_splink.affordable(warehouse, [("loose",), ("tight",)]) == [("tight",)]


def test_the_state_is_attached_to_read_only() -> None:
    assert queries.attach_state(Path("it's.duckdb")) == "attach 'it''s.duckdb' as state (read_only)"
