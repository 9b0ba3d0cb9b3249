from __future__ import annotations

from pathlib import Path

import pytest

from golden_record.errors import GuardError
from golden_record.line import STAGES
from golden_record.planning import PlannedRun, planned_run
from tests.shop import CRM_LATER, FIRST_DAY, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path).open()


def _plan(shop: Shop) -> PlannedRun:
    return planned_run(shop.job, FIRST_DAY)


def _files(shop: Shop) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(shop.folder.rglob("*")) if path.is_file()}


def _reasons(plan: PlannedRun) -> dict[str, str]:
    return {stage.stage: stage.reason for stage in plan.stages if stage.runs}


def test_a_first_run_is_foretold_without_leaving_a_trace(shop: Shop) -> None:
    shop.write_job()
    before = _files(shop)
    plan = _plan(shop)
    assert _files(shop) == before
    assert set(_reasons(plan).values()) == {"it has never run"}
    assert (plan.records, plan.counted_in, plan.expected) == (13, "temporary", None)
    assert plan.blocking.chosen


def test_an_unchanged_job_would_run_nothing(shop: Shop) -> None:
    shop.run()
    before = _files(shop)
    plan = _plan(shop)
    assert plan.unchanged
    assert plan.counted_in == "state"
    assert {path: text for path, text in _files(shop).items() if path in before} == before


def test_the_plan_is_what_the_run_then_does(shop: Shop) -> None:
    foretold = _plan(shop).blocking
    shop.run()
    counted = shop.rows("select name, pair_count, new_pair_count from ops.blocking_rule order by position")
    assert counted == [
        (one.rule.name, one.pairs, round(new)) for one, new in zip(foretold.chosen, foretold.new_pairs, strict=True)
    ]


def test_a_changed_file_is_named_and_all_that_follows_runs(shop: Shop) -> None:
    shop.run()
    shop.write("crm.csv", CRM_LATER)
    plan = _plan(shop)
    reasons = _reasons(plan)
    assert reasons.pop("sources") == "other content: crm.csv"
    assert reasons == dict.fromkeys([name for name in STAGES if name != "sources"], "`sources` runs before it")
    assert (plan.records, plan.counted_in) == (14, "temporary")
    assert plan.expected is not None
    assert plan.expected.seconds > 0


def test_a_changed_rule_of_survival_leaves_the_stages_before_it_alone(shop: Shop) -> None:
    shop.run()
    shop.chain = ["most_recent"]
    plan = _plan(shop)
    first, *rest = _reasons(plan).items()
    assert first == ("survive", "the job has changed what it depends on")
    assert rest
    assert all(reason == "`survive` runs before it" for _, reason in rest)


def test_a_mart_that_is_gone_is_written_again(shop: Shop) -> None:
    shop.run()
    shop.mart.unlink()
    assert _reasons(_plan(shop)) == {"publish": "shop.duckdb is gone"}


def test_a_source_that_is_gone_from_the_job_changes_its_block(shop: Shop) -> None:
    shop.run()
    shop.sources = {"crm": shop.sources["crm"]}
    assert _reasons(_plan(shop))["sources"] == "other content: app.csv"


def test_sources_that_have_not_changed_may_be_too_old_by_the_time_of_the_run(shop: Shop) -> None:
    shop.sources = {**shop.sources, "crm": shop.sources["crm"] + "    freshness: {error: 20y}\n"}
    shop.run()
    assert planned_run(shop.job, FIRST_DAY).unchanged
    with pytest.raises(GuardError, match=r"sources\.crm\.freshness: the newest record is .* old"):
        planned_run(shop.job, FIRST_DAY.replace(year=FIRST_DAY.year + 30))
