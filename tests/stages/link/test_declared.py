"""Comparisons that a job lists, beside the automatic ones and in their place."""

from __future__ import annotations

import inspect

import pytest
from splink import comparison_library

from golden_record.config.splink_names import OVER_LISTS, REQUIRED, SPLINK_COMPARISONS, UNUSABLE, WITHOUT_COLUMN
from golden_record.errors import EngineError, UsageError
from golden_record.stages.link.comparisons import HOUSEHOLD, Comparison
from golden_record.stages.link.declared import job_comparisons
from golden_record.stages.link.library import splink_comparison
from golden_record.warehouse import Warehouse
from tests.stages.link.conftest import PEOPLE, job_of, population, put_standard, run_link

TYPES = PEOPLE | {"address": "address"}


def _of(*items: dict[str, object], **match: object) -> dict[str, Comparison]:
    found = job_comparisons(job_of(TYPES, match={"comparisons": list(items), **match}))
    return {item.name: item for item in found}


AUTOMATIC = [
    "full_name__given",
    "full_name__family",
    "full_name__patronymic",
    "birth_date",
    "phone",
    "email",
    "address",
]


@pytest.mark.parametrize(
    ("attribute", "names"),
    [
        pytest.param("phone", AUTOMATIC, id="an attribute takes its own place"),
        pytest.param("full_name", ["full_name", *AUTOMATIC[3:]], id="a whole name takes the place of its parts"),
        pytest.param(
            "full_name__given",
            ["full_name__family", "full_name__patronymic", "full_name__given", *AUTOMATIC[3:]],
            id="a part of a name takes the place of that part",
        ),
        pytest.param("address__city", [*AUTOMATIC[:-1], "address__city"], id="another part stands for its attribute"),
    ],
)
def test_a_listed_comparison_takes_the_place_of_the_automatic_one(attribute: str, names: list[str]) -> None:
    assert list(_of({"attribute": attribute, "levels": ["exact"]})) == names


def test_only_what_is_listed_is_weighed_where_the_job_says_so() -> None:
    found = _of(
        {"attribute": "email", "levels": ["exact"]}, {"attribute": "birth_date", "levels": ["exact"]}, only_listed=True
    )
    assert list(found) == ["birth_date", "email"]


def test_levels_are_those_of_the_list_and_end_with_what_is_different() -> None:
    family = _of({"attribute": "full_name__family", "levels": ["exact", {"jaro_winkler": 0.9}, {"levenshtein": 1}]})[
        "full_name__family"
    ]
    assert [(level.label, level.condition) for level in family.levels] == [
        ("same", '"full_name__family_l" = "full_name__family_r"'),
        ("jaro_winkler at least 0.9", 'jaro_winkler_similarity("full_name__family_l", "full_name__family_r") >= 0.9'),
        ("levenshtein at most 1", 'levenshtein("full_name__family_l", "full_name__family_r") <= 1'),
        ("different", "ELSE"),
    ]
    assert family.exact == ('"full_name__family"',)
    assert family.levels[0].frequency == "full_name__family"
    assert sum(level.m for level in family.levels) == pytest.approx(1.0)
    assert [level.m for level in family.levels[:-1]] == sorted((level.m for level in family.levels[:-1]), reverse=True)


def test_what_relatives_share_is_still_known_of_a_listed_comparison() -> None:
    phone = _of({"attribute": "phone", "levels": ["exact"]})["phone"]
    assert len(phone.kin[HOUSEHOLD]) == len(phone.levels)
    assert sum(phone.kin[HOUSEHOLD]) == pytest.approx(1.0)


def test_lists_agree_exactly_by_a_value_in_common_and_nearly_by_their_first() -> None:
    phone = _of({"attribute": "phone", "levels": ["exact", {"levenshtein": 1}]})["phone"]
    conditions = [level.condition for level in phone.levels]
    assert conditions[0] == 'list_has_any("phone__personal_l", "phone__personal_r")'
    assert conditions[1] == 'list_has_any("phone_l", "phone_r")'
    assert conditions[2] == 'levenshtein("phone__first_l", "phone__first_r") <= 1'


