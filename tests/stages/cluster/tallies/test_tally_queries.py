from __future__ import annotations

from golden_record.stages.cluster.tallies import queries
from tests.golden_text import assert_golden

COMPARISONS = ["full_name__given", "full_name__family", "email"]


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    statements = [
        queries.all_met(COMPARISONS),
        queries.link_tallies(COMPARISONS),
        queries.rule_tallies(),
        queries.moved_met(COMPARISONS, moved=True),
        queries.moved_met([], moved=False),
        queries.link_tallies_moved(COMPARISONS),
        queries.rule_tallies_moved(),
        queries.other_rows("rule_tally"),
        queries.moved_rows(),
    ]
    assert_golden("cluster_tallies", ";\n\n".join(statements))
