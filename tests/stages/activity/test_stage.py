"""What the events of a profile come to: recency, frequency, money, preferences, lifecycle and scores."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.model.activity import EVENT_QUALITY, PROFILE_ACTIVITY
from golden_record.model.changes import ACTIVITY_CHANGE
from golden_record.stages import activity
from golden_record.warehouse import Warehouse
from tests.stages.activity.conftest import BY_RECORD, TODAY, Bought, Held, Till, job_with, people


def test_every_live_profile_has_a_row_also_without_events(till: Till) -> None:
    found = till.of("* exclude (profile_id)", Bought("A"))
    assert found["a"] == (29, 1, 10, datetime(2025, 6, 1), datetime(2025, 6, 1), None, None, "111", "new")
    assert found["b"] == (None, 0, 0, None, None, None, None, None, None)
    assert list(found) == ["a", "b", "c"]


def test_refunds_take_off_money_and_are_no_visits(till: Till) -> None:
    found = till.of(
        "frequency, monetary, recency_days",
        Bought("A", "2025-06-01", 100.25),
        Bought("A", "2025-06-10", -40),
        Bought("A", "2025-05-01", None),
        Bought("A", "2025-05-02", 0),
    )
    assert found["a"] == (3, Decimal("60.25"), 20)


def test_events_without_a_time_count_but_for_recency(till: Till) -> None:
    columns = "frequency, monetary, recency_days, rfm_score, lifecycle"
    found = till.of(columns, Bought("A", None, 5), Bought("B", None, 5), Bought("B", "2025-06-30", 5))
    assert found["a"] == (1, 5, None, None, None)
    assert found["b"] == (2, 10, 0, "111", "new")


def test_events_of_days_to_come_do_not_count_yet(till: Till) -> None:
    tomorrow, tonight = Bought("A", "2025-07-01 00:00:00"), Bought("A", "2025-06-30 23:59:59")
    assert till.of("frequency, recency_days", tonight, tomorrow)["a"] == (1, 0)
    assert till.quality("assigned_count, future_count") == [(1, 1)]
    assert till.of("frequency, recency_days", tonight, tomorrow, today=TODAY + timedelta(days=1))["a"] == (2, 0)


def test_the_day_to_look_from_may_be_said(till: Till) -> None:
    till.settings["as_of"] = date(2024, 1, 31)
    found = till.of("frequency, recency_days, lifecycle", Bought("A", "2024-01-01"), Bought("A", "2024-02-01"))
    assert found["a"] == (1, 30, "new")
    assert till.quality("assigned_count, future_count") == [(1, 1)]


def test_the_past_may_be_looked_at_from_its_last_event_on(till: Till) -> None:
    till.settings["as_of"] = "last_event"
    bought = (Bought("A", "2023-05-01"), Bought("A", "2023-12-31"), Bought("B", "2024-03-31 20:00"))
    columns = "recency_days, lifecycle"
    assert till.of(columns, *bought) == {"a": (91, "cooling"), "b": (0, "new"), "c": (None, None)}
    assert till.of(columns, *bought, Bought("C", "2062-01-01")) == {
        "a": (91, "cooling"),
        "b": (0, "new"),
        "c": (None, None),
    }
    assert till.run().notes[0] == "looked at as of 2024-03-31, the day of the last event (`activity: as_of`)"


def test_without_dated_events_the_last_one_is_of_the_day_of_the_run(till: Till) -> None:
    till.settings["as_of"] = "last_event"
    assert till.of("frequency, recency_days", Bought("A", None))["a"] == (1, None)


@pytest.mark.parametrize(
    ("as_of", "told"),
    [("run", ["2025-06-30", "2025-07-01"]), ("last_event", [1, 0]), (date(2024, 1, 1), [None] * 2)],
)
def test_a_day_that_goes_by_counts_where_it_makes_a_difference(till: Till, as_of: object, told: list[object]) -> None:
    till.settings["as_of"] = as_of
    till.sell(Bought("A", "2024-05-01"), Bought("A", "2025-07-01"))
    days = (TODAY, TODAY + timedelta(days=1))
    assert [activity.day(till.warehouse, job_with(**till.settings), day) for day in days] == told


def test_an_event_that_is_told_again_counts_once_as_it_was_told_last(till: Till) -> None:
    first, again = Bought("A", amount=10, receipt="r-1"), Bought("A", amount=7, receipt="r-1")
    other, nameless = Bought("B", amount=5, receipt="r-2"), Bought("B", amount=5)
    elsewhere = Bought("A", amount=1, receipt="r-1", events="visits")
    till.settings["visits"] = BY_RECORD
    found = till.of("frequency, monetary", first, other, again, nameless, nameless, elsewhere)
    assert (found["a"], found["b"]) == ((1, 7), (3, 15))
    columns = "events, event_count, assigned_count, unknown_count, repeated_count, amount"
    assert till.quality(columns) == [("receipts", 5, 4, 0, 1, 22), ("visits", 1, 0, 1, 0, 1)]


def test_the_hour_of_the_run_does_not_matter(till: Till) -> None:
    columns = "recency_days, lifecycle"
    morning = till.of(columns, Bought("A", "2025-04-01 23:00"), today=datetime(2025, 6, 30))
    assert till.of(columns, Bought("A", "2025-04-01 23:00"), today=datetime(2025, 6, 30, 23, 59)) == morning


@pytest.mark.parametrize(
    ("days", "lifecycle"),
    [
        ([10], "new"),
        ([90], "new"),
        ([10, 91], "active"),
        ([90, 400], "active"),
        ([91], "cooling"),
        ([180], "cooling"),
        ([181], "sleeping"),
        ([365], "sleeping"),
        ([366], "lost"),
        ([0, 366], "active"),
    ],
    ids=lambda days: "-".join(map(str, days)) if isinstance(days, list) else days,
)
def test_a_profile_is_what_its_last_event_makes_it_and_new_while_all_are_young(
    till: Till, days: list[int], lifecycle: str
) -> None:
    events = [Bought("A", (TODAY.date() - timedelta(days=age)).isoformat()) for age in days]
    assert till.of("lifecycle", *events)["a"] == lifecycle


def test_how_long_people_are_new_may_be_said(till: Till) -> None:
    till.settings["lifecycle"] = {"new": "7d"}
    assert till.of("lifecycle", Bought("A", "2025-06-20"), Bought("B", "2025-06-25")) == {
        "a": "active",
        "b": "new",
        "c": None,
    }


def test_the_preference_is_the_most_frequent_then_the_latest_then_the_first_by_name(till: Till) -> None:
    till.know(*people("abcd"))
    found = till.of(
        "channel_preference, payment_preference",
        *(Bought("A", "2025-05-01", channel="north"), Bought("A", "2025-05-02", channel="north")),
        *(Bought("A", "2025-05-03", channel="south"), Bought("A", "2025-05-04", payment="cash")),
        *(Bought("B", "2025-05-01", channel="north"), Bought("B", "2025-05-03", channel="south", payment="card")),
        *(Bought("C", "2025-05-01", channel="north"), Bought("C", "2025-05-01", channel="east")),
        *(Bought("D", None, channel="north"), Bought("D", "1970-01-01", channel="west")),
    )
    assert found == {
        "a": ("north", "cash"),
        "b": ("south", "card"),
        "c": ("east", None),
        "d": ("west", None),
    }


def test_scores_are_fifths_and_equals_have_equal_ones(till: Till) -> None:
    names = "abcdefghij"
    till.know(*people(names))
    events = [
        Bought(name.upper(), f"2025-05-{10 + place:02}", place + 1.0)
        for place, name in enumerate(names)
        for _ in range(1 if place < 6 else place)
    ]
    scores = till.of("rfm_score", *events)
    assert [str(score)[0] for score in scores.values()] == list("1122334455")
    assert [str(score)[1] for score in scores.values()] == list("1111114455")
    assert [str(score)[2] for score in scores.values()] == list("1122334455")


def test_scores_leave_profiles_without_events_out(till: Till) -> None:
    till.know(*people("abcdefghij"))
    assert till.of("rfm_score", Bought("A", amount=1), Bought("B", amount=2))["b"] == "113"


def test_traits_are_columns_of_what_a_job_asks_of_events(till: Till) -> None:
    till.settings["visits"] = {"path": "v.csv", "source": "pos", "key": "id", "at": "seen"}
    till.settings["traits"] = {
        "favourite_shop": "mode(channel)",
        "spent_online": "sum(amount) filter (where channel = 'online')",
        "last_payment": "arg_max(payment, happened_at)",
        "visits_lately": "count(*) filter (where events = 'visits' and age_days <= 7)",
        "shops": "list(distinct channel) filter (where channel is not null)",
    }
    found = till.of(
        "favourite_shop, spent_online, last_payment, visits_lately, shops",
        Bought("A", "2025-05-01", 5, "online", "card"),
        Bought("A", "2025-05-02", 7, "online", "cash"),
        Bought("A", "2025-05-03", 9, "north", None),
        Bought("r1", "2025-06-25", events="visits"),
        Bought("r1", "2025-06-20", events="visits"),
    )
    assert found["a"] == ("online", 12, "cash", 1, ["north", "online"])
    assert found["b"] == (None, None, None, None, None)


def test_traits_do_not_depend_on_the_order_of_rows(till: Till) -> None:
    till.settings["traits"] = {"first_one": "first(channel)", "all_of_them": "string_agg(channel, ',')"}
    events = [Bought("A", f"2025-05-{day:02}", channel=f"c{day}") for day in range(1, 20)]
    expected = till.of("first_one, all_of_them", *events)
    assert expected["a"] == ("c1", ",".join(f"c{day}" for day in range(1, 20)))
    assert till.of("first_one, all_of_them", *reversed(events)) == expected


def test_a_merge_is_the_sum_of_both_and_a_split_undoes_it(till: Till) -> None:
    events = [Bought("A", "2025-05-01", 5, "n"), Bought("B", "2025-06-01", 7, "s"), Bought("B", "2025-04-01", 1, "n")]
    apart = till.of("frequency, monetary, first_activity_at, last_activity_at", *events)
    till.know(Held("a", "A"), Held("a", "B"), Held("c", "C"))
    together = till.of("frequency, monetary, first_activity_at, last_activity_at", *events)
    assert together["a"] == (3, 13, datetime(2025, 4, 1), datetime(2025, 6, 1))
    till.know(*people("abc"))
    assert till.of("frequency, monetary, first_activity_at, last_activity_at", *events) == apart


def test_a_job_without_activity_leaves_empty_tables(till: Till) -> None:
    job = job_with()
    bare = type(job)(job.config.model_copy(update={"activity": None}), job.path)
    till.sell(Bought("A"))
    till.run()
    assert till.run(job=bare).rows == {"profile_activity": 0}
    assert till.run(job=bare).changed == 0
    assert [till.warehouse.count(table) for table in (PROFILE_ACTIVITY, EVENT_QUALITY)] == [0, 0]
    assert activity.explain(bare).startswith("-- ")
    assert activity.day(till.warehouse, bare, TODAY) is None


def test_a_job_without_activity_keeps_no_column_of_a_former_trait(till: Till) -> None:
    job = job_with()
    bare = type(job)(job.config.model_copy(update={"activity": None}), job.path)
    till.settings["traits"] = {"shop": "mode(channel)"}
    till.sell(Bought("A"))
    till.run()
    till.warehouse.execute(f"delete from {PROFILE_ACTIVITY.name}")
    till.warehouse.execute(f"delete from {EVENT_QUALITY.name}")
    till.run(job=bare)
    assert list(till.warehouse.columns(PROFILE_ACTIVITY)) == list(PROFILE_ACTIVITY.column_names)


def test_the_list_of_what_changed_names_exactly_the_profiles_that_did(till: Till) -> None:
    till.know(*people("abcdef"))
    events = [Bought("A", "2025-05-01"), Bought("B", "2025-05-01"), Bought("C", None)]
    till.sell(*events)
    assert till.run().changed is None
    assert till.run().changed == 0
    till.sell(*events, Bought("F", None))
    assert till.run().changed == 1
    assert till.rows(f"select * from {ACTIVITY_CHANGE.name}") == [("f",)]
    till.settings["traits"] = {"shop": "mode(channel)"}
    assert till.run().changed is None
    assert till.warehouse.count(ACTIVITY_CHANGE) == 0


def test_what_only_time_changes_is_the_day(till: Till) -> None:
    job = job_with()
    assert activity.day(till.warehouse, job, TODAY) == activity.day(till.warehouse, job, datetime(2025, 6, 30))
    assert activity.day(till.warehouse, job, TODAY) != activity.day(till.warehouse, job, datetime(2025, 7, 1))


def test_events_that_come_are_known_without_a_change_of_records(till: Till) -> None:
    with Warehouse() as empty:
        assert activity.loaded(empty) == []
    till.sell(Bought("A"))
    before = activity.loaded(till.warehouse)
    till.warehouse.execute("update event_load set fingerprint = 'other'")
    assert activity.loaded(till.warehouse) != before


EVENTS = st.builds(
    Bought,
    key=st.sampled_from([None, "A", "B", "C", "D", "X", "shared"]),
    day=st.sampled_from([None, "2023-01-01", "2025-05-01 12:00", "2025-06-30 23:00", "2025-07-01"]),
    amount=st.one_of(st.none(), st.decimals(-1000, 1000, places=2).map(float)),
    channel=st.sampled_from([None, "n", "s"]),
    payment=st.sampled_from([None, "cash", "card"]),
)


@given(events=st.lists(EVENTS, max_size=25), people=st.lists(st.sampled_from("pqr"), min_size=4, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_is_lost_or_counted_twice_however_records_are_grouped(
    till: Till, events: list[Bought], people: list[str]
) -> None:
    """Sums over profiles are sums over assigned events, and every event is assigned or counted with its reason."""
    cards = [Held(profile, card) for profile, card in zip(people, "ABCD", strict=True)]
    till.know(*cards, Held("p", "shared"), Held("q", "shared"))
    till.sell(*events)
    till.run()
    dated = [event for event in events if event.day is None or event.day < "2025-07"]
    mine = [event for event in dated if event.key in set("ABCD")]
    ((visits, money),) = till.rows("select coalesce(sum(frequency), 0), sum(monetary) from profile_activity")
    assert visits == sum(event.amount is None or event.amount >= 0 for event in mine)
    assert money == sum((Decimal(str(event.amount or 0)) for event in mine), Decimal())
    counts = till.quality("event_count, assigned_count, keyless_count, unknown_count, ambiguous_count, future_count")
    if events:
        ((total, assigned, *lost),) = counts
        assert assigned == len(mine)
        assert total == len(events) == len(mine) + sum(int(str(count)) for count in lost)
    alone = _expected(till, mine, dict(zip("ABCD", people, strict=True)))
    assert till.rows("select profile_id, last_activity_at from profile_activity where frequency > 0") == alone


def _expected(till: Till, events: list[Bought], owner: dict[str, str]) -> list[tuple[object, ...]]:
    """Per profile with a visit, its last event, worked out one by one."""
    ((names,),) = till.rows("select list(profile_id order by profile_id) from profile")
    found: list[tuple[object, ...]] = []
    for name in names if isinstance(names, list) else []:
        own = [event for event in events if owner[str(event.key)] == name]
        if any(event.amount is None or event.amount >= 0 for event in own):
            days = [datetime.fromisoformat(event.day) for event in own if event.day is not None]
            found.append((name, max(days, default=None)))
    return found
