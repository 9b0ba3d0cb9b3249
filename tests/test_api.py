"""The front door for Python programs."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from io import StringIO

import polars as pl
import pyarrow as pa
import pytest

import golden_record
from golden_record.config.load import load_job
from golden_record.errors import SourceError, UsageError
from golden_record.warehouse import Warehouse
from tests.shop import APP, CRM, Clock, Shop


def _frame(text: str) -> pl.DataFrame:
    return pl.read_csv(StringIO(text), infer_schema=False)


def _profiles(shop: Shop) -> list[tuple[object, ...]]:
    job = load_job(shop.write_job(), {})
    with Warehouse(job.state_path, read_only=True) as state:
        return state.rows(
            "select source, source_id, profile_id from membership join source_record using (record_id) order by all"
        )


def test_a_job_that_is_run_over_frames_finds_the_profiles_that_it_finds_over_files(shop: Shop) -> None:
    path = shop.write_job()
    assert golden_record.run(path, clock=Clock()).status == "done"
    over_files = _profiles(shop)
    frames = {"crm": _frame(CRM), "app": _frame(APP).to_arrow()}
    result = golden_record.run(str(path), sources=frames, clock=Clock(datetime(2031, 2, 1)))
    assert [stage.status for stage in result.stages][:1] == ["done"]
    assert _profiles(shop) == over_files


def test_a_second_run_over_an_equal_frame_has_nothing_to_do(shop: Shop) -> None:
    path, frame = shop.write_job(), _frame(CRM)
    golden_record.run(path, sources={"crm": frame}, clock=Clock())
    pieces = pl.concat([frame.head(3), frame.tail(-3)], rechunk=False)
    assert golden_record.run(path, sources={"crm": pieces}, clock=Clock()).unchanged
    assert not golden_record.run(path, sources={"crm": frame.tail(-1)}, clock=Clock()).unchanged


def test_a_source_that_is_given_at_run_time_must_be_given(shop: Shop) -> None:
    path = shop.write_job()
    path.write_text(path.read_text(encoding="utf-8").replace("path: crm.csv", "path: frame"), encoding="utf-8")
    with pytest.raises(SourceError, match="is given at run time, and was not") as caught:
        golden_record.run(path, environ={}, clock=Clock())
    assert "golden_record.run(job, sources={'crm': frame})" in caught.value.hint
    job = golden_record.load_job(path, {})
    assert golden_record.run(job, sources={"crm": pa.table(_frame(CRM))}, clock=Clock()).status == "done"


def test_a_frame_for_a_source_that_the_job_does_not_have_is_answered_with_the_nearest(shop: Shop) -> None:
    with pytest.raises(UsageError, match="no source 'crn'") as caught:
        golden_record.run(shop.write_job(), sources={"crn": _frame(CRM)})
    assert caught.value.hint == "did you mean 'crm'?"


def test_importing_the_package_loads_no_engine() -> None:
    code = "import sys, golden_record; sys.exit(bool({'polars', 'duckdb', 'splink', 'pydantic'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_name_that_the_package_does_not_have_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'rum'"):
        getattr(golden_record, "rum")  # noqa: B009 - the type checker knows that it is not there
