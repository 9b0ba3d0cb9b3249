"""What a run promises beyond its stages: reuse, records of itself, silence about people, the same bytes again."""

from __future__ import annotations

import csv
import gc
import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from golden_record import pipeline
from golden_record.config.job import Job
from golden_record.config.load import load_job
from golden_record.errors import ConfigError, EngineError, GoldenRecordError, InterruptedRunError, SourceError
from golden_record.line import STAGES, YOUNGER
from golden_record.model.report import StageReport
from golden_record.model.run import RunContext
from golden_record.model.state import STATE_TABLES
from golden_record.stages import cluster, standardize
from golden_record.warehouse import Warehouse
from golden_record.warehouse.connection import Row
from tests.shop import APP, CRM, CRM_LATER, FIRST_DAY, SOURCES, Clock, Shop, shuffled, statuses

ALL_DONE = dict.fromkeys(STAGES, "done")
ALL_REUSED = dict.fromkeys(STAGES, "reused")


def _last_target(shop: Shop) -> Path:
    return max((shop.folder / "target").iterdir())


def _last_results(shop: Shop) -> dict[str, Any]:
    found = json.loads((_last_target(shop) / "run_results.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def _reused_up_to(stage: str) -> dict[str, str]:
    names = list(STAGES)
    last = names.index(stage)
    return {name: "reused" if place <= last else "done" for place, name in enumerate(names)}


# --- a run, and the next


def test_a_run_does_every_stage_and_publishes(shop: Shop) -> None:
    result = shop.run()
    assert (result.status, statuses(result), result.unchanged) == ("done", ALL_DONE, False)
    assert shop.run().stages[-1].report.rows == result.stages[-1].report.rows
    assert shop.rows("select count(*), sum(record_count) from golden_profile") == [(8, 13)]
    assert not list(shop.mart.parent.glob("*building*"))


def test_a_second_run_without_changes_reuses_everything_and_leaves_the_mart_alone(published: Shop) -> None:
    before = (published.mart.read_bytes(), published.mart.stat().st_mtime_ns, published.mart.stat().st_ino)
    result = published.run()
    assert result.unchanged
    assert statuses(result) == ALL_REUSED
    assert (published.mart.read_bytes(), published.mart.stat().st_mtime_ns, published.mart.stat().st_ino) == before


def test_another_survivorship_rule_elects_again_without_matching_again(published: Shop) -> None:
    result = replace(published, chain=("most_recent",)).run()
    assert statuses(result) == _reused_up_to("household")


def test_changed_content_of_a_source_is_carried_through_every_stage(published: Shop) -> None:
    published.write("crm.csv", CRM_LATER)
    assert statuses(published.run()) == ALL_DONE
    assert published.rows("select town from golden_profile where full_name like 'Смирнов%'") == [("Самара",)]
    assert published.rows("select count(*) from golden_profile") == [(8,)]


def _counts_lost(shop: Shop) -> dict[str, list[Row]]:
    """Make the state one from before there were these tables; what they held."""
    with Warehouse(shop.state) as state:
        held = {table.name: state.rows(f"select * from {table.name} order by all") for table in YOUNGER}
        for name in held:
            state.execute(f"drop table {name}")
    return held


def test_a_state_that_is_older_than_a_table_gets_it_and_nothing_else_is_done_again(published: Shop) -> None:
    held = _counts_lost(published)
    result = published.run()
    again = [stage.stage for stage in result.stages if stage.status == "done"]
    assert again == ["standardize", "cluster", "survive"]
    assert not any(stage.report.changed for stage in result.stages)
    with Warehouse(published.state, read_only=True) as state:
        assert held == {name: state.rows(f"select * from {name} order by all") for name in held}


def test_a_state_that_is_older_than_a_table_gets_it_with_the_next_change(published: Shop) -> None:
    _counts_lost(published)
    published.write("crm.csv", CRM_LATER)
    published.run()
    told = published.rows("select * exclude (run_id) from ops.source_quality order by all")
    published.run(full=True)
    assert published.rows("select * exclude (run_id) from ops.source_quality order by all") == told


def test_full_does_everything_again_with_the_same_outcome(published: Shop) -> None:
    query = "select * exclude (updated_at) from profile_record join golden_profile using (profile_id) order by all"
    before = published.rows(query)
    result = published.run(full=True)
    assert (statuses(result), published.rows(query)) == (ALL_DONE, before)
    assert published.run().unchanged


def test_retraining_begins_with_what_columns_tell_and_the_next_run_has_nothing_to_do(published: Shop) -> None:
    before = published.golden()
    assert statuses(published.run(retrain=True)) == _reused_up_to("sources")
    assert published.golden().keys() == before.keys()
    assert published.run().unchanged


def test_every_run_leaves_the_model_that_it_used(published: Shop) -> None:
    models = []
    for full in (True, False):
        published.run(full=full)
        models.append((_last_target(published) / "model.json").read_text(encoding="utf-8"))
    assert models[0] == models[1]
    assert json.loads(models[0])["link_type"] == "dedupe_only"


def test_a_mart_that_somebody_deleted_is_published_again(published: Shop) -> None:
    published.mart.unlink()
    assert statuses(published.run()) == _reused_up_to("activity")
    assert published.mart.exists()


def test_profile_ids_outlive_a_change_of_their_records(published: Shop) -> None:
    query = "select source_id, profile_id from profile_record"
    before = published.rows(query)
    published.write("crm.csv", CRM_LATER)
    published.run()
    assert set(before) < set(published.rows(query))


def test_run_ids_follow_the_order_of_runs_even_when_the_clock_goes_back(published: Shop) -> None:
    ids = []
    for start in (FIRST_DAY, FIRST_DAY, datetime(2030, 1, 1), datetime(2031, 1, 2)):
        published.clock = Clock(start)
        ids.append(published.run().run_id)
    assert ids == sorted(set(ids))


# --- what stewards decide


def _judged(shop: Shop, *lines: str) -> Job:
    """The shop's job with a file of judgements."""
    shop.write("overrides.csv", "\n".join(["left,right,decision,who,when,why,until", *lines, ""]))
    block = shop.job.config.cluster.model_copy(update={"overrides": "overrides.csv"})
    return replace(shop.job, config=shop.job.config.model_copy(update={"cluster": block}))


def test_a_judgement_moves_profiles_and_lapses_without_any_file_changing(published: Shop) -> None:
    query = "select count(distinct profile_id) from profile_record where source_id in ('crm-0001', 'app-0001')"
    job = _judged(published, "crm:crm-0001,app:app-0001,different,ann,2030-12-01,father and son,2031-01-02")
    assert statuses(pipeline.run(job, published.clock)) == _reused_up_to("link")
    assert published.rows(query) == [(2,)]
    assert pipeline.run(job, published.clock).unchanged
    assert statuses(pipeline.run(job, Clock(datetime(2031, 1, 3)))) == _reused_up_to("link")
    assert published.rows(query) == [(1,)]


def test_a_judgement_that_is_changed_is_read_again(published: Shop) -> None:
    line = "crm:crm-0001,app:app-0001,different,ann,2030-12-01,father and son,"
    pipeline.run(_judged(published, line), published.clock)
    job = _judged(published, line.replace("different", "same"))
    assert statuses(pipeline.run(job, published.clock)) == _reused_up_to("link")
    assert published.rows("select matched_by from profile_record where source_id = 'crm-0001'") == [("judgement",)]


def test_a_malformed_judgement_stops_a_run_before_its_first_stage(shop: Shop) -> None:
    shop.open()
    with pytest.raises(ConfigError, match=r"overrides\.csv:2:1"):
        pipeline.run(_judged(shop, "crm:crm-0001"), shop.clock)
    assert _last_results(shop)["stages"] == []


# --- when something fails


def _missing_file(shop: Shop) -> None:
    (shop.folder / "crm.csv").unlink()


def _renamed_column(shop: Shop) -> None:
    shop.write("crm.csv", CRM.replace("phone", "telephone", 1))


def _duplicate_key(shop: Shop) -> None:
    shop.write("crm.csv", CRM.replace("crm-0002", "crm-0001"))


@pytest.mark.parametrize(
    "breaking",
    [
        pytest.param(_missing_file, id="a file is missing"),
        pytest.param(_renamed_column, id="a column is renamed"),
        pytest.param(_duplicate_key, id="a key is there twice"),
    ],
)
def test_a_broken_source_fails_the_run_and_the_next_good_run_recovers(
    published: Shop, breaking: Callable[[Shop], None]
) -> None:
    mart = published.mart.read_bytes()
    breaking(published)
    with pytest.raises(SourceError) as caught:
        published.run()
    assert caught.value.exit_code == 3
    results = _last_results(published)
    assert (results["status"], results["error"], results["stages"]) == ("failed", str(caught.value), [])
    assert published.mart.read_bytes() == mart
    published.open()
    assert statuses(published.run()) == ALL_REUSED


def _failing_at_its_end(
    run: Callable[[Warehouse, Job, RunContext], StageReport],
) -> Callable[[Warehouse, Job, RunContext], StageReport]:
    def failing(warehouse: Warehouse, job: Job, context: RunContext) -> StageReport:
        run(warehouse, job, context)
        msg = "the disk is full"
        raise EngineError(msg)

    return failing


def _state_rows(shop: Shop, query: str) -> list[Row]:
    with Warehouse(shop.state, read_only=True) as state:
        return state.rows(query)


def test_a_stage_that_fails_leaves_no_trace_and_the_stages_before_it_stand(
    published: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    mart, members = published.mart.read_bytes(), _state_rows(published, "from membership order by all")
    published.write("crm.csv", CRM_LATER)
    with monkeypatch.context() as patch:
        patch.setattr(cluster, "run", _failing_at_its_end(cluster.run))
        with pytest.raises(EngineError, match="the disk is full"):
            published.run()
    assert published.mart.read_bytes() == mart
    assert _state_rows(published, "from membership order by all") == members
    assert _state_rows(published, "select count(*) from source_record") == [(14,)]
    assert _last_results(published)["status"] == "failed"
    assert statuses(published.run()) == _reused_up_to("link")


def test_what_a_stage_made_of_other_records_is_never_used_again(
    published: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record that was away for a failed run comes back under another id, and the links of the old one are void."""
    for text in (CRM.replace("crm-0003", "crm-0009"), CRM):
        published.write("crm.csv", text)
        with monkeypatch.context() as patch:
            patch.setattr(standardize, "run", _failing_at_its_end(standardize.run))
            with pytest.raises(EngineError, match="the disk is full"):
                published.run()
    assert statuses(published.run()) == _reused_up_to("sources")
    assert _state_rows(published, "select count(*) from membership join source_record using (record_id)") == [(13,)]


def test_an_interrupted_run_says_so_and_goes_on_later(shop: Shop) -> None:
    def interrupt(stage: str, progress: str, result: object) -> None:
        if (stage, progress) == ("cluster", "started"):
            raise KeyboardInterrupt

    with pytest.raises(InterruptedRunError):
        shop.run(observer=interrupt)
    assert _last_results(shop)["status"] == "interrupted"
    assert statuses(shop.run()) == _reused_up_to("link")


def test_a_defect_is_on_record_as_a_failed_run(shop: Shop) -> None:
    def stumble(stage: str, progress: str, result: object) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        shop.run(observer=stumble)
    assert _last_results(shop)["status"] == "failed"
    assert _state_rows(shop, "select status from run") == [("failed",)]


def test_a_target_that_cannot_be_written_is_no_defect(shop: Shop) -> None:
    def remove(stage: str, progress: str, result: object) -> None:
        if (stage, progress) == ("sources", "started"):
            (_last_target(shop) / "compiled").rmdir()

    with pytest.raises(EngineError, match="cannot write"):
        shop.run(observer=remove)


def test_a_run_whose_state_fails_at_the_end_still_leaves_its_results(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        msg = "the disk is full"
        raise EngineError(msg)

    monkeypatch.setattr(pipeline, "end_run", fail)
    with pytest.raises(EngineError, match="the disk is full"):
        shop.run()
    assert [stage["stage"] for stage in _last_results(shop)["stages"]] == list(STAGES)


# --- what a run leaves behind


@pytest.mark.parametrize("before", [0, 1], ids=["collecting everything", "sparing what was there"])
def test_a_run_leaves_the_collector_of_garbage_as_it_was(published: Shop, before: int) -> None:
    seen: list[int] = []
    try:
        if before:
            gc.freeze()
        published.run(observer=lambda *_: seen.append(gc.get_freeze_count()))
        assert min(seen) > 0
        assert min(gc.get_freeze_count(), 1) == before
    finally:
        gc.unfreeze()


def test_a_run_leaves_its_job_its_sql_and_its_results(first_day: Shop) -> None:
    target = _last_target(first_day)
    names = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    compiled = {f"compiled/{place}_{stage}.sql" for place, stage in enumerate(STAGES, start=1)}
    assert names == {"job.yml", "model.json", "run_results.json"} | compiled
    results = _last_results(first_day)
    assert (results["run_id"], results["status"], results["error"]) == (target.name, "done", None)
    assert [stage["stage"] for stage in results["stages"]] == list(STAGES)


def test_the_job_that_a_run_leaves_is_the_job_that_ran(first_day: Shop) -> None:
    assert load_job(_last_target(first_day) / "job.yml", {}).config == first_day.job.config


def test_each_stage_writes_only_the_tables_that_it_owns(first_day: Shop) -> None:
    writers = {table.name: table.writer for table in STATE_TABLES}
    written = {path.stem.partition("_")[2]: _written(path) for path in _compiled(first_day)}
    journal = {"run", "stage_run", "stage_basis", "state_info"}
    strangers = {
        (stage, table)
        for stage, tables in written.items()
        for table in tables - journal
        if writers.get(table, stage) != stage
    }
    assert not strangers


def _compiled(shop: Shop) -> list[Path]:
    return sorted((_last_target(shop) / "compiled").iterdir())


def _written(path: Path) -> set[str]:
    return set(
        re.findall(r'(?:create or replace table|insert into|update|delete from) "?(\w+)', path.read_text("utf-8"))
    )


def test_times_come_from_the_clock_that_was_given(first_day: Shop) -> None:
    moment = datetime(2031, 1, 1, 6, 0, 1)
    assert first_day.rows("select updated_at from golden_profile union select assigned_at from profile_record") == [
        (moment,)
    ]
    assert first_day.rows("select started_at from ops.run") == [(moment,)]
    assert _last_results(first_day)["finished_at"] == "2031-01-01T06:00:02"


# --- people stay out of it


def _said_of_people() -> set[str]:
    """Everything that the sources say of people, whole and in words."""
    rows = [row for text in (CRM, APP, CRM_LATER) for row in csv.reader(text.splitlines()[1:])]
    cells = {cell for row in rows for cell in row[1:-1] if cell}
    return cells | {word for cell in cells for word in re.split(r"[\s@]+", cell) if len(word) > 3}


def _assert_silent(text: str, values: set[str], where: str) -> None:
    told = sorted(value for value in values if value.casefold() in text.casefold())
    assert not told, f"{where} tells {told}"


def test_no_value_of_a_record_reaches_target_or_a_log(published: Shop, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    values = _said_of_people() | {
        str(value)
        for row in published.rows("select value from attribute_lineage union select value from profile_identifier")
        for value in row
    }
    published.write("crm.csv", CRM_LATER)
    published.run()
    published.write("crm.csv", CRM.replace("crm-0002", "crm-0001"))
    with pytest.raises(GoldenRecordError) as caught:
        published.run()
    published.write("crm.csv", CRM.replace("phone", "telephone", 1))
    with pytest.raises(GoldenRecordError) as renamed:
        published.run()
    _assert_silent(f"{caught.value} {caught.value.hint} {renamed.value} {renamed.value.hint}", values, "the error")
    for path in sorted((published.folder / "target").rglob("*")):
        if path.is_file():
            _assert_silent(path.read_text(encoding="utf-8"), values, path.name)
    for record in caplog.records:
        _assert_silent(record.getMessage(), values, f"the logger {record.name}")


def test_what_came_from_the_environment_is_not_written_to_target(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = "s3cr3t-folder"
    shop.write(f"{secret}/crm.csv", CRM)
    path = shop.write_job()
    path.write_text(path.read_text(encoding="utf-8").replace("crm.csv", "${SHOP_SECRET}/crm.csv"), encoding="utf-8")
    result = pipeline.run(load_job(path, {"SHOP_SECRET": secret}), shop.clock)
    for file in sorted(result.target.rglob("*")):
        if file.is_file():
            assert secret not in file.read_text(encoding="utf-8"), file.name
    assert secret not in caplog.text


# --- the same again


def _again(shop: Shop) -> None:
    """Change nothing."""


def _rows_shuffled(shop: Shop) -> None:
    shop.write("crm.csv", shuffled(CRM, seed=1))
    shop.write("app.csv", shuffled(APP, seed=2))


def _sources_turned_round(shop: Shop) -> None:
    shop.sources = {name: SOURCES[name] for name in ("app", "crm")}


def _one_thread(shop: Shop) -> None:
    shop.threads = 1


@pytest.mark.parametrize(
    ("change", "but"),
    [
        pytest.param(_again, (), id="the same input in another folder"),
        pytest.param(_rows_shuffled, (), id="rows in another order"),
        pytest.param(_sources_turned_round, (), id="sources in another order"),
        # The fingerprint of the job stands there, and this is another job.
        pytest.param(_one_thread, ("ops.run",), id="one thread instead of two"),
    ],
)
def test_equal_inputs_publish_equal_tables(
    first_day: Shop, shop: Shop, change: Callable[[Shop], None], but: tuple[str, ...]
) -> None:
    change(shop)
    shop.run()
    expected, found = first_day.export(), shop.export()
    assert {name: lines for name, lines in found.items() if name not in but} == {
        name: lines for name, lines in expected.items() if name not in but
    }


def test_equal_inputs_compile_to_equal_statements(first_day: Shop, shop: Shop) -> None:
    shop.run()
    assert [_statements(path, shop) for path in _compiled(shop)] == [
        _statements(path, first_day) for path in _compiled(first_day)
    ]


def _statements(path: Path, shop: Shop) -> str:
    """The text without what may differ: where the shop is, and the names that Splink draws for its own tables."""
    text = path.read_text(encoding="utf-8").replace(str(shop.folder), "")
    return re.sub(r"(__splink__df_\w+)_[0-9a-f]{9}\b", r"\1", text)
