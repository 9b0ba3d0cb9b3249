"""Which level two values reach, evaluated as Splink does: the first condition that holds decides."""

from __future__ import annotations

import pytest

from golden_record.stages.link.comparisons import comparisons_for
from golden_record.warehouse import Warehouse
from golden_record.warehouse.sql import literal


def _reached(name: str, left: str, right: str) -> str:
    """The label of the level that two values of one column reach."""
    (item,) = (item for item in comparisons_for({"full_name": "person_name"}) if item.name == name)
    cases = [
        f"when {level.condition} then {literal(level.label)}" for level in item.levels if level.condition != "ELSE"
    ]
    values = f'select {literal(left)} as "{name}_l", {literal(right)} as "{name}_r"'
    with Warehouse() as warehouse:
        return str(warehouse.scalar(f"select case {' '.join(cases)} else 'different' end from ({values})"))


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        pytest.param("anna", "anna", "same patronymic or middle name", id="the same"),
        pytest.param("anna maria", "maria", "similar patronymic, or one of several", id="one of two"),
        pytest.param("a", "anna", "initial agrees", id="an initial"),
        pytest.param("anna", "maria", "different", id="another"),
        pytest.param("anna maria", "clara sofia", "different", id="others"),
    ],
)
def test_of_several_middle_names_one_is_enough(left: str, right: str, level: str) -> None:
    assert _reached("full_name__patronymic", left, right) == level
