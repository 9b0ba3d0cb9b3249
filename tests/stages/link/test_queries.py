from __future__ import annotations

from collections.abc import Sequence

import pytest

from golden_record.model.tables import SHARED_VALUE
from golden_record.stages import link
from golden_record.stages.link import queries
from golden_record.stages.link.scoring import queries as score_queries
from golden_record.warehouse import Warehouse
from tests.builders import put
from tests.golden_text import assert_golden
from tests.stages.link.conftest import PEOPLE, Fields, job_of, lay_out, named, put_standard


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
    lay_out(warehouse, PEOPLE, [shared], [source] if unique else [])
    laid_out = f"from {queries.COMPARABLE} left join {queries.NODE} using (record_id) order by record_id"
    names = [str(name) for name, *_ in warehouse.rows(f"describe {laid_out}")]
    found = [dict(zip(names, row, strict=True)) for row in warehouse.rows(laid_out)]
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
    assert sorted(warehouse.rows(queries.compared_ids())) == [(1,), (2,), (3,)]


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
