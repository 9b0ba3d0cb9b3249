from __future__ import annotations

from golden_record.config.job import Job
from golden_record.model.homes import HOUSEHOLD_CROWD, HOUSEHOLD_PLACE, HOUSEHOLD_TRAIT
from golden_record.stages import household
from golden_record.stages.household import queries
from tests.golden_text import assert_golden
from tests.stages.household.conftest import Street, job_with, seen


def _prepare(street: Street, job: Job, steps: int) -> None:
    """Take the first statements of the stage."""
    for table in (HOUSEHOLD_PLACE, HOUSEHOLD_TRAIT, HOUSEHOLD_CROWD):
        street.warehouse.create_empty(table)
    for statement in household.explain(job).split(";\n\n")[:steps]:
        street.warehouse.execute(statement)


def test_ties_come_strongest_first(street: Street) -> None:
    job = job_with({"on": [["card"], ["email"]]})
    street.put(
        [
            seen("a", year=2020, card="A-100200", email="ab@mail.ru"),
            seen("b", year=2021, card="A-100200", email="ab@mail.ru"),
            seen("c", year=2019, card="B-300400"),
            seen("d", year=2024, card="B-300400"),
            seen("e", year=None, card="C-500600"),
            seen("f", year=None, card="C-500600"),
        ],
        job,
    )
    _prepare(street, job, 8)
    assert street.rows(queries.ties_by_strength()) == [("a", "b"), ("c", "d"), ("e", "f"), ("a", "b")]
    ties = [("a", 0, 2020), ("c", 0, 2019), ("e", 0, None), ("a", 1, 2020)]
    assert street.rows("select left_id, rule, year(seen_at) from tie order by rule, left_id") == ties


def test_the_home_is_where_the_last_address_is(street: Street) -> None:
    job = job_with()
    moved = [seen("a", None, "Москва, Ленина 5-12", 2020), seen("a", None, "Тула, Мира 7-3", 2021)]
    others = [
        seen("b", None, "Москва, Ленина 5", 2022),
        seen("c", "Иванов Пётр"),
        seen("d", None, "Москва, Ленина 5-13"),
    ]
    street.put([*moved, *others], job)
    _prepare(street, job, 2)
    assert street.rows("select profile_id, value, shown from home order by all") == [
        ("a", "tula|mira|7|3", "Тула, Мира 7-3"),
        ("b", None, "Москва, Ленина 5"),
        ("d", "moskva|lenina|5|13", "Москва, Ленина 5-13"),
    ]
    assert street.rows(queries.known_homes()) == [("a", "tula|mira|7|3"), ("d", "moskva|lenina|5|13")]


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    job = job_with({"on": [["address", "family_name"], ["phone"], ["town", "full_name__given_class"]]})
    assert_golden("household", household.explain(job))


def test_a_job_without_households_has_nothing_to_explain() -> None:
    assert household.explain(job_with(None)).startswith("-- ")
