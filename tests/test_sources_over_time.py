"""Sources that lose records or change their name: what becomes of profiles from run to run."""

from __future__ import annotations

from datetime import timedelta

from golden_record.line import STAGES
from golden_record.pipeline import RunResult
from tests.shop import APP, FIRST_DAY, SOURCES, Clock, Shop

KEEPING = SOURCES | {"app": SOURCES["app"] + "    missing: {expire: 30d}\n"}
APP_LATER = APP.replace("app-0006,Дарья,Волкова,2001-01-19,89217776655,volkova.darya@mail.ru,2024-04-14\n", "")
PROFILES = "select source_id, profile_id from profile_record order by source_id"


def _run(shop: Shop, day: int, *, full: bool = False) -> RunResult:
    shop.clock = Clock(FIRST_DAY + timedelta(days=day))
    return shop.run(full=full)


def test_profiles_keep_their_ids_when_a_source_is_renamed(shop: Shop) -> None:
    _run(shop, 0)
    before = shop.rows(PROFILES)
    renamed = SOURCES["crm"].replace("  crm:", "  customers:").replace("trust: 90", "trust: 90\n    renamed_from: crm")
    shop.sources = {"customers": renamed, "app": SOURCES["app"]}
    shop.write_job()
    for day, full in ((1, False), (2, False), (3, True)):
        _run(shop, day, full=full)
        assert shop.rows(PROFILES) == before
        for table in ("profile_record", "profile_record_history"):
            assert shop.rows(f"select distinct source from {table} order by 1") == [("app",), ("customers",)]
    told = "select event from profile_event where run_id > (select min(run_id) from ops.run) and event <> 'updated'"
    assert shop.rows(told) == []


def test_a_run_after_the_renaming_has_nothing_to_do(shop: Shop) -> None:
    _run(shop, 0)
    shop.sources = SOURCES | {"crm": SOURCES["crm"].replace("trust: 90", "trust: 90\n    renamed_from: clients")}
    shop.write_job()
    result = _run(shop, 1)
    assert [stage.status for stage in result.stages] == ["done", *["reused"] * (len(STAGES) - 1)]
    assert _run(shop, 2).unchanged


def test_a_kept_record_is_published_with_its_profile_until_its_time_is_over(shop: Shop) -> None:
    shop.sources = KEEPING
    shop.write_job()
    _run(shop, 0)
    shop.write("app.csv", APP_LATER)
    _run(shop, 1)
    missing = shop.rows("select source, source_id, missing_since::date from ops.missing_record")
    assert missing == [("app", "app-0006", (FIRST_DAY + timedelta(days=1)).date())]
    assert len(shop.rows("select * from profile_record where source_id = 'app-0006'")) == 1
    assert _run(shop, 30).unchanged
    assert not _run(shop, 32).unchanged
    assert shop.rows("select * from profile_record where source_id = 'app-0006'") == []
    assert shop.rows("select * from ops.missing_record") == []
    assert _run(shop, 60).unchanged


def test_a_line_that_cannot_be_read_is_published_though_no_record_is_other(shop: Shop) -> None:
    _run(shop, 0)
    shop.write("app.csv", f"{APP}broken\n")
    result = _run(shop, 1)
    assert result.stages[0].report.changed == 1
    assert shop.rows("select line from ops.rejected_row") == [(8,)]


def test_a_word_that_changes_no_record_leaves_the_stages_behind_alone(shop: Shop) -> None:
    _run(shop, 0)
    shop.sources = SOURCES | {"crm": SOURCES["crm"] + "    max_drop: 50%\n"}
    shop.write_job()
    assert [stage.status for stage in _run(shop, 1).stages] == ["done", *["reused"] * (len(STAGES) - 1)]
