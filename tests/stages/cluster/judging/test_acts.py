"""What a steward says by command, and what the next run makes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from golden_record.config.decision_file import Word
from golden_record.config.job import Job
from golden_record.errors import GuardError, UsageError
from golden_record.model.history import PROFILE_REDIRECT
from golden_record.model.judgements import GIVEN_JUDGEMENT
from golden_record.model.loads import SOURCE_NAME
from golden_record.stages.cluster.judging import acts
from golden_record.stages.cluster.judging.judgement import Judgement
from golden_record.stages.cluster.judging.standing import standing
from golden_record.warehouse import Warehouse
from tests.builders import put
from tests.stages.cluster.conftest import STRONG, Scene, cluster_scene, complete, job_with
from tests.stages.link.conftest import STARTED_AT

TWO = Scene({(1, 2): STRONG, (3, 4): STRONG})
"""Two people of two records each."""


@dataclass
class Desk:
    """A steward over a scene that has been clustered; every word is a day younger than the one before."""

    warehouse: Warehouse
    scene: Scene
    job: Job
    day: datetime = STARTED_AT - timedelta(days=100)

    def word(self, until: datetime | None = None) -> Word:
        self.day += timedelta(days=1)
        return Word("ann", self.day, "seen", until)

    def same(self, one: str, other: str) -> list[Judgement]:
        return acts.join(self.warehouse, self.job, (one, other), self.word())

    def different(self, one: str, other: str) -> list[Judgement]:
        return acts.part(self.warehouse, self.job, (one, other), self.word())

    def split(self, profile: str, *out: str) -> list[Judgement]:
        return acts.split(self.warehouse, self.job, profile, out, self.word())

    def withdraw(self, *numbers: int) -> None:
        acts.take_back(self.warehouse, numbers, self.word())

    def run(self) -> list[list[int]]:
        return cluster_scene(self.warehouse, self.scene, self.job).profiles()

    def profile(self, record: int) -> str:
        return str(self.warehouse.scalar("select profile_id from membership where record_id = ?", [record]))

    def statuses(self) -> dict[int, set[str]]:
        found = standing(self.warehouse, self.job, STARTED_AT)
        return {stand.number: set(stand.pairs.values()) for stand in found.stands}


def _desk(warehouse: Warehouse, scene: Scene = TWO, job: Job | None = None) -> Desk:
    desk = Desk(warehouse, scene, job or job_with())
    put(warehouse, PROFILE_REDIRECT, [])
    desk.run()
    return desk


def _pairs(given: list[Judgement]) -> set[frozenset[str]]:
    return {frozenset(key for _, key in each.pair) for each in given}


def test_two_profiles_become_one_and_hold_by_every_record(warehouse: Warehouse) -> None:
    desk = _desk(warehouse)
    given = desk.same(desk.profile(1), desk.profile(3))
    assert _pairs(given) == {frozenset(pair) for pair in (("r1", "r3"), ("r1", "r4"), ("r2", "r3"))}
    assert desk.run() == [[1, 2, 3, 4]]


def test_one_record_that_leaves_does_not_undo_a_merge(warehouse: Warehouse) -> None:
    desk = _desk(warehouse)
    desk.same(desk.profile(1), desk.profile(3))
    desk.scene = replace(TWO, pairs={(3, 4): STRONG}, sources={1: "app"})
    assert desk.run() == [[1], [2, 3, 4]]


def test_two_records_are_joined_by_one_must_link(warehouse: Warehouse) -> None:
    desk = _desk(warehouse)
    assert _pairs(desk.same("crm:r2", "crm:r4")) == {frozenset(("r2", "r4"))}
    assert desk.run() == [[1, 2, 3, 4]]


def test_a_split_keeps_those_who_leave_from_all_who_stay(warehouse: Warehouse) -> None:
    desk = _desk(warehouse, Scene(complete(1, 2, 3, 4)))
    given = desk.split(desk.profile(1), "crm:r2", "crm:r4")
    assert len(given) == 4
    assert desk.run() == [[1, 3], [2, 4]]


def test_a_profile_may_be_named_by_one_of_its_records(warehouse: Warehouse) -> None:
    desk = _desk(warehouse, Scene(complete(1, 2, 3)))
    desk.split("crm:r1", "crm:r3")
    assert desk.run() == [[1, 2], [3]]


def test_two_profiles_that_are_called_different_stay_apart_whatever_links_them(warehouse: Warehouse) -> None:
    desk = _desk(warehouse)
    desk.different(desk.profile(1), desk.profile(3))
    desk.scene = Scene(complete(1, 2, 3, 4))
    assert desk.run() == [[1, 2], [3, 4]]


def test_a_later_merge_outweighs_an_earlier_split(warehouse: Warehouse) -> None:
    desk = _desk(warehouse, Scene(complete(1, 2, 3, 4)))
    desk.split(desk.profile(1), "crm:r3", "crm:r4")
    assert desk.run() == [[1, 2], [3, 4]]
    desk.same(desk.profile(1), desk.profile(3))
    assert desk.run() == [[1, 2, 3, 4]]
    assert desk.statuses() == {1: {"superseded"}, 2: {"in force"}}


def test_a_withdrawal_brings_back_what_was_superseded(warehouse: Warehouse) -> None:
    desk = _desk(warehouse, Scene(complete(1, 2)))
    desk.different("crm:r1", "crm:r2")
    desk.same("crm:r1", "crm:r2")
    assert desk.run() == [[1, 2]]
    desk.withdraw(2)
    assert desk.run() == [[1], [2]]
    assert desk.statuses() == {1: {"in force"}, 2: {"withdrawn"}}
    desk.withdraw(1)
    assert desk.run() == [[1, 2]]


def test_nothing_that_was_given_is_ever_changed(warehouse: Warehouse) -> None:
    desk = _desk(warehouse)
    desk.same("crm:r1", "crm:r3")
    before = warehouse.rows("select * from given_judgement order by all")
    desk.different("crm:r1", "crm:r3")
    desk.withdraw(1)
    desk.run()
    after = warehouse.rows("select * from given_judgement order by all")
    assert [row for row in after if row in before] == before
    assert len(after) == 3


def test_a_judgement_that_ends_gives_way_to_the_one_before(warehouse: Warehouse) -> None:
    desk = _desk(warehouse, Scene(complete(1, 2)))
    desk.different("crm:r1", "crm:r2")
    acts.join(warehouse, desk.job, ("crm:r1", "crm:r2"), desk.word(STARTED_AT - timedelta(days=1)))
    assert desk.run() == [[1], [2]]
    assert desk.statuses() == {1: {"in force"}, 2: {"expired"}}


def test_an_id_that_is_retired_names_the_profile_that_it_leads_to(warehouse: Warehouse) -> None:
    desk = _desk(warehouse)
    put(warehouse, PROFILE_REDIRECT, [("old", desk.profile(3))])
    desk.same("crm:r1", "old")
    assert desk.run() == [[1, 2, 3, 4]]


def test_a_judgement_goes_along_with_a_source_that_is_renamed(warehouse: Warehouse) -> None:
    desk = _desk(warehouse)
    desk.same("crm:r1", "crm:r3")
    put(warehouse, SOURCE_NAME, [("crm", "app", STARTED_AT)])
    desk.scene = replace(TWO, sources=dict.fromkeys(range(1, 5), "app"))
    assert desk.run() == [[1, 2, 3, 4]]
    assert desk.statuses() == {1: {"in force"}}


def test_contradictions_name_the_cannot_link_and_the_chain(warehouse: Warehouse) -> None:
    desk = _desk(warehouse, Scene({}, records=4))
    desk.same("crm:r1", "crm:r2")
    desk.same("crm:r2", "crm:r3")
    desk.different("crm:r1", "crm:r4")
    desk.same("crm:r3", "crm:r4")
    (found,) = standing(warehouse, desk.job, STARTED_AT).contradictions
    # The youngest is followed first, so that it is the oldest that would close the chain.
    assert (found.refused.number, found.against.number) == (1, 3)
    assert [each.number for each in found.chain] == [1, 2, 4]
    assert desk.run() == [[1], [2, 3, 4]]
    assert desk.statuses()[1] == {"contradicted"}


def test_what_would_be_too_large_is_told(warehouse: Warehouse) -> None:
    desk = _desk(warehouse, Scene({}, records=3), job_with(max_records=2))
    desk.same("crm:r1", "crm:r2")
    desk.same("crm:r2", "crm:r3")
    assert desk.statuses() == {1: {"too large"}, 2: {"in force"}}
    assert standing(warehouse, desk.job, STARTED_AT).contradictions == ()


def test_the_notes_of_a_run_name_the_judgement(warehouse: Warehouse) -> None:
    desk = _desk(warehouse, Scene({}, records=3))
    desk.same("crm:r1", "crm:r2")
    desk.different("crm:r1", "crm:r3")
    desk.same("crm:r2", "crm:r3")
    found = cluster_scene(warehouse, desk.scene, desk.job)
    assert found.notes == ("golden-record judge: the must-links in judgement 1 contradict a cannot-link, which wins",)


def test_of_a_judgement_on_many_pairs_single_records_may_go_without_a_note(warehouse: Warehouse) -> None:
    desk = _desk(warehouse)
    desk.same(desk.profile(1), desk.profile(3))
    gone = replace(TWO, pairs={(1, 2): STRONG}, records=3)
    assert cluster_scene(warehouse, gone, desk.job).notes == ()
    assert desk.statuses() == {1: {"in force", "record gone"}}
    alone = cluster_scene(warehouse, Scene({}, records=1), desk.job)
    assert alone.notes == (
        "golden-record judge: records are gone of the judgements in judgement 1; these have no effect",
    )


@pytest.mark.parametrize(
    ("act", "message"),
    [
        pytest.param(lambda desk: desk.same("crm:r1", "crm:r1"), "the two are one record", id="one record"),
        pytest.param(lambda desk: desk.same("crm:r1", "crm:r9"), "no record with that id", id="an unknown record"),
        pytest.param(lambda desk: desk.same("crm:r1", "shop:r1"), "no source 'shop'", id="an unknown source"),
        pytest.param(lambda desk: desk.same("crm:r1", "nobody"), "no profile 'nobody'", id="an unknown profile"),
        pytest.param(lambda desk: desk.split("crm:r1", "crm:r3"), "is not in profile", id="a record of another"),
        pytest.param(lambda desk: desk.split("crm:r1", "crm:r1", "crm:r2"), "no record would stay", id="all leave"),
        pytest.param(lambda desk: desk.different("crm:r1", desk.profile(2)), "one of the profile", id="its own record"),
        pytest.param(lambda desk: desk.withdraw(1), "there is no judgement 1", id="nothing to withdraw"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_leaves_no_row(warehouse: Warehouse, act: object, message: str) -> None:
    desk = _desk(warehouse)
    with pytest.raises(UsageError, match=message):
        act(desk)  # type: ignore[operator]  # a lambda
    assert not warehouse.has(GIVEN_JUDGEMENT) or not warehouse.count(GIVEN_JUDGEMENT)


def test_a_merge_over_max_records_trips_the_guard(warehouse: Warehouse) -> None:
    desk = _desk(warehouse, job=job_with(max_records=3))
    with pytest.raises(GuardError, match="hold 4 records, and a profile at most 3"):
        desk.same(desk.profile(1), desk.profile(3))


def test_nothing_is_withdrawn_twice(warehouse: Warehouse) -> None:
    desk = _desk(warehouse)
    desk.same("crm:r1", "crm:r3")
    desk.withdraw(1)
    with pytest.raises(UsageError, match="withdrawn already"):
        desk.withdraw(1)
