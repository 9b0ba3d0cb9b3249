from __future__ import annotations

import os
import random
import signal
import stat
from multiprocessing import get_context
from pathlib import Path

import pytest

from golden_record.config.load import load_job
from golden_record.errors import ChecksFailedError, GuardError, InterruptedRunError
from golden_record.line import STAGES
from golden_record.pipeline import Progress, StageResult
from golden_record.planning import PlannedRun, planned_run
from tests.shop import APP, CRM, CRM_LATER, FIRST_DAY, Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path).open()


def _plan(shop: Shop) -> PlannedRun:
    return planned_run(shop.job, FIRST_DAY, quick=True)


def _tried(shop: Shop) -> PlannedRun:
    return planned_run(shop.job, FIRST_DAY)


def _files(shop: Shop) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(shop.folder.rglob("*")) if path.is_file()}


def _reasons(plan: PlannedRun) -> dict[str, str]:
    return {stage.stage: stage.reason for stage in plan.stages if stage.runs}


def test_a_first_run_is_foretold_without_leaving_a_trace(shop: Shop) -> None:
    shop.write_job()
    before = _files(shop)
    plan = _plan(shop)
    assert _files(shop) == before
    assert set(_reasons(plan).values()) == {"it has never run"}
    assert (plan.records, plan.counted_in, plan.expected) == (13, "temporary", None)
    assert plan.blocking.chosen


def test_an_unchanged_job_would_run_nothing(shop: Shop) -> None:
    shop.run()
    before = _files(shop)
    plan = _plan(shop)
    assert plan.unchanged
    assert plan.counted_in == "state"
    assert {path: text for path, text in _files(shop).items() if path in before} == before


def test_the_plan_is_what_the_run_then_does(shop: Shop) -> None:
    foretold = _plan(shop).blocking
    shop.run()
    counted = shop.rows("select name, pair_count, new_pair_count from ops.blocking_rule order by position")
    assert counted == [
        (one.rule.name, one.pairs, round(new)) for one, new in zip(foretold.chosen, foretold.new_pairs, strict=True)
    ]


def test_a_changed_file_is_named_and_all_that_follows_runs(shop: Shop) -> None:
    shop.run()
    shop.write("crm.csv", CRM_LATER)
    plan = _plan(shop)
    reasons = _reasons(plan)
    assert reasons.pop("sources") == "other content: crm.csv"
    assert reasons == dict.fromkeys([name for name in STAGES if name != "sources"], "`sources` runs before it")
    assert (plan.records, plan.counted_in) == (14, "temporary")
    assert plan.expected is not None
    assert plan.expected.seconds > 0


def test_the_rules_of_an_earlier_run_are_told_as_such_also_before_changed_files_are_read(shop: Shop) -> None:
    assert _plan(shop).blocking.chosen_by is None
    first = shop.run().run_id
    shop.write("crm.csv", CRM.replace("Саратов,2024-01-01", "Самара,2024-06-01"))
    plan = _plan(shop)
    assert (plan.counted_in, plan.blocking.chosen_by) == ("temporary", first)


def test_a_changed_rule_of_survival_leaves_the_stages_before_it_alone(shop: Shop) -> None:
    shop.run()
    shop.chain = ["most_recent"]
    plan = _plan(shop)
    first, *rest = _reasons(plan).items()
    assert first == ("survive", "the job, or the time, has changed what it depends on")
    assert rest
    assert all(reason == "`survive` runs before it" for _, reason in rest)


def test_a_mart_that_is_gone_is_written_again(shop: Shop) -> None:
    shop.run()
    shop.mart.unlink()
    assert _reasons(_plan(shop)) == {"publish": "shop.duckdb is gone"}


def test_a_source_that_is_gone_from_the_job_changes_its_block(shop: Shop) -> None:
    shop.run()
    shop.sources = {"crm": shop.sources["crm"]}
    assert _reasons(_plan(shop))["sources"] == "other content: app.csv"


def test_sources_that_have_not_changed_may_be_too_old_by_the_time_of_the_run(shop: Shop) -> None:
    shop.sources = {**shop.sources, "crm": shop.sources["crm"] + "    freshness: {error: 20y}\n"}
    shop.run()
    assert planned_run(shop.job, FIRST_DAY).unchanged
    with pytest.raises(GuardError, match=r"sources\.crm\.freshness: the newest record is .* old"):
        planned_run(shop.job, FIRST_DAY.replace(year=FIRST_DAY.year + 30))


# --- what becomes of the profiles


def test_a_job_that_has_not_run_has_nothing_to_be_held_against(shop: Shop) -> None:
    assert _tried(shop).changes is None


