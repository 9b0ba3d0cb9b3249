"""The exact text of the statements about lines; what they mean, the tests of loads ask."""

from __future__ import annotations

from golden_record.stages.sources.lines import queries
from tests.golden_text import assert_golden


def test_the_statements_about_lines_are_the_reviewed_ones() -> None:
    statements = [
        queries.hashed_lines("frame", "mark"),
        queries.seen_lines("lines_0", "crm"),
        queries.unseen_lines("seen_0"),
        queries.without_lines("seen_0", "frame"),
        queries.keys_seen("frame", "seen_0"),
    ]
    assert_golden("sources_lines", ";\n\n".join(statements))
