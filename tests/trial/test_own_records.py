"""Records of a test enter the line as those of their source would."""

from __future__ import annotations

from pathlib import Path

import pytest

from golden_record.config.job import Job
from golden_record.config.load import load_job
from golden_record.config.sources import ColumnMapping, positions
from golden_record.trial.own_records import Readings, own_job

JOB = """\
version: 1
name: shop
sources:
  crm:
    path: crm.csv
    key: id
    trust: 90
    unique: true
    max_drop: 5%
    freshness: 2d
    updated_at: changed
    attributes:
      full_name: name
      born: {{column: dob, order: mdy}}
      phone: [mobile, {{column: home, region: GB}}]
  app:
    path: app.csv
    key: id
    attributes: {{full_name: {{given: first, family: last}}, born: dob, email: {{column: mail, verified: ok}}}}
attributes:
  full_name: {{type: person_name}}
  born: {{type: birth_date}}
  phone: {{type: phone, region: RU, many: true}}
  email: {{type: email}}
activity:
  orders: {{path: orders.csv, attribute: email, key: mail, at: at}}
match: {match}
tests:
  - must_match: all
    records:
      - {{source: crm, id: a, updated_at: 2024-05-01, full_name: Иванов Иван, phone: ["1", "2", "3"]}}
      - source: app
        full_name: {{given: Ivan, family: Ivanov}}
        email: {{value: a@b.c, verified: true, at: 2024-06-01}}
      - {{source: app, full_name: Ivan, born: 02.01.1980}}
"""


def _own(folder: Path, readings: Readings | None = None, match: str = "{}") -> Job:
    (folder / "job.yml").write_text(JOB.format(match=match), encoding="utf-8")
    job = load_job(folder / "job.yml", {})
    return own_job(job, job.config.tests[0], readings or {}, 3.5, folder / "elsewhere")


def _columns(job: Job, source: str, attribute: str) -> list[ColumnMapping]:
    return [
        one for one in positions(job.config.sources[source].attributes[attribute]) if isinstance(one, ColumnMapping)
    ]


def test_every_source_delivers_the_records_of_the_test_and_no_other(tmp_path: Path) -> None:
    job = _own(tmp_path)
    assert {name: frame.height for name, frame in job.frames.items()} == {"crm": 1, "app": 2}  # type: ignore[attr-defined]  # frames of polars
    assert {source.path for source in job.config.sources.values()} == {"frame"}


def test_what_is_known_of_a_source_stays_and_what_guards_its_deliveries_goes(tmp_path: Path) -> None:
    crm = _own(tmp_path).config.sources["crm"]
    assert (crm.trust, crm.unique) == (90, True)
    assert (crm.max_drop, crm.freshness, crm.contract) == (1.0, None, "evolve")


def test_events_are_no_matter_of_who_is_who(tmp_path: Path) -> None:
    assert _own(tmp_path).config.activity is None


def test_values_beyond_the_columns_of_a_source_are_read_like_its_last(tmp_path: Path) -> None:
    assert [column.region for column in _columns(_own(tmp_path), "crm", "phone")] == [None, "GB", "GB"]


def test_proof_and_time_come_along_where_a_record_has_them(tmp_path: Path) -> None:
    job = _own(tmp_path)
    (email,) = _columns(job, "app", "email")
    assert email.verified is not None
    assert email.at is not None
    (name,) = _columns(job, "app", "full_name")
    assert (name.verified, name.at) == (None, None)


def test_columns_are_read_as_declared_or_as_the_state_has_learnt(tmp_path: Path) -> None:
    readings = {
        ("crm", "born", 0): "ymd",
        ("app", "born", 0): "mdy",
        ("crm", "full_name", 0): "latin given_first, cyrillic given_first",
        ("app", "full_name", 0): "latin family_first, cyrillic given_first",
    }
    job = _own(tmp_path, readings)
    orders = {
        (source, attribute): _columns(job, source, attribute)[0].order
        for source in ("crm", "app")
        for attribute in ("born", "full_name")
    }
    assert orders == {
        ("crm", "born"): "mdy",
        ("app", "born"): "mdy",
        ("crm", "full_name"): "given_first",
        ("app", "full_name"): "family_first",
    }


@pytest.mark.parametrize(
    ("match", "weight"), [("{threshold: {precision: 0.99}}", 3.5), ("{threshold: {weight: 8}}", 8.0), ("{}", None)]
)
def test_a_precision_becomes_the_threshold_that_the_data_gave(tmp_path: Path, match: str, weight: float | None) -> None:
    threshold = _own(tmp_path, match=match).config.match.threshold
    assert (threshold.weight if threshold else None) == weight


def test_nothing_is_written_where_the_job_writes(tmp_path: Path) -> None:
    job = _own(tmp_path)
    assert job.state_path == (tmp_path / "elsewhere" / "state.duckdb").resolve()
    assert job.config.cluster.overrides is None
