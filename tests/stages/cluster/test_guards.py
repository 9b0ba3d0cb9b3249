from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from random import Random

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.config.job import Job
from golden_record.warehouse import Warehouse
from tests.stages.cluster.conftest import (
    NAMED,
    OTHER,
    SAME,
    SIMILAR,
    STRONG,
    UNKNOWN,
    Levels,
    Said,
    Scene,
    cluster_scene,
    complete,
    job_with,
    judged_job,
)
from tests.stages.link.conftest import Fields

SHARED_DATABASE = settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
GIVEN = [None, None, "anna", "anne", "boris", "bob"]
"""Names that begin alike do not clearly differ."""


@dataclass(frozen=True)
class Case:
    """A scene, what stewards said of it, and the guards that must hold."""

    scene: Scene
    said: tuple[Said, ...]
    most_records: int
    most_cards: int
    most_weighed: int
    method: str

    def job(self, folder: Path) -> Job:
        guards = {"max_records": self.most_records, "limits": {"card": self.most_cards}, "conflicts": ["full_name"]}
        return judged_job(folder, self.scene, self.said, job_with(["app"], method=self.method, **guards))

    def latest(self) -> dict[tuple[int, int], str]:
        """The last word on each pair."""
        return {(min(left, right), max(left, right)): decision for left, right, decision in self.said}


@st.composite
def cases(draw: st.DrawFn) -> Case:
    size = draw(st.integers(2, 9))
    names = {record: draw(st.sampled_from(GIVEN)) for record in range(1, size + 1)}
    if draw(st.booleans()):
        chosen = [pair for pair in combinations(names, 2) if draw(st.integers(0, 2))]
    else:
        # A tree: most pairs are never compared, and only their values can tell that they conflict.
        chosen = [(draw(st.integers(1, record - 1)), record) for record in range(2, size + 1)]
    pairs: dict[tuple[int, int], Levels] = {
        pair: (_likeness(*(names[record] for record in pair)), draw(st.sampled_from([UNKNOWN, 0, 0, 0, 1])))
        for pair in chosen
    }
    copies = {size + place: draw(st.integers(1, size)) for place in range(1, draw(st.integers(0, 3)) + 1)}
    everyone = sorted([*names, *copies])
    two = st.lists(st.sampled_from(everyone), min_size=2, max_size=2, unique=True)
    said = draw(st.lists(st.tuples(two, st.sampled_from(["same", "different"])), max_size=5))
    ruled = draw(st.sets(st.sampled_from(sorted(pairs)), max_size=4)) if pairs else set()
    scene = Scene(
        pairs,
        records=size,
        sources={record: draw(st.sampled_from(["crm", "app", "pos"])) for record in everyone},
        fields={
            record: {"full_name__given": names[copies.get(record, record)], "card": [draw(st.sampled_from("abc"))]}
            for record in everyone
        },
        copies=copies,
        rules=dict.fromkeys(ruled, "same card"),
    )
    return Case(
        scene,
        tuple((left, right, decision) for (left, right), decision in said),
        most_records=draw(st.integers(2, 5)),
        most_cards=draw(st.integers(1, 2)),
        most_weighed=draw(st.sampled_from([2, 3, 5, 120])),
        method=draw(st.sampled_from(["constrained", "connected_components"])),
    )


def violations(case: Case, profiles: list[list[int]]) -> list[str]:
    """Every broken guard, told from the records alone: what stewards joined is theirs to answer for."""
    joined: nx.Graph[int] = nx.Graph(pair for pair, decision in case.latest().items() if decision == "same")
    apart = {pair for pair, decision in case.latest().items() if decision == "different"}
    found = []
    for members in profiles:
        cores = [set(members) & core for core in nx.connected_components(joined)]
        pairs = set(combinations(members, 2))
        found += [f"cannot-link {pair}" for pair in pairs & apart]
        found += [f"conflict {pair}" for pair in pairs if _differ(case, *pair) and not _inside(case, pair, cores)]
        found += [f"{len(members)} records"] if len(members) > case.most_records else []
        for what, most in (("cards", case.most_cards), ("records of app", 1)):
            held = [_held(case, what, core) for core in [set(members), *cores]]
            found += [f"{what} in {members}"] if len(held[0]) > max([most, *map(len, held[1:])]) else []
    return found


