"""What is wrong before a run: every command says the same, all at once, and with the same exit code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.small import invoke

COMMANDS = (("validate",), ("plan",), ("run",), ("run", "--dry-run"))


def _changed(job: Path, old: str, new: str) -> None:
    text = job.read_text(encoding="utf-8")
    assert old in text
    job.write_text(text.replace(old, new, 1), encoding="utf-8")


def _misnamed(job: Path) -> None:
    _changed(job, "born,", "birn,")


def _away(job: Path) -> None:
    (job.parent / "web.csv").unlink()


def _unmatched(job: Path) -> None:
    _changed(job, "path: web.csv", "path: web-*.csv")


def _both(job: Path) -> None:
    _away(job)
    _misnamed(job)


def _damaged_and_misnamed(job: Path) -> None:
    (job.parent / "crm.csv").write_bytes(b"")
    _changed(job, "attributes: {full_name: name, phone", "attributes: {full_name: nmae, phone")


@pytest.mark.parametrize(
    ("spoil", "exit_code", "said"),
    [
        (_misnamed, 2, ["crm.csv has no column 'birn'"]),
        (_away, 3, ["there is no file 'web.csv'"]),
        (_unmatched, 3, ["no file matches 'web-*.csv'"]),
        (_both, 2, ["crm.csv has no column 'birn'", "there is no file 'web.csv'"]),
        (_damaged_and_misnamed, 2, ["crm.csv: is empty", "web.csv has no column 'nmae'"]),
    ],
)
def test_every_command_says_the_same_of_a_job_and_its_sources(
    small_job: Path, spoil: Callable[[Path], None], exit_code: int, said: list[str]
) -> None:
    spoil(small_job)
    for command in COMMANDS:
        done = invoke(command[0], small_job, *command[1:])
        assert (command, done.exit_code) == (command, exit_code)
        assert all(words in done.stderr for words in said), command


def test_a_column_that_a_source_has_lost_since_its_last_load_is_the_fault_of_the_source(finished_job: Path) -> None:
    crm = finished_job.parent / "crm.csv"
    crm.write_text(crm.read_text(encoding="utf-8").replace("born", "birth", 1), encoding="utf-8")
    for command in COMMANDS:
        done = invoke(command[0], finished_job, *command[1:])
        assert (command, done.exit_code) == (command, 3)
        assert "crm.csv has no column 'born'" in done.stderr


def test_a_mistake_in_the_job_does_not_hide_what_is_wrong_with_its_sources(small_job: Path) -> None:
    _both(small_job)
    _changed(
        small_job,
        "match:\n",
        "cluster: {limits: {emial: 1}}\nresorces: {}\nmatch:\n  threshold: {weight: 1, probability: 0.9}\n",
    )
    done = invoke("validate", small_job)
    assert done.exit_code == 2
    for words in ("unknown key", "'emial'", "exactly one of", "no column 'birn'", "no file 'web.csv'", "5 problems"):
        assert words in done.stderr


def test_a_source_that_is_wrong_in_itself_is_not_looked_at(small_job: Path) -> None:
    _away(small_job)
    _changed(small_job, "path: web.csv", "path: web.csv\n    trsut: 3")
    done = invoke("validate", small_job)
    assert "trsut" in done.stderr
    assert "no file" not in done.stderr
