from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.config.survivorship import Strategy
from golden_record.stages import survive
from golden_record.warehouse import Warehouse
from tests.golden_text import assert_golden
from tests.stages.survive.conftest import TRUST, Said, elected, job_of, on, state_of, survive_in

OLD, NEW = on("2023-01-01"), on("2024-01-01")

USABLE = {"good", "repaired", "suspicious"}

CLAIMS = st.builds(
    Said,
    source=st.sampled_from(["crm", "app", "pos", "web"]),
    record=st.sampled_from("12"),
    value=st.sampled_from(["Omsk", "Perm", "Orel", "Vladimir", "Vladimri", None]),
    at=st.sampled_from([None, OLD, NEW]),
    quality=st.sampled_from(["good", "repaired", "suspicious", "placeholder", "invalid"]),
    verified=st.sampled_from([None, False, True]),
    attribute=st.sampled_from(["city", "email"]),
)
ONLY_FOR_SOME = {"min", "max", "any_true", "all_true"}
"""Strategies that only some types have."""

CHAINS = st.lists(
    st.sampled_from(
        ["most_trusted", "most_recent", "most_frequent", "most_complete", "first_seen", "verified", "longest"]
    ),
    min_size=1,
    max_size=3,
)


def _placed(said: list[Said]) -> list[Said]:
    """Records own their person, and the values of a record their positions."""
    seen: dict[tuple[str, str, str], int] = {}
    placed = []
    for claim in said:
        place = seen[(*claim.name, claim.attribute)] = seen.get((*claim.name, claim.attribute), -1) + 1
        person = "p" if claim.record == "1" else claim.source
        placed.append(replace(claim, position=place, person=person))
    return placed


RANKINGS = st.lists(st.sampled_from(sorted({*get_args(Strategy)} - ONLY_FOR_SOME)), min_size=1, max_size=3)
RULES = st.fixed_dictionaries(
    {"choose": RANKINGS},
    optional={
        "decay": st.just({"half_life": "1y", "floor": 20}),
        "downgrade": st.just({"when": "length(value) < 5", "quality": ["repaired"], "by": 40}),
        "when": st.just({"source = 'web'": "most_recent", "verified": ["most_trusted", "unanimous_or_null"]}),
        "prefer_sources": st.just(["pos", "web"]),
        "exclude_sources": st.just(["app"]),
        "max_age": st.just("2y"),
        "only": st.sampled_from(["good", "sound", "verified"]),
        "min_agreement": st.sampled_from([0.4, 1.0]),
    },
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(CLAIMS, min_size=1, max_size=12).map(_placed), rule=RULES, data=st.data())
def test_whatever_the_rule_values_come_from_claims_and_order_does_not_matter(
    warehouse: Warehouse, said: list[Said], rule: dict[str, object], data: st.DataObject
) -> None:
    at = {claim.name: claim.at for claim in said}
    said = [replace(claim, at=at[claim.name]) for claim in said]
    job = job_of({"city": "city", "email": "email"}, attributes={"city": rule, "email": {"follow": "city"}})
    results = []
    for order in (said, data.draw(st.permutations(said))):
        state_of(warehouse, order)
        survive_in(warehouse, job)
        tables = ("golden_profile", "attribute_lineage", "attribute_candidate", "source_accuracy")
        results.append([warehouse.rows(f"select * from {table} order by all") for table in tables])
    assert results[0] == results[1]
    claimed = {(claim.person, claim.attribute, claim.value, claim.source, claim.record) for claim in said}
    golden = warehouse.rows("select profile_id, attribute, written, source, source_id from attribute_lineage")
    assert {row for row in golden if row[2] is not None} <= claimed
    assert not warehouse.rows(
        "select profile_id, attribute, rank from attribute_candidate group by all having count(*) > 1"
    )


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(CLAIMS, min_size=1, max_size=12).map(_placed), chain=CHAINS, data=st.data())
def test_the_order_of_claims_and_records_does_not_matter(
    warehouse: Warehouse, said: list[Said], chain: list[str], data: st.DataObject
) -> None:
    at = {claim.name: claim.at for claim in said}
    said = [replace(claim, at=at[claim.name]) for claim in said]
    job = job_of({"city": "city", "email": "email"}, default=chain, attributes={"email": {"collect": 2}})
    results = []
    for order in (said, said, data.draw(st.permutations(said))):
        state_of(warehouse, order)
        survive_in(warehouse, job)
        results.append(
            [warehouse.rows(f"select * from {table} order by all") for table in ("golden_profile", "attribute_lineage")]
        )
    assert results[0] == results[1] == results[2]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=st.lists(CLAIMS, min_size=1, max_size=12).map(_placed), chain=CHAINS)
