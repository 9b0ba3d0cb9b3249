from __future__ import annotations

import pytest

from golden_record.stages.link.blocking import queries
from golden_record.stages.link.blocking.evidence.queries import likely_pairs
from golden_record.warehouse import Warehouse, temporary
from tests.golden_text import assert_golden
from tests.stages.link.conftest import PEOPLE, Fields, job_of, lay_out, named, population, put_standard

ANNA = named("anna", "ivanova") | {"birth_date": "1980-01-02", "phone": ["+79160000001"], "email": ["a@example.org"]}


def _likely(warehouse: Warehouse, one: Fields, other: Fields) -> float:
    """The opinion on a pair among some hundred other records."""
    rows = [one, other, *(fields for _, fields in population(80))]
    put_standard(warehouse, job_of(PEOPLE), [(number, "crm", fields) for number, fields in enumerate(rows)])
    lay_out(warehouse, PEOPLE)
    warehouse.execute(temporary(queries.PILOT_DISTINCT, "select 0 as left_id, 1 as right_id, 0 as pair"))
    ((_, likely),) = warehouse.rows(likely_pairs(PEOPLE, len(rows)))
    return float(str(likely))


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(ANNA | {"phone": None, "email": None}, id="name and birth date"),
        pytest.param(named("anna", "ivanowa") | {"phone": ANNA["phone"]}, id="a slip and the telephone"),
        pytest.param(ANNA | {"email": ["other@example.org"]}, id="another e-mail address"),
    ],
)
def test_agreement_on_what_is_rare_is_likely_a_match(warehouse: Warehouse, other: Fields) -> None:
    assert _likely(warehouse, ANNA, other) > 0.9


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(named("boris", "petrov") | {"birth_date": "1980-01-02"}, id="a birthday shared"),
        pytest.param(named("anna", "kuznenko") | {"birth_date": "1951-07-08"}, id="a given name shared"),
        pytest.param({"email": ["b@example.org"]}, id="nothing shared"),
    ],
)
def test_agreement_by_chance_is_not(warehouse: Warehouse, other: Fields) -> None:
    assert _likely(warehouse, ANNA, other) < 0.1


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    every = PEOPLE | {"address": "address", "tax_id": "inn", "card": "identifier", "city": "city"}
    assert_golden("blocking_evidence", likely_pairs(every, 1000))
