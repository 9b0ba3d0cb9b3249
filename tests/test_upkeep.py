"""Between runs: an earlier publication comes back and stays, and what old runs left goes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from golden_record import pipeline
from golden_record.config.job import Job
from golden_record.errors import EngineError, GuardError, LockError, UsageError
from golden_record.line import STAGES
from golden_record.planning import planned_run
from golden_record.stages.publish.kept import rollback
from golden_record.stages.publish.kept.files import folder_of, place_of
from golden_record.upkeep import Leftover, clean, release, roll_back, shelf
from golden_record.warehouse import Warehouse
from golden_record.warehouse.lock import run_lock
from tests.shop import CRM, CRM_LATER, FIRST_DAY, Clock, Shop, statuses

NOW = FIRST_DAY + timedelta(days=30)
TOWNS = ("Самара", "Псков", "Вологда")


def _move(shop: Shop, day: int) -> str:
    """A run on a day on which Пётр has moved again."""
    shop.write("crm.csv", CRM.replace("Саратов", TOWNS[day - 1]))
    shop.clock = Clock(FIRST_DAY + timedelta(days=day))
    return shop.run().run_id


@pytest.fixture(scope="module")
def fourth_day(first_day: Shop, tmp_path_factory: pytest.TempPathFactory) -> tuple[Shop, list[str]]:
    """A shop after four publications, of which the job keeps three, and their runs, the youngest last."""
    folder = tmp_path_factory.mktemp("fourth_day") / "shop"
    shutil.copytree(first_day.folder, folder)
    shop = replace(first_day, folder=folder)
    first = str(shop.rows("select max(run_id) from ops.run")[0][0])
    return shop, [first, *(_move(shop, day) for day in (1, 2, 3))]


@pytest.fixture
def runs(published: Shop, fourth_day: tuple[Shop, list[str]]) -> list[str]:
    """Let the shop be one after four publications; the runs that made them, the youngest last."""
    shutil.rmtree(published.folder)
    shop, ids = fourth_day
    shutil.copytree(shop.folder, published.folder)
    published.clock = Clock(FIRST_DAY + timedelta(days=4))
    return ids


def _town(shop: Shop) -> str:
    return str(shop.rows("select town from golden_profile where full_name like 'Смирнов%'")[0][0])


def _kept(shop: Shop) -> list[str]:
    return sorted(path.stem for path in folder_of(shop.mart).iterdir())


# --- what is kept


def test_as_many_publications_are_kept_as_the_job_says(published: Shop, runs: list[str]) -> None:
    assert _kept(published) == runs[1:3]
    found = shelf(published.job, NOW)
    assert found.present is not None
    assert (found.present.run_id, [one.run_id for one in found.kept]) == (runs[3], [runs[2], runs[1]])


def test_a_kept_publication_costs_no_copy_and_opens_as_a_mart(published: Shop) -> None:
    node = published.mart.stat().st_ino
    _move(published, 1)
    (kept,) = folder_of(published.mart).iterdir()
    assert kept.stat().st_ino == node
    with Warehouse(kept, read_only=True) as mart:
        assert mart.rows("select town from golden_profile where full_name like 'Смирнов%'") == [("Саратов",)]


def test_where_the_file_system_knows_no_links_it_is_copied(published: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("os.link", refuse)
    _move(published, 1)
    roll_back(published.job, None, NOW)
    assert _town(published) == "Саратов"


def _keeping(shop: Shop, count: int) -> Job:
    config = shop.job.config
    block = config.publish.model_copy(update={"keep_runs": count})
    return replace(shop.job, config=config.model_copy(update={"publish": block}))


def test_a_job_may_keep_nothing_but_the_mart(published: Shop) -> None:
    published.write("crm.csv", CRM_LATER)
    pipeline.run(_keeping(published, 1), published.clock)
    assert list(published.mart.parent.rglob("*.duckdb")) == [published.mart]


def test_how_many_are_kept_is_no_reason_to_publish_again(published: Shop) -> None:
    assert pipeline.run(_keeping(published, 2), published.clock).unchanged


def test_a_mart_that_somebody_wrote_to_is_published_again_and_not_kept(published: Shop) -> None:
    with Warehouse(published.mart) as mart:
        mart.execute("delete from golden_profile")
    assert statuses(published.run())["publish"] == "done"
    assert published.rows("select count(*) from golden_profile") == [(8,)]
    assert not folder_of(published.mart).exists()


def test_a_plan_says_why_it_would_be_published_again(published: Shop) -> None:
    with Warehouse(published.mart) as mart:
        mart.execute("delete from golden_profile")
    reasons = {stage.stage: stage.reason for stage in planned_run(published.job, NOW).stages}
    assert reasons["publish"] == "shop.duckdb is not what the last run published"


# --- rolling back


def test_the_publication_before_comes_back_whole_and_readers_keep_what_they_had_open(
    published: Shop, runs: list[str]
) -> None:
    with Warehouse(published.mart, read_only=True) as reader:
        found = roll_back(published.job, None, NOW)
        assert reader.rows("select max(run_id) from ops.run") == [(runs[3],)]
    assert found.present is not None
    assert found.present.run_id == runs[2]
    assert _town(published) == TOWNS[1]
    assert _kept(published) == [runs[1], runs[3]]


def test_rolling_back_twice_goes_back_two_steps_and_no_further(published: Shop, runs: list[str]) -> None:
    roll_back(published.job, None, NOW)
    roll_back(published.job, None, NOW)
    assert _town(published) == TOWNS[0]
    with pytest.raises(UsageError, match="no publication before") as caught:
        roll_back(published.job, None, NOW)
    assert runs[3] in caught.value.hint


def test_any_kept_publication_can_be_named_and_the_last_one_holds_nothing(published: Shop, runs: list[str]) -> None:
    roll_back(published.job, runs[1], NOW)
    assert _town(published) == TOWNS[0]
    roll_back(published.job, runs[3], NOW)
    assert _town(published) == TOWNS[2]
    assert published.run().unchanged


@pytest.mark.parametrize(("run", "message"), [(0, "no publication of a run"), (3, "already")])
def test_a_publication_that_is_not_kept_cannot_be_put_back(
    published: Shop, runs: list[str], run: int, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        roll_back(published.job, runs[run], NOW)
    assert _town(published) == TOWNS[2]


def test_with_one_publication_there_is_nothing_to_go_back_to(published: Shop) -> None:
    with pytest.raises(UsageError, match="no publication before") as caught:
        roll_back(published.job, None, NOW)
    assert caught.value.exit_code == 2


def test_a_job_that_never_ran_has_nothing_to_go_back_to(shop: Shop) -> None:
    with pytest.raises(UsageError, match="has not run yet"):
        roll_back(shop.job, None, NOW)
    assert not shop.state.exists()


def test_a_kept_publication_that_was_written_to_is_not_put_back(published: Shop, runs: list[str]) -> None:
    with Warehouse(place_of(published.mart, runs[2])) as kept:
        kept.execute("delete from golden_profile")
    roll_back(published.job, None, NOW)
    assert _town(published) == TOWNS[0]


def test_nothing_is_put_back_while_a_run_is_at_it(published: Shop, runs: list[str]) -> None:
    with run_lock(published.state, "busy"), pytest.raises(LockError, match="busy"):
        roll_back(published.job, runs[1], NOW)


def test_a_lost_mart_comes_back_as_the_youngest_that_is_kept(published: Shop, runs: list[str]) -> None:
    published.mart.unlink()
    roll_back(published.job, None, NOW)
    assert published.rows("select max(run_id) from ops.run") == [(runs[2],)]


def test_who_may_read_the_mart_may_read_what_is_put_back(published: Shop, runs: list[str]) -> None:
    del runs
    published.mart.chmod(0o640)
    roll_back(published.job, None, NOW)
    assert published.mart.stat().st_mode & 0o777 == 0o640


# --- the hold


@pytest.mark.parametrize("change", [CRM, None], ids=["other sources", "nothing new"])
def test_a_run_does_all_but_publish_over_what_was_put_back(
    published: Shop, runs: list[str], change: str | None
) -> None:
    roll_back(published.job, None, NOW)
    if change is not None:
        published.write("crm.csv", change)
    with pytest.raises(GuardError, match=f"stays the publication of run {runs[2]}") as caught:
        published.run()
    assert (caught.value.exit_code, _town(published)) == (5, TOWNS[1])
    assert "--release" in caught.value.hint
    with Warehouse(published.state, read_only=True) as state:
        (done,) = state.rows("select count(*) from stage_run where run_id = (select max(run_id) from run)")[0]
        assert done == len(STAGES) - 1


def test_full_does_not_publish_over_it_either(published: Shop, runs: list[str]) -> None:
    del runs
    roll_back(published.job, None, NOW)
    with pytest.raises(GuardError):
        published.run(full=True)


def test_once_released_the_next_run_publishes_what_the_state_knows(published: Shop, runs: list[str]) -> None:
    roll_back(published.job, None, NOW)
    assert release(published.job, NOW).run_id == runs[2]
    assert statuses(published.run())["publish"] == "done"
    assert _town(published) == TOWNS[2]
    assert published.run().unchanged


def test_events_go_on_as_if_nothing_had_been_put_back(published: Shop, runs: list[str]) -> None:
    """Who follows the feed has applied the events of the publication that was withdrawn."""
    query = "select sequence, run_id from profile_event order by sequence"
    before = published.rows(query)
    roll_back(published.job, None, NOW)
    published.write("crm.csv", CRM)
    with pytest.raises(GuardError):
        published.run()
    release(published.job, NOW)
    published.run()
    after = published.rows(query)
    assert after[: len(before)] == before
    assert [sequence for sequence, _ in after] == list(range(1, len(after) + 1))
    assert len(after) == len(before) + 1
    del runs


def test_after_a_release_the_step_back_is_to_what_readers_had_and_not_to_what_was_withdrawn(
    published: Shop, runs: list[str]
) -> None:
    roll_back(published.job, None, NOW)
    release(published.job, NOW)
    published.run()
    roll_back(published.job, None, NOW)
    assert published.rows("select max(run_id) from ops.run") == [(runs[2],)]


def test_nothing_is_released_that_is_not_held(published: Shop) -> None:
    with pytest.raises(UsageError, match="is not held"):
        release(published.job, NOW)


def test_a_rollback_that_is_cut_short_can_be_said_again(
    published: Shop, runs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(rollback, "keep_present", fail)
        with pytest.raises(EngineError, match="No space left"):
            roll_back(published.job, None, NOW)
    assert _town(published) == TOWNS[2]
    roll_back(published.job, None, NOW)
    assert published.rows("select max(run_id) from ops.run") == [(runs[2],)]


# --- cards


def test_what_shows_a_card_in_full_is_kept_no_longer_once_the_job_says_that_it_is_one(
    published: Shop, runs: list[str]
) -> None:
    attributes = published.job.config.attributes
    changed = attributes | {"town": attributes["town"].model_copy(update={"type": "card"})}
    job = replace(published.job, config=published.job.config.model_copy(update={"attributes": changed}))
    assert [one.run_id for one in shelf(job, NOW).kept] == []
    leftovers = {one.path.stem for one in clean(job, NOW, dry_run=True) if one.what == "old publication"}
    assert leftovers == set(runs[1:3])


# --- cleaning


def _paths(shop: Shop, found: list[Leftover]) -> set[str]:
    return {one.path.relative_to(shop.folder.resolve()).as_posix() for one in found}


def _files(shop: Shop) -> set[Path]:
    return {path for path in shop.folder.rglob("*") if path.is_file() and not path.name.endswith(".lock")}


def test_folders_of_old_runs_go_and_those_of_kept_publications_stay(published: Shop, runs: list[str]) -> None:
    for _ in range(3):
        published.run()
    found = clean(published.job, NOW, dry_run=False)
    assert _paths(published, found) == {f"target/{runs[0]}"}
    assert sum(one.size for one in found) > 1000
    left = {path.name for path in (published.folder / "target").iterdir()}
    assert set(runs[1:]) < left
    assert len(left) == 6


def test_a_dry_run_tells_the_same_and_removes_nothing(published: Shop, runs: list[str]) -> None:
    del runs
    before = _files(published)
    told = clean(published.job, NOW, dry_run=True)
    assert _files(published) == before
    assert clean(published.job, NOW, dry_run=False) == told
    assert clean(published.job, NOW, dry_run=False) == []


def _leave(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("x", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "name",
    [
        "out/shop.duckdb.building-20200101T000000Z",
        "out/shop.duckdb.building-20200101T000000Z.wal",
        "out/shop.duckdb.building-20200101T000000Z.tmp/duckdb_temp_storage-0.tmp",
        "out/shop.duckdb.kept/20200101T000000Z.duckdb",
        "out/shop.duckdb.kept/20200101T000000Z.duckdb.building",
        "state/shop.duckdb.tmp/duckdb_temp_storage-0.tmp",
    ],
)
def test_what_killed_runs_left_goes(published: Shop, name: str) -> None:
    left = _leave(published.folder / name)
    clean(published.job, NOW, dry_run=False)
    assert not left.exists()
    assert published.run().unchanged


@pytest.mark.parametrize(
    "name",
    [
        "out/shop.duckdb.bak",
        "out/other.duckdb.building-20200101T000000Z",
        "out/other.duckdb.kept/20200101T000000Z.duckdb",
        "target/20200101T000000Z/run_results.json",
        "target/notes.txt",
        "state/other.duckdb",
        "state/shop.duckdb.tmp/notes.txt",
    ],
)
def test_what_no_run_of_this_job_wrote_stays(published: Shop, name: str) -> None:
    left = _leave(published.folder / name)
    clean(published.job, NOW, dry_run=False)
    assert left.exists()


def test_mart_and_state_are_never_touched(published: Shop, runs: list[str]) -> None:
    del runs
    before = published.golden()
    clean(_keeping(published, 1), NOW, dry_run=False)
    assert published.golden() == before
    assert published.run().unchanged
    assert _kept(published) == []


def test_publications_in_a_place_where_the_job_publishes_no_longer_go(published: Shop, runs: list[str]) -> None:
    block = published.job.config.publish.model_copy(update={"mart": "elsewhere/shop.duckdb"})
    job = replace(published.job, config=published.job.config.model_copy(update={"publish": block}))
    pipeline.run(job, published.clock)
    clean(job, NOW, dry_run=False)
    assert _kept(published) == []
    assert published.mart.exists()
    assert shelf(job, NOW).kept == ()
    del runs


def test_nothing_is_cleaned_while_a_run_is_at_it(published: Shop) -> None:
    with run_lock(published.state, "busy"), pytest.raises(LockError):
        clean(published.job, NOW, dry_run=False)


def test_moments_are_told_as_they_were_given(published: Shop, runs: list[str]) -> None:
    del runs
    found = roll_back(published.job, None, datetime(2031, 5, 1, 4))
    assert found.present is not None
    assert found.present.held_at == datetime(2031, 5, 1, 4)