def test_every_golden_value_is_claimed_by_a_record_of_its_profile(
    warehouse: Warehouse, said: list[Said], chain: list[str]
) -> None:
    state_of(warehouse, said)
    survive_in(warehouse, job_of({"city": "city", "email": "email"}, default=chain))
    claimed = {
        (claim.person, claim.attribute, claim.value, claim.source, claim.record, claim.at)
        for claim in said
        if claim.value and claim.quality in USABLE
    }
    golden = warehouse.rows(
        "select profile_id, attribute, written, source, source_id, observed_at from attribute_lineage"
    )
    assert set(golden) <= claimed
    assert {row[:2] for row in golden} == {claim[:2] for claim in claimed}
    wide = warehouse.rows("unpivot (select profile_id, city, email from golden_profile) on city, email")
    assert sorted(wide) == sorted(row[:3] for row in golden)


TERMS: dict[str, Callable[[Said, int], float]] = {
    "quality": lambda claim, _: claim.quality != "suspicious",
    "most_trusted": lambda claim, _: TRUST[claim.source],
    "most_recent": lambda claim, _: claim.at.toordinal() if claim.at else 0,
    "first_seen": lambda claim, _: -claim.at.toordinal() if claim.at else -1e9,
    "most_frequent": lambda _, votes: votes,
    "most_complete": lambda claim, _: len(claim.value or ""),
    "verified": lambda claim, _: claim.verified is True,
    "longest": lambda claim, _: len(claim.value or ""),
    "shortest": lambda claim, _: -len(claim.value or ""),
}


TOLD = ("value", "source", "source_id", "observed_at", "rule", "candidate_count", "agreement", "runner_up")


def _read_plainly(said: list[Said], chain: list[str]) -> tuple[object, ...] | None:
    """The election as one would hold it by hand: value, winner, rule, candidates, agreement, runner-up."""
    usable = [claim for claim in said if claim.value and claim.quality in USABLE]
    votes = {claim.value: len({other.name for other in usable if other.value == claim.value}) for claim in usable}
    names = ["quality", *chain]

    def ladder(claim: Said) -> list[float]:
        return [TERMS[name](claim, votes[claim.value]) for name in names]

    ranked = sorted(usable, key=lambda claim: (*claim.name, claim.position))
    ranked.sort(key=ladder, reverse=True)
    if not ranked:
        return None
    winner = ranked[0]
    loser = next((claim for claim in ranked if claim.value != winner.value), None)
    total = sum(votes.values())
    if loser is None:
        rule = "only value" if total == 1 else "unanimous"
    else:
        steps = zip(names, ladder(winner), ladder(loser), strict=True)
        rule = next((name for name, one, other in steps if one != other), "tie-break")
    agreement = votes[winner.value] / total
    return (winner.value, *winner.name, winner.at, rule, total, agreement, loser.value if loser else None)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(CLAIMS, min_size=1, max_size=12).map(_placed),
    chain=st.lists(st.sampled_from(sorted(TERMS.keys() - {"quality"})), min_size=1, max_size=4, unique=True),
)
def test_elections_come_out_as_one_would_hold_them_by_hand(
    warehouse: Warehouse, said: list[Said], chain: list[str]
) -> None:
    one_person = [replace(claim, person="p", attribute="city", position=place) for place, claim in enumerate(said)]
    lineage = elected(warehouse, one_person, "identifier", default=chain)
    told = [lineage.get(name) for name in TOLD]
    assert (tuple(told) if lineage else None) == _read_plainly(one_person, chain)


def test_the_order_of_records_comes_before_that_of_positions(warehouse: Warehouse) -> None:
    last = 2**31 - 1
    said = [Said("crm", "Omsk"), Said("app", "Omsk", position=last), Said("app", "Perm", position=last - 1)]
    lineage = elected(warehouse, said, default=["most_frequent"])
    assert [lineage[name] for name in ("value", "source", "agreeing_count")] == ["Omsk", "app", 2]


def test_a_record_that_repeats_itself_has_one_vote_of_those_that_stand(warehouse: Warehouse) -> None:
    twice = [
        Said("crm", "a@b.ru", position=place, quality=quality) for place, quality in enumerate(("good", "repaired"))
    ]
    lineage = elected(warehouse, [*twice, Said("app", "a@b.ru")], "email", default=["most_frequent"])
    assert [lineage[name] for name in ("candidate_count", "agreeing_count", "quality")] == [2, 2, "good"]


def test_the_sql_is_the_sql_that_was_reviewed() -> None:
    job = job_of(
        {"full_name": "person_name", "email": "email", "phone": "phone"},
        default=["most_trusted", "most_recent", "most_frequent"],
        attributes={
            "full_name": {"choose": ["most_complete", "longest", "shortest"], "prefer_sources": ["crm", "app"]},
            "email": {"choose": ["verified", "first_seen"], "collect": "all"},
            "phone": {"collect": 3},
        },
    )
    assert_golden("survive", survive.explain(job))
