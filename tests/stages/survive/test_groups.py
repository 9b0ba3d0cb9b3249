"""Values that survive together: an address never mixes two houses, a name never two records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.warehouse import Warehouse
from tests.stages.survive.conftest import Said, job_of, on, state_of, survive_in

OLD, NEW = on("2023-01-01"), on("2024-01-01")
TYPES = {"street": "text", "town": "city", "code": "postcode"}
GROUP = {"street": {"choose": "most_recent", "group": ["street", "town", "code"]}}


def _said(record: str, street: str | None, town: str | None, code: str | None, **more: object) -> list[Said]:
    source, _, number = record.partition(":")
    parts = {"street": street, "town": town, "code": code}
    claims = [Said(source, value, record=number, attribute=name) for name, value in parts.items() if value]
    return [replace(claim, **more) for claim in claims]  # type: ignore[arg-type]  # fields of Said


def _golden(warehouse: Warehouse, said: list[Said], attributes: Mapping[str, object]) -> tuple[object, ...]:
    state_of(warehouse, said)
    survive_in(warehouse, job_of(TYPES, attributes=attributes))
    ((golden),) = warehouse.rows("select street, town, code from golden_profile")
    return golden


def test_a_group_comes_from_the_record_of_its_first_attribute(warehouse: Warehouse) -> None:
    said = [*_said("crm:1", "Lenina 5", "Omsk", "644000", at=OLD), *_said("web:1", "Mira 7", "Perm", None, at=NEW)]
    assert _golden(warehouse, said, GROUP) == ("Mira 7", "Perm", None)
    assert _golden(warehouse, said, {"street": "most_recent"}) == ("Mira 7", "Omsk", "644000")


def test_where_the_first_attribute_has_no_value_the_next_one_leads(warehouse: Warehouse) -> None:
    said = [*_said("crm:1", None, "Omsk", "644000", at=OLD), *_said("web:1", None, None, "614000", at=NEW)]
    assert _golden(warehouse, said, GROUP) == (None, "Omsk", "644000")


def test_of_records_that_say_the_same_the_fuller_one_leads(warehouse: Warehouse) -> None:
    said = [*_said("app:1", "Mira 7", None, None), *_said("app:2", "Mira 7", "Perm", "614000")]
    assert _golden(warehouse, said, GROUP) == ("Mira 7", "Perm", "614000")


def test_followers_ask_every_record_that_holds_the_winner(warehouse: Warehouse) -> None:
    said = [
        *_said("crm:1", "Mira 7", None, None),
        *_said("web:1", "Mira 7", "Perm", None),
        *_said("app:1", "Lenina 5", "Omsk", None),
    ]
    assert _golden(warehouse, said, {"town": {"follow": "street"}}) == ("Mira 7", "Perm", None)


def test_followers_are_elected_after_those_they_follow_wherever_they_stand(warehouse: Warehouse) -> None:
    said = [*_said("crm:1", "Mira 7", "Omsk", None), *_said("web:1", "Lenina 5", "Perm", "614000")]
    attributes = {"street": {"follow": "town"}, "town": {"follow": "code"}}
    assert _golden(warehouse, said, attributes) == ("Lenina 5", "Perm", "614000")


def test_a_refused_leader_leaves_its_followers_to_themselves(warehouse: Warehouse) -> None:
    said = [*_said("crm:1", "Mira 7", "Omsk", None), *_said("web:1", "Lenina 5", "Perm", None)]
    for street in ("unanimous_or_null", {"min_agreement": "60%"}):
        attributes = {"street": street, "town": {"follow": "street"}}
        assert _golden(warehouse, said, attributes) == (None, "Omsk", None)


RECORDS = st.builds(
    _said,
    st.sampled_from(["crm:1", "crm:2", "app:1", "web:1", "web:2"]),
    st.sampled_from(["Mira 7", "Lenina 5", None]),
    st.sampled_from(["Omsk", "Perm", "Vladimir", "Vladimri", None]),
    st.sampled_from(["644000", "614000", None]),
    at=st.sampled_from([None, OLD, NEW]),
    quality=st.sampled_from(["good", "suspicious"]),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(RECORDS, min_size=1, max_size=5, unique_by=lambda said: said[0].name if said else None))
def test_all_values_of_a_group_come_from_one_record(warehouse: Warehouse, records: list[list[Said]]) -> None:
    said = [claim for record in records for claim in record]
    if said:
        _golden(warehouse, said, GROUP)
        assert warehouse.rows("select count(distinct row(source, source_id)) from attribute_lineage") == [(1,)]


@pytest.mark.parametrize("publish", ["contested", "all", "none"])
def test_candidates_are_kept_as_asked(warehouse: Warehouse, publish: str) -> None:
    state_of(warehouse, [*_said("crm:1", "Mira 7", "Omsk", None), *_said("web:1", "Lenina 5", "Omsk", None)])
    survive_in(warehouse, job_of(TYPES, {"candidates": publish}))
    contested = [("street", 1, "Mira 7", "most_trusted"), ("street", 2, "Lenina 5", "most_trusted")]
    kept = {"none": [], "contested": contested, "all": [*contested, ("town", 1, "Omsk", "unanimous")]}
    found = warehouse.rows("select attribute, rank, value, reason from attribute_candidate order by attribute, rank")
    assert found == kept[publish]
