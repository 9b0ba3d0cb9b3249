"""Payment cards in a job: a key or no card, and no way around the hash."""

from __future__ import annotations

from pathlib import Path

import pytest

from golden_record.config.job import Job
from golden_record.config.load import load_job
from golden_record.config.resolved import resolved_yaml
from golden_record.errors import ConfigError, Problem

KEY = "9f86d081884c7d659a2feaa0c55ad015"

JOB = """\
version: 1
name: shop
sources:
  crm:
    path: crm.csv
    key: id
    updated_at: changed
    attributes:
      email: {column: mail, verified: mail_ok}
      card: [pan, old_pan]
      paid_with: {sql: "coalesce(paid, tender)"}
attributes:
  email: {type: email}
  card: {type: card}
  paid_with: {type: card}
privacy:
  key: ${GOLDEN_RECORD_KEY:-}
"""


def _load(folder: Path, text: str = JOB, key: str = KEY) -> Job:
    path = folder / "job.yml"
    path.write_text(text, encoding="utf-8")
    return load_job(path, {"GOLDEN_RECORD_KEY": key})


def _problems(folder: Path, text: str, key: str = KEY) -> tuple[Problem, ...]:
    with pytest.raises(ConfigError) as refused:
        _load(folder, text, key)
    assert key not in str(refused.value) or not key
    return refused.value.problems


def test_a_card_with_a_key_is_welcome_and_the_key_is_shown_nowhere(tmp_path: Path) -> None:
    job = _load(tmp_path, key=f" {KEY}\r\n")
    assert job.secret_key == KEY.encode()
    assert job.card_attributes == {"card", "paid_with"}
    for shown in (repr(job), str(job.config), job.config.model_dump_json(), resolved_yaml(job)):
        assert KEY not in shown
    assert "key: ${GOLDEN_RECORD_KEY:-}" in resolved_yaml(job)


@pytest.mark.parametrize(
    ("block", "key", "place", "message"),
    [
        ("", KEY, "attributes.card.type", "a payment card needs the secret key of `privacy`"),
        ("privacy: {}\n", KEY, "attributes.card.type", "a payment card needs the secret key of `privacy`"),
        ("privacy:\n  key:\n", KEY, "privacy.key", "the secret key is empty"),
        ("privacy:\n  key: ${GOLDEN_RECORD_KEY:-}\n", "", "privacy.key", "the secret key is empty"),
        ("privacy:\n  key: ${GOLDEN_RECORD_KEY:-}\n", " \n", "privacy.key", "the secret key is empty"),
        ("privacy:\n  key: ${GOLDEN_RECORD_KEY}\n", "hunter2", "privacy.key", "the secret key is too weak"),
        ("privacy:\n  key: ${GOLDEN_RECORD_KEY}\n", "abab" * 16, "privacy.key", "the secret key is too weak"),
        (f"privacy:\n  key: {KEY}\n", KEY, "privacy.key", "the secret key stands in the job file"),
        (f"privacy:\n  key: '{'7' * 40}'\n", KEY, "privacy.key", "the secret key stands in the job file"),
        (f"privacy:\n  key: ${{NOWHERE:-{KEY}}}\n", KEY, "privacy.key", "the secret key stands in the job file"),
        (f"privacy:\n  key: {KEY}${{GOLDEN_RECORD_KEY}}\n", KEY, "privacy.key", "stands in the job file"),
    ],
)
def test_without_a_good_key_from_the_environment_there_is_no_card(
    tmp_path: Path, block: str, key: str, place: str, message: str
) -> None:
    text = JOB[: JOB.index("privacy:")] + block
    (problem,) = _problems(tmp_path, text, key)
    assert problem.key == place
    assert message in problem.message
    assert "openssl rand -hex 32" in problem.hint
    assert KEY not in problem.message + problem.hint


def test_a_key_that_nothing_needs_may_be_empty_but_not_weak(tmp_path: Path) -> None:
    text = JOB.replace("type: card", "type: identifier")
    assert _load(tmp_path, text, key="").secret_key == b""
    (problem,) = _problems(tmp_path, text, "hunter2")
    assert problem.key == "privacy.key"


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("key: id", "key: pan", "sources.crm.key"),
        ("updated_at: changed", "updated_at: old_pan", "sources.crm.updated_at"),
        ("email: {column: mail,", "email: {column: pan,", "sources.crm.attributes.email.column"),
        ("verified: mail_ok", "at: pan", "sources.crm.attributes.email.at"),
        ("email: {column: mail, verified: mail_ok}", "email: [mail, PAN]", "sources.crm.attributes.email[1]"),
        ("email: {column: mail, verified: mail_ok}", "email: Tender", "sources.crm.attributes.email"),
        (
            "email: {column: mail, verified: mail_ok}",
            'email: {sql: "mail || paid"}',
            "sources.crm.attributes.email.sql",
        ),
    ],
)
def test_a_column_of_cards_feeds_nothing_that_would_keep_it_readable(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    (problem,) = _problems(tmp_path, JOB.replace(old, new))
    assert problem.key == place
    assert "feeds the payment card" in problem.message


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("card: {type: card}", "card: {type: card, clean: [digits]}", "attributes.card.clean"),
        ("  paid_with: {type", "  ignore: {card: ['4276*']}\n  paid_with: {type", "attributes.ignore.card"),
    ],
)
def test_what_would_need_a_readable_number_is_refused(tmp_path: Path, old: str, new: str, place: str) -> None:
    (problem,) = _problems(tmp_path, JOB.replace(old, new))
    assert problem.key == place
    assert "{sql: ...}" in problem.hint
