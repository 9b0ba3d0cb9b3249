"""The section on activity: which customers are alive, and whose the events are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from golden_record.evaluate.activity import queries
from golden_record.evaluate.activity.segments import Segment, segments
from golden_record.evaluate.charts.lifecycle import lifecycle_chart
from golden_record.evaluate.charts.saving import as_svg
from golden_record.evaluate.report.page import Cell, Part, Picture, Section, Share, Table, number, plural, share
from golden_record.warehouse import Warehouse

_ALIVE = ("new", "active")


def activity_section(state: Warehouse) -> Section:
    """Who is alive, by number and by money, and how many events belong to nobody."""
    found = segments(state)
    events = cast(list[list[Cell]], state.rows(queries.event_fates()))
    ((profiles, silent),) = state.rows(queries.inactive_profiles())
    parts: list[Part] = [_event_table(events)]
    if found:
        table = _segment_table(found, int(str(profiles)), int(str(silent)))
        parts = [Picture(as_svg(lifecycle_chart(found))), table, *parts]
    return Section("activity", "Activity", f"{_verdict(found)} {_events_told(events)}", parts)


def _verdict(found: Sequence[Segment]) -> str:
    if not found:
        return "No event with a date belongs to a profile."
    alive = [item for item in found if item.lifecycle in _ALIVE]
    people, money = sum(item.profiles for item in alive), sum(item.money_share for item in alive)
    total = sum(item.profiles for item in found)
    told = f"{share(people, total).percent} of {plural(total, 'profile')} with events are new or active"
    return (
        f"{told}, with {Share(money).percent} of the money." if any(item.money_share for item in found) else f"{told}."
    )


def _events_told(events: Sequence[Sequence[Cell]]) -> str:
    total, assigned = (sum(int(str(row[place])) for row in events) for place in (2, 3))
    if assigned == total:
        return f"Every one of {plural(total, 'event')} belongs to a profile."
    return f"Of {plural(total, 'event')} {number(total - assigned)} do not count: the table says why."


def _segment_table(found: Sequence[Segment], profiles: int, silent: int) -> Table:
    rows: list[list[Cell]] = [
        [item.lifecycle, item.profiles, Share(item.share), round(item.money), Share(item.money_share)] for item in found
    ]
    rows.append(["no dated event", silent, share(silent, profiles), None, None])
    head = ("lifecycle", "profiles", "of those with events", "money", "of the money")
    return Table(head, rows, frozenset({1, 2, 3, 4}), "Who is alive; the last row is a share of all profiles")


def _event_table(events: list[list[Cell]]) -> Table:
    head = (
        "events",
        "by",
        "all",
        "assigned",
        "without a key",
        "unknown key",
        "key of several",
        "yet to come",
        "told again",
        "without a time",
        "amount not understood",
        "rejected",
    )
    return Table(head, events, frozenset(range(2, len(head))), "Whose the events are")
