from __future__ import annotations

from itertools import combinations
from random import Random

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from golden_record.model.keys import profile_id
from golden_record.warehouse import Warehouse
from tests.stages.cluster.conftest import (
    CONTRARY,
    NAMED,
    OTHER,
    OTHER_PHONE,
    SAME,
    STRONG,
    UNKNOWN,
    Levels,
    Scene,
    bits_of,
    cluster_scene,
    complete,
    job_with,
)
from tests.stages.link.conftest import Fields

SHARED_DATABASE = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
METHODS = pytest.mark.parametrize("method", ["constrained", "connected_components"])
SHOWN = st.tuples(st.sampled_from([-1, 0, 0, 1, 2]), st.sampled_from([-1, 0, 0, 1]))


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Up to nine records and copies of them; some pairs are not linked at all, some are linked by a rule."""
    size = draw(st.integers(2, 9))
    pairs: dict[tuple[int, int], Levels] = {}
    for pair in combinations(range(1, size + 1), 2):
        if draw(st.integers(0, 2)):
            pairs[pair] = draw(SHOWN)
    copies = {size + place: draw(st.integers(1, size)) for place in range(1, draw(st.integers(0, 3)) + 1)}
    everyone = range(1, size + len(copies) + 1)
    ruled = draw(st.sets(st.sampled_from(sorted(pairs)), max_size=2)) if pairs else set()
    return Scene(
        pairs,
        records=size,
        sources={record: draw(st.sampled_from(["crm", "app", "pos"])) for record in everyone},
        fields={record: {"card": [draw(st.sampled_from("abc"))]} for record in everyone},
        copies=copies,
        rules=dict.fromkeys(ruled, "same card"),
    )


def _graph(scene: Scene, least: float = -1_000.0) -> nx.Graph[int]:
    """All records, and the links of at least so many bits."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(1, scene.size + 1))
    for left, right, weight, probability, *_ in scene.links():
        if float(str(weight)) >= least:
            graph.add_edge(int(str(left)), int(str(right)), weight=weight, probability=probability)
    return graph


def _together(profiles: list[list[int]]) -> set[tuple[int, int]]:
    return {pair for members in profiles for pair in combinations(members, 2)}


# --- profiles


@SHARED_DATABASE
@given(scenes())
def test_every_record_is_in_one_profile_named_after_its_oldest_record(warehouse: Warehouse, scene: Scene) -> None:
    found = cluster_scene(warehouse, scene)
    records = [record for members in found.profiles() for record in members]
    assert sorted(records) == list(range(1, scene.size + 1))
    rows = warehouse.rows("select profile_id, founder_id, record_count from profile")
    assert sorted(rows) == sorted(
        (profile_id(scene.source(members[0]), f"r{members[0]}"), members[0], len(members))
        for members in found.profiles()
    )


