from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from golden_record.stages.link.blocking import (
    FREE_PAIRS,
    PAIRS_PER_RECORD,
    Rule,
    RuleCost,
    budget,
    candidate_rules,
    choose,
    declared_rules,
)

COSTS = st.lists(st.integers(0, 60), max_size=8).map(
    lambda sizes: [RuleCost(Rule(f"rule {place}", f"key {place}"), pairs, 0) for place, pairs in enumerate(sizes)]
)


@settings(deadline=None)
@given(COSTS, st.integers(0, 120))
def test_chosen_rules_stay_within_the_budget_and_in_their_order(costs: list[RuleCost], most: int) -> None:
    chosen = choose(costs, most)
    assert sum(cost.pairs for cost in chosen) <= most
    assert list(chosen) == [cost for cost in costs if cost in chosen]
    assert all(cost.pairs for cost in chosen)


@settings(deadline=None)
@given(COSTS, st.integers(0, 120))
def test_no_rule_is_left_out_that_costs_less_than_a_chosen_one(costs: list[RuleCost], most: int) -> None:
    chosen = choose(costs, most)
    dearest = max((cost.pairs for cost in chosen), default=0)
    assert all(cost in chosen for cost in costs if 0 < cost.pairs < dearest)


@pytest.mark.parametrize(
    ("records", "ceiling", "most"),
    [
        pytest.param(100, 10**8, FREE_PAIRS, id="few records compare generously"),
        pytest.param(1_000_000, 10**9, PAIRS_PER_RECORD * 1_000_000, id="many records spend by the record"),
        pytest.param(1_000_000, 5_000, 5_000, id="never more than the job allows"),
    ],
)
def test_the_budget_follows_the_records_up_to_the_ceiling(records: int, ceiling: int, most: int) -> None:
    assert budget(records, ceiling) == most


def test_the_first_rules_are_values_that_identify() -> None:
    rules = candidate_rules({"full_name": "person_name", "tax_id": "inn", "email": "email"})
    assert [rule.name for rule in rules[:2]] == ["tax_id", "email"]


@pytest.mark.parametrize(
    "attributes",
    [
        pytest.param({"email": "email"}, id="an e-mail"),
        pytest.param({"full_name": "person_name"}, id="a name"),
        pytest.param({"birth_date": "birth_date"}, id="a date"),
        pytest.param({"address": "address"}, id="an address"),
        pytest.param({"note": "text"}, id="a text"),
    ],
)
def test_every_lone_attribute_that_tells_people_apart_brings_pairs_together(attributes: dict[str, str]) -> None:
    assert candidate_rules(attributes)


def test_no_two_candidate_rules_share_a_name() -> None:
    every = {"full_name": "person_name", "born": "birth_date", "email": "email", "address": "address", "city": "city"}
    names = [rule.name for rule in candidate_rules(every)]
    assert len(names) == len(set(names))


def test_a_declared_rule_needs_all_its_attributes() -> None:
    (rule,) = declared_rules([("email", "birth_date")], {"email": "email", "birth_date": "birth_date"})
    assert (rule.name, rule.explode) == ("email and birth_date", '"email"')
    assert rule.key == """(item)::varchar || '|' || ("birth_date")::varchar"""


def test_a_declared_rule_may_name_a_part() -> None:
    (rule,) = declared_rules([("full_name__family",)], {"full_name": "person_name"})
    assert rule.explode is None
    assert '"full_name__family"' in rule.key
