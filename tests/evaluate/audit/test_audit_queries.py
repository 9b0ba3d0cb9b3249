from __future__ import annotations

import polars as pl

from golden_record.evaluate.audit import queries
from golden_record.model.keys import EQUAL
from golden_record.model.tables import LINK, MEMBERSHIP, SOURCE_RECORD
from golden_record.warehouse import Warehouse
from tests.builders import put
from tests.golden_text import assert_golden


def _state(memory: Warehouse) -> None:
    put(memory, SOURCE_RECORD, [(1, "crm", "a"), (2, "web", "b"), (3, "web", "c")])
    put(memory, MEMBERSHIP, [(1, "p", "founder"), (2, "p", "phone"), (3, "q", "founder")])
    put(memory, LINK, [(1, 2, 9.0, 0.99, "phone"), (2, 3, 1.0, 0.6, "email"), (1, 3, 9.0, 0.99, EQUAL)])


def test_copies_are_not_asked_about(memory: Warehouse) -> None:
    _state(memory)
    assert memory.rows(queries.scored_pairs()) == [(2, 3, 0.6, False), (1, 2, 0.99, True)]


def test_records_are_named_by_source_and_key(memory: Warehouse) -> None:
    _state(memory)
    assert memory.rows(queries.record_names(), [[3, 1]]) == [(1, "crm", "a"), (3, "web", "c")]


def test_judged_pairs_are_looked_up_as_they_are_now(memory: Warehouse) -> None:
    _state(memory)
    frame = pl.DataFrame(
        {
            "place": [0, 1, 2],
            "left_source": ["crm", "web", "crm"],
            "left_key": ["a", "b", "gone"],
            "right_source": ["web", "web", "web"],
            "right_key": ["b", "c", "c"],
        }
    )
    with memory.registered(frame, "judged_frame"):
        assert memory.rows(queries.joined_pairs("judged_frame")) == [(0, True), (1, False)]


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    statements = [queries.scored_pairs(), queries.record_names(), queries.joined_pairs("judged_frame")]
    assert_golden("audit", ";\n\n".join(statements))