@SHARED_DATABASE
@given(scenes(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(warehouse: Warehouse, scene: Scene, random: Random) -> None:
    tables = ("membership", "profile", "refused_link")
    found = cluster_scene(warehouse, scene)
    straight = [found.table(name) for name in tables]
    order = list(range(1, scene.size + 1))
    random.shuffle(order)
    again = cluster_scene(warehouse, scene, order=order)
    assert [again.table(name) for name in tables] == straight


def test_without_links_every_record_is_its_own_profile(warehouse: Warehouse) -> None:
    found = cluster_scene(warehouse, Scene({}, records=3))
    assert found.profiles() == [[1], [2], [3]]
    assert warehouse.rows("select distinct matched_by, match_probability from membership") == [("founder", None)]


def test_without_records_all_tables_are_empty(warehouse: Warehouse) -> None:
    found = cluster_scene(warehouse, Scene({}))
    assert [found.table(name) for name in ("membership", "profile", "refused_link")] == [[], [], []]


@pytest.mark.parametrize(
    ("pairs", "profiles"),
    [
        pytest.param({(1, 2): STRONG}, [[1, 2]], id="a strong link joins"),
        pytest.param({(1, 2): NAMED}, [[1], [2]], id="a weak one does not"),
        pytest.param({(1, 2): STRONG, (2, 3): STRONG}, [[1, 2, 3]], id="a chain that nothing speaks against holds"),
        pytest.param(
            {(1, 2): STRONG, (2, 3): STRONG, (1, 3): (OTHER, OTHER_PHONE)},
            [[1, 2], [3]],
            id="a chain whose ends contradict is cut",
        ),
        pytest.param(
            complete(1, 2, 3, 4) | {(4, 5): STRONG, (3, 5): NAMED},
            [[1, 2, 3, 4, 5]],
            id="a thin record joins by its strong link",
        ),
    ],
)
def test_all_the_evidence_of_a_group_decides(
    warehouse: Warehouse, pairs: dict[tuple[int, int], Levels], profiles: list[list[int]]
) -> None:
    assert cluster_scene(warehouse, Scene(pairs)).profiles() == profiles


def test_the_threshold_of_the_model_is_what_a_link_must_reach(warehouse: Warehouse) -> None:
    pairs = {(1, 2): STRONG}
    assert cluster_scene(warehouse, Scene(pairs, threshold=bits_of(STRONG) - 0.1)).profiles() == [[1, 2]]
    assert cluster_scene(warehouse, Scene(pairs, threshold=bits_of(STRONG) + 0.1)).profiles() == [[1], [2]]


def test_a_rule_outweighs_what_else_the_records_show(warehouse: Warehouse) -> None:
    pairs: dict[tuple[int, int], Levels] = {(1, 2): (OTHER, OTHER_PHONE)}
    assert cluster_scene(warehouse, Scene(pairs, rules={(1, 2): "same card"})).profiles() == [[1, 2]]


def test_a_rule_outweighs_the_strictest_threshold(warehouse: Warehouse) -> None:
    pairs = {(1, 2): CONTRARY, (2, 3): CONTRARY, (1, 3): CONTRARY}
    scene = Scene(pairs, rules={(1, 2): "same card", (2, 3): "same card"}, threshold=60.0)
    assert cluster_scene(warehouse, scene).profiles() == [[1, 2, 3]]


# --- how a record came to its profile


def test_members_tell_by_what_they_were_matched_and_how_sure(warehouse: Warehouse) -> None:
    pairs: dict[tuple[int, int], Levels] = {(1, 2): STRONG, (1, 3): STRONG, (2, 3): STRONG}
    cluster_scene(warehouse, Scene(pairs, rules={(2, 3): "same card"}))
    rows = warehouse.rows("select record_id, matched_by, round(match_probability, 6) from membership order by 1")
    strong, certain = (round(1 / (1 + 2**-bits), 6) for bits in (bits_of(STRONG), 20.0))
    assert rows == [(1, "founder", strong), (2, "same card", certain), (3, "same card", certain)]


@SHARED_DATABASE
@given(scenes())
def test_confidence_is_the_weakest_link_of_the_strongest_tree(warehouse: Warehouse, scene: Scene) -> None:
    cluster_scene(warehouse, scene)
    graph = _graph(scene)
    rows = warehouse.rows("""
        select list(record_id), any_value(confidence)
        from membership join profile using (profile_id)
        group by profile_id
    """)
    for members, confidence in rows:
        assert isinstance(members, list)
        tree = nx.maximum_spanning_tree(graph.subgraph(members))
        edges: list[tuple[int, int, float]] = list(tree.edges(data="probability"))
        weakest = min((chance for _, _, chance in edges), default=1.0)
        assert confidence == pytest.approx(weakest)


# --- guards


@METHODS
@SHARED_DATABASE
@given(scene=scenes())
def test_a_conflict_is_never_inside_a_profile(warehouse: Warehouse, method: str, scene: Scene) -> None:
    found = cluster_scene(warehouse, scene, job_with(method=method, conflicts=["full_name"]))
    differ = {pair for pair, levels in scene.pairs.items() if levels[0] == OTHER}
    assert not _together(found.profiles()) & differ


@METHODS
@SHARED_DATABASE
@given(scene=scenes(), most=st.integers(1, 4), values=st.integers(1, 2))
def test_no_profile_exceeds_its_limits(warehouse: Warehouse, method: str, scene: Scene, most: int, values: int) -> None:
    job = job_with(["app"], method=method, max_records=most, limits={"card": values})
    for members in cluster_scene(warehouse, scene, job).profiles():
        assert len(members) <= most
        assert len({str(scene.fields[record]["card"]) for record in members}) <= values
        assert sum(scene.source(record) == "app" for record in members) <= 1


CHAIN: dict[tuple[int, int], Levels] = {(1, 2): STRONG, (2, 3): STRONG, (1, 3): STRONG}
CARDS: dict[int, Fields] = {1: {"card": ["a"]}, 2: {"card": ["a"]}, 3: {"card": ["b"]}}


@pytest.mark.parametrize(
    ("scene", "block", "guard"),
    [
        pytest.param(Scene(CHAIN), {"max_records": 2}, "max_records", id="too many records"),
        pytest.param(Scene(CHAIN, fields=CARDS), {"limits": {"card": 1}}, "limit", id="too many values"),
        pytest.param(
            Scene(CHAIN, sources={1: "app", 3: "app"}), {"unique": ["app"]}, "unique", id="two of a unique source"
        ),
        pytest.param(Scene(CHAIN | {(1, 3): CONTRARY}), {"conflicts": ["full_name"]}, "conflict", id="a conflict"),
        pytest.param(Scene(CHAIN | {(1, 3): (OTHER, OTHER_PHONE)}), {}, "evidence", id="the rest of the evidence"),
    ],
)
def test_a_refused_link_names_its_guard(
    warehouse: Warehouse, scene: Scene, block: dict[str, object], guard: str
) -> None:
    found = cluster_scene(warehouse, scene, job_with(**block))  # type: ignore[arg-type]  # `unique` beside the block
    assert found.profiles() == [[1, 2], [3]]
    refused = {pair for pair, levels in scene.pairs.items() if 3 in pair and bits_of(levels) >= 0}
    assert found.guards() == dict.fromkeys(refused, guard)
    assert all(reason for (reason,) in warehouse.rows("select reason from refused_link"))


@SHARED_DATABASE
@given(scenes())
def test_every_link_is_inside_a_profile_or_refused(warehouse: Warehouse, scene: Scene) -> None:
    job = job_with(["app"], max_records=4, limits={"card": 2}, conflicts=["full_name"])
    found = cluster_scene(warehouse, scene, job)
    strong = {(left, right) for left, right, weight, *_ in scene.links() if float(str(weight)) >= 0}
    assert strong - _together(found.profiles()) == found.guards().keys()


def test_not_even_a_rule_gets_past_a_guard(warehouse: Warehouse) -> None:
    scene = Scene({(1, 2): CONTRARY}, rules={(1, 2): "same phone"})
    found = cluster_scene(warehouse, scene, job_with(conflicts=["full_name"]))
    assert found.profiles() == [[1], [2]]
    assert found.guards() == {(1, 2): "conflict"}


# --- connected components


@SHARED_DATABASE
@given(scenes())
def test_connected_components_follow_every_link_and_no_weaker_pair(warehouse: Warehouse, scene: Scene) -> None:
    found = cluster_scene(warehouse, scene, job_with(method="connected_components"))
    graph = _graph(scene, least=0.0)
    assert found.profiles() == sorted(sorted(group) for group in nx.connected_components(graph))


# --- copies


def test_copies_follow_their_original_into_its_profile(warehouse: Warehouse) -> None:
    found = cluster_scene(warehouse, Scene({(1, 2): STRONG, (2, 3): STRONG}, copies={4: 2, 5: 2}))
    assert found.profiles() == [[1, 2, 3, 4, 5]]


def test_copies_of_a_record_without_other_links_form_a_profile(warehouse: Warehouse) -> None:
    assert cluster_scene(warehouse, Scene({}, copies={3: 1, 4: 1})).profiles() == [[1, 3, 4], [2]]


def test_copies_that_prove_too_little_stay_on_their_own(warehouse: Warehouse) -> None:
    assert cluster_scene(warehouse, Scene({}, copies={2: 1}, copy_bits=-1.0)).profiles() == [[1], [2]]


def test_copies_count_as_records(warehouse: Warehouse) -> None:
    scene = Scene({(1, 2): STRONG}, copies={3: 1, 4: 2})
    found = cluster_scene(warehouse, scene, job_with(max_records=3))
    assert found.profiles() == [[1, 3], [2, 4]]
    assert found.guards() == {(1, 2): "max_records"}


def test_no_more_copies_follow_than_a_profile_may_hold(warehouse: Warehouse) -> None:
    found = cluster_scene(warehouse, Scene({}, copies=dict.fromkeys(range(2, 7), 1)), job_with(max_records=4))
    assert found.profiles() == [[1, 2, 3, 4], [5], [6]]
    assert found.guards() == {(1, 5): "max_records", (1, 6): "max_records"}


def test_copies_keep_to_limits_on_what_is_not_compared(warehouse: Warehouse) -> None:
    cards: dict[int, Fields] = {1: {"card": ["a"]}, 2: {"card": ["b"]}, 3: {"card": ["a"]}}
    found = cluster_scene(warehouse, Scene({}, copies={2: 1, 3: 1}, fields=cards), job_with(limits={"card": 1}))
    assert found.profiles() == [[1, 3], [2]]


def test_an_unknown_level_is_no_conflict(warehouse: Warehouse) -> None:
    found = cluster_scene(warehouse, Scene({(1, 2): (UNKNOWN, SAME)}), job_with(conflicts=["full_name"]))
    assert found.profiles() == [[1, 2]]
