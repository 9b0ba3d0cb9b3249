from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from golden_record.config.job import Job
from golden_record.warehouse import Warehouse
from tests.stages.cluster.conftest import (
    CONTRARY,
    STRONG,
    Clustered,
    Said,
    Scene,
    bits_of,
    cluster_scene,
    complete,
    job_with,
    judged_job,
)
from tests.stages.link.conftest import Fields

APART = (2, 1)
"""Another name and another phone."""


def _judged(
    warehouse: Warehouse, folder: Path, scene: Scene, said: Sequence[Said], job: Job | None = None
) -> Clustered:
    return cluster_scene(warehouse, scene, judged_job(folder, scene, said, job or job_with()))


@pytest.mark.parametrize(
    ("scene", "said", "profiles"),
    [
        pytest.param(Scene({}, records=2), [(1, 2, "same")], [[1, 2]], id="strangers that nothing compared"),
        pytest.param(Scene({(1, 2): APART}), [(1, 2, "same")], [[1, 2]], id="what the model calls two people"),
        pytest.param(Scene({(1, 2): STRONG}), [(1, 2, "different")], [[1], [2]], id="what the model calls one person"),
        pytest.param(Scene({}, copies={2: 1}), [(1, 2, "different")], [[1], [2]], id="a record and its copy"),
        pytest.param(Scene({}, copies={2: 1, 3: 1}), [(2, 3, "different")], [[1, 2], [3]], id="two copies of one"),
        pytest.param(
            Scene({}, records=3, copies={4: 1}), [(3, 4, "same")], [[1, 3, 4], [2]], id="a copy brings its original"
        ),
        pytest.param(
            Scene({(1, 2): STRONG, (2, 3): STRONG}), [(1, 3, "different")], [[1, 2], [3]], id="the ends of a chain"
        ),
        pytest.param(
            Scene({(1, 2): STRONG, (3, 4): STRONG}), [(2, 3, "same")], [[1, 2, 3, 4]], id="two profiles become one"
        ),
        pytest.param(
            Scene({}, records=3), [(1, 2, "same"), (1, 2, "different")], [[1], [2], [3]], id="the last word counts"
        ),
    ],
)
def test_a_steward_outranks_the_model(
    warehouse: Warehouse, tmp_path: Path, scene: Scene, said: Sequence[Said], profiles: list[list[int]]
) -> None:
    assert _judged(warehouse, tmp_path, scene, said).profiles() == profiles


def test_a_rule_does_not_get_past_a_cannot_link(warehouse: Warehouse, tmp_path: Path) -> None:
    scene = Scene({(1, 2): STRONG}, rules={(1, 2): "same card"})
    found = _judged(warehouse, tmp_path, scene, [(1, 2, "different")])
    assert (found.profiles(), found.guards()) == ([[1], [2]], {(1, 2): "judgement"})


CARDS: dict[int, Fields] = {1: {"card": ["a"]}, 2: {"card": ["b"]}, 3: {"card": ["a"]}, 4: {"card": ["c"]}}


@pytest.mark.parametrize(
    ("block", "sources"),
    [
        pytest.param({"limits": {"card": 1}}, {}, id="limits"),
        pytest.param({"conflicts": ["full_name"]}, {}, id="conflicts"),
        pytest.param({"unique": ["app"]}, {1: "app", 2: "app"}, id="unique sources"),
    ],
)
def test_a_steward_outranks_guards(
    warehouse: Warehouse, tmp_path: Path, block: Mapping[str, object], sources: Mapping[int, str]
) -> None:
    scene = Scene({(1, 2): CONTRARY}, fields=CARDS, sources=sources)
    job = job_with(**block)  # type: ignore[arg-type]  # `unique` beside the block
    assert _judged(warehouse, tmp_path, scene, [(1, 2, "same")], job).profiles() == [[1, 2]]


def test_what_a_steward_joined_over_a_limit_takes_in_no_further_value(warehouse: Warehouse, tmp_path: Path) -> None:
    scene = Scene(complete(1, 2, 3, 4), fields=CARDS)
    found = _judged(warehouse, tmp_path, scene, [(1, 2, "same")], job_with(limits={"card": 1}))
    assert found.profiles() == [[1, 2, 3], [4]]


