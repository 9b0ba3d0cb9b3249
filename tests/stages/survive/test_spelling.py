"""How golden values are written: best forms, slips of the pen, formal names."""

from __future__ import annotations

import pytest

from golden_record.model.tables import STANDARD_RECORD
from golden_record.warehouse import Warehouse
from tests.stages.survive.conftest import Said, elected, job_of, on, state_of, survive_in

OLD, NEW = on("2023-01-01"), on("2024-01-01")

NAME_COLUMNS = {
    "full_name": "VARCHAR",
    "full_name__family": "VARCHAR",
    "full_name__given": "VARCHAR",
    "full_name__patronymic": "VARCHAR",
    "full_name__given_class": "VARCHAR[]",
}


@pytest.mark.parametrize(
    ("forms", "shown"),
    [
        pytest.param(["ОМСК", "Омск", "омск"], "Омск", id="capitals where they belong"),
        pytest.param(["Omsk", "Омск"], "Омск", id="letters that the key has folded away"),
        pytest.param(["Орел", "Орёл"], "Орёл", id="and their dots"),
        pytest.param(["Muenchen", "München"], "München", id="in any alphabet"),
    ],
)
def test_the_best_written_form_of_a_value_is_shown(warehouse: Warehouse, forms: list[str], shown: str) -> None:
    sources = ("crm", "app", "pos", "web")
    said = [Said(source, form, key="one") for source, form in zip(sources, forms, strict=False)]
    lineage = elected(warehouse, said, default="most_trusted")
    assert (lineage["value"], lineage["written"], lineage["source"]) == (shown, forms[0], "crm")
    assert elected(warehouse, said, attributes={"city": {"spelling": "as_found"}})["value"] == forms[0]


SLIPS = [
    pytest.param(
        [Said("crm", "Vladimri"), Said("app", "Vladimir"), Said("pos", "Vladimir")],
        ("Vladimir", "spelling", "Vladimri"),
        id="two signs swapped, and more trust on the other side",
    ),
    pytest.param(
        [Said("crm", "Vladimri"), Said("pos", "Vladimir"), Said("web", "Vladimir")],
        ("Vladimri", "most_trusted", "Vladimir"),
        id="the most trusted source outweighs two weak ones",
    ),
    pytest.param(
        [Said("crm", "Vladimr", NEW), Said("crm", "Vladimir", OLD, record="2"), Said("web", "Vladimir")],
        ("Vladimir", "spelling", "Vladimr"),
        id="a slip inside the most trusted source is outvoted",
    ),
    pytest.param(
        [Said("crm", "Kaluga"), Said("app", "Kazan"), Said("pos", "Kazan"), Said("web", "Kazan")],
        ("Kaluga", "most_trusted", "Kazan"),
        id="another word is no slip",
    ),
    pytest.param(
        [Said("crm", "Omsk"), Said("app", "Tomsk"), Said("pos", "Tomsk"), Said("web", "Tomsk")],
        ("Omsk", "most_trusted", "Tomsk"),
        id="a short word is another word with one sign more",
    ),
    pytest.param(
        [
            Said("crm", "Vladimri"),
            Said("app", "Vladimir", quality="suspicious"),
            Said("pos", "Vladimir", quality="suspicious"),
        ],
        ("Vladimri", "quality", "Vladimir"),
        id="suspicious values correct nobody",
    ),
]


@pytest.mark.parametrize(("said", "told"), SLIPS)
def test_a_slip_of_the_pen_is_outvoted(warehouse: Warehouse, said: list[Said], told: tuple[str, str, str]) -> None:
    lineage = elected(warehouse, said, default=["most_trusted", "most_recent"])
    assert (lineage["value"], lineage["rule"], lineage["runner_up"]) == told


def test_what_the_job_prefers_is_not_corrected(warehouse: Warehouse) -> None:
    said = [Said("web", "Vladimri"), Said("crm", "Vladimir"), Said("app", "Vladimir")]
    lineage = elected(warehouse, said, attributes={"city": {"prefer_sources": ["web"]}})
    assert (lineage["value"], lineage["rule"]) == ("Vladimri", "prefer_sources")


def test_another_number_is_another_house(warehouse: Warehouse) -> None:
    said = [Said("crm", "Lenina 5"), Said("app", "Lenina 6"), Said("pos", "Lenina 6")]
    assert elected(warehouse, said, "address", default="most_trusted")["value"] == "Lenina 5"
    said = [Said("crm", "Lenin 5"), Said("app", "Lenina 5"), Said("pos", "Lenina 5")]
    assert elected(warehouse, said, "address", default="most_trusted")["value"] == "Lenina 5"


@pytest.mark.parametrize(
    ("names", "told"),
    [
        pytest.param(
            [("Иванова Аня", "ivanova", "ania", None, ["anna"]), ("Иванова Анна", "ivanova", "anna", None, ["anna"])],
            ("Иванова Анна", "spelling"),
            id="Anna is the formal name of Anya",
        ),
        pytest.param(
            [
                ("Иванова Аня", "ivanova", "ania", None, ["anna"]),
                ("Иванова Мария", "ivanova", "mariia", None, ["mariia"]),
            ],
            ("Иванова Аня", "most_trusted"),
            id="but Maria is somebody else",
        ),
        pytest.param(
            [
                ("Иванова Аня Олеговна", "ivanova", "ania", "olegovna", ["anna"]),
                ("Иванова Анна", "ivanova", "anna", None, ["anna"]),
            ],
            ("Иванова Аня Олеговна", "most_trusted"),
            id="no patronymic is given away for it",
        ),
        pytest.param(
            [
                ("Ivanova Evgenia", "ivanova", "evgenia", None, ["evgeniia"]),
                ("Иванова Евгения", "ivanova", "evgeniia", None, ["evgeniia"]),
            ],
            ("Ivanova Evgenia", "most_trusted"),
            id="one name in two alphabets is no diminutive",
        ),
    ],
)
def test_formal_names_come_before_diminutives(
    warehouse: Warehouse, names: list[tuple[str, str, str, str | None, list[str]]], told: tuple[str, str]
) -> None:
    said = [
        Said(source, name[0], key=" ".join(filter(None, name[1:4])), attribute="full_name")
        for source, name in zip(("crm", "web"), names, strict=True)
    ]
    state_of(warehouse, said)
    warehouse.create_empty(STANDARD_RECORD, NAME_COLUMNS)
    for number, (claim, name) in enumerate(zip(said, names, strict=True)):
        warehouse.execute(
            "insert into standard_record values (?, ?, ?, ?, ?, ?, ?)",
            [number, claim.source, claim.key, name[1], name[2], name[3], name[4]],
        )
    survive_in(warehouse, job_of({"full_name": "person_name"}, default="most_trusted"))
    assert warehouse.rows("select value, rule from attribute_lineage") == [told]