def _likeness(one: str | None, other: str | None) -> int:
    """The level of two names."""
    if one is None or other is None:
        return UNKNOWN
    return SAME if one == other else SIMILAR if one[0] == other[0] else OTHER


def _differ(case: Case, one: int, other: int) -> bool:
    names = [case.scene.fields[record]["full_name__given"] for record in (one, other)]
    return _likeness(*(None if name is None else str(name) for name in names)) == OTHER


def _inside(case: Case, pair: tuple[int, int], cores: list[set[int]]) -> bool:
    """Whether a steward joined the two, or records that they equal in everything."""
    alike = [{record, case.scene.copies.get(record, record)} for record in pair]
    alike = [{*own, *(copy for copy, one in case.scene.copies.items() if one in own)} for own in alike]
    return any(all(core & own for own in alike) for core in cores)


def _held(case: Case, what: str, members: set[int]) -> set[object]:
    if what == "cards":
        return {str(case.scene.fields[record]["card"]) for record in members}
    return {record for record in members if case.scene.source(record) == "app"}


@SHARED_DATABASE
@given(case=cases())
def test_no_guard_is_broken_between_any_two_records_of_a_profile(
    warehouse: Warehouse, tmp_path: Path, case: Case
) -> None:
    found = cluster_scene(warehouse, case.scene, case.job(tmp_path), most_weighed=case.most_weighed)
    assert violations(case, found.profiles()) == []


@SHARED_DATABASE
@given(case=cases())
def test_a_must_link_holds_or_is_refused_by_name(warehouse: Warehouse, tmp_path: Path, case: Case) -> None:
    found = cluster_scene(warehouse, case.scene, case.job(tmp_path), most_weighed=case.most_weighed)
    home = {record: number for number, members in enumerate(found.profiles()) for record in members}
    status = {line: str(told) for line, told in warehouse.rows("select number, status from judgement")}
    for line, (left, right, decision) in enumerate(case.said, start=2):
        pair = (min(left, right), max(left, right))
        if decision == "same" and status[line] == "in force":
            assert home[left] == home[right]
        if status[line] in ("contradicted", "too large") and home[left] != home[right]:
            assert found.guards()[pair] == {"contradicted": "judgement", "too large": "max_records"}[status[line]]


@SHARED_DATABASE
@given(case=cases(), random=st.randoms(use_true_random=False))
def test_neither_order_nor_batches_of_rows_change_what_guards_do(
    warehouse: Warehouse, tmp_path: Path, case: Case, random: Random
) -> None:
    order = list(range(1, case.scene.size + 1))
    random.shuffle(order)
    tables = ("membership", "profile", "refused_link", "judgement")
    straight = cluster_scene(warehouse, case.scene, case.job(tmp_path), most_weighed=case.most_weighed)
    before = [straight.table(name) for name in tables]
    again = cluster_scene(warehouse, case.scene, case.job(tmp_path), order, most_weighed=case.most_weighed)
    assert [again.table(name) for name in tables] == before


@SHARED_DATABASE
@given(case=cases())
def test_every_strong_link_is_inside_a_profile_or_refused_with_a_reason(
    warehouse: Warehouse, tmp_path: Path, case: Case
) -> None:
    found = cluster_scene(warehouse, case.scene, case.job(tmp_path), most_weighed=case.most_weighed)
    home = {record: number for number, members in enumerate(found.profiles()) for record in members}
    strong = {
        (int(str(left)), int(str(right))) for left, right, bits, *_ in case.scene.links() if float(str(bits)) >= 0
    }
    assert {pair for pair in strong if home[pair[0]] != home[pair[1]]} <= found.guards().keys()
    assert warehouse.scalar("select count(*) from refused_link where reason is null") == 0


# --- conflicts of records that were never compared

ANNA: Fields = {"full_name__given": "anna"}
BORIS: Fields = {"full_name__given": "boris"}
METHODS = pytest.mark.parametrize("method", ["constrained", "connected_components"])


