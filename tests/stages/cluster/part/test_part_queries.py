from __future__ import annotations

from golden_record.stages.cluster.part import queries
from tests.golden_text import assert_golden


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    statements = [
        queries.same_history(),
        queries.no_part(),
        queries.concerned_records(["standard_change", "link_change"], "judged_frame"),
        queries.groups_of_judged("judged_frame"),
        queries.further_groups("group_frame"),
        queries.judged_before(),
        queries.part_record(),
        queries.part_value(),
        queries.part_link(),
        queries.put_aside("membership", "select * from chosen"),
        queries.member_before(),
        queries.profile_before(),
        queries.changed_profiles(),
        queries.differing_rows("refused_link", "left_id"),
        queries.without_profiles_of_part(),
        queries.without_part("membership", "record_id"),
        queries.new_rows("membership"),
        *map(queries.no_step, queries.STEPS),
    ]
    assert_golden("cluster_part", ";\n\n".join(statements))