def test_not_even_a_steward_makes_a_profile_too_large(warehouse: Warehouse, tmp_path: Path) -> None:
    said = [(1, 2, "same"), (2, 3, "same"), (3, 4, "same")]
    found = _judged(warehouse, tmp_path, Scene({}, records=4), said, job_with(max_records=3))
    assert found.profiles() == [[1], [2, 3, 4]]
    assert found.guards() == {(1, 2): "max_records"}
    assert warehouse.rows("select number, status from judgement where status <> 'in force'") == [(2, "too large")]
    assert found.notes == (
        "overrides.csv: the must-links in line 2 would make profiles of more records than cluster.max_records",
    )


def test_a_contradiction_is_reported_and_the_cannot_link_wins(warehouse: Warehouse, tmp_path: Path) -> None:
    said = [(1, 2, "same"), (2, 3, "same"), (1, 3, "different")]
    found = _judged(warehouse, tmp_path, Scene({}, records=3), said)
    assert found.profiles() == [[1], [2, 3]]
    assert warehouse.rows("select number, status from judgement order by number") == [
        (2, "contradicted"),
        (3, "in force"),
        (4, "in force"),
    ]
    assert warehouse.rows("select left_id, right_id, weight, guard from refused_link") == [(1, 2, None, "judgement")]
    assert found.notes == ("overrides.csv: the must-links in line 2 contradict a cannot-link, which wins",)


def test_a_record_that_is_gone_is_noted_and_stops_nothing(warehouse: Warehouse, tmp_path: Path) -> None:
    scene = Scene({(1, 2): STRONG})
    job = judged_job(tmp_path, scene, [(1, 9, "same"), (1, 2, "different")], job_with())
    found = cluster_scene(warehouse, scene, job)
    assert found.profiles() == [[1], [2]]
    assert found.notes == ("overrides.csv: records are gone of the judgements in line 2; these have no effect",)
    assert warehouse.rows("select number, right_id, status from judgement order by number") == [
        (2, None, "record gone"),
        (3, 2, "in force"),
    ]


@pytest.mark.parametrize(
    ("until", "profiles", "status"),
    [("2025-05-31", [[1, 2]], "expired"), ("2025-06-01", [[1], [2]], "in force")],
    ids=["over", "the last day"],
)
def test_a_judgement_counts_to_the_end_of_its_last_day(
    warehouse: Warehouse, tmp_path: Path, until: str, profiles: list[list[int]], status: str
) -> None:
    scene = Scene({(1, 2): STRONG})
    job = judged_job(tmp_path, scene, [], job_with())
    lines = ["left,right,decision,who,when,why,until", f"crm:r1,crm:r2,different,ann,2025-01-01,seen,{until}"]
    (tmp_path / "overrides.csv").write_text("\n".join(lines), encoding="utf-8")
    assert cluster_scene(warehouse, scene, job).profiles() == profiles
    assert warehouse.scalar("select status from judgement") == status


def test_members_tell_that_a_steward_joined_them(warehouse: Warehouse, tmp_path: Path) -> None:
    scene = Scene({(1, 2): STRONG, (1, 3): STRONG, (2, 3): STRONG, (3, 4): APART})
    _judged(warehouse, tmp_path, scene, [(3, 4, "same")])
    rows = warehouse.rows("select record_id, matched_by, round(match_probability, 6) from membership order by 1")
    strong = round(1 / (1 + 2 ** -bits_of(STRONG)), 6)
    assert rows == [(1, "founder", strong), (2, "probabilistic", strong), (3, "judgement", 1.0), (4, "judgement", 1.0)]


def test_a_judgement_is_certain_and_the_weakest_link_is_that_of_the_others(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    scene = Scene({(1, 2): STRONG, (2, 3): APART})
    _judged(warehouse, tmp_path, scene, [(2, 3, "same")])
    assert warehouse.scalar("select confidence from profile") == pytest.approx(1 / (1 + 2 ** -bits_of(STRONG)))
    _judged(warehouse, tmp_path, Scene({}, records=2), [(1, 2, "same")])
    assert warehouse.scalar("select confidence from profile") == 1.0


def test_a_refused_link_between_judged_records_is_named_once(warehouse: Warehouse, tmp_path: Path) -> None:
    scene = Scene(complete(1, 2, 3))
    found = _judged(warehouse, tmp_path, replace(scene, records=3), [(1, 3, "different")])
    assert found.profiles() == [[1, 2], [3]]
    assert found.guards() == {(1, 3): "judgement", (2, 3): "judgement"}
