from __future__ import annotations

from datetime import timedelta

import pytest

from golden_record.model.run import RunContext
from golden_record.stages import survive
from golden_record.stages.survive.golden import laying
from golden_record.warehouse import Warehouse
from tests.stages.survive.conftest import STARTED_AT, Said, elected, job_of, on, state_of, survive_in

OLD, NEW = on("2023-01-01"), on("2024-01-01")


@pytest.mark.parametrize(
    ("choose", "said", "winner", "rule"),
    [
        pytest.param(
            "most_trusted",
            [Said("web", "Omsk", NEW), Said("crm", "Perm", OLD)],
            "Perm",
            "most_trusted",
            id="the more trusted source wins over the newer value",
        ),
        pytest.param(
            "most_recent",
            [Said("web", "Omsk", NEW), Said("crm", "Perm", OLD)],
            "Omsk",
            "most_recent",
            id="the newer value wins over the more trusted source",
        ),
        pytest.param(
            "most_recent",
            [Said("crm", "Omsk", None), Said("web", "Perm", OLD)],
            "Perm",
            "most_recent",
            id="a value without a time is older than any other",
        ),
        pytest.param(
            "first_seen",
            [Said("crm", "Omsk", NEW), Said("web", "Perm", OLD), Said("app", "Orel", None)],
            "Perm",
            "first_seen",
            id="the first value ever seen wins, and no time is no first",
        ),
        pytest.param(
            "most_frequent",
            [Said("web", "Omsk"), Said("pos", "Omsk"), Said("crm", "Perm")],
            "Omsk",
            "most_frequent",
            id="the value of most records wins",
        ),
        pytest.param(
            "most_complete",
            [Said("crm", "Petrov I. S."), Said("web", "Petrov Ivan")],
            "Petrov Ivan",
            "most_complete",
            id="an initial is less than a name",
        ),
        pytest.param(
            "most_complete",
            [Said("crm", "Петров Иван"), Said("web", "Петров Иван Сергеевич")],
            "Петров Иван Сергеевич",
            "most_complete",
            id="more words are more complete, in any script",
        ),
        pytest.param(
            "verified",
            [Said("crm", "Omsk"), Said("app", "Orel", verified=False), Said("web", "Perm", verified=True)],
            "Perm",
            "verified",
            id="a proven value wins",
        ),
        pytest.param(
            "longest",
            [Said("crm", "Omsk"), Said("web", "Vladimir")],
            "Vladimir",
            "longest",
            id="the longer value wins",
        ),
        pytest.param(
            "shortest",
            [Said("web", "Omsk"), Said("crm", "Vladimir")],
            "Omsk",
            "shortest",
            id="the shorter value wins",
        ),
        pytest.param(
            ["verified", "most_recent", "most_trusted"],
            [Said("crm", "Omsk", OLD), Said("app", "Perm", NEW), Said("web", "Orel", OLD)],
            "Perm",
            "most_recent",
            id="a tie falls through to the next strategy",
        ),
        pytest.param(
            {"choose": "most_trusted", "prefer_sources": ["pos", "web"]},
            [Said("crm", "Omsk"), Said("web", "Perm"), Said("pos", "Orel")],
            "Orel",
            "prefer_sources",
            id="a preferred source wins over trust, in the order given",
        ),
        pytest.param(
            "most_recent",
            [Said("pos", "Omsk", NEW), Said("crm", "Perm", NEW)],
            "Perm",
            "tie-break",
            id="a complete tie goes to the first source in the alphabet",
        ),
        pytest.param(
            "most_trusted",
            [Said("crm", "Omsk", record="9"), Said("crm", "Perm", record="10")],
            "Perm",
            "tie-break",
            id="then to the first key of the source",
        ),
        pytest.param(
            "most_recent",
            [Said("crm", "Omsk", NEW, "suspicious"), Said("web", "Perm", OLD, "repaired")],
            "Perm",
            "quality",
            id="a suspicious value loses to any sound one",
        ),
        pytest.param(
            "most_recent",
            [Said("crm", "Omsk", NEW, "suspicious"), Said("web", "n/a", OLD, "placeholder")],
            "Omsk",
            "only value",
            id="a suspicious value is better than none",
        ),
        pytest.param(
            "most_trusted",
            [Said("crm", "Omsk"), Said("web", "OMSK", key="Omsk")],
            "Omsk",
            "unanimous",
            id="values equal after cleaning agree, and the best claim gives the form",
        ),
    ],
)
def test_the_chain_elects_the_value_and_names_the_rule_that_decided(
    warehouse: Warehouse, choose: object, said: list[Said], winner: str, rule: str
) -> None:
    lineage = elected(warehouse, said, attributes={"city": choose})
    assert (lineage["value"], lineage["rule"]) == (winner, rule)


