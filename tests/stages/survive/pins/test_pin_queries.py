"""The SQL of pins, as it was reviewed."""

from __future__ import annotations

from golden_record.stages.survive.pins import queries
from tests.golden_text import assert_golden


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    statements = [
        queries.pins(),
        queries.endings(),
        queries.sights(),
        queries.statuses(),
        queries.next_number(),
        queries.noted("pin_end", 5),
        queries.pinned_profiles(),
        queries.highest_record(),
        queries.said_of("pinned_frame"),
        queries.elected("pinned_frame", "asked_lineage"),
        queries.outranked("pinned_frame", "asked_lineage"),
    ]
    assert_golden("pins", ";\n\n".join(statements))
