from __future__ import annotations

from golden_record.stages.cluster.part import queries
from tests.golden_text import assert_golden


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    statements = [
        queries.no_part(),
        queries.concerned_records(["standard_change", "link_change"], "judged_frame"),
        queries.groups_of_judged("judged_frame"),
        queries.further_groups("group_frame"),
        queries.judged_before(),
        queries.part_record(),
        queries.part_value(),
        queries.part_link(),
        queries.part_stay(),
        queries.put_aside("membership", "select * from chosen"),
        queries.rows_before("refused_link", "left_id"),
        queries.other_rows("crowd"),
        queries.changed_profiles(),
        queries.without_other("refused_link", ["left_id", "right_id"]),
        queries.with_other("membership", ["record_id"]),
        *map(queries.no_step, queries.STEPS),
    ]
    assert_golden("cluster_part", ";\n\n".join(statements))
