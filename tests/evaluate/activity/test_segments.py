"""Who is alive: segments of profiles, the section of the report, and its picture."""

from __future__ import annotations

import pytest

from golden_record.evaluate.activity import queries
from golden_record.evaluate.activity.segments import Segment, segments
from golden_record.evaluate.charts.lifecycle import lifecycle_chart
from golden_record.evaluate.charts.saving import as_svg
from golden_record.evaluate.report.activity import activity_section
from golden_record.evaluate.report.page import Picture, Table
from golden_record.model.activity import EVENT_QUALITY, LIFECYCLES, PROFILE_ACTIVITY
from golden_record.warehouse import Warehouse
from tests.builders import put, put_empty_state
from tests.golden_text import assert_golden


@pytest.fixture
def state(memory: Warehouse) -> Warehouse:
    """Four profiles with events, one without; of twelve events nine belong to somebody."""
    put_empty_state(memory)
    lives = [("p", 60.0, "new"), ("q", 20.0, "active"), ("r", 20.0, "active"), ("s", 0.0, "lost"), ("t", 0.0, None)]
    put(memory, PROFILE_ACTIVITY, [(name, 1, 1, money, *[None] * 5, life) for name, money, life in lives])
    put(memory, EVENT_QUALITY, [("receipts", "card", 12, 4, 9, 1, 1, 1, 2, 0, 0, 0, 100.0, 100.0)])
    return memory


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    assert_golden("segments", ";\n\n".join([queries.segments(), queries.inactive_profiles(), queries.event_fates()]))


def test_every_stage_of_life_has_its_share_of_people_and_of_money(state: Warehouse) -> None:
    found = segments(state)
    assert tuple(item.lifecycle for item in found) == LIFECYCLES
    assert found[0] == Segment("new", 1, 60.0, 0.25, 0.6)
    assert found[1] == Segment("active", 2, 40.0, 0.5, 0.4)
    assert found[2] == Segment("cooling", 0, 0.0, 0.0, 0.0)


def test_without_dated_events_there_are_no_segments(memory: Warehouse) -> None:
    put_empty_state(memory)
    put(memory, PROFILE_ACTIVITY, [("p", None, 0, 0.0)])
    assert segments(memory) == ()
    section = activity_section(memory)
    assert section.conclusion.startswith("No event with a date belongs to a profile.")
    assert not [part for part in section.parts if isinstance(part, Picture)]


def test_more_given_back_than_taken_is_no_share_of_money(state: Warehouse) -> None:
    state.execute("update profile_activity set monetary = -monetary")
    assert {item.money_share for item in segments(state)} == {0.0}
    assert "money" not in activity_section(state).conclusion


def test_the_section_concludes_with_the_living_and_with_what_nobody_owns(state: Warehouse) -> None:
    section = activity_section(state)
    assert section.conclusion == (
        "75.0% of 4 profiles with events are new or active, with 100% of the money. Of 12 events 3 do not count: "
        "the table says why."
    )
    _, people, events = section.parts
    assert isinstance(people, Table)
    assert [row[1] for row in people.rows] == [1, 2, 0, 0, 1, 1]
    assert isinstance(events, Table)
    assert list(events.rows[0]) == ["receipts", "card", 12, 9, 1, 1, 1, 0, 0, 2, 0, 4]


def test_the_picture_shows_each_segment_by_number_and_by_money(state: Warehouse) -> None:
    drawn = as_svg(lifecycle_chart(segments(state)))
    for told in (*LIFECYCLES, "profiles", "money", "Who is alive"):
        assert f">{told}<" in drawn
