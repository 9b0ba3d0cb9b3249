"""What the stage chooses once and keeps, and when it chooses again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from golden_record.errors import GuardError
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.stages import link
from golden_record.warehouse import Warehouse
from tests.stages.link.conftest import PEOPLE, STARTED_AT, Fields, job_of, links_in, named, population, put_standard

CROWD = [fields for _, fields in population(60)]
STRANGERS = [named(f"x{number}", f"y{number}") | {"email": [f"{number}@example.net"]} for number in range(60)]


def _link(
    warehouse: Warehouse, rows: list[Fields], day: int, match: dict[str, object] | None = None, *, retrain: bool = False
) -> StageReport:
    job = job_of(PEOPLE, match=match or {})
    put_standard(warehouse, job, [(number, "crm", fields) for number, fields in enumerate(rows, start=1)])
    with warehouse.transaction():
        context = RunContext(f"run{day}", STARTED_AT + timedelta(days=day), full=True, retrain=retrain)
        return link.run(warehouse, job, context)


def _chosen_by(warehouse: Warehouse) -> object:
    return warehouse.scalar("select run_id from link_plan")


@pytest.mark.parametrize(
    ("more", "chosen_by"), [pytest.param(20, "run1", id="a few more"), pytest.param(50, "run2", id="a quarter more")]
)
def test_rules_floor_and_threshold_stay_until_the_records_are_others(
    warehouse: Warehouse, more: int, chosen_by: str
) -> None:
    _link(warehouse, CROWD, 1)
    report = _link(warehouse, [*CROWD, *STRANGERS[:more]], 2)
    assert _chosen_by(warehouse) == chosen_by
    assert ("blocking goes by the rules that run run1 chose" in report.notes) == (chosen_by == "run1")


def test_a_threshold_of_a_precision_does_not_move_with_a_few_records(warehouse: Warehouse) -> None:
    wanted = {"precision": 0.95}
    before = _link(warehouse, CROWD, 1, {"threshold": wanted}).facts["threshold_weight"]
    after = _link(warehouse, [*CROWD, *STRANGERS[:10]], 2, {"threshold": wanted}).facts["threshold_weight"]
    assert after == before
    assert warehouse.scalar("select threshold from model") == before


@pytest.mark.parametrize(
    ("retrain", "match"),
    [
        pytest.param(True, {}, id="a new model is asked for"),
        pytest.param(False, {"threshold": {"weight": 3.0}}, id="other settings"),
    ],
)
def test_everything_is_chosen_again_for(warehouse: Warehouse, retrain: bool, match: dict[str, object]) -> None:
    _link(warehouse, CROWD, 1)
    _link(warehouse, CROWD, 2, match, retrain=retrain)
    assert _chosen_by(warehouse) == "run2"


def test_a_kept_choice_gives_the_links_that_it_gave(warehouse: Warehouse) -> None:
    first = _link(warehouse, CROWD, 1)
    tables = (
        "blocking_rule",
        "blocking_estimate",
        "link_plan",
        "link_node",
        "block_key",
        "crowded_block",
        "link_group",
    )
    before = links_in(warehouse), [warehouse.rows(f"from {name} order by all") for name in tables]
    again = _link(warehouse, CROWD, 2)
    assert (links_in(warehouse), [warehouse.rows(f"from {name} order by all") for name in tables]) == before
    assert again.facts == first.facts


def test_pairs_and_skipped_values_of_a_kept_rule_are_counted_in_each_run(warehouse: Warehouse) -> None:
    asked: dict[str, object] = {"blocking": [["email"], ["birth_date"]]}
    _link(warehouse, CROWD, 1, asked)
    counted = "select pair_count from blocking_rule order by position"
    ((mails,), days) = warehouse.rows(counted)
    _link(warehouse, [*CROWD, CROWD[0] | {"birth_date": None, "full_name__given": None}], 2, asked)
    assert warehouse.rows(counted) == [(int(str(mails)) + 1,), days]


def test_rules_of_the_job_that_outgrow_the_budget_stop_a_later_run_too(warehouse: Warehouse) -> None:
    asked: dict[str, object] = {"blocking": [["birth_date"]], "max_comparisons": 100}
    few = [fields | {"birth_date": "1980-01-02" if number < 14 else None} for number, fields in enumerate(CROWD)]
    _link(warehouse, few, 1, asked)
    more = [fields | {"birth_date": "1980-01-02" if number < 16 else None} for number, fields in enumerate(CROWD)]
    with pytest.raises(GuardError, match="120 pairs, and 100 are allowed"):
        _link(warehouse, more, 2, asked)


def test_a_plan_tells_the_rules_that_are_kept_with_what_they_cost_now(warehouse: Warehouse) -> None:
    job = job_of(PEOPLE)
    _link(warehouse, CROWD, 1)
    rows = [*CROWD, *STRANGERS[:5]]
    put_standard(warehouse, job, [(number, "crm", fields) for number, fields in enumerate(rows, start=1)])
    told = link.plan(warehouse, job)
    _link(warehouse, rows, 2)
    assert told.chosen_by == _chosen_by(warehouse) == "run1"
    counted = warehouse.rows(
        "select name, pair_count, skipped_values, largest_block from blocking_rule order by position"
    )
    assert counted == [(one.rule.name, one.pairs, one.skipped_values, one.largest_block) for one in told.chosen]


def test_a_plan_tells_the_rules_that_will_be_chosen_where_none_are_kept(warehouse: Warehouse) -> None:
    _link(warehouse, CROWD, 1)
    job = job_of(PEOPLE)
    put_standard(
        warehouse, job, [(number, "crm", fields) for number, fields in enumerate([*CROWD, *STRANGERS], start=1)]
    )
    assert link.plan(warehouse, job).chosen_by is None