@METHODS
def test_records_that_were_never_compared_conflict_all_the_same(warehouse: Warehouse, method: str) -> None:
    scene = Scene(complete(1, 2) | {(2, 3): STRONG}, fields={1: dict(ANNA), 3: dict(BORIS)})
    assert cluster_scene(warehouse, scene, job_with(method=method)).profiles() == [[1, 2, 3]]
    found = cluster_scene(warehouse, scene, job_with(method=method, conflicts=["full_name"]))
    assert found.profiles() == [[1, 2], [3]]
    assert found.guards() == {(2, 3): "conflict"}


def test_a_copy_brings_the_conflicts_of_its_original(warehouse: Warehouse) -> None:
    names: dict[int, Fields] = {1: dict(ANNA), 2: {}, 3: dict(BORIS), 4: dict(BORIS)}
    scene = Scene({(1, 2): STRONG, (2, 3): (UNKNOWN, SAME)}, copies={4: 3}, fields=names)
    found = cluster_scene(warehouse, scene, job_with(method="connected_components", conflicts=["full_name"]))
    assert found.profiles() == [[1, 2], [3, 4]]


def test_a_rule_does_not_get_past_a_conflict_that_no_pair_shows(warehouse: Warehouse) -> None:
    scene = Scene(
        {(1, 2): STRONG, (2, 3): STRONG},
        rules={(1, 2): "same card", (2, 3): "same card"},
        fields={1: dict(ANNA), 3: dict(BORIS)},
    )
    found = cluster_scene(warehouse, scene, job_with(conflicts=["full_name"]))
    assert len(found.profiles()) == 2
    assert set(found.guards().values()) == {"conflict"}


# --- groups that are too large to be weighed whole


def test_in_a_group_too_large_clusters_join_only_where_most_pairs_were_compared(warehouse: Warehouse) -> None:
    chain = Scene({(record, record + 1): STRONG for record in range(1, 8)})
    assert cluster_scene(warehouse, chain).profiles() == [list(range(1, 9))]
    found = cluster_scene(warehouse, chain, most_weighed=4)
    assert max(map(len, found.profiles())) == 2
    assert set(found.guards().values()) == {"component"}
    assert "1 group of links holds more than 4 records, the largest 8" in found.notes[0]


def test_what_was_compared_in_full_joins_in_a_group_of_any_size(warehouse: Warehouse) -> None:
    scene = Scene(complete(1, 2, 3) | complete(4, 5, 6) | {(3, 4): (SAME, SAME)}, records=6)
    found = cluster_scene(warehouse, scene, most_weighed=3)
    assert found.profiles() == [[1, 2, 3], [4, 5, 6]]
    assert found.guards() == {(3, 4): "component"}


def test_of_a_star_only_the_strongest_refused_links_are_listed(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("golden_record.stages.cluster.refusals.MOST_REFUSED", 5)
    star = Scene({(1, leaf): STRONG for leaf in range(2, 40)})
    found = cluster_scene(warehouse, star, most_weighed=4)
    assert max(map(len, found.profiles())) == 2
    assert len(found.guards()) == 5
    assert any("32 refused links are not in refused_link" in note for note in found.notes)


def test_components_of_any_size_follow_links_up_to_the_guards(warehouse: Warehouse) -> None:
    chain = Scene({(record, record + 1): STRONG for record in range(1, 300)})
    found = cluster_scene(warehouse, chain, job_with(method="connected_components", max_records=10_000))
    assert found.profiles() == [list(range(1, 301))]
    bounded = replace(chain, sources={1: "app", 300: "app"})
    job = job_with(["app"], method="connected_components", max_records=10_000)
    assert len(cluster_scene(warehouse, bounded, job).profiles()) == 2


@pytest.mark.parametrize(
    ("records", "levels", "told"),
    [
        pytest.param(21, NAMED, True, id="many records at less than even odds"),
        pytest.param(20, NAMED, False, id="few records"),
        pytest.param(21, STRONG, False, id="many records that all agree"),
    ],
)
def test_crowds_that_hang_together_by_little_are_told(
    warehouse: Warehouse, records: int, levels: Levels, told: bool
) -> None:
    scene = Scene({(left, left + 1): levels for left in range(1, records)}, threshold=-3.0)
    found = cluster_scene(warehouse, scene, job_with(method="connected_components"))
    assert [len(profile) for profile in found.profiles()] == [records]
    assert any("hang together below even odds" in note for note in found.notes) == told
