from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.model.tables import SHARED_VALUE
from golden_record.stages import link
from golden_record.stages.link import queries
from golden_record.stages.link.blocking import MAX_BLOCK, Rule
from golden_record.stages.link.scoring import queries as score_queries
from golden_record.warehouse import Warehouse
from tests.builders import put
from tests.golden_text import assert_golden
from tests.stages.link.conftest import PEOPLE, Fields, job_of, named, put_standard

Record = tuple[str | None, list[str] | None]
RECORDS = st.lists(
    st.tuples(
        st.sampled_from(["omsk", "perm", "orel", None]),
        st.none() | st.lists(st.sampled_from("abcd"), max_size=3),
    ),
    max_size=10,
)
BY_CITY = Rule("city", '"city"')
BY_PHONE = Rule("phone", "item", '"phone"')
SHARED_DATABASE = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _put_nodes(warehouse: Warehouse, records: Sequence[Record]) -> None:
    warehouse.execute(f"create or replace table {queries.NODE} (record_id bigint, city varchar, phone varchar[])")
    for number, (city, phones) in enumerate(records):
        warehouse.execute(f"insert into {queries.NODE} values (?, ?, ?::varchar[])", [number, city, phones])


def _agree(one: Record, other: Record, rule: Rule) -> bool:
    if rule is BY_CITY:
        return one[0] is not None and one[0] == other[0]
    return bool(set(one[1] or ()) & set(other[1] or ()))


def _pairs(warehouse: Warehouse, rules: Sequence[Rule]) -> dict[tuple[int, int], str]:
    return {(left, right): key for left, right, key in warehouse.rows(queries.candidate_pairs(rules))}  # type: ignore[misc]  # rows are plain tuples


@SHARED_DATABASE
@given(RECORDS)
def test_candidates_are_the_pairs_that_agree_on_a_rule_named_by_the_first(
    warehouse: Warehouse, records: list[Record]
) -> None:
    _put_nodes(warehouse, records)
    rules = [BY_PHONE, BY_CITY]
    expected = {}
    for (left, one), (right, other) in combinations(enumerate(records), 2):
        holding = [place for place, rule in enumerate(rules) if _agree(one, other, rule)]
        if holding:
            expected[(left, right)] = str(holding[0])
    assert _pairs(warehouse, rules) == expected


@SHARED_DATABASE
@given(RECORDS)
def test_the_cost_of_a_rule_counts_its_pairs_once_per_shared_value(warehouse: Warehouse, records: list[Record]) -> None:
    _put_nodes(warehouse, records)
    by_city = sum(_agree(one, other, BY_CITY) for one, other in combinations(records, 2))
    by_phone = sum(len(set(one[1] or ()) & set(other[1] or ())) for one, other in combinations(records, 2))
    assert warehouse.rows(queries.rule_cost(BY_CITY)) == [(by_city, 0)]
    assert warehouse.rows(queries.rule_cost(BY_PHONE)) == [(by_phone, 0)]


def test_a_value_of_too_many_records_is_skipped_and_counted(warehouse: Warehouse) -> None:
    _put_nodes(warehouse, [])
    for city, count in (("omsk", MAX_BLOCK + 1), ("perm", 3)):
        warehouse.execute(
            f"insert into {queries.NODE} select ? + range, ?, null from range(?)", [len(city) * count, city, count]
        )
    assert warehouse.rows(queries.rule_cost(BY_CITY)) == [(3, 1)]
    assert len(_pairs(warehouse, [BY_CITY])) == 3


def test_the_largest_block_that_is_compared_is_the_limit_itself(warehouse: Warehouse) -> None:
    _put_nodes(warehouse, [])
    warehouse.execute(f"insert into {queries.NODE} select range, 'omsk', null from range({MAX_BLOCK})")
    pairs = MAX_BLOCK * (MAX_BLOCK - 1) // 2
    assert warehouse.rows(queries.rule_cost(BY_CITY)) == [(pairs, 0)]
    assert len(_pairs(warehouse, [BY_CITY])) == pairs


