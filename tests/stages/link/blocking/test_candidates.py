from __future__ import annotations

import pytest

from golden_record.errors import GuardError
from golden_record.stages import link
from golden_record.stages.link.blocking.choice import LEVELS
from golden_record.warehouse import Warehouse
from tests.stages.link.conftest import PEOPLE, Fields, job_of, named, population, put_standard, run_link


def _put(warehouse: Warehouse, rows: list[Fields], **match: object) -> None:
    put_standard(warehouse, job_of(PEOPLE), [(number, "crm", fields) for number, fields in enumerate(rows, start=1)])


def _people(count: int = 60) -> list[Fields]:
    return [fields for _, fields in population(count)]


CROWD: list[Fields] = [
    named(f"given{number}", "ivanova") | {"phone": [str(number)], "email": ["crowd@example.org"]} for number in range(8)
]


@pytest.mark.parametrize(
    ("match", "rule"),
    [
        pytest.param({"blocking": [["email"], ["birth_date"]]}, "email", id="a list of the job"),
        pytest.param({"rules": [{"name": "same e-mail", "on": ["email"]}]}, "email", id="a deterministic rule"),
        pytest.param({"blocking": [{"sql": "email[1]"}]}, "sql: email[1]", id="SQL"),
    ],
)
def test_rules_of_the_job_beyond_the_budget_stop_the_run_by_name(
    warehouse: Warehouse, match: dict[str, object], rule: str
) -> None:
    _put(warehouse, CROWD)
    with pytest.raises(GuardError, match=r"28 pairs, and 10 are allowed") as caught:
        run_link(warehouse, job_of(PEOPLE, match=match | {"max_comparisons": 10}))
    assert f"the rule {rule!r} alone finds 28, most of them for email" in str(caught.value)
    assert "which 8 records hold" in str(caught.value)
    assert "crowd" not in str(caught.value)
    assert "raise `match: max_comparisons`" in caught.value.hint
    assert caught.value.exit_code == 5


@pytest.mark.parametrize("most", [1, 20, 60, 200])
def test_auto_never_compares_more_than_the_job_allows(warehouse: Warehouse, most: int) -> None:
    _put(warehouse, _people())
    report = run_link(warehouse, job_of(PEOPLE, match={"max_comparisons": most}))
    assert report.facts["pairs_compared"] <= most


def test_the_plan_foretells_what_a_run_compares_where_the_pilot_sees_all(warehouse: Warehouse) -> None:
    _put(warehouse, _people())
    job = job_of(PEOPLE)
    plan = link.plan(warehouse, job)
    run_link(warehouse, job)
    counted = warehouse.rows("select name, pair_count, new_pair_count from blocking_rule order by position")
    assert counted == [
        (one.rule.name, one.pairs, round(new)) for one, new in zip(plan.chosen, plan.new_pairs, strict=True)
    ]
    assert warehouse.rows("select recall from blocking_estimate") == [(plan.recall.share,)]


def test_planning_leaves_nothing_behind(warehouse: Warehouse) -> None:
    _put(warehouse, _people())
    before = warehouse.rows("select table_name from duckdb_tables() order by all")
    link.plan(warehouse, job_of(PEOPLE))
    assert warehouse.rows("select table_name from duckdb_tables() order by all") == before


def test_what_a_list_of_the_job_misses_shows_in_the_estimate(warehouse: Warehouse) -> None:
    _put(warehouse, _people())
    by_auto = link.plan(warehouse, job_of(PEOPLE))
    by_mail = link.plan(warehouse, job_of(PEOPLE, match={"blocking": [["email"]]}))
    assert [one.rule.name for one in by_mail.chosen] == ["email"]
    assert by_mail.recall.likely == pytest.approx(by_auto.recall.likely)
    assert by_mail.recall.share < by_auto.recall.share - 0.1


def test_sql_of_the_job_brings_together_what_it_maps_to_one_value(warehouse: Warehouse) -> None:
    _put(warehouse, [named("anna", "ivanova"), named("hugo", "ivanenko"), named("kira", "petrova")])
    blocking = [{"sql": "left(full_name__family, 4)"}]
    report = run_link(warehouse, job_of(PEOPLE, match={"blocking": blocking}))
    assert report.facts["pairs_compared"] == 1


def test_a_crowd_is_compared_by_those_of_it_who_are_called_alike(warehouse: Warehouse) -> None:
    """A value of too many records alone says too little; with a given name beside it, it says enough."""
    crowd: list[Fields] = [
        named(f"g{number // 2:03}", f"{chr(97 + number % 26)}{number:03}")
        | {"email": ["office@example.org"], "phone": [str(number)]}
        for number in range(LEVELS[-1] + 2)
    ]
    _put(warehouse, crowd)
    job = job_of(PEOPLE, match={"blocking": "auto"})
    plan = link.plan(warehouse, job)
    assert "email" not in [one.rule.name for one in plan.chosen]
    assert "email and given name" in [one.rule.name for one in plan.chosen]
