from __future__ import annotations

import pytest

from golden_record.stages.household.rules import households_of
from tests.stages.household.conftest import TYPES, job_with


def _rules(on: object, types: dict[str, str | dict[str, object]] = TYPES) -> list[str]:
    found = households_of(job_with({"on": on}, types).config)
    assert found is not None
    return [rule.name for rule in found.rules]


def test_auto_puts_the_address_first_and_leaves_out_what_is_one_persons_own() -> None:
    types = {"tax_id": "inn", "cookie": "anonymous", **TYPES}
    rules = ["address and family_name", "phone and family_name", "email", "card", "device"]
    assert _rules("auto", types) == rules
    assert households_of(job_with("auto", types).config) == households_of(job_with({}, types).config)


def test_auto_does_without_a_name() -> None:
    assert _rules("auto", {"address": "address", "phone": "phone"}) == ["address", "phone"]


def test_an_attribute_of_that_name_is_the_family_name() -> None:
    types = {"address": "address", "family_name": "text"}
    found = households_of(job_with("auto", types).config)
    assert found is not None
    assert [trait.column for trait in found.rules[0].traits] == ["address", "family_name"]


@pytest.mark.parametrize(
    ("on", "rules"),
    [
        pytest.param(["phone"], ["phone"], id="one"),
        pytest.param(["address", "phone"], ["address and phone"], id="all of a list"),
        pytest.param([["phone"], ["card", "email"]], ["phone", "card and email"], id="any of several lists"),
        pytest.param([["phone", "phone"], ["phone"]], ["phone"], id="said twice"),
    ],
)
def test_a_list_means_all_and_a_list_of_lists_means_any(on: object, rules: list[str]) -> None:
    assert _rules(on) == rules


@pytest.mark.parametrize("word", ["family_name", "full_name__family", "full_name__family_sound"])
def test_the_family_name_is_compared_by_its_sound(word: str) -> None:
    found = households_of(job_with({"on": ["address", word]}).config)
    assert found is not None
    assert found.rules[0].traits[1].column == "full_name__family_sound"


def test_the_home_is_the_first_address_that_a_rule_names() -> None:
    types = {"work": "address", "home": "address", "phone": "phone"}
    for on, name in (([["phone"], ["home"]], "home"), (["phone"], "work")):
        found = households_of(job_with({"on": on}, types).config)
        assert found is not None
        assert found.home is not None
        assert found.home.name == name
