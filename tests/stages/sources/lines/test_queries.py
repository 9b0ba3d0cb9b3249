"""The exact text of the statements about lines; what they mean, the tests of loads ask."""

from __future__ import annotations

from golden_record.stages.sources.lines import queries
from tests.golden_text import assert_golden


def test_the_statements_about_lines_are_the_reviewed_ones() -> None:
    statements = [
        queries.hashed_lines("frame", "mark"),
        queries.odd_lines("frame", "mark", 1, "(select * from known)"),
        queries.unseen_lines("odd_0"),
        queries.without_lines("odd_0", "frame"),
        queries.keys_seen("frame", "odd_0"),
    ]
    assert_golden("sources_lines", ";\n\n".join(statements))
