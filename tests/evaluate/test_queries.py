from __future__ import annotations

from datetime import datetime

import pytest

from golden_record.evaluate import queries
from golden_record.evaluate.elections import queries as election_queries
from golden_record.model.elections import ATTRIBUTE_LINEAGE
from golden_record.model.judgements import JUDGEMENT
from golden_record.model.keys import EQUAL
from golden_record.model.loads import SOURCE_LOAD
from golden_record.model.tables import (
    CLAIM,
    GOLDEN_PROFILE,
    HOUSEHOLD,
    HOUSEHOLD_MEMBER,
    LINK,
    MEMBERSHIP,
    REFUSED_LINK,
    REJECTED_ROW,
    SOURCE_RECORD,
)
from golden_record.warehouse import Warehouse
from tests.builders import put, put_empty_state
from tests.golden_text import assert_golden

DAY = datetime(2025, 3, 1)

STATEMENTS = {
    "loaded_sources": queries.loaded_sources(),
    "profile_counts": queries.profile_counts(),
    "profiles_by_source_count": queries.profiles_by_source_count(),
    "refusals_by_guard": queries.refusals_by_guard(),
    "telling_profiles": queries.telling_profiles(["full_name"], 3),
    "golden_values": election_queries.golden_values(),
    "lost_candidates": election_queries.lost_candidates(),
    "profile_facts": queries.profile_facts(),
    "spellings": queries.spellings(["full_name"], 5),
    "assigned_records": queries.assigned_records(),
    "scored_links": queries.scored_links(),
    "threshold": queries.threshold(),
    "compared_pairs": queries.compared_pairs(),
    "claims_of": queries.claims_of(),
    "links_among": queries.links_among(),
    "ties_among": queries.ties_among(),
    "judgements_on": queries.judgements_on(),
    "model": queries.model(),
    "source_record": queries.source_record(),
    "link": queries.link(),
    "refusal": queries.refusal(),
    "originals": queries.originals(),
    "value_holders": queries.value_holders(),
    "members": queries.members(),
    "refusals_of": queries.refusals_of(),
    "known_profile": queries.known_profile(),
    "household_counts": queries.household_counts(),
    "household": queries.household(),
    "housemates": queries.housemates(["full_name"]),
}


@pytest.fixture
def state(memory: Warehouse) -> Warehouse:
    """Three records of one person and one of another: 1, 2 and 3 make profile p, 4 makes q."""
    put_empty_state(memory)
    put(memory, SOURCE_RECORD, [(1, "crm", "a"), (2, "web", "b"), (3, "web", "c"), (4, "web", "d")])
    put(memory, SOURCE_LOAD, [("crm", "crm.csv"), ("web", "web.csv"), ("void", "void.csv")])
    put(memory, REJECTED_ROW, [("web", "web.csv", 7)])
    put(memory, MEMBERSHIP, [(1, "p", "founder"), (2, "p", "phone"), (3, "p", "phone"), (4, "q", "founder")])
    put(
        memory, LINK, [(1, 2, 9.0, 0.99, "phone", "phone"), (1, 3, 8.0, 0.98, EQUAL, "probabilistic"), (3, 4, 2.0, 0.8)]
    )
    said = [
        ("file", 2, "web", "c", "crm", "a", "same", "ann", DAY, "seen", None, 3, 1, "in force"),
        ("file", 3, "crm", "a", "web", "d", "different", "bob", DAY, "heard", None, 1, 4, "expired"),
    ]
    put(memory, JUDGEMENT, said)
    put(memory, REFUSED_LINK, [(3, 4, 2.0, 0.8, "evidence", "the others speak against it")])
    put(memory, GOLDEN_PROFILE, [("p", 3, 2, ["crm", "web"]), ("q", 1, 1, ["web"])])
    names = [(1, "Ann"), (2, "Anna"), (3, "Ann"), (4, "Ann")]
    put(memory, CLAIM, [(record, "name", 0, name, name, name.lower(), "good") for record, name in names])
    return memory


def test_every_statement_reads_as_it_was_agreed() -> None:
    text = "\n\n".join(f"-- {name}\n{sql};" for name, sql in STATEMENTS.items())
    assert_golden("evaluate", text)


