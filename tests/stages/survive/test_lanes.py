"""Which attributes of a few profiles are elected by the same statements, and which side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from golden_record.stages.survive import lanes, queries
from golden_record.stages.survive.accuracy.queries import agreement_patterns, agreements, former_patterns
from golden_record.stages.survive.ballot import Ballot, Results, consequences, golden_values
from golden_record.stages.survive.electorate.queries import claims_asked, claims_of, everything
from golden_record.stages.survive.rules import AttributeRule
from tests.golden_text import assert_golden
from tests.stages.survive.conftest import job_of

TYPES = {
    "full_name": "person_name",
    "city": "city",
    "street": "address",
    "gender": "gender",
    "card": "identifier",
    "phone": "phone",
    "email": "email",
}


def _names(rules: Iterable[AttributeRule]) -> list[list[str]]:
    return [[one.attribute for one in rule.each] for rule in rules]


def _together(judged: Iterable[str] = (), **survivorship: object) -> list[list[str]]:
    ballot = Ballot.of(job_of(TYPES, **survivorship))
    found = lanes.two_lanes(ballot, frozenset(judged), dict.fromkeys(TYPES, 1))
    return sorted(_names([*found[0], *found[1]]))


def test_attributes_of_which_the_same_is_asked_are_one_election() -> None:
    assert _together() == [["city", "street"], ["full_name"], ["gender", "card", "phone", "email"]]


def test_names_are_elected_alone_since_each_has_parts_of_its_own() -> None:
    rules = Ballot.of(job_of({"full_name": "person_name", "maiden_name": "person_name"})).rules
    assert _names(lanes.elected_together(rules, ())) == [["full_name"], ["maiden_name"]]


@pytest.mark.parametrize(
    ("asked", "alone"),
    [
        pytest.param({"judged": ["gender"]}, ["gender"], id="people know some truth"),
        pytest.param({"attributes": {"gender": "most_frequent"}}, ["gender"], id="another strategy"),
        pytest.param({"attributes": {"gender": {"max_age": "1y"}}}, ["gender"], id="another filter"),
        pytest.param({"attributes": {"phone": {"follow": "gender"}}}, ["gender"], id="its record is asked for"),
        pytest.param({"trust": "learned"}, ["gender"], id="a trust of its own"),
    ],
)
def test_attributes_of_which_something_else_is_asked_are_elected_alone(
    asked: dict[str, object], alone: list[str]
) -> None:
    assert alone in _together(**asked)  # type: ignore[arg-type]  # either may be given


def test_both_lanes_take_about_as_long_and_names_longer_than_others() -> None:
    ballot = Ballot.of(job_of(TYPES))
    here, there = lanes.two_lanes(ballot, (), {"full_name": 40, "city": 30, "phone": 40})
    assert (_names(here), _names(there)) == (
        [["gender", "card", "phone", "email"], ["city", "street"]],
        [["full_name"]],
    )


def test_sources_too_many_for_a_frame_are_asked_in_one_lane() -> None:
    ballot = Ballot.of(job_of(TYPES))
    crowded = replace(ballot, trust=dict.fromkeys(map(str, range(63)), 50.0))
    claims = dict.fromkeys(TYPES, 1)
    assert lanes.two_lanes(ballot, (), claims)[1] != ()
    assert lanes.two_lanes(crowded, (), claims)[1] == ()


def test_one_election_needs_no_other_lane() -> None:
    ballot = Ballot.of(job_of({"city": "city", "street": "address"}))
    here, there = lanes.two_lanes(ballot, (), {"city": 3, "street": 2})
    assert (_names(here), there) == ([["city", "street"]], ())


def test_whoever_asks_for_a_winner_is_elected_after_it_in_the_same_lane() -> None:
    groups = {"city": {"group": ["city", "street"]}, "gender": {"follow": "street"}, "phone": {"follow": "email"}}
    ballot = Ballot.of(job_of(TYPES, attributes=groups))
    lanes_of = lanes.two_lanes(ballot, (), dict.fromkeys(TYPES, 1))
    orders = [[name for names in _names(lane) for name in names] for lane in lanes_of]
    assert [
        [name for name in order if name in {"city", "street", "gender"}] for order in orders if "city" in order
    ] == [["city", "street", "gender"]]
    assert [[name for name in order if name in {"phone", "email"}] for order in orders if "email" in order] == [
        ["email", "phone"]
    ]


def test_many_claims_are_elected_one_attribute_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "MOST_CLAIMS", 6)
    ballot = Ballot.of(job_of(TYPES))
    assert _names(lanes.two_lanes(ballot, (), dict.fromkeys(TYPES, 1))[0]) == [[name] for name in TYPES]
    assert lanes.two_lanes(ballot, (), dict.fromkeys(TYPES, 1))[1] == ()


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    ballot = Ballot.of(job_of(TYPES, publish={"candidates": "all"}))
    results = Results("asked_lineage", "asked_candidate", "asked_agreement")
    statements = [former_patterns(), claims_asked(), claims_of(["card", "city"]), everything("asked_lineage")]
    for rule in lanes.elected_together(ballot.rules, {"full_name"})[1:]:
        statements += [
            queries.candidates(rule, None),
            queries.contests(rule),
            agreements(rule),
            agreement_patterns(10, results.agreements),
            queries.ranked_candidates(rule, ballot.trust),
            queries.verdicts(rule),
            golden_values(ballot, rule, results),
            *consequences(ballot, rule, results),
        ]
    assert_golden("survive_together", ";\n\n".join(statements))