def test_a_record_that_repeats_a_value_has_one_vote(warehouse: Warehouse) -> None:
    said = [Said("web", "1"), Said("web", "1", position=1), Said("pos", "2"), Said("app", "2")]
    lineage = elected(warehouse, said, "identifier", default="most_frequent")
    assert (lineage["value"], lineage["rule"], lineage["candidate_count"]) == ("2", "most_frequent", 3)


@pytest.mark.parametrize("quality", ["placeholder", "invalid", None])
def test_values_that_mean_nothing_never_become_golden(warehouse: Warehouse, quality: str) -> None:
    said = [Said("crm", "nowhere", quality=quality), Said("web", None)]
    assert elected(warehouse, said) == {}
    assert warehouse.rows("select profile_id, city from golden_profile") == [("p", None)]


def test_attributes_without_their_own_chain_follow_the_default(warehouse: Warehouse) -> None:
    said = [Said("web", "Omsk", NEW), Said("crm", "Perm", OLD)]
    assert elected(warehouse, said, default="most_recent")["value"] == "Omsk"
    assert elected(warehouse, said, default="first_seen")["value"] == "Perm"


def test_lineage_names_the_winning_claim_and_the_best_loser(warehouse: Warehouse) -> None:
    said = [
        Said("crm", "Omsk", OLD, record="7"),
        Said("web", "OMSK", NEW, key="Omsk"),
        Said("pos", "Perm", NEW),
        Said("app", "Orel", OLD),
    ]
    assert elected(warehouse, said, default=["most_frequent", "most_trusted"]) == {
        "profile_id": "p",
        "attribute": "city",
        "value": "Omsk",
        "source": "crm",
        "source_id": "7",
        "observed_at": OLD,
        "written": "Omsk",
        "quality": "good",
        "rule": "most_frequent",
        "computed": False,
        "candidate_count": 4,
        "value_count": 3,
        "agreeing_count": 2,
        "agreement": 0.5,
        "confidence": pytest.approx(0.98, abs=0.01),
        "runner_up": "Orel",
        "pinned_by": None,
    }


@pytest.mark.parametrize(
    ("collect", "values", "runner_up"),
    [
        pytest.param("all", ["Orel", "Omsk", "Perm"], None, id="all values, best first"),
        pytest.param(2, ["Orel", "Omsk"], "Perm", id="the best two, and the next one lost"),
        pytest.param(9, ["Orel", "Omsk", "Perm"], None, id="no more than there are"),
    ],
)
def test_lists_hold_distinct_values_in_the_order_of_the_chain(
    warehouse: Warehouse, collect: object, values: list[str], runner_up: str | None
) -> None:
    said = [
        Said("crm", "Omsk"),
        Said("pos", "OMSK", key="Omsk"),
        Said("app", "Orel", verified=True),
        Said("web", "Perm", quality="suspicious"),
    ]
    chain = {"choose": ["verified", "most_trusted"], "collect": collect}
    lineage = elected(warehouse, said, attributes={"city": chain})
    assert (lineage["source"], lineage["rule"], lineage["runner_up"]) == ("app", "verified", runner_up)
    assert warehouse.rows("select city from golden_profile") == [(values,)]


def test_golden_profiles_have_one_column_per_attribute_in_the_order_of_the_job(warehouse: Warehouse) -> None:
    state_of(warehouse, [Said("crm", "Omsk")])
    survive_in(warehouse, job_of({"city": "city", "order": "text", "email": "email"}))
    assert list(warehouse.columns("golden_profile"))[:5] == ["profile_id", "city", "order", "email", "record_count"]


def test_golden_profiles_say_what_is_behind_them(warehouse: Warehouse) -> None:
    said = [
        Said("web", "Omsk", NEW),
        Said("crm", "Omsk", OLD),
        Said("crm", "n/a", OLD - timedelta(days=9), quality="placeholder", position=1),
        Said("crm", "Perm", None, record="2", person="q"),
    ]
    state_of(warehouse, said)
    survive_in(warehouse, job_of({"city": "city"}))
    assert warehouse.rows("select * exclude (confidence) from golden_profile order by profile_id") == [
        ("p", "Omsk", 2, 2, ["crm", "web"], OLD - timedelta(days=9), NEW, None, STARTED_AT),
        ("q", "Perm", 1, 1, ["crm"], None, None, None, STARTED_AT),
    ]