def test_a_source_that_brought_nothing_is_counted_too(state: Warehouse) -> None:
    assert state.rows(queries.loaded_sources()) == [("crm", 1, 0), ("void", 0, 0), ("web", 3, 1)]


def test_profiles_are_counted_with_the_largest(state: Warehouse) -> None:
    assert state.rows(queries.profile_counts()) == [(2, 1, 3, "p")]
    assert state.rows(queries.profiles_by_source_count()) == [(1, 1), (2, 1)]


def test_the_profile_of_many_sources_and_spellings_tells_most(state: Warehouse) -> None:
    assert state.rows(queries.telling_profiles(["name"], 3)) == [("p",), ("q",)]
    assert state.rows(queries.telling_profiles([], 1)) == [("p",)]


def test_the_most_frequent_spelling_comes_first(state: Warehouse) -> None:
    assert state.rows(queries.spellings(["name"], 5), ["p"]) == [("Ann",), ("Anna",)]


def test_links_among_records_know_their_refusal(state: Warehouse) -> None:
    ids = [1, 3, 4]
    found = [(row[0], row[1], row[-1]) for row in state.rows(queries.links_among(), [ids, ids])]
    assert found == [(1, 3, None), (3, 4, "evidence")]


def test_copies_are_told_from_pairs_that_were_compared(state: Warehouse) -> None:
    rows = state.rows(queries.scored_links())
    assert [(right, left, weight) for left, right, weight, _, is_copy in rows if is_copy] == [(3, 1, 8.0)]
    assert [row[-1] for row in rows] == [False, True, False]


def test_what_a_steward_joined_ties_stronger_than_any_link(state: Warehouse) -> None:
    found = state.rows(queries.ties_among(), [[1, 2, 3], [1, 2, 3]])
    assert found == [(1, 2, 9.0, "phone"), (1, 3, 1000.0, "judgement")]


def test_judgements_are_found_whichever_record_they_name_first(state: Warehouse) -> None:
    assert state.rows(queries.judgements_on(), [1, 3]) == [("same", "ann", DAY, "seen", "in force")]
    assert state.rows(queries.judgements_on(), [1, 4])[0][4] == "expired"


def test_a_record_equal_to_an_earlier_one_knows_it(state: Warehouse) -> None:
    assert state.rows(queries.originals(), [[2, 3]]) == [(3, 1)]


def test_a_refusal_is_told_from_the_profiles_side(state: Warehouse) -> None:
    ((source, key, other_source, other_key, other_profile, *_),) = state.rows(queries.refusals_of(), ["q"])
    assert (source, key, other_source, other_key, other_profile) == ("web", "d", "web", "c", "p")


def test_records_live_in_a_household_or_in_their_own_profile(state: Warehouse) -> None:
    put(state, HOUSEHOLD_MEMBER, [("q", "h-q", "phone", "r")])
    assert [row[-2:] for row in state.rows(queries.assigned_records())] == [("p", "p")] * 3 + [("q", "h-q")]


def test_a_household_is_told_with_the_golden_names_of_its_members(state: Warehouse) -> None:
    assert state.rows(queries.household_counts()) == [(0, 0, 0)]
    put(state, HOUSEHOLD, [("h-p", 2, "5 High Street", ["p", "q"], "phone")])
    put(state, HOUSEHOLD_MEMBER, [("p", "h-p", "phone", "q"), ("q", "h-p", "phone", "p")])
    put(state, ATTRIBUTE_LINEAGE, [("p", "name", "Ann"), ("p", "phone", "+1"), ("q", "phone", "+1")])
    assert state.rows(queries.household_counts()) == [(1, 2, 2)]
    assert state.rows(queries.household(), ["q"]) == [("h-p", "5 High Street")]
    mates = [("p", "Ann", "phone", "q", None), ("q", None, "phone", "p", None)]
    assert state.rows(queries.housemates(["name"]), ["h-p"]) == mates
    assert [row[:2] for row in state.rows(queries.housemates([]), ["h-p"])] == [("p", None), ("q", None)]


def test_values_that_two_records_share_are_counted_over_all(state: Warehouse) -> None:
    assert state.rows(queries.value_holders(), [1, 4]) == [("name", "Ann", 3)]
    assert state.rows(queries.value_holders(), [1, 2]) == []
