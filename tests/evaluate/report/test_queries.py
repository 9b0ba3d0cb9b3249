from __future__ import annotations

import pytest

from golden_record.evaluate.report import queries
from golden_record.model.elections import ATTRIBUTE_LINEAGE
from golden_record.model.keys import EQUAL
from golden_record.model.loads import SOURCE_LOAD
from golden_record.model.tables import (
    CLAIM,
    GOLDEN_PROFILE,
    HOUSEHOLD,
    LINK,
    MEMBERSHIP,
    REJECTED_ROW,
    RUN,
    SHARED_VALUE,
    SOURCE_RECORD,
)
from golden_record.warehouse import Warehouse
from tests.builders import put, put_empty_state
from tests.golden_text import assert_golden

STATEMENTS = {
    "newest_run": queries.newest_run(),
    "stages_of": queries.stages_of(),
    "sources": queries.sources(),
    "rejections": queries.rejections(),
    "quality": queries.quality(),
    "record_counts": queries.record_counts(),
    "doubts": queries.doubts(),
    "field_uses": queries.field_uses(),
    "shared_classes": queries.shared_classes(),
    "shared_values": queries.shared_values(15),
    "blocking_rules": queries.blocking_rules(),
    "model": queries.model(),
    "weights": queries.weights(),
    "pairs_at_the_threshold": queries.pairs_at_the_threshold(),
    "profile_sizes": queries.profile_sizes(),
    "confidences": queries.confidences((0.5, 0.9)),
    "doubtful_profiles": queries.doubtful_profiles(10),
    "households": queries.households(),
    "deciding_rules": queries.deciding_rules(),
}


@pytest.fixture
def state(memory: Warehouse) -> Warehouse:
    """Four records of two sources: 1, 2 and 3 make profile p, 4 makes q."""
    put_empty_state(memory)
    put(memory, SOURCE_RECORD, [(1, "crm", "a"), (2, "web", "b"), (3, "web", "c"), (4, "web", "d")])
    put(
        memory, SOURCE_LOAD, [("crm", "crm.csv", "x", 1, 0), ("web", "w1.csv", "x", 2, 2), ("web", "w2.csv", "x", 1, 0)]
    )
    put(memory, REJECTED_ROW, [("web", "w1.csv", 9, "too short"), ("web", "w1.csv", 7, "too short")])
    put(memory, MEMBERSHIP, [(1, "p"), (2, "p"), (3, "p"), (4, "q")])
    put(memory, LINK, [(1, 2, 9.2, 0.99), (2, 3, 8.0, 0.98, EQUAL), (3, 4, -2.3, 0.2)])
    put(memory, GOLDEN_PROFILE, [("p", 3, 2, ["crm", "web"], None, None, 0.7), ("q", 1, 1, ["web"], None, None, 1.0)])
    return memory


def test_every_statement_reads_as_it_was_agreed() -> None:
    assert_golden("report", "\n\n".join(f"-- {name}\n{sql};" for name, sql in STATEMENTS.items()))


def test_files_of_a_source_are_added_up_with_what_they_lost(state: Warehouse) -> None:
    assert state.rows(queries.sources()) == [("crm", 1, 1, 1, 0, 0), ("web", 2, 3, 3, 1, 2)]
    assert state.rows(queries.rejections()) == [("web", "too short", 2, 7)]


def test_the_newest_run_is_the_one_that_is_told_of(state: Warehouse) -> None:
    put(state, RUN, [("20310101T000000Z", None, None, "done"), ("20310102T000000Z", None, None, "failed")])
    assert [row[0] for row in state.rows(queries.newest_run())] == ["20310102T000000Z"]


def test_values_are_counted_by_quality(state: Warehouse) -> None:
    claims = [(1, "good"), (1, "repaired"), (2, "invalid"), (3, "good"), (4, None)]
    put(state, CLAIM, [(record, "phone", 0, "x", "x", "x", quality, "slip") for record, quality in claims])
    assert state.rows(queries.quality()) == [("crm", "phone", 1, 1, 1, 0, 0, 0), ("web", "phone", 2, 1, 0, 0, 0, 1)]
    assert state.rows(queries.doubts()) == [("phone", "invalid", "slip", 1), ("phone", "repaired", "slip", 1)]


def test_of_each_class_the_most_widely_held_values_are_shown(state: Warehouse) -> None:
    values = [("a", "family", 3), ("b", "family", 5), ("c", "organisation", 4)]
    put(state, SHARED_VALUE, [("phone", value, value, klass, count) for value, klass, count in values])
    assert [row[1] for row in state.rows(queries.shared_values(1))] == ["b", "c"]
    assert state.rows(queries.shared_classes()) == [("family", "phone", 2, 8), ("organisation", "phone", 1, 4)]


def test_weights_count_pairs_that_were_scored_and_not_copies(state: Warehouse) -> None:
    assert state.rows(queries.weights()) == [(-3, False, 1), (9, True, 1)]
    assert state.rows(queries.pairs_at_the_threshold(), [0.0, 0.0, 3.0]) == [(2, 1, 1)]


def test_confidence_is_told_of_profiles_of_several_records(state: Warehouse) -> None:
    assert state.rows(queries.confidences((0.5, 0.9))) == [(1, 1)]
    assert [row[0] for row in state.rows(queries.doubtful_profiles(5))] == ["p"]
    assert state.rows(queries.profile_sizes()) == [(1, 1), (3, 1)]


def test_strategies_are_counted_per_attribute(state: Warehouse) -> None:
    lineage = [("p", "most_recent", 0.5), ("q", "most_recent", 0.25), ("r", "only value", 1.0)]
    put(state, ATTRIBUTE_LINEAGE, [(p, "email", "x", "crm", "a", None, rule, 2, share) for p, rule, share in lineage])
    assert state.rows(queries.deciding_rules()) == [("email", "most_recent", 2, 0.75), ("email", "only value", 1, 1.0)]


def test_households_are_counted_by_what_ties_them(state: Warehouse) -> None:
    homes = [("h1", 2, "address"), ("h2", 4, "address"), ("h3", 2, "phone")]
    put(state, HOUSEHOLD, [(home, people, None, None, reason) for home, people, reason in homes])
    assert state.rows(queries.households()) == [("address", 2, 6, 4), ("phone", 1, 2, 2)]
