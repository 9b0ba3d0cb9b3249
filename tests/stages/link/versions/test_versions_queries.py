from __future__ import annotations

import polars as pl

from golden_record.model.keys import EQUAL
from golden_record.model.matching import MODEL_FREQUENCY
from golden_record.model.tables import LINK, SOURCE_RECORD
from golden_record.stages.link.labels import queries as labels
from golden_record.stages.link.queries import COMPARABLE, NODE
from golden_record.stages.link.versions import queries
from golden_record.warehouse import Warehouse, temporary
from tests.builders import put
from tests.golden_text import assert_golden


def test_values_of_one_record_share_one_frequency(warehouse: Warehouse) -> None:
    warehouse.create_empty(MODEL_FREQUENCY)
    warehouse.execute(f"create table {NODE} as select unnest(['omsk', 'omsk', 'perm', 'orel', null]) as city")
    warehouse.execute(queries.count_frequencies(3, "city"))
    assert warehouse.rows("from model_frequency order by value nulls last") == [
        (3, "city", "omsk", 0.5),
        (3, "city", None, 0.25),
    ]
    warehouse.execute(f"insert into {NODE} values ('tver')")
    warehouse.execute(queries.frequency_lookup(3, "city"))
    assert warehouse.rows("from frequency_of_city order by city") == [
        ("omsk", 0.5),
        ("orel", 0.25),
        ("perm", 0.25),
        ("tver", 0.25),
    ]
    warehouse.execute(f"alter table {NODE} add column house integer")
    warehouse.execute(f"update {NODE} set house = 7 where city = 'omsk'")
    warehouse.execute(queries.count_frequencies(3, "house"))
    warehouse.execute(temporary("held_frequency", queries.held_frequencies(3, ["city", "house"])))
    found = queries.frequencies_in("held_frequency", "city")
    assert warehouse.rows(f"from ({found}) order by city") == warehouse.rows("from frequency_of_city order by city")
    assert warehouse.rows(queries.frequencies_in("held_frequency", "house")) == [("7", 1.0)]


def test_a_column_without_values_has_a_frequency_for_those_to_come(warehouse: Warehouse) -> None:
    warehouse.create_empty(MODEL_FREQUENCY)
    warehouse.execute(f"create table {NODE} (city varchar)")
    warehouse.execute(queries.count_frequencies(1, "city"))
    assert warehouse.rows("from model_frequency") == [(1, "city", None, 1.0)]


def test_levels_are_counted_over_links_alone(warehouse: Warehouse) -> None:
    rows = [
        (1, 2, 5.0, 0.9, "phone", "probabilistic", [0, -1]),
        (1, 3, 4.0, 0.9, "phone", "probabilistic", [0, 1]),
        (1, 4, 5.0, 0.9, EQUAL, "probabilistic", [0, 1]),
        (1, 5, -5.0, 0.1, "phone", "probabilistic", [1, 1]),
    ]
    put(warehouse, LINK, rows)
    assert warehouse.rows(queries.linked_levels(0.0)) == [(1, 0, 2), (2, -1, 1), (2, 1, 1)]


def test_judgements_of_equal_records_are_one_and_most_decide(warehouse: Warehouse) -> None:
    put(warehouse, SOURCE_RECORD, [(number, "crm", str(number)) for number in range(1, 6)])
    warehouse.execute(f"create table {COMPARABLE} (record_id bigint, node_id bigint, copy bigint)")
    for row in ((1, 1, 1), (2, 1, 2), (3, 1, 3), (4, 1, 4), (5, 5, 1)):
        warehouse.execute(f"insert into {COMPARABLE} values (?, ?, ?)", row)
    frame = pl.DataFrame(
        [("crm", "3", "crm", "5", True), ("crm", "5", "crm", "4", True), ("crm", "1", "crm", "5", False)],
        schema=["left_source", "left_key", "right_source", "right_key", "is_match"],
        orient="row",
    )
    with warehouse.registered(frame, "label_frame"):
        assert warehouse.scalar(labels.known_labels("label_frame")) == 3
        assert warehouse.rows(labels.judged_nodes("label_frame")) == [(1, 5, "0", True)]


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    statements = [
        queries.versions(),
        queries.add_version(),
        queries.retire_versions(),
        queries.keep_threshold(),
        queries.count_frequencies(2, "city"),
        queries.forget_frequencies(),
        queries.knows_frequencies(),
        queries.frequency_lookup(2, "city"),
        queries.held_frequencies(2, ["city", "gender"]),
        queries.frequencies_in("held_frequency", "city"),
        queries.frequencies(2),
        queries.add_use(),
        queries.first_use(),
        queries.linked_levels(-2.0),
        queries.moved_levels(-2.0, "going_link", "new_link"),
        labels.known_labels("label_frame"),
        labels.judged_nodes("label_frame"),
        labels.judgements("judged_pair"),
    ]
    assert_golden("link_model", ";\n\n".join(statements))
