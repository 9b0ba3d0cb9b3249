from __future__ import annotations

import polars as pl
import pytest

from golden_record.model.keys import profile_id
from golden_record.model.tables import SOURCE_RECORD
from golden_record.stages.cluster import queries
from golden_record.stages.cluster.differences import Difference
from golden_record.stages.cluster.extent import ALL, PART
from golden_record.stages.cluster.naming import queries as naming_queries
from golden_record.stages.cluster.values import queries as value_queries
from golden_record.warehouse import Warehouse
from tests.builders import put
from tests.golden_text import assert_golden
from tests.stages.cluster.conftest import SAME, STRONG, UNKNOWN, Scene, job_with, put_scene
from tests.stages.link.conftest import job_of

EMAIL = Difference(
    comparison="email",
    place=3,
    last_level=3,
    null='"email_l" is null or "email_r" is null',
    likenesses=('list_has_any("email_l", "email_r")', 'list_has_any("email__local_l", "email__local_r")'),
)


def test_weighed_links_leave_out_copies_and_mark_conflicts(warehouse: Warehouse) -> None:
    scene = Scene({(1, 2): STRONG, (1, 3): (2, SAME), (2, 3): (UNKNOWN, SAME)}, copies={4: 1})
    put_scene(warehouse, scene, job_with())
    rows = warehouse.rows(queries.weighed_links([(0, 2)], ALL))
    assert [(row[0], row[1], row[3]) for row in rows] == [(1, 2, False), (1, 3, True), (2, 3, False)]


def test_weighed_links_mark_what_a_rule_made_certain(warehouse: Warehouse) -> None:
    put_scene(warehouse, Scene({(1, 2): STRONG, (1, 3): STRONG}, rules={(1, 3): "same card"}), job_with())
    assert [row[4] for row in warehouse.rows(queries.weighed_links([], ALL))] == [False, True]


@pytest.mark.parametrize(
    "records", [[("crm", "1")], [("crm", "a:b"), ("pos", "Ж"), ("app", "")]], ids=["one", "several"]
)
def test_founders_name_profiles_as_every_other_part_of_the_engine_does(
    warehouse: Warehouse, records: list[tuple[str, str]]
) -> None:
    put(warehouse, SOURCE_RECORD, [(number, *name) for number, name in enumerate(records)])
    frame = pl.DataFrame({"record_id": range(len(records)), "founder_id": range(len(records))})
    kept = pl.DataFrame(schema={"founder_id": pl.Int64})
    with warehouse.registered(frame, "member_frame"), warehouse.registered(kept, "kept_frame"):
        found = warehouse.rows(naming_queries.first_ids("member_frame", "kept_frame", ALL))
    assert found == [(number, profile_id(*name)) for number, name in enumerate(records)]


def test_values_that_clearly_differ_are_told_within_a_home_alone(warehouse: Warehouse) -> None:
    mails = {1: ["ann@a.org"], 2: ["ann@b.org"], 3: ["eve@c.org"], 4: None, 5: ["eve@c.org"]}
    scene = Scene({}, records=5, fields={number: {"email": mail} for number, mail in mails.items()})
    put_scene(warehouse, scene, job_of({"email": "email"}))
    homes = pl.DataFrame({"record_id": [1, 2, 3, 4, 5], "home": [0, 0, 0, 0, 1]})
    with warehouse.registered(homes, "home_frame"):
        clashes = warehouse.rows(value_queries.clashing_values("home_frame", EMAIL))
        rows = warehouse.rows(value_queries.value_holders("home_frame", EMAIL.columns))
    values = {record: int(str(number)) for record, number in rows}
    assert set(clashes) == {tuple(sorted((values[one], values[3]))) for one in (1, 2)}
    assert 4 not in values


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    statements = [
        queries.model_in_use(),
        queries.weighed_links([(0, 5), (3, 4)], ALL),
        queries.limited_values("tax_id", "inn", ALL),
        queries.limited_values("birth_date", "birth_date", ALL),
        queries.copies(0.5, ALL),
        queries.unique_records("crm", PART),
        queries.record_ids(ALL),
        naming_queries.first_ids("member_frame", "kept_frame", ALL),
        queries.memberships("member_frame", "decree_frame", ALL),
        naming_queries.taken_ids("tried_frame", PART),
        naming_queries.kept_ids("member_frame", ALL),
        queries.crowds(),
        queries.link_weights("decree_frame", ALL),
        queries.profiles("profile_frame"),
        queries.doubtful_profiles(),
        queries.refused_links("refusal_frame", {"conflict": "two values differ"}, PART),
        queries.link_details("weighed_frame", PART),
        value_queries.differing_values(["phone__first", "phone"], PART),
        value_queries.value_holders("home_frame", ["birth_date", "birth_date__year"]),
        value_queries.clashing_values("home_frame", EMAIL),
    ]
    assert_golden("cluster", ";\n\n".join(statements))
