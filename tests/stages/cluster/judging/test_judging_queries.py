from __future__ import annotations

import polars as pl

from golden_record.model.history import PROFILE_REDIRECT
from golden_record.model.tables import MEMBERSHIP, PROFILE, SOURCE_RECORD
from golden_record.stages.cluster.judging import queries
from golden_record.warehouse import Warehouse
from tests.builders import put
from tests.golden_text import assert_golden


def _put_profiles(warehouse: Warehouse) -> None:
    """Records a and b of the CRM in profile p, c of the app in q; r once stood for what p stands for now."""
    put(warehouse, SOURCE_RECORD, [(1, "crm", "a"), (2, "crm", "b"), (3, "app", "c")])
    put(warehouse, MEMBERSHIP, [(2, "p"), (1, "p"), (3, "q")])
    put(warehouse, PROFILE, [("p", 1, 2), ("q", 3, 1)])
    put(warehouse, PROFILE_REDIRECT, [("r", "p")])


def test_judged_records_are_found_by_source_and_key(warehouse: Warehouse) -> None:
    _put_profiles(warehouse)
    names = [(0, "app", "c", "crm", "a"), (1, "app", "a", "crm", "b")]
    schema = ["place", "left_source", "left_source_id", "right_source", "right_source_id"]
    with warehouse.registered(pl.DataFrame(names, schema=schema, orient="row"), "judged_frame"):
        assert warehouse.rows(queries.judged_records("judged_frame")) == [(0, 3, 1), (1, None, 2)]


def test_a_retired_id_leads_to_the_live_profile(warehouse: Warehouse) -> None:
    _put_profiles(warehouse)
    found = [warehouse.rows(queries.live_profile(), [name, name]) for name in ("p", "r", "unknown")]
    assert found == [[("p",)], [("p",)], []]


def test_records_of_a_profile_come_oldest_first(warehouse: Warehouse) -> None:
    _put_profiles(warehouse)
    assert warehouse.rows(queries.records_of_profile(), ["p"]) == [("crm", "a"), ("crm", "b")]
    assert warehouse.rows(queries.profile_of_record(), ["app", "c"]) == [("q",)]


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    statements = [
        queries.judged_records("judged_frame"),
        queries.judgements(),
        queries.given_judgements(),
        queries.renamed_sources(),
        queries.next_number(),
        queries.add_given("given_frame"),
        queries.profile_of_record(),
        queries.live_profile(),
        queries.records_of_profile(),
    ]
    assert_golden("judging", ";\n\n".join(statements))
