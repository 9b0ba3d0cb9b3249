from __future__ import annotations

import pytest

from golden_record.config.match import SqlBlocking
from golden_record.stages.link.blocking.rules import candidate_rules, declared_rules, each_once, required


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


def test_a_rule_in_sql_is_keyed_by_its_expression_and_knows_its_attributes() -> None:
    (rule,) = declared_rules([SqlBlocking(sql="left(full_name__family, 3) || city")], {"full_name": "person_name"})
    assert rule.key == "(left(full_name__family, 3) || city)"
    assert rule.attributes == ("city", "full_name")


def test_every_candidate_rule_knows_the_attributes_that_its_key_is_made_of() -> None:
    every = {"full_name": "person_name", "born": "birth_date", "email": "email", "phone": "phone", "home": "address"}
    for rule in candidate_rules(every):
        text = f"{rule.key} {rule.explode or ''}"
        assert {name for name in every if f'"{name}' in text} == set(rule.attributes)


def test_of_equal_rules_the_first_stays() -> None:
    rules = candidate_rules({"email": "email"})
    must = required(rules[:1])
    assert each_once(must, rules) == (*must, *rules[1:])
