"""The file of pins: read, checked line by line, and brought into the state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from golden_record.config.decision_file import Word
from golden_record.config.job import Job
from golden_record.errors import ConfigError
from golden_record.pinning import problems, take_pins
from golden_record.stages import survive
from golden_record.stages.survive.pins.file import checked_wishes
from golden_record.stages.survive.pins.pin import Wish
from golden_record.warehouse import Warehouse
from tests.stages.survive.conftest import job_of
from tests.stages.survive.pins.conftest import START, Town, says

HEADER = "record,attribute,value,who,when,why,until"
LINE = "crm:1,city,Kazan,ann,2025-05-01,called,"
OMSK, PERM = says(1, "Omsk"), says(2, "Perm")


def _job(folder: Path, *lines: str) -> Job:
    (folder / "pins.csv").write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    return replace(job_of({"city": "city", "born": "birth_date"}, pins="pins.csv"), path=folder / "job.yml")


def _take(town: Town, folder: Path, *lines: str) -> None:
    town.job = _job(folder, *lines)
    with town.warehouse.transaction():
        take_pins(town.warehouse, town.job, town.now)


def test_a_line_says_who_pinned_what_when_and_why(tmp_path: Path) -> None:
    job = _job(tmp_path, 'web:x:2,city,Kazan,ann,2025-03-01T12:00:00+03:00,"as she said, twice",2025-12-31')
    word = Word("ann", datetime(2025, 3, 1, 9), "as she said, twice", datetime(2025, 12, 31, 23, 59, 59, 999999))
    assert checked_wishes(job) == [(2, Wish(("web", "x:2"), "city", "Kazan", word))]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (LINE.replace("crm:1", "crm"), "`record` names no record"),
        (LINE.replace("crm", "erp"), "`record`: there is no source 'erp'"),
        (LINE.replace("city", "town"), "`attribute`: the job has no attribute 'town'"),
        (LINE.replace("Kazan", " "), "`value` is empty"),
        (LINE.replace("ann", ""), "`who` is empty"),
        (LINE.replace("2025-05-01", "yesterday"), "`when` is no date"),
        (LINE + "never", "`until` is no date"),
        (LINE.replace("Kazan", "n/a"), "`value`: no value of attribute 'city', type city"),
        (LINE.replace("city,Kazan", "born,soon"), "`value`: no value of attribute 'born', type birth_date"),
        ("crm:1,city", "the line has 2 fields where the header has 7"),
    ],
)
def test_a_malformed_line_is_told_with_its_number_and_stops_the_run(
    memory: Warehouse, tmp_path: Path, line: str, message: str
) -> None:
    job = _job(tmp_path, LINE, line)
    (problem,) = problems(job, date(2025, 6, 1))
    assert (problem.line, problem.key) == (3, "survivorship.pins")
    assert problem.message.startswith(message)
    with pytest.raises(ConfigError, match=r"survivorship\.pins"):
        take_pins(memory, job, START)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    job = _job(tmp_path)
    (tmp_path / "pins.csv").unlink()
    with pytest.raises(ConfigError, match="cannot read the pins"):
        survive.inputs(job)


def test_a_line_pins_a_value_from_the_next_run_on(town: Town, tmp_path: Path) -> None:
    _take(town, tmp_path, LINE)
    town.run(OMSK, PERM)
    assert (town.cities(), town.statuses()) == ({"p": "Kazan"}, ["in force"])
    _take(town, tmp_path, LINE)
    town.run(OMSK, says(2, "Tver"))
    assert (town.cities(), town.statuses()) == ({"p": "Omsk"}, ["overtaken"])
    _take(town, tmp_path, LINE)
    town.run(OMSK, PERM)
    assert (town.cities(), town.warehouse.count("pin")) == ({"p": "Omsk"}, 1)


def test_a_line_that_is_taken_out_is_withdrawn_and_counts_again_when_it_comes_back(town: Town, tmp_path: Path) -> None:
    _take(town, tmp_path, LINE)
    town.run(OMSK, PERM)
    _take(town, tmp_path)
    town.run()
    assert (town.cities(), town.statuses()) == ({"p": "Omsk"}, ["withdrawn"])
    _take(town, tmp_path, LINE, LINE)
    town.run()
    assert (town.cities(), town.statuses()) == ({"p": "Kazan"}, ["withdrawn", "in force"])


def test_a_line_waits_for_its_record(town: Town, tmp_path: Path) -> None:
    _take(town, tmp_path, LINE)
    assert town.run(PERM).notes == (
        "attribute born: no usable value in any profile",
        "pin 1: without effect, since its record is gone",
    )
    town.run(OMSK, PERM)
    assert (town.cities(), town.statuses()) == ({"p": "Kazan"}, ["in force"])


def test_the_file_is_an_input_of_the_stage_and_none_that_makes_everything_anew(tmp_path: Path) -> None:
    one, other = _job(tmp_path, LINE), None
    inputs, settings = survive.inputs(one), survive.settings(one)
    other = _job(tmp_path)
    assert survive.inputs(other) != inputs
    assert survive.settings(other) == settings
