from __future__ import annotations

from golden_record.stages import household
from golden_record.stages.household import queries
from tests.golden_text import assert_golden
from tests.stages.household.conftest import Street, job_with, seen


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
    for statement in household.explain(job).split(";\n\n")[: len(queries.STEPS)]:
        street.warehouse.execute(statement)
    ties = [("a", "b", 0), ("c", "d", 0), ("e", "f", 0), ("a", "b", 1)]
    assert street.rows(queries.ties_by_strength()) == ties
    assert street.rows("select year(seen_at) from tie order by rule, left_id") == [(2020,), (2019,), (None,), (2020,)]


def test_the_home_is_where_the_last_address_is(street: Street) -> None:
    job = job_with()
    moved = [seen("a", None, "Москва, Ленина 5-12", 2020), seen("a", None, "Тула, Мира 7-3", 2021)]
    others = [
        seen("b", None, "Москва, Ленина 5", 2022),
        seen("c", "Иванов Пётр"),
        seen("d", None, "Москва, Ленина 5-13"),
    ]
    street.put([*moved, *others], job)
    street.warehouse.execute(household.explain(job).split(";\n\n")[0])
    assert street.rows("select profile_id, value, shown from home order by all") == [
        ("a", "tula|mira|7|3", "Тула, Мира 7-3"),
        ("b", None, "Москва, Ленина 5"),
        ("d", "moskva|lenina|5|13", "Москва, Ленина 5-13"),
    ]
    assert street.rows(queries.known_homes()) == [("a", "tula|mira|7|3"), ("d", "moskva|lenina|5|13")]


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    job = job_with({"on": [["address", "family_name"], ["phone"], ["town", "full_name__given_class"]]})
    changes = [queries.kept("household"), queries.moved_profiles(), queries.differing_rows("household")]
    assert_golden("household", ";\n\n".join([household.explain(job), *changes]))


def test_a_job_without_households_has_nothing_to_explain() -> None:
    assert household.explain(job_with(None)).startswith("-- ")
