"""The `activity` block: what it means, and which contradictions are found before anything is read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from golden_record.config.job import JobConfig
from golden_record.config.load import load_job
from golden_record.config.resolved import resolved_yaml
from golden_record.errors import ConfigError, Problem

SOUND = """\
version: 1
name: shop
sources:
  pos:
    path: pos.csv
    key: id
    attributes: {card: card_no, city: town, email: mail}
attributes:
  card: {type: identifier}
  city: {type: city}
  email: {type: email}
activity:
  receipts: {path: receipts.csv, attribute: card, key: card_no, at: sold_at, amount: total}
  visits: {path: visits.csv, source: pos, key: id, at: seen, encoding: cp1251}
  lifecycle: {active: 30d, cooling: 60d, sleeping: 90d}
  traits:
    shop: mode(channel)
    spent_online: "sum(amount) filter (where channel = 'online')"
"""


def _job(folder: Path, text: str = SOUND) -> JobConfig:
    path = folder / "job.yml"
    path.write_text(text, encoding="utf-8")
    return load_job(path, {}).config


def _problems(folder: Path, old: str, new: str) -> list[Problem]:
    assert old in SOUND
    with pytest.raises(ConfigError) as caught:
        _job(folder, SOUND.replace(old, new))
    return list(caught.value.problems)


def test_every_key_that_is_no_setting_is_a_table_of_events(tmp_path: Path) -> None:
    activity = _job(tmp_path).activity
    assert activity is not None
    assert list(activity.events) == ["receipts", "visits"]
    assert activity.events["receipts"].columns == {"key": "card_no", "at": "sold_at", "amount": "total"}
    assert (activity.lifecycle.new, activity.lifecycle.active) == (None, "30d")
    assert list(activity.traits) == ["shop", "spent_online"]


def test_a_resolved_job_keeps_its_events(tmp_path: Path) -> None:
    path = tmp_path / "job.yml"
    path.write_text(SOUND, encoding="utf-8")
    job = load_job(path, {})
    assert _job(tmp_path, resolved_yaml(job)) == job.config


@pytest.mark.parametrize(
    ("old", "new", "key", "message", "hint"),
    [
        pytest.param("at: seen", "at: seen, channle: c", "visits.channle", "unknown key", "'channel'?", id="misspelt"),
        pytest.param(", at: seen", "", "visits.at", "required", "time of the event", id="no time"),
        pytest.param("source: pos, key", "key", "visits", "says not", "`source` or `attribute`", id="nobody's"),
        pytest.param("source: pos", "source: pos, attribute: card", "visits", "twice", "`source` or", id="twice"),
        pytest.param("source: pos", "source: crm", "visits.source", "no source 'crm'", "pos", id="no such source"),
        pytest.param(
            "attribute: card", "attribute: crad", "receipts.attribute", "no attribute 'crad'", "card", id="no such"
        ),
        pytest.param(
            "attribute: card", "attribute: city", "receipts.attribute", "nobody in particular", "e-mail", id="a town"
        ),
        pytest.param("  visits:", "  pos:", "pos", "a source has this name", "`pos_events`", id="name of a source"),
        pytest.param("path: visits.csv", "path: frame", "visits.path", "not handed over", "a file", id="a frame"),
        pytest.param("path: visits.csv", "path: s3://b/v.csv", "visits.path", "later version", "export", id="a bucket"),
        pytest.param(
            "path: visits.csv", "path: out/mart.duckdb", "visits.path", "the run itself writes", "events", id="the mart"
        ),
        pytest.param("cp1251", "cp12510", "visits.encoding", "no encoding", "'cp1251'?", id="encoding"),
        pytest.param("visits:", "Visits:", "Visits", "lower-case", "'visits'", id="name in capitals"),
        pytest.param("active: 30d", "active: 60d", "lifecycle", "do not follow", "longer", id="order of ages"),
        pytest.param(
            "active: 30d", "new: 31d, active: 30d", "lifecycle", "no longer active", "`new`", id="new for too long"
        ),
        pytest.param("active: 30d", "active: 1m", "lifecycle.active", "span of time", "", id="months"),
        pytest.param(
            "shop: mode", "lifecycle: mode", "traits.lifecycle", "taken", "my_lifecycle", id="name of a column"
        ),
        pytest.param(
            "mode(channel)",
            "mode(shop)",
            "traits",
            "'shop' names the column 'shop', which no event has",
            "channel",
            id="unknown column",
        ),
        pytest.param("mode(channel)", "channel", "traits", "outside of an aggregate", "aggregate", id="no aggregate"),
        pytest.param("mode(channel)", "count(*) + random()", "traits", "chance", "aggregate", id="chance"),
        pytest.param("mode(channel)", "max(now() - happened_at)", "traits", "the clock", "age_days", id="clock"),
    ],
)
def test_a_mistake_is_told_at_its_place(tmp_path: Path, old: str, new: str, key: str, message: str, hint: str) -> None:
    problem = _problems(tmp_path, old, new)[0]
    assert problem.key == f"activity.{key}"
    assert message in problem.message
    assert hint in problem.hint


def test_a_block_without_events_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="names no table of events"):
        _job(tmp_path, SOUND.partition("activity:")[0] + "activity: {lifecycle: {active: 30d}}\n")


def test_a_password_does_not_stand_in_the_job(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, "path: visits.csv", "table: v, path: 'postgres://u:secret@host/db'")
    assert problem.key == "activity.visits.path"
    assert "password" in problem.message
    assert "secret" not in str(problem)


def test_what_tells_events_apart_is_not_what_says_whose_they_are(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, "key: card_no,", "key: card_no, id: card_no,")
    assert "takes all events of one owner for one" in str(problem)


def test_the_day_to_look_from_is_a_day_or_a_word(tmp_path: Path) -> None:
    activity = _job(tmp_path, SOUND.replace("  lifecycle:", "  as_of: 2026-06-30\n  lifecycle:")).activity
    assert activity is not None
    assert activity.as_of == date(2026, 6, 30)
    (problem,) = _problems(tmp_path, "  lifecycle:", "  as_of: yesterday\n  lifecycle:")
    assert "activity.as_of" in str(problem)
    assert "'run'" in str(problem)