def test_a_quick_plan_tries_nothing_out(published: Shop) -> None:
    published.write("crm.csv", CRM_LATER)
    plan = planned_run(published.job, FIRST_DAY, quick=True)
    assert (plan.changes, plan.verdicts, plan.measured) == (None, (), {})
    assert (plan.records, plan.counted_in) == (14, "temporary")


def _without(text: str, *keys: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(keys))


@pytest.mark.parametrize("seed", range(2))
def test_what_is_foretold_is_what_the_run_then_does(published: Shop, seed: int) -> None:
    dice = random.Random(seed)
    gone = dice.sample([f"crm-000{number}" for number in range(1, 8)], dice.randint(0, 2))
    later = _without(dice.choice([CRM, CRM_LATER]), *gone).replace("+79267654321", dice.choice(["", "89991230011"]))
    published.write("crm.csv", later)
    published.write("app.csv", _without(APP, dice.choice(["app-0002", "app-0006", "none"])))
    if dice.random() < 0.5:
        published.more = "cluster: {max_records: 1}\n"
    published.write_job()
    before = _files(published)
    changes = _tried(published).changes
    assert _files(published) == before
    assert changes is not None
    run_id = published.run().run_id
    told = published.rows(f"select event, count(*) from profile_event where run_id = '{run_id}' group by event")
    assert {event: count for event, count in changes.events.items() if count} == {event: count for event, count in told}
    assert published.rows("select count(*) from golden_profile") == [(changes.profiles_after,)]
    gone_ids = published.rows(
        "select distinct profile_id from profile_history anti join golden_profile using (profile_id)"
    )
    assert {one.profile_id for one in changes.retiring} == {name for (name,) in gone_ids}


def test_an_unchanged_job_would_change_no_profile(published: Shop) -> None:
    changes = _tried(published).changes
    assert changes is not None
    assert (changes.profiles_before, changes.profiles_after, changes.gone) == (8, 8, 0)


def test_the_tests_of_the_job_are_held_against_what_the_run_would_leave(published: Shop) -> None:
    published.more = "tests:\n  - {must_not_match: [crm:crm-0008, app:app-0006]}\n"
    (verdict,) = _tried(published).verdicts
    assert [miss.found for miss in verdict.misses] == ["no such record"]
    published.write("crm.csv", CRM_LATER)
    plan = _tried(published)
    assert [miss.found for miss in plan.verdicts[0].misses] == ["one person"]
    assert "publish" not in plan.measured


def test_a_stage_that_waits_since_a_failed_test_says_so(published: Shop) -> None:
    published.more = "tests:\n  - {must_match: [crm:crm-0001, crm:crm-0002]}\n"
    published.write("crm.csv", CRM_LATER)
    with pytest.raises(ChecksFailedError):
        published.run()
    published.more = ""
    assert _reasons(_tried(published)) == {"publish": "a stage before it has done its work since"}


def test_a_plan_that_is_interrupted_leaves_nothing_where_the_job_spills_to(published: Shop) -> None:
    def interrupt(stage: str, progress: Progress, result: StageResult | None) -> None:
        if (stage, progress) == ("link", "started"):
            folders = [path for path in (published.folder / "spill").iterdir() if path.is_dir()]
            assert [stat.S_IMODE(path.stat().st_mode) for path in folders] == [0o700]
            raise KeyboardInterrupt

    published.write("crm.csv", CRM_LATER)
    path = published.write_job()
    path.write_text(path.read_text(encoding="utf-8").replace("threads: 2", "threads: 2, temp: spill"), encoding="utf-8")
    before = _files(published)
    with pytest.raises(InterruptedRunError) as stopped:
        planned_run(load_job(path, {}), FIRST_DAY, observer=interrupt)
    assert not stopped.value.hint
    assert _files(published) == before
    assert not list((published.folder / "spill").iterdir())


def _die(stage: str, progress: Progress, result: StageResult | None) -> None:
    if (stage, progress) == ("link", "started"):
        os.kill(os.getpid(), signal.SIGKILL)


def _plan_and_die(shop: Shop) -> None:
    planned_run(shop.job, FIRST_DAY, observer=_die)


def test_what_a_killed_plan_left_is_removed_by_the_next(published: Shop) -> None:
    published.write("crm.csv", CRM_LATER)
    process = get_context("forkserver").Process(target=_plan_and_die, args=(published,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert [path for path in published.state.parent.iterdir() if path.is_dir()]
    _tried(published)
    assert {path.name for path in published.state.parent.iterdir()} <= {"shop.duckdb", "shop.duckdb.lock"}
