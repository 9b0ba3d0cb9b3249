"""Every strategy, alone and together: the winner that a person would expect, and the reason that lineage gives."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from golden_record.warehouse import Warehouse
from tests.stages.survive.conftest import STARTED_AT, Said, elected, on

OLD, NEW = on("2023-01-01"), on("2024-01-01")


def ago(days: float) -> datetime:
    return STARTED_AT - timedelta(days=days)


RANKED = [
    ("city", "trust", [Said("web", "Omsk", NEW), Said("crm", "Perm")], "Perm", "trust"),
    (
        "city",
        "source_priority",
        [Said("app", "Omsk"), Said("crm", "Perm"), Said("web", "Orel")],
        "Perm",
        "source_priority",
    ),
    (
        "city",
        {"choose": ["verified", "source_priority"], "prefer_sources": ["web", "app"]},
        [Said("crm", "Omsk"), Said("web", "Perm"), Said("pos", "Orel", verified=True)],
        "Orel",
        "verified",
    ),
    (
        "city",
        {"choose": ["verified", "source_priority"], "prefer_sources": ["web", "app"]},
        [Said("crm", "Omsk"), Said("web", "Perm"), Said("pos", "Orel")],
        "Perm",
        "source_priority",
    ),
    (
        "city",
        "weighted_majority",
        [
            Said("crm", "Omsk", probability=0.5),
            Said("app", "Omsk", probability=0.4),
            Said("web", "Perm", probability=0.95),
        ],
        "Perm",
        "weighted_majority",
    ),
    (
        "city",
        "weighted_majority",
        [
            Said("crm", "Omsk", probability=0.5),
            Said("app", "Omsk", probability=0.5),
            Said("web", "Perm", probability=0.95),
        ],
        "Omsk",
        "weighted_majority",
    ),
    ("city", "confirmed", [Said("crm", "Omsk"), Said("app", "Perm"), Said("web", "Perm")], "Perm", "confirmed"),
    (
        "city",
        ["confirmed", "most_trusted"],
        [Said("web", "Omsk", record="1"), Said("web", "Omsk", record="2"), Said("pos", "Perm")],
        "Perm",
        "most_trusted",
    ),
    (
        "city",
        "ladder",
        [Said("crm", "Omsk", NEW), Said("app", "Omsk", NEW), Said("web", "Perm", OLD, verified=True)],
        "Perm",
        "verified",
    ),
    ("city", "ladder", [Said("crm", "Omsk", OLD), Said("app", "Omsk"), Said("web", "Perm", NEW)], "Omsk", "confirmed"),
    ("city", "ladder", [Said("crm", "Omsk", OLD), Said("web", "Perm", NEW)], "Perm", "most_recent"),
    ("number", "max", [Said("crm", "9"), Said("web", "10")], "10", "max"),
    ("number", "min", [Said("crm", "10"), Said("web", "9.5")], "9.5", "min"),
    ("number", "min", [Said("crm", "10"), Said("web", "many")], "10", "min"),
    ("birth_date", "min", [Said("crm", "1990-02-01"), Said("web", "1980-12-31")], "1980-12-31", "min"),
    ("boolean", "any_true", [Said("crm", "false"), Said("app", "false"), Said("web", "true")], "true", "any_true"),
    ("boolean", "all_true", [Said("crm", "true"), Said("app", "true"), Said("web", "false")], "false", "all_true"),
    ("boolean", "all_true", [Said("crm", "true"), Said("app", "true")], "true", "unanimous"),
    ("city", "unanimous_or_null", [Said("crm", "Omsk"), Said("app", "Omsk")], "Omsk", "unanimous"),
    ("city", "unanimous_or_null", [Said("crm", "Omsk"), Said("app", "Perm")], None, "unanimous_or_null"),
    (
        "city",
        ["verified", "unanimous_or_null"],
        [Said("crm", "Omsk"), Said("app", "Perm", verified=True)],
        "Perm",
        "verified",
    ),
    (
        "city",
        ["verified", "unanimous_or_null"],
        [Said("crm", "Omsk", verified=True), Said("app", "Perm", verified=True)],
        None,
        "unanimous_or_null",
    ),
    (
        "city",
        {"choose": "most_frequent", "min_agreement": "60%"},
        [Said("crm", "Omsk"), Said("app", "Omsk"), Said("web", "Perm")],
        "Omsk",
        "most_frequent",
    ),
    (
        "city",
        {"choose": "most_frequent", "min_agreement": 0.7},
        [Said("crm", "Omsk"), Said("app", "Omsk"), Said("web", "Perm")],
        None,
        "min_agreement",
    ),
]

FILTERED = [
    (
        {"choose": "most_recent", "exclude_sources": ["web"]},
        [Said("web", "Omsk", NEW), Said("crm", "Perm", OLD)],
        "Perm",
        "only value",
    ),
    (
        {"choose": "most_trusted", "max_age": "1y"},
        [Said("crm", "Omsk", ago(366)), Said("app", "Orel"), Said("web", "Perm", ago(365))],
        "Perm",
        "only value",
    ),
    (
        {"choose": "most_trusted", "only": "good"},
        [Said("crm", "Omsk", quality="repaired"), Said("web", "Perm")],
        "Perm",
        "only value",
    ),
    (
        {"choose": "most_trusted", "only": "sound"},
        [Said("crm", "Omsk", quality="repaired"), Said("web", "Perm"), Said("app", "Orel", quality="suspicious")],
        "Omsk",
        "most_trusted",
    ),
    (
        {"choose": "most_trusted", "only": "verified"},
        [Said("crm", "Omsk"), Said("web", "Perm", verified=True)],
        "Perm",
        "only value",
    ),
]

HALVED = {"half_life": "1y"}
GRADED = [
    # 90 after a year is 45; 80 of today stands.
    ({"choose": "trust", "decay": HALVED}, [Said("crm", "Omsk", ago(365)), Said("app", "Perm", ago(0))], "Perm"),
    # 80 after 50 days is 72.8, and 90 after 100 days is 74.4.
    ({"choose": "trust", "decay": HALVED}, [Said("crm", "Omsk", ago(100)), Said("app", "Perm", ago(50))], "Omsk"),
    # Nothing falls below the floor, and a floor lifts nothing.
    (
        {"choose": "trust", "decay": {"half_life": "1d", "floor": 60}},
        [Said("crm", "Omsk", ago(900)), Said("pos", "Perm", ago(0))],
        "Omsk",
    ),
    # No time is no youth: 90 becomes 0, 30 after a year is 15.
    ({"choose": "trust", "decay": HALVED}, [Said("crm", "Omsk"), Said("web", "Perm", ago(365))], "Perm"),
    (
        {"choose": "trust", "downgrade": {"when": "length(value) < 5", "by": 65}},
        [Said("crm", "Omsk"), Said("web", "Vladimir")],
        "Vladimir",
    ),
    (
        {"choose": "trust", "downgrade": [{"quality": ["repaired"], "by": 20}, {"when": "not verified", "by": 5}]},
        [Said("crm", "Omsk", quality="repaired"), Said("app", "Perm", verified=False)],
        "Perm",
    ),
    (
        {"choose": "trust", "decay": HALVED, "downgrade": {"when": "age_days > 300 and source = 'crm'", "by": 10}},
        [Said("crm", "Omsk", ago(365)), Said("app", "Perm", ago(400))],
        "Perm",
    ),
]

_GENDER = {"choose": "most_frequent", "when": {"source = 'crm'": "most_recent", "verified": "first_seen"}}
CONDITIONAL = [
    ([Said("app", "m"), Said("web", "m"), Said("crm", "f")], "f", "when"),
    ([Said("crm", "m", OLD), Said("web", "m", NEW), Said("crm", "f", NEW, record="2")], "f", "most_recent"),
    ([Said("app", "m"), Said("pos", "m"), Said("web", "f", verified=True)], "f", "when"),
    ([Said("app", "m", NEW, verified=True), Said("web", "f", OLD, verified=True)], "f", "first_seen"),
    ([Said("app", "m"), Said("pos", "m"), Said("web", "f")], "m", "most_frequent"),
]

COMPUTED = [
    ("number", "sum", [Said("crm", "1.50"), Said("app", "2"), Said("web", "many")], "3.5", "sum"),
    ("number", "sum", [Said("crm", "100"), Said("app", "100")], "200", "sum"),
    ("number", "average", [Said("crm", "1"), Said("app", "2"), Said("web", "2")], "1.666667", "average"),
    ("phone", "count", [Said("crm", "1"), Said("app", "2"), Said("web", "2")], "2", "count"),
    ("category", {"sql": "arg_max(value, trust * 10 + confidence)"}, [Said("crm", "a"), Said("web", "b")], "a", "sql"),
    ("category", {"sql": "string_agg(distinct value, '+')"}, [Said("web", "b"), Said("crm", "a")], "a+b", "sql"),
    (
        "category",
        {"sql": "case when count(*) > 2 then 'loyal' else 'new' end", "exclude_sources": ["web"]},
        [Said("crm", "a"), Said("app", "a"), Said("web", "a")],
        "new",
        "sql",
    ),
]


@pytest.mark.parametrize(("type_name", "choose", "said", "winner", "rule"), RANKED)
def test_the_winner_and_its_reason(
    warehouse: Warehouse, type_name: str, choose: object, said: list[Said], winner: str | None, rule: str
) -> None:
    lineage = elected(warehouse, said, type_name, attributes={"city": choose})
    assert (lineage["value"], lineage["rule"]) == (winner, rule)
    assert (lineage["source"] is None) == (winner is None)


@pytest.mark.parametrize(("choose", "said", "winner", "rule"), FILTERED)
def test_values_that_are_left_out_do_not_stand(
    warehouse: Warehouse, choose: object, said: list[Said], winner: str, rule: str
) -> None:
    lineage = elected(warehouse, said, attributes={"city": choose})
    assert (lineage["value"], lineage["rule"]) == (winner, rule)


@pytest.mark.parametrize(("choose", "said", "winner"), GRADED)
def test_trust_fades_and_is_lost(warehouse: Warehouse, choose: object, said: list[Said], winner: str) -> None:
    lineage = elected(warehouse, said, attributes={"city": choose})
    assert (lineage["value"], lineage["rule"]) == (winner, "trust")


@pytest.mark.parametrize(("said", "winner", "rule"), CONDITIONAL)
def test_the_first_condition_that_holds_decides(warehouse: Warehouse, said: list[Said], winner: str, rule: str) -> None:
    lineage = elected(warehouse, said, "gender", attributes={"city": _GENDER})
    assert (lineage["value"], lineage["rule"]) == (winner, rule)


@pytest.mark.parametrize(("type_name", "choose", "said", "value", "rule"), COMPUTED)
def test_computed_values_are_marked_as_such(
    warehouse: Warehouse, type_name: str, choose: object, said: list[Said], value: str, rule: str
) -> None:
    lineage = elected(warehouse, said, type_name, attributes={"city": choose})
    assert (lineage["value"], lineage["rule"], lineage["computed"]) == (value, rule, True)
    assert lineage["source"] is None
    assert warehouse.rows("select city from golden_profile") == [(value,)]


def test_the_best_record_is_the_most_trusted_and_then_the_fullest(warehouse: Warehouse) -> None:
    said = [
        Said("crm", "Omsk", NEW, record="1"),
        Said("crm", "Perm", OLD, record="2"),
        Said("crm", "x@y.ru", OLD, record="2", attribute="email"),
        Said("web", "Orel", NEW),
    ]
    lineage = elected(warehouse, said, attributes={"city": "from_best_record"})
    assert (lineage["value"], lineage["source_id"], lineage["rule"]) == ("Perm", "2", "from_best_record")


@pytest.mark.parametrize(
    ("collect", "values"),
    [("all", ["Perm", "Omsk"]), ("union", ["Omsk", "Perm"]), ("intersection", ["Perm"]), (1, ["Perm"])],
)
def test_lists_are_collected_in_a_defined_order(warehouse: Warehouse, collect: object, values: list[str]) -> None:
    said = [Said("crm", "Perm"), Said("crm", "Omsk", record="2"), Said("web", "Perm")]
    elected(warehouse, said, attributes={"city": {"choose": "most_frequent", "collect": collect}})
    assert warehouse.rows("select city from golden_profile") == [(values,)]


def test_sources_that_share_nothing_have_no_intersection(warehouse: Warehouse) -> None:
    said = [Said("crm", "Perm"), Said("web", "Omsk")]
    elected(warehouse, said, attributes={"city": {"collect": "intersection"}})
    assert warehouse.rows("select city from golden_profile") == [(None,)]


def test_a_value_refused_by_agreement_is_shown_as_what_lost(warehouse: Warehouse) -> None:
    said = [Said("crm", "Omsk"), Said("web", "Perm")]
    lineage = elected(warehouse, said, attributes={"city": {"min_agreement": 1}})
    assert (lineage["value"], lineage["runner_up"], lineage["confidence"]) == (None, "Omsk", None)


def test_lineage_marks_a_suspicious_value_that_had_no_better(warehouse: Warehouse) -> None:
    lineage = elected(warehouse, [Said("crm", "Omsk", quality="suspicious"), Said("web", None, quality="placeholder")])
    assert (lineage["value"], lineage["quality"]) == ("Omsk", "suspicious")
