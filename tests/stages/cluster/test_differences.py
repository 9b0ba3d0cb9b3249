from __future__ import annotations

import json

import polars as pl
import pytest

from golden_record.config.job import Job
from golden_record.stages.cluster.differences import differences
from golden_record.stages.cluster.values import queries as value_queries
from golden_record.warehouse import Warehouse
from tests.stages.link.conftest import Fields, job_of, links_in, named, put_standard, run_link

TYPES = {
    "full_name": "person_name",
    "birth_date": "birth_date",
    "phone": "phone",
    "email": "email",
    "tax_id": "inn",
    "address": "address",
    "gender": "gender",
    "company": "company",
    "points": "number",
}


def _job() -> Job:
    return job_of(TYPES, cluster={"conflicts": list(TYPES)})


def _people() -> list[Fields]:
    """Forty records of few people, so that every pair is compared and most attributes clash somewhere."""
    found = []
    for number in range(40):
        given = ["anna", "boris", "clara"][number % 3]
        born = ["1980-03-12", "1980-12-03", "1991-07-05"][number % 3]
        year, month, day = map(int, born.split("-"))
        found.append(
            named(given, ["ivanov", "ivanow", "smirnova"][number % 3])
            | {"birth_date": born, "birth_date__year": year, "birth_date__month": month, "birth_date__day": day}
            | {"phone": [f"+7916555010{number % 4}", "+74951110000"][: 1 + number % 2]}
            | {"email": [f"{given}@{['a', 'b'][number % 2]}.example"]}
            | {"tax_id": [["500100732259", "50010073225", "772345678901"][number % 3]]}
            | {"address": f"street {number % 3}", "address__street": f"street {number % 3}", "address__house": "1"}
            | {"gender": "mf"[number % 2], "company": ["acme", "acne", "globex"][number % 3], "points": str(number)}
        )
    return found


@pytest.fixture
def linked(warehouse: Warehouse) -> Warehouse:
    put_standard(warehouse, _job(), [(number, "crm", fields) for number, fields in enumerate(_people())])
    run_link(warehouse, _job())
    return warehouse


def test_values_clearly_differ_where_the_model_says_so_of_a_pair(linked: Warehouse) -> None:
    ((settings, diagnostics),) = linked.rows("select settings, diagnostics from model")
    found = differences(_job(), str(settings))
    assert len(found) == len(TYPES)
    assert [json.loads(str(diagnostics))["comparisons"][each.place] for each in found] == [
        each.comparison for each in found
    ]
    with linked.registered(pl.DataFrame({"record_id": range(40), "home": [0] * 40}), "home_frame"):
        for each in found:
            clashes = set(linked.rows(value_queries.clashing_values("home_frame", each)))
            rows = linked.rows(value_queries.value_holders("home_frame", each.columns))
            value = {record: int(str(number)) for record, number in rows}
            for link in links_in(linked):
                pair = tuple(sorted((value[link["left_id"]], value[link["right_id"]])))
                level = link["levels"][each.place]  # type: ignore[index]  # a list column
                assert (pair in clashes) == (level == each.last_level), each.comparison


def test_a_name_conflicts_by_its_given_name_and_what_is_not_compared_by_nothing(linked: Warehouse) -> None:
    settings = str(linked.scalar("select settings from model"))
    (found,) = differences(job_of(TYPES, cluster={"conflicts": ["full_name"]}), settings)
    assert found.comparison == "full_name__given"
    assert differences(job_of(TYPES | {"card": "identifier"}, cluster={"conflicts": ["card"]}), settings) == ()
