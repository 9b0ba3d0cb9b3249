from __future__ import annotations

from golden_record.evaluate.changes import queries as change_queries
from golden_record.evaluate.expectations import queries
from golden_record.model.elections import ATTRIBUTE_LINEAGE
from golden_record.model.tables import COLUMN_READING, MEMBERSHIP, SOURCE_RECORD
from golden_record.trial import queries as trial_queries
from golden_record.warehouse import Warehouse
from tests.builders import put
from tests.golden_text import assert_golden

STATEMENTS = {
    "named_records": queries.named_records(),
    "golden_values": queries.golden_values(),
    "learnt_readings": trial_queries.learnt_readings(),
    "records": change_queries.records(),
    "live_profiles": change_queries.live_profiles(),
    "record_changes": change_queries.record_changes("before_frame"),
    "record_change_counts": change_queries.record_change_counts(),
    "event_counts": change_queries.event_counts(),
    "retiring_ids": change_queries.retiring_ids(10),
    "largest_moves": change_queries.largest_moves(10),
    "moving_ties": change_queries.moving_ties(),
    "parting_refusals": change_queries.parting_refusals(),
    "records_with_change": change_queries.records_with_change(),
}


def test_the_statements_are_those_that_were_reviewed() -> None:
    assert_golden("expectations", "\n\n".join(f"-- {name}\n{sql};" for name, sql in STATEMENTS.items()))


def test_records_are_found_by_source_and_key_together(memory: Warehouse) -> None:
    put(memory, SOURCE_RECORD, [(1, "crm", "a"), (2, "web", "a"), (3, "web", "b:c")])
    put(memory, MEMBERSHIP, [(1, "p", "founder"), (2, "q", "founder"), (3, "q", "phone")])
    asked = [["web", "web", "crm", "crm"], ["b:c", "b:c", "a", "x"]]
    assert memory.rows(queries.named_records(), asked) == [("crm", "a", 1, "p"), ("web", "b:c", 3, "q")]


def test_golden_values_come_with_their_rule_and_their_record(memory: Warehouse) -> None:
    rows = [("p", "email", "a@b.c", "crm", "1", None, "most_recent"), ("q", "email", None, None, None, None, "none")]
    put(memory, ATTRIBUTE_LINEAGE, rows)
    found = memory.rows(queries.golden_values(), [["p", "p", "q"], ["email", "phone", "email"]])
    assert found == [("p", "email", "a@b.c", "most_recent", "crm", "1")]


def test_only_what_values_have_told_counts_as_learnt(memory: Warehouse) -> None:
    rows = [
        ("crm", "born", 0, "mdy", "learnt"),
        ("app", "born", 0, "dmy", "usual"),
        ("web", "born", 0, "ymd", "declared"),
    ]
    put(memory, COLUMN_READING, rows)
    assert memory.rows(trial_queries.learnt_readings()) == [("crm", "born", 0, "mdy")]
