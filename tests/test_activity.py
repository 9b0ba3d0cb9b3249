"""Events from end to end: a day that passes, a delivery that comes, and a mart that says the same whoever counted."""

from __future__ import annotations

import pytest

from golden_record import pipeline
from golden_record.config.job import Job
from golden_record.config.load import load_job
from golden_record.line import STAGES
from golden_record.pipeline import RunResult
from golden_record.planning import planned_run
from tests.shop import FIRST_DAY, Clock, Shop, statuses

ACTIVITY = """\
activity:
  orders: {path: orders.csv, attribute: email, key: mail, at: at, amount: total, channel: shop}
  visits: {path: visits.csv, source: crm, key: customer, at: at}
  traits: {favourite: mode(channel), visits: "count(*) filter (where events = 'visits')"}
"""
ORDERS = """\
mail,at,total,shop
ivan.ivanov@mail.ru,2030-12-01 10:00,"100,50",online
IVAN.IVANOV@mail.ru,2030-12-02,-20.5,online
anna.petrova@gmail.com,2030-06-01,10,north
nobody@mail.ru,2030-06-01,10,north
"""
VISITS = "customer,at\ncrm-0002,2030-12-30\ncrm-0007,2029-01-01\n"


def _job(shop: Shop) -> Job:
    path = shop.folder / "events.yml"
    path.write_text(shop.write_job().read_text(encoding="utf-8") + ACTIVITY, encoding="utf-8")
    return load_job(path, {})


def _run(shop: Shop, clock: Clock, *, full: bool = False) -> RunResult:
    return pipeline.run(_job(shop), clock, full=full)


@pytest.fixture
def trading(published: Shop) -> Shop:
    """A shop on its second day, with orders and visits."""
    published.write("orders.csv", ORDERS)
    published.write("visits.csv", VISITS)
    return published


ACTIVE = """
    select email, recency_days, frequency, monetary::varchar, lifecycle, favourite, visits
    from profile_activity
    join golden_profile using (profile_id)
    where frequency > 0
    order by all
"""


def test_every_run_of_a_day_says_the_same_and_a_new_day_counts_again(trading: Shop) -> None:
    _run(trading, Clock(FIRST_DAY))
    told = [
        ("anna.petrova@gmail.com", 2, 2, "10.0000", "active", "north", 1),
        ("ivan.ivanov@mail.ru", 30, 1, "80.0000", "new", "online", 0),
        ("petr.smirnov@mail.ru", 730, 1, "0.0000", "lost", None, 1),
    ]
    assert trading.rows(ACTIVE) == told
    assert _run(trading, Clock(FIRST_DAY.replace(hour=23))).unchanged
    tomorrow = Clock(FIRST_DAY.replace(day=2))
    assert {name for name, status in statuses(_run(trading, tomorrow)).items() if status == "done"} == {
        "activity",
        "publish",
    }
    assert trading.rows(ACTIVE)[0][1] == 3


def test_a_delivery_of_events_is_counted_without_matching_again_and_the_plan_foretells_it(trading: Shop) -> None:
    _run(trading, Clock(FIRST_DAY))
    trading.write("orders.csv", ORDERS + "john.smith@example.org,2030-12-31,7,south\n")
    plan = planned_run(_job(trading), FIRST_DAY)
    assert plan.stages[0].reason == "other content: orders.csv"
    done = {name for name, status in statuses(_run(trading, Clock(FIRST_DAY))).items() if status == "done"}
    assert done == {"sources", "activity", "publish"}, "who is who is not asked again"
    assert ("john.smith@example.org", 1, 1, "7.0000", "new", "south", 0) in trading.rows(ACTIVE)
    assert trading.rows("select events, event_count, assigned_count, unknown_count from ops.event_quality") == [
        ("orders", 5, 4, 1),
        ("visits", 2, 2, 0),
    ]


def test_the_plan_knows_that_a_day_has_passed(trading: Shop) -> None:
    _run(trading, Clock(FIRST_DAY))
    reasons = {stage.stage: stage.reason for stage in planned_run(_job(trading), FIRST_DAY.replace(day=3)).stages}
    assert reasons.pop("activity") == "the job, or the time, has changed what it depends on"
    assert reasons.pop("publish") == "`activity` runs before it"
    assert set(reasons) < set(STAGES)
    assert set(reasons.values()) == {"nothing has changed"}


def test_the_mart_is_the_same_for_one_thread_and_for_a_run_in_full(trading: Shop) -> None:
    _run(trading, Clock(FIRST_DAY))
    before = trading.golden()
    assert before["profile_activity"][0].endswith("|lifecycle|favourite|visits")
    trading.threads = 1
    _run(trading, Clock(FIRST_DAY.replace(hour=7)), full=True)
    assert trading.golden()["profile_activity"] == before["profile_activity"]


def test_a_trait_tells_readers_where_it_comes_from(trading: Shop) -> None:
    _run(trading, Clock(FIRST_DAY))
    comment = "select comment from duckdb_columns() where table_name = 'profile_activity' and column_name = 'favourite'"
    assert trading.rows(comment) == [("trait of the job: mode(channel)",)]
