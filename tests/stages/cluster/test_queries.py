from __future__ import annotations

from golden_record.stages.cluster import queries
from golden_record.warehouse import Warehouse
from tests.golden_text import assert_golden
from tests.stages.cluster.conftest import SAME, STRONG, UNKNOWN, Scene, job_with, put_scene


def test_weighed_links_leave_out_copies_and_mark_conflicts(warehouse: Warehouse) -> None:
    scene = Scene({(1, 2): STRONG, (1, 3): (2, SAME), (2, 3): (UNKNOWN, SAME)}, copies={4: 1})
    put_scene(warehouse, scene, job_with())
    rows = warehouse.rows(queries.weighed_links([(0, 2)]))
    assert [(row[0], row[1], row[3]) for row in rows] == [(1, 2, False), (1, 3, True), (2, 3, False)]


def test_weighed_links_mark_what_a_rule_made_certain(warehouse: Warehouse) -> None:
    put_scene(warehouse, Scene({(1, 2): STRONG, (1, 3): STRONG}, rules={(1, 3): "same card"}), job_with())
    assert [row[4] for row in warehouse.rows(queries.weighed_links([]))] == [False, True]


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    statements = [
        queries.model_in_use(),
        queries.weighed_links([(0, 5), (3, 4)]),
        queries.limited_values("tax_id", "inn"),
        queries.limited_values("birth_date", "birth_date"),
        queries.copies(0.5),
        queries.unique_records("crm"),
        queries.record_ids(),
        queries.founders("member_frame"),
        queries.memberships("member_frame"),
        queries.inner_links("member_frame"),
        queries.profiles("member_frame", "confidence_frame"),
        queries.refused_links("member_frame", "refusal_frame", 0.5, {"conflict": "two values differ"}),
    ]
    assert_golden("cluster", ";\n\n".join(statements))
