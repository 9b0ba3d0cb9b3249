"""What a steward pins outranks the sources, follows the person, and retires itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from golden_record.errors import UsageError
from golden_record.model.run import RunContext
from golden_record.stages import survive
from tests.stages.survive.conftest import job_of
from tests.stages.survive.pins.conftest import START, Town, says

OMSK, PERM = says(1, "Omsk"), says(2, "Perm")


def test_a_pinned_value_outranks_what_the_sources_elect(town: Town) -> None:
    town.run(OMSK, PERM)
    town.pin("crm:1", "Kazan")
    report = town.run()
    assert town.cities() == {"p": "Kazan"}
    told = town.lineage(
        "value", "rule", "source", "source_id", "pinned_by", "runner_up", "candidate_count", "observed_at"
    )
    assert told == [("Kazan", "pinned", None, None, "ann", "Omsk", 2, START + timedelta(days=1, hours=1))]
    assert town.statuses() == ["in force"]
    assert report.notes == ()


def test_a_record_that_says_the_pinned_value_is_named_though_it_lost(town: Town) -> None:
    town.run(OMSK, PERM)
    town.pin("crm:1", "Perm")
    town.run()
    told = town.lineage("value", "rule", "source_id", "written", "agreeing_count", "agreement")
    assert told == [("Perm", "pinned", "2", "Perm", 1, 0.5)]


def test_a_value_may_be_pinned_where_no_source_says_any(town: Town) -> None:
    town.run(says(1, None))
    town.pin("crm:1", "Kazan")
    town.run()
    assert town.cities() == {"p": "Kazan"}
    assert town.lineage("candidate_count", "agreement", "runner_up") == [(0, None, None)]


def test_nothing_happens_to_a_pin_while_nothing_changes(town: Town) -> None:
    town.run(OMSK, PERM)
    town.pin("crm:1", "Kazan")
    town.run()
    before = town.warehouse.rows("select * from golden_profile")
    report = town.run()
    assert town.warehouse.rows("select * from golden_profile") == before
    assert report.changed == (None if town.asks_everyone else 0)


@pytest.mark.parametrize(
    ("later", "city", "status"),
    [
        pytest.param([says(1, "Kazan"), says(2, "Kazan")], "Kazan", "agreed", id="the sources agree with it"),
        pytest.param([says(1, "Tver"), PERM], "Tver", "overtaken", id="a record says something else"),
        pytest.param([says(1, None), PERM], "Perm", "overtaken", id="a record says it no more"),
        pytest.param([OMSK, PERM, says(3, "Tver")], "Omsk", "overtaken", id="a new record says something"),
        pytest.param([OMSK, PERM, says(3, None)], "Kazan", "in force", id="a new record says nothing"),
        pytest.param([OMSK], "Kazan", "in force", id="a record is gone"),
        pytest.param([PERM], None, "record gone", id="its own record is gone"),
    ],
)
def test_a_pin_retires_when_the_sources_agree_or_bring_news(
    town: Town, later: list[object], city: str | None, status: str
) -> None:
    town.run(OMSK, PERM)
    town.pin("crm:1", "Kazan")
    town.run()
    town.run(*later)  # type: ignore[arg-type]  # records, as written above
    assert town.statuses() == [status]
    assert town.cities() == {"p": city or "Perm"}


def test_a_retired_pin_is_told_of_once_and_never_comes_back(town: Town) -> None:
    town.run(OMSK, PERM)
    town.pin("crm:1", "Kazan")
    town.run()
    assert town.run(says(1, "Tver"), PERM).notes == (
        "pin 1: retired, since the sources say what they did not say when it was set",
    )
    assert town.run(OMSK, PERM).notes == ()
    assert (town.cities(), town.statuses()) == ({"p": "Omsk"}, ["overtaken"])
    why = town.warehouse.rows("select outcome, ended_by, why from pin_end")
    assert why == [("overtaken", None, "crm:1 says what it did not say when the value was pinned")]


def test_news_that_come_between_the_pin_and_the_next_run_retire_it(town: Town) -> None:
    town.run(OMSK, PERM)
    town.pin("crm:1", "Kazan")
    town.run(says(1, "Tver"), PERM)
    assert (town.cities(), town.statuses()) == ({"p": "Tver"}, ["overtaken"])


def test_another_way_of_cleaning_is_no_news(town: Town) -> None:
    town.run(OMSK, PERM)
    town.pin("crm:1", "Kazan")
    town.world.put(town.warehouse, town.job)
    town.run()
    town.warehouse.execute("update claim set key = 'other ' || key")
    town.warehouse.execute("insert into membership_change values ('p')")
    with town.warehouse.transaction():
        changed = None if town.asks_everyone else frozenset({"cluster"})
        survive.run(town.warehouse, town.job, RunContext("run", town.now + timedelta(hours=9), changed=changed))
    assert town.statuses() == ["in force"]


# --- merges and splits


def test_a_pin_follows_its_person_into_another_profile(town: Town) -> None:
    town.run(says(1, "Omsk"), says(2, "Perm", "q"))
    town.pin("crm:1", "Kazan")
    town.run()
    town.run(says(1, "Omsk", "q"), says(2, "Perm", "q"))
    assert (town.cities(), town.statuses()) == ({"q": "Kazan"}, ["in force"])


def test_after_a_split_the_pin_is_with_its_record(town: Town) -> None:
    town.run(says(1, "Omsk"), says(2, "Perm"))
    town.pin("crm:2", "Kazan")
    town.run()
    town.run(says(1, "Omsk"), says(2, "Perm", "q"))
    assert (town.cities(), town.statuses()) == ({"p": "Omsk", "q": "Kazan"}, ["in force"])


def test_of_two_pins_in_one_profile_the_later_counts_and_after_a_split_each_again(town: Town) -> None:
    town.run(says(1, "Omsk"), says(2, "Perm", "q"))
    town.pin("crm:2", "Tver", hours=1)
    town.pin("crm:1", "Kazan", hours=2)
    town.run()
    assert town.cities() == {"p": "Kazan", "q": "Tver"}
    town.run(says(1, "Omsk"), says(2, "Perm"))
    assert (town.cities(), town.statuses()) == ({"p": "Kazan"}, ["superseded", "in force"])
    town.run(says(1, "Omsk"), says(2, "Perm", "q"))
    assert (town.cities(), town.statuses()) == ({"p": "Kazan", "q": "Tver"}, ["in force", "in force"])


def test_of_two_pins_of_one_moment_the_name_of_the_record_decides(town: Town) -> None:
    town.run(says(1, "Omsk"), says(2, "Perm"))
    town.pin("crm:2", "Tver")
    town.pin("crm:1", "Kazan")
    town.run()
    assert (town.cities(), town.statuses()) == ({"p": "Tver"}, ["in force", "superseded"])


def test_what_a_retired_pin_had_superseded_retires_with_it(town: Town) -> None:
    town.run(says(1, "Omsk"), says(2, "Perm"))
    town.pin("crm:2", "Tver")
    town.pin("crm:1", "Kazan", hours=2)
    town.run()
    town.run(says(1, "Kazan"), says(2, "Kazan"))
    assert (town.cities(), town.statuses()) == ({"p": "Kazan"}, ["agreed", "agreed"])


# --- time, and people who change their mind


def test_a_pin_counts_up_to_its_last_moment(town: Town) -> None:
    town.run(OMSK, PERM)
    town.pin("crm:1", "Kazan", until=town.now + timedelta(days=1, hours=12))
    town.run()
    assert town.cities() == {"p": "Kazan"}
    town.run()
    assert (town.cities(), town.statuses()) == ({"p": "Omsk"}, ["expired"])


def test_a_withdrawn_pin_gives_way_to_the_sources(town: Town) -> None:
    town.run(OMSK, PERM)
    town.pin("crm:1", "Kazan")
    town.run()
    town.withdraw("crm:1")
    town.run()
    assert (town.cities(), town.statuses()) == ({"p": "Omsk"}, ["withdrawn"])
    with pytest.raises(UsageError, match="nothing is pinned by command"):
        town.withdraw("crm:1")


def test_a_later_pin_of_the_same_record_replaces_the_earlier(town: Town) -> None:
    town.run(OMSK, PERM)
    town.pin("crm:1", "Kazan")
    town.pin("crm:1", "Tver", hours=2)
    town.run()
    assert (town.cities(), town.statuses()) == ({"p": "Tver"}, ["superseded", "in force"])


def test_a_stage_must_run_again_for_what_people_pinned_and_not_for_what_it_retired(town: Town) -> None:
    town.run(OMSK, PERM)
    marks = [survive.moments(town.warehouse, town.job, town.now)]
    town.pin("crm:1", "Kazan")
    marks.append(survive.moments(town.warehouse, town.job, town.now))
    town.run(says(1, "Tver"), PERM)
    assert town.statuses() == ["overtaken"]
    assert survive.moments(town.warehouse, town.job, town.now) == marks[1] != marks[0]


def test_a_pin_of_an_attribute_that_the_job_no_longer_has_waits(town: Town) -> None:
    town.run(OMSK, PERM)
    town.pin("crm:1", "Kazan")
    town.job = job_of({"email": "email"})
    town.asks_everyone = True
    assert "pin 1: without effect, since the job has no such attribute" in town.run().notes
    town.job = job_of({"city": "city"})
    town.run()
    assert town.cities() == {"p": "Kazan"}


# --- what may be pinned


@pytest.mark.parametrize(
    ("type_name", "value", "message"),
    [
        ("birth_date", "yesterday", "no value of attribute 'city', type birth_date"),
        ("email", "nobody", "no value of attribute 'city', type email"),
        ("phone", "+79161234567, +79161234568", "more than one value"),
        ("city", "n/a", "no value of attribute 'city', type city"),
        ("city", " ", "no value of attribute 'city', type city"),
        ("card", "4111111111111111", "payment cards cannot be pinned"),
    ],
)
def test_rubbish_is_refused(town: Town, type_name: str, value: str, message: str) -> None:
    town.run(OMSK, PERM)
    town.job = job_of({"city": type_name})
    with pytest.raises(UsageError, match=message):
        town.pin("crm:1", value)
    assert town.warehouse.count("pin") == 0


def test_a_value_is_pinned_as_cleaning_writes_it(town: Town) -> None:
    town.run(OMSK, PERM)
    pin = town.pin("crm:1", " г. Казань ")
    assert (pin.value, pin.wish.written) == ("Казань", " г. Казань ")


def test_a_record_that_is_not_there_cannot_be_pinned(town: Town) -> None:
    town.run(OMSK, PERM)
    with pytest.raises(UsageError, match="no record with that id"):
        town.pin("crm:9", "Kazan")
    assert town.warehouse.count("pin") == 0


def test_of_a_list_the_pinned_value_is_all_of_it(town: Town) -> None:
    town.job = job_of({"city": "city"}, attributes={"city": {"collect": "all"}})
    town.run(OMSK, PERM)
    town.pin("crm:1", "Kazan")
    town.run()
    assert town.cities() == {"p": ["Kazan"]}
    town.run(says(1, "Kazan"), says(2, "Kazan"))
    assert (town.cities(), town.statuses()) == ({"p": ["Kazan"]}, ["agreed"])


# --- what pins teach


def _accuracy(town: Town, source: str = "crm") -> object:
    return town.warehouse.scalar("select accuracy from source_accuracy where source = ?", [source])


def test_a_pin_teaches_how_often_a_source_is_right(town: Town) -> None:
    alone = [says(number, "Omsk", f"p{number}") for number in (1, 2, 3)]
    town.run(*alone)
    assert _accuracy(town) is None
    town.pin("crm:1", "Kazan")
    town.run()
    assert _accuracy(town) == pytest.approx(8 / 11)
    assert town.warehouse.rows("select * exclude (profile_id) from source_agreement") == [("city", "[-1, 2]")]
    town.withdraw("crm:1")
    town.run()
    assert _accuracy(town) is None


def test_a_pin_that_retired_since_the_sources_agree_was_right(town: Town) -> None:
    town.run(OMSK, PERM)
    town.pin("crm:1", "Perm")
    town.run(says(1, "Perm"), PERM)
    assert town.statuses() == ["agreed"]
    taught = town.warehouse.rows("select * from source_agreement")
    town.run(says(1, "Perm"), PERM, says(3, "Omsk", "q"))
    assert town.warehouse.rows("select * from source_agreement") == taught


def test_a_pin_teaches_nothing_once_the_sources_have_moved_on(town: Town) -> None:
    town.run(OMSK)
    town.pin("crm:1", "Kazan")
    town.run()
    assert town.warehouse.count("source_agreement") == 1
    town.run(says(1, "Perm"))
    assert town.statuses() == ["overtaken"]
    assert town.warehouse.count("source_agreement") == 0
    assert _accuracy(town) is None