def _comparable(
    warehouse: Warehouse,
    rows: Sequence[Fields],
    source: str = "crm",
    *,
    unique: bool = False,
    shared: str = "",
    known: Sequence[tuple[str, str]] = (),
) -> dict[int, dict[str, object]]:
    """Prepare these records of a job over people, and give the comparable ones by id.

    `known` are the values of phones found to be shared, each with its class.
    """
    put_standard(warehouse, job_of(PEOPLE), [(number, source, fields) for number, fields in enumerate(rows, start=1)])
    put(warehouse, SHARED_VALUE, [("phone", value, value, kind) for value, kind in known])
    for name, query in (
        (queries.COMPARABLE, queries.comparable_records(PEOPLE, [shared], [source] if unique else [])),
        (queries.NODE, queries.nodes()),
    ):
        warehouse.execute(f"create or replace table {name} as {query}")
    names = list(warehouse.columns(queries.COMPARABLE))
    found = [dict(zip(names, row, strict=True)) for row in warehouse.rows(f"select * from {queries.COMPARABLE}")]
    return {int(str(record["record_id"])): record for record in found}


ANNA, BORIS, CLARA = named("anna", "ivanova"), named("boris", "ivanov"), named("clara", "petrova")


def test_values_that_several_people_hold_are_compared_but_not_personal(warehouse: Warehouse) -> None:
    known = [("3", "family"), ("4", "organisation")]
    found = _comparable(warehouse, [ANNA | {"phone": ["1", "3"]}, BORIS | {"phone": ["3", "4"]}], known=known)
    assert found[1]["phone__personal"] == ["1"]
    assert found[2]["phone__personal"] is None
    assert found[2]["phone"] == ["3", "4"]


def test_a_value_that_the_job_calls_shared_is_never_personal(warehouse: Warehouse) -> None:
    found = _comparable(warehouse, [ANNA | {"phone": ["1"]}], shared="phone")
    assert found[1]["phone__personal"] is None


def test_records_equal_in_everything_form_a_node_of_which_two_are_compared(warehouse: Warehouse) -> None:
    found = _comparable(warehouse, [ANNA, BORIS, ANNA, ANNA])
    assert {number: (record["node_id"], record["copy"]) for number, record in found.items()} == {
        1: (1, 1),
        2: (2, 1),
        3: (1, 2),
        4: (1, 3),
    }
    assert warehouse.rows(queries.node_ids()) == [(1,), (2,), (3,)]


def test_a_value_of_one_attribute_never_equals_the_same_value_of_another(warehouse: Warehouse) -> None:
    """Lists that stand side by side must not run into one another: DuckDB's hash of a row lets them."""
    contacts: list[Fields] = [
        {"phone": ["1"]},
        {"email": ["1"]},
        {"phone": ["1", "2"]},
        {"phone": ["1"], "email": ["2"]},
        {"email": ["1", "2"]},
    ]
    found = _comparable(warehouse, contacts)
    assert [record["copy"] for record in found.values()] == [1] * len(contacts)


def test_records_of_a_unique_source_are_never_copies(warehouse: Warehouse) -> None:
    found = _comparable(warehouse, [ANNA, ANNA], unique=True)
    assert [record["copy"] for record in found.values()] == [1, 1]


def test_records_without_any_value_are_not_compared(warehouse: Warehouse) -> None:
    assert _comparable(warehouse, [{}, ANNA, {}]).keys() == {2}


@pytest.mark.parametrize(
    ("on", "conditions"),
    [
        pytest.param(["birth_date"], ['l."birth_date" = r."birth_date"'], id="one value each"),
        pytest.param(["email"], ['list_has_any(l."email__personal", r."email__personal")'], id="personal values"),
    ],
)
def test_a_rule_compares_values_and_lists_in_their_own_way(on: list[str], conditions: list[str]) -> None:
    assert score_queries.rule_conditions(on, PEOPLE) == conditions


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    job = job_of(
        PEOPLE | {"device": {"type": "identifier", "shared": True}, "address": "address"},
        ("crm!", "app"),
        match={"rules": [{"name": "same e-mail", "on": ["email", "birth_date"]}]},
    )
    assert_golden("link", link.explain(job))