ARGUMENTS: dict[str, dict[str, object]] = {
    "AbsoluteDateDifferenceAtThresholds": {"metrics": ["day", "day"], "thresholds": [1, 30]},
    "AbsoluteTimeDifferenceAtThresholds": {"metrics": ["day"], "thresholds": 1},
    "DistanceFunctionAtThresholds": {"distance_function_name": "jaccard", "thresholds": 0.8},
    "DistanceInKMAtThresholds": {"lat_col": "score", "long_col": "score", "thresholds": [1, 10]},
    "ForenameSurnameComparison": {"forename_col_name": "full_name__given", "surname_col_name": "full_name__family"},
    "PairwiseStringDistanceFunctionAtThresholds": {"distance_function_name": "levenshtein", "thresholds": 1},
    "JaroWinklerAtThresholds": {"thresholds": [0.9, 0.8]},
}


@pytest.mark.parametrize("name", SPLINK_COMPARISONS)
def test_every_comparison_of_splink_is_trained_and_scores(warehouse: Warehouse, name: str) -> None:
    attribute = "email" if name in OVER_LISTS else "birth_date"
    item = {"attribute": attribute, "splink": name, **ARGUMENTS.get(name, {})}
    job = job_of(PEOPLE | {"score": "number"}, match={"comparisons": [item]})
    rows = [fields | {"score": str(person)} for person, fields in population(15)]
    put_standard(warehouse, job, [(number, "crm", fields) for number, fields in enumerate(rows, start=1)])
    run_link(warehouse, job)
    place = [item.name for item in job_comparisons(job)].index(attribute)
    assert (0,) in warehouse.rows("select distinct levels[?] from link", [place + 1])


@pytest.mark.parametrize("name", SPLINK_COMPARISONS)
def test_names_and_arguments_are_those_of_splink(name: str) -> None:
    parameters = list(inspect.signature(getattr(comparison_library, name)).parameters.values())
    own = parameters if name in WITHOUT_COLUMN else parameters[1:]
    assert tuple(parameter.name for parameter in own) == SPLINK_COMPARISONS[name]
    required = {parameter.name for parameter in own if parameter.default is inspect.Parameter.empty}
    assert required - {"input_is_string"} == set(REQUIRED.get(name, ()))


def test_no_comparison_of_splink_is_forgotten() -> None:
    known = {name for name, found in vars(comparison_library).items() if inspect.isclass(found)}
    assert known == {*SPLINK_COMPARISONS, *UNUSABLE}


def test_arguments_that_splink_refuses_are_told_in_its_words() -> None:
    with pytest.raises(UsageError, match="Splink refuses the arguments of JaroWinklerAtThresholds over 'city'"):
        splink_comparison("JaroWinklerAtThresholds", "city", {"score_threshold_or_thresholds": "many"})


def test_sql_levels_decide_in_order(warehouse: Warehouse) -> None:
    item: dict[str, object] = {
        "attribute": "phone",
        "missing": "phone__first_l is null or phone__first_r is null",
        "sql": [
            {"sql_condition": "phone__first_l = phone__first_r", "label": "same first number"},
            {"sql_condition": "right(phone__first_l, 4) = right(phone__first_r, 4)", "label": "same last digits"},
            {"sql_condition": "else", "label": "another number"},
        ],
    }
    phone = _of(item)["phone"]
    assert phone.exact == ('"phone__first"',)
    assert [level.label for level in phone.levels] == ["same first number", "same last digits", "another number"]
    job = job_of(PEOPLE, match={"comparisons": [item]})
    rows = [fields for _, fields in population(30)]
    put_standard(warehouse, job, [(number, "crm", fields) for number, fields in enumerate(rows, start=1)])
    run_link(warehouse, job)
    assert {level for (level,) in warehouse.rows("select distinct levels[-2] from link")} >= {-1, 0}


def test_a_condition_that_the_engine_cannot_compute_fails_in_words(warehouse: Warehouse) -> None:
    item = {
        "attribute": "phone",
        "sql": [{"sql_condition": "soundslike(phone__first_l, phone__first_r)", "label": "x"}],
    }
    job = job_of(PEOPLE, match={"comparisons": [item]})
    rows = [fields for _, fields in population(5)]
    put_standard(warehouse, job, [(number, "crm", fields) for number, fields in enumerate(rows, start=1)])
    told = r"match\.comparisons\[0\]\.sql\[0\]\.sql_condition: this SQL failed: CatalogException: .*soundslike"
    with pytest.raises(EngineError, match=told):
        run_link(warehouse, job)