def test_golden_profiles_come_out_the_same_when_they_are_laid_out_in_parts(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = job_of({"email": "email", "city": "city"}, attributes={"email": {"collect": "all"}})
    said = [Said("crm", "Omsk", person=f"p{number}", record=str(number)) for number in range(20)]
    state_of(warehouse, [*said, Said("app", "a@b.ru", person="p1", attribute="email")])
    survive_in(warehouse, job)
    told = [warehouse.rows(sql) for sql in ("describe golden_profile", "select * from golden_profile order by all")]
    monkeypatch.setattr(laying, "PROFILES_AT_ONCE", 3)
    for _ in ("what is there already", "what was laid out in parts"):
        survive_in(warehouse, job)
        again = [
            warehouse.rows(sql) for sql in ("describe golden_profile", "select * from golden_profile order by all")
        ]
        assert again == told


def test_attributes_that_nobody_fills_are_reported(warehouse: Warehouse) -> None:
    state_of(warehouse, [Said("crm", "Omsk")])
    with warehouse.transaction():
        report = survive.run(warehouse, job_of({"city": "city", "email": "email"}), RunContext("run", STARTED_AT))
    assert (report.rows["attribute_lineage"], report.rows["golden_profile"]) == (1, 1)
    assert report.notes == ("attribute email: no usable value in any profile",)


def test_an_empty_state_has_no_golden_profiles(warehouse: Warehouse) -> None:
    survive_in(warehouse, job_of({"city": "city"}))
    assert warehouse.count("golden_profile") == warehouse.count("attribute_lineage") == 0


@pytest.mark.parametrize(
    "value",
    [
        'a"; drop table claim;--',
        "<script>",
        "{{7*7}}",
        "\u202eright to left\u200b",
        "x" * 300,
        "it's\\n",
        '["a"]',
        "🙂\x1f",
    ],
)
@pytest.mark.parametrize("collect", [None, "all"])
def test_hostile_values_come_out_as_they_went_in(warehouse: Warehouse, value: str, collect: str | None) -> None:
    elected(warehouse, [Said("crm", value)], attributes={"city": {"collect": collect}})
    assert warehouse.scalar("select city from golden_profile") == ([value] if collect else value)


def test_what_is_explained_is_what_runs(warehouse: Warehouse) -> None:
    job = job_of({"city": "city", "email": "email"}, attributes={"email": {"collect": 3}})
    survive_in(warehouse, job)
    for statement in survive.explain(job).split(";\n\n"):
        assert statement in "\n".join(warehouse.statements)


def test_inputs_change_with_trust_chains_and_the_order_of_attributes() -> None:
    job = job_of({"city": "city", "email": "email"})
    others = [job_of({"email": "email", "city": "city"}), job_of({"city": "city", "email": "email"}, default="longest")]
    assert survive.inputs(job) not in [survive.inputs(other) for other in others]
    assert survive.inputs(job) == survive.inputs(job_of({"city": "city", "email": "email"}))


def test_inputs_change_with_the_order_of_conditions() -> None:
    conditions = {"verified": "longest", "trust > 50": "shortest"}
    turned = dict(reversed(conditions.items()))
    jobs = [job_of({"city": "city"}, attributes={"city": {"when": when}}) for when in (conditions, turned)]
    assert survive.inputs(jobs[0]) != survive.inputs(jobs[1])


AGEING = [
    pytest.param({"max_age": "1y"}, id="a greatest age"),
    pytest.param({"decay": {"half_life": "1y"}}, id="trust that fades"),
    pytest.param({"downgrade": {"when": "age_days > 100", "by": 10}}, id="ages in a downgrade"),
    pytest.param({"when": {"AGE_DAYS < 100": "most_recent"}}, id="ages in a condition"),
    pytest.param({"sql": "arg_min(value, age_days)"}, id="ages in an aggregate"),
]


@pytest.mark.parametrize("rule", AGEING)
def test_a_job_that_looks_at_ages_depends_on_the_day_and_not_on_the_hour(
    warehouse: Warehouse, rule: dict[str, object]
) -> None:
    job = job_of({"city": "city"}, attributes={"city": rule})
    days = [survive.moments(warehouse, job, STARTED_AT + timedelta(hours=hours)) for hours in (0, 23, 24)]
    assert days[0] == days[1] != days[2]


def test_a_job_that_looks_at_no_age_does_not_depend_on_the_day(warehouse: Warehouse) -> None:
    job = job_of({"city": "city"}, default="most_recent")
    assert survive.moments(warehouse, job, STARTED_AT) == survive.moments(warehouse, job, STARTED_AT + timedelta(9))


@pytest.mark.parametrize("hour", [0, 23])
def test_ages_are_measured_from_the_start_of_the_day(warehouse: Warehouse, hour: int) -> None:
    said = [Said("crm", "Omsk", STARTED_AT - timedelta(days=365, hours=20)), Said("web", "Perm", STARTED_AT)]
    state_of(warehouse, said)
    job = job_of({"city": "city"}, attributes={"city": {"max_age": "366d"}})
    survive_in(warehouse, job)
    first = warehouse.rows("select value, candidate_count from attribute_lineage")
    with warehouse.transaction():
        survive.run(warehouse, job, RunContext("run", STARTED_AT + timedelta(hours=hour)))
    assert warehouse.rows("select value, candidate_count from attribute_lineage") == first == [("Omsk", 2)]
