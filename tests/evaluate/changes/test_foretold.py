"""What a run changed, read from the tables of a state."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from golden_record.evaluate.changes.foretold import foretold, known_before, nothing_foretold
from golden_record.model.history import PROFILE_EVENT, PROFILE_HISTORY
from golden_record.model.judgements import JUDGEMENT
from golden_record.model.matching import MODEL
from golden_record.model.tables import CLAIM, LINK, MEMBERSHIP, REFUSED_LINK, SOURCE_RECORD
from golden_record.warehouse import Warehouse
from tests.builders import model_row, put

DAY = datetime(2025, 3, 1)
SETTINGS = json.dumps(
    {
        "probability_two_random_records_match": 0.5,
        "comparisons": [
            {
                "output_column_name": "phone",
                "comparison_levels": [{"label_for_charts": "missing"}, {"label_for_charts": "same phone"}],
            }
        ],
    }
)


@pytest.fixture
def state(memory: Warehouse) -> Warehouse:
    """Three profiles: p of records 1 and 2, q of record 3, r of record 4."""
    put(
        memory,
        SOURCE_RECORD,
        [(1, "crm", "a", DAY, 1), (2, "web", "b", DAY, 2), (3, "web", "c", DAY, 3), (4, "web", "d")],
    )
    put(memory, MEMBERSHIP, [(1, "p"), (2, "p"), (3, "q"), (4, "r")])
    put(memory, PROFILE_HISTORY, [("p", "{}", DAY), ("q", "{}", DAY), ("r", "{}", DAY), ("s", "{}", DAY, DAY)])
    for table in (PROFILE_EVENT, JUDGEMENT, CLAIM, REFUSED_LINK):
        put(memory, table, [])
    put(memory, LINK, [(2, 3, 9.0, 0.99, "phone", "probabilistic", [0], [9.0])])
    put(memory, MODEL, [model_row(None, 1.0, SETTINGS)])
    return memory


def _event(sequence: int, event: str, profile: str, other: str | None, **details: object) -> tuple[object, ...]:
    return (sequence, "run", DAY, event, profile, other, json.dumps(details))


def _records(*names: str) -> list[dict[str, str]]:
    return [dict(zip(("source", "source_id"), name.split(":"), strict=True)) for name in names]


def test_a_state_without_a_history_has_nothing_to_be_held_against(memory: Warehouse) -> None:
    assert known_before(memory) is None


def test_records_are_new_changed_or_gone_by_source(state: Warehouse) -> None:
    before = known_before(state)
    assert before is not None
    rows = [(1, "crm", "a", DAY, 1), (2, "web", "b", DAY, 7), (3, "web", "c", datetime(2025, 4, 1), 3), (9, "web", "e")]
    put(state, SOURCE_RECORD, rows)
    found = foretold(state, "run", before)
    assert found.records == {"web": {"new": 1, "changed": 2, "gone": 1}}
    assert (found.records_before, found.profiles_before, found.profiles_after) == (4, 3, 3)
    assert found.changed_records("changed") == 2


def test_a_run_that_changed_nothing_is_told_as_one_that_did_not_run(state: Warehouse) -> None:
    before = known_before(state)
    assert before is not None
    assert foretold(state, "run", before) == nothing_foretold(before)


def test_ids_that_are_merged_or_retired_go_out_of_use(state: Warehouse) -> None:
    before = known_before(state)
    assert before is not None
    put(
        state,
        PROFILE_EVENT,
        [
            (1, "earlier", DAY, "retired", "z", None, "{}"),
            _event(2, "merged", "p", "q", records=_records("web:c"), removed=[]),
            _event(3, "retired", "t", None, removed=_records("web:x", "web:y")),
        ],
    )
    found = foretold(state, "run", before)
    assert found.gone == 2
    assert [(one.profile_id, one.leads_to) for one in found.retiring] == [("q", "p"), ("t", None)]
    assert [(move.event, move.records) for move in found.moves] == [("retired", 2), ("merged", 1)]
    assert found.moves[0].because == "its records have left the sources"


def test_a_merge_names_the_link_that_causes_it_and_what_is_new_about_it(state: Warehouse) -> None:
    before = known_before(state)
    assert before is not None
    put(
        state,
        SOURCE_RECORD,
        [(1, "crm", "a", DAY, 1), (2, "web", "b", DAY, 2), (3, "web", "c", DAY, 8), (4, "web", "d")],
    )
    put(state, MEMBERSHIP, [(1, "p"), (2, "p"), (3, "p"), (4, "r")])
    put(state, PROFILE_EVENT, [_event(1, "merged", "p", "q", records=_records("web:c"), removed=[])])
    (move,) = foretold(state, "run", before).moves
    assert move.because.startswith("web:b and web:c (changed): their own link is strong enough; weight 9.0 bits")
    assert "phone +9.0 (same phone)" in move.because


def test_a_split_names_the_guard_that_refused_the_link(state: Warehouse) -> None:
    before = known_before(state)
    assert before is not None
    put(state, REFUSED_LINK, [(2, 3, 9.0, 0.99, "conflict", "tax_id differs")])
    put(state, PROFILE_EVENT, [_event(1, "split", "p", "q", records=_records("web:c"), because="gender")])
    (move,) = foretold(state, "run", before).moves
    assert "a guard refused it (conflict: tax_id differs)" in move.because
    assert "same phone" not in move.because


@pytest.mark.parametrize(
    ("because", "told"),
    [("gender", "gender speaks against one person"), (None, "no link ties them together any more")],
)
def test_a_split_without_a_refusal_names_what_speaks_against_it(
    state: Warehouse, because: str | None, told: str
) -> None:
    before = known_before(state)
    assert before is not None
    put(state, PROFILE_EVENT, [_event(1, "split", "p", "r", records=_records("web:d"), because=because)])
    assert [move.because for move in foretold(state, "run", before).moves] == [told]


def test_records_that_move_without_a_link_came_by_a_judgement_or_in_company(state: Warehouse) -> None:
    before = known_before(state)
    assert before is not None
    put(state, PROFILE_EVENT, [_event(1, "record_moved", "p", "r", records=_records("web:d"))])
    (move,) = foretold(state, "run", before).moves
    assert "a judgement" in move.because
